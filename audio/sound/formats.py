"""The kinds of file that families have: how FFmpeg calls them, how people do, and which endings they come with.

Everything that FFmpeg can be asked to open is on this list, and nothing that names other files (playlists, concat, DASH, SDP).
Imports no FFmpeg, so that pages may use it.
"""

import re
from dataclasses import dataclass
from pathlib import Path, PurePath


@dataclass(frozen=True)
class Format:
    """`name` for people; `suffix` for our own files; `endings` beside it that senders may keep; codecs that every browser plays
    and seeks in it, also an old tablet's.
    """

    name: str
    suffix: str
    content_type: str
    endings: frozenset[str] = frozenset()
    codecs_played: frozenset[str] = frozenset()


def form(name: str, suffix: str, content_type: str, endings: str = "", played: str = "") -> Format:
    return Format(
        name, suffix, content_type, frozenset(f".{each}" for each in endings.split()), frozenset(played.split())
    )


KNOWN = {  # by the first of FFmpeg's names
    "mp3": form("MP3", ".mp3", "audio/mpeg", "mp2 mp1 mpga", "mp3"),
    "mov": form("MPEG-4 or QuickTime", ".m4a", "audio/mp4", "mp4 mov 3gp 3g2 m4b m4v qt", "aac"),
    "matroska": form("Matroska or WebM", ".webm", "audio/webm", "mka mkv weba"),
    "ogg": form("Ogg", ".ogg", "audio/ogg", "oga ogv opus spx"),
    "wav": form("WAV", ".wav", "audio/wav", "wave bwf rf64", "pcm_u8 pcm_s16le pcm_s24le pcm_f32le"),
    "flac": form("FLAC", ".flac", "audio/flac", "", "flac"),
    "aac": form("AAC", ".aac", "audio/aac"),
    "aiff": form("AIFF", ".aiff", "audio/aiff", "aif aifc"),
    "amr": form("AMR", ".amr", "audio/amr", "awb"),
    "asf": form("Windows Media", ".wma", "audio/x-ms-wma", "wmv asf"),
    "caf": form("Core Audio", ".caf", "audio/x-caf"),
    "w64": form("Wave64", ".w64", "audio/x-w64"),
    "au": form("AU", ".au", "audio/basic", "snd"),
    "avi": form("AVI", ".avi", "video/x-msvideo", "divx"),
    "mpeg": form("MPEG film or DVD", ".mpg", "video/mpeg", "vob mpeg mod m2p dat"),
    "mpegts": form("camcorder film (MTS)", ".mts", "video/mp2t", "m2ts ts m2t tod"),
    "flv": form("Flash film", ".flv", "video/x-flv", "f4v"),
    "dv": form("DV film", ".dv", "video/x-dv", "dif"),
    "mxf": form("MXF film", ".mxf", "application/mxf"),
    "wtv": form("Windows television", ".wtv", "video/x-wtv"),
    "nut": form("NUT", ".nut", "video/x-nut"),
    "voc": form("Creative Voice", ".voc", "audio/x-voc"),
    "ac3": form("AC-3", ".ac3", "audio/ac3"),
    "eac3": form("E-AC-3", ".eac3", "audio/eac3", "ec3"),
    "dts": form("DTS", ".dts", "audio/vnd.dts"),
    "truehd": form("TrueHD", ".thd", "audio/x-truehd"),
    "loas": form("AAC (LATM)", ".latm", "audio/x-latm", "loas"),
    "wv": form("WavPack", ".wv", "audio/x-wavpack"),
    "tta": form("True Audio", ".tta", "audio/x-tta"),
    "ape": form("Monkey’s Audio", ".ape", "audio/x-ape", "mac"),
    "mpc": form("Musepack", ".mpc", "audio/x-musepack", "mp+"),
    "mpc8": form("Musepack", ".mpc", "audio/x-musepack", "mp+"),
    "tak": form("TAK", ".tak", "audio/x-tak"),
    "shn": form("Shorten", ".shn", "audio/x-shorten"),
    "dsf": form("DSD", ".dsf", "audio/x-dsf"),
    "iff": form("DSD or IFF", ".dff", "audio/x-dff", "iff 8svx"),
    "rm": form("RealAudio", ".rm", "audio/x-pn-realaudio", "ra ram rmvb rma"),
    "ivr": form("RealAudio", ".ivr", "audio/x-pn-realaudio"),
    "qcp": form("QCP", ".qcp", "audio/qcelp"),
    "dss": form("Digital Speech Standard (dictaphone)", ".dss", "audio/x-dss"),
    "act": form("ACT (voice recorder)", ".act", "audio/x-act"),
    "oma": form("MiniDisc (ATRAC)", ".oma", "audio/x-oma", "aa3 omg"),
    "aea": form("MiniDisc (ATRAC1)", ".aea", "audio/x-aea"),
    "gsm": form("GSM", ".gsm", "audio/x-gsm"),
    "vqf": form("TwinVQ", ".vqf", "audio/x-twinvq", "vql vqe"),
    "nistsphere": form("NIST SPHERE", ".nist", "audio/x-nist", "sph"),
    "ircam": form("IRCAM", ".sf", "audio/x-ircam", "ircam"),
    "sox": form("SoX", ".sox", "audio/x-sox"),
    "pvf": form("Portable Voice", ".pvf", "audio/x-pvf"),
}
WHITELIST = ",".join(KNOWN)
ENDINGS = sorted(set().union(*({known.suffix, *known.endings} for known in KNOWN.values())))
ENDING = re.compile(r"\.[a-z0-9]{1,5}")

NOT_SOUND = "This file is not sound that we can open. Try the original from the phone or recorder."
NOTHING = "This file has the form of sound, but there is nothing in it that we can hear. Try the original from the phone or recorder."
EMPTY = "This file is empty: there is not a single byte in it. Try the original from the phone or recorder."
HEADS = re.compile(
    rb"(RIFF|RF64|BW64).{4}WAVE|riff\x2e\x91\xcf\x11|FORM.{4}AIF[FC]|caff|\.snd|fLaC|OggS|ID3|\x1aE\xdf\xa3|#!AMR",
    re.DOTALL,
)
OTHERS = (  # what people send by mistake, by how it begins
    (rb"%PDF", "It is a PDF, a document."),
    (rb"PK\x03\x04", "It is an archive (ZIP) or a document. If there are recordings in it, unpack it and add them one by one."),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b", "It is an archive. If there are recordings in it, unpack it and add them one by one."),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP", "It is a picture."),
    (rb"MThd", "It is MIDI: it holds notes for an instrument, and no voice."),
    (rb"RIFF.{4}CDDA", "It only points to a track of a CD. Copy the track itself from the disc, with a program that reads CDs."),
    (
        rb"\s*(#EXTM3U|\[playlist\]|ffconcat |<asx|<\?xml[^>]*>\s*<(MPD|smil|playlist)|v=0\r?\no=)",
        "It is a playlist: it only names other files. Add those instead.",
    ),
    (rb"\s*(<!doctype html|<html)", "It is a web page."),
    (rb"\{\\rtf|\xd0\xcf\x11\xe0", "It is a document."),
)  # fmt: skip


def refusal(path: Path) -> str:
    """Why a file that FFmpeg does not know is not taken; says what it is where its first bytes tell."""
    with path.open("rb") as file:
        head = file.read(512)
    if not head:
        return EMPTY
    found = next((what for begins, what in OTHERS if re.match(begins, head, re.IGNORECASE | re.DOTALL)), "")
    return f"This file is not sound that we can open. {found}" if found else NOT_SOUND


def begins_as_sound(path: Path) -> bool:
    """Whether it has the head of a kind of sound; one that FFmpeg does not open has nothing behind it."""
    with path.open("rb") as file:
        return HEADS.match(file.read(16)) is not None


def ending(name: str) -> str:
    """The ending of a sender's name in small letters, where it looks like one; FFmpeg knows some raw sound by nothing else."""
    said = PurePath(name).suffix.lower()
    return said if ENDING.fullmatch(said) else ""


def name_as_found(name: str, suffix: str) -> str:
    """A sender's name with an ending of what was found: its own where it is one, else ours in its place."""
    allowed = {suffix}.union(*(known.endings for known in KNOWN.values() if known.suffix == suffix))
    said = ending(name)
    if said in allowed:
        return name
    return f"{name.removesuffix(PurePath(name).suffix) if said else name}{suffix}"
