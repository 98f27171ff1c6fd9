"""Files that no recorder wrote: broken, truncated, mutated, lying, and made to hurt. The same ones at every run."""

import io
import struct
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from audio.sound.tests import sounds

FORMS = {
    "a.wav": "pcm_s16le",
    "a.mp3": "libmp3lame",
    "a.m4a": "aac",
    "a.flac": "flac",
    "a.ogg": "libopus",
    "a.webm": "libopus",
    "a.mka": "aac",
    "a.aiff": "pcm_s16be",
    "a.wma": "wmav2",
    "a.aac": "aac",
    "a.caf": "pcm_s16be",
    "a.w64": "pcm_s16le",
    "a.au": "pcm_s16be",
    "a.mov": "alac",
    "a.avi": "ac3",
    "a.ts": "ac3",
    "a.vob": "mp2",
    "a.flv": "aac",
    "a.wv": "wavpack",
    "a.tta": "tta",
    "a.ac3": "ac3",
    "a.voc": "pcm_s16le",
    "a.rm": "ac3",
    "a.wtv": "mp2",
    "a.latm": "aac",
}
RECORDED = {"r.webm": "libopus", "r.mp4": "aac", "o.mp4": "libopus"}


def good(folder: Path) -> dict[str, bytes]:
    """A second of sound in each of the forms."""
    made = {name: sounds.encode(folder / name, codec) for name, codec in FORMS.items()}
    made |= {name: sounds.recorded(folder / name, codec) for name, codec in RECORDED.items()}
    return {name: path.read_bytes() for name, path in made.items()}


def mutated(name: str, whole: bytes) -> Iterator[tuple[str, bytes]]:
    """What bad lines, bad discs and bad people make of a good file."""
    noise = np.random.default_rng(sum(name.encode()))
    for share in (2, 3, 10):
        yield f"a {share}th of {name}", whole[: len(whole) // share]
    yield f"{name} without its head", whole[200:]
    yield f"{name} without its last bytes", whole[:-7]
    for count in (1, 20, 400):
        yield f"{name} with {count} bytes changed", scattered(whole, noise, count, len(whole))
    for count in (4, 40):
        yield f"{name} with {count} bytes of its head changed", scattered(whole, noise, count, 600)
    yield f"{name} with nothing in the middle", hole(whole, bytes(len(whole) // 4))
    yield f"{name} with noise in the middle", hole(whole, noise.bytes(len(whole) // 4))
    yield f"{name} twice", whole + whole
    yield (
        f"{name} with the largest sizes in its head",
        whole[:4] + whole[4:300].replace(b"\0\0", b"\xff\xff") + whole[300:],
    )
    yield f"{name} with its halves exchanged", whole[len(whole) // 2 :] + whole[: len(whole) // 2]
    yield f"{name} with a byte too many", whole[:100] + b"\0" + whole[100:]
    yield f"{name} behind a tag of covers", b"ID3\x04\0\0\0\x03\x7f\x7f" + noise.bytes(65_535) + whole


def scattered(whole: bytes, noise: np.random.Generator, count: int, within: int) -> bytes:
    changed = np.frombuffer(whole, np.uint8).copy()
    places = noise.integers(0, min(within, len(whole)), count)
    changed[places] = noise.integers(0, 256, count)
    return changed.tobytes()


def hole(whole: bytes, filling: bytes) -> bytes:
    start = len(whole) // 3
    return whole[:start] + filling + whole[start + len(filling) :]


def lists(secret: str, address: str) -> Iterator[tuple[str, bytes]]:
    """Files that ask to open `secret`, a path, or `address`, host and port, in every way that FFmpeg knows."""
    targets = (
        Path(secret).name,
        secret,
        f"file://{secret}",
        f"http://{address}/a.wav",
        f"tcp://{address}",
        f"rtmp://{address}/a",
    )
    for target in targets:
        yield f"m3u {target}", f"#EXTM3U\n#EXTINF:10,\n{target}\n".encode()
        yield f"concat {target}", f"ffconcat version 1.0\nfile '{target}'\n".encode()
    for target in targets[1:4]:
        head = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n"
        yield f"hls {target}", f"{head}#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n".encode()
        yield f"hls key {target}", f'{head}#EXT-X-KEY:METHOD=AES-128,URI="{target}"\n#EXTINF:10,\n{target}\n'.encode()
        yield f"hls master {target}", f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{target}\n".encode()
        yield f"dash {target}", DASH.format(target=target).encode()
        yield f"pls {target}", f"[playlist]\nFile1={target}\nNumberOfEntries=1\n".encode()
        yield f"asx {target}", f'<asx version="3.0"><entry><ref href="{target}"/></entry></asx>'.encode()
        yield f"svg {target}", f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{target}"/></svg>'.encode()
    host, port = address.split(":")
    yield "sdp", f"v=0\no=- 0 0 IN IP4 {host}\ns=-\nc=IN IP4 {host}\nt=0 0\nm=audio {port} RTP/AVP 0\n".encode()


NAMES = ("voice.mp3", "voice.m3u8", "voice.ffconcat", "voice.sdp", "voice.mpd")
DASH = (
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="audio/mp4">'
    '<Representation id="a" bandwidth="1"><BaseURL>{target}</BaseURL></Representation></AdaptationSet></Period></MPD>'
)


def others() -> Iterator[tuple[str, bytes]]:
    """What people send by mistake."""
    yield "nothing", b""
    for byte in (0, 0x1A, 0x47, 0xFF):
        yield f"one byte {byte}", bytes([byte])
    yield "zeros", bytes(100_000)
    yield "a letter", "Liebe Großmutter, ".encode() * 500
    yield "a page", b"<!doctype html><title>Ilse</title><audio src=a.wav autoplay></audio>" * 50
    yield "a pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF" * 10
    yield "an archive", archive()
    for kind in ("png", "mjpeg", "gif", "bmp", "tiff"):
        yield f"a picture {kind}", picture(kind)
    yield "a tag and nothing else", b"ID3\x04\0\0\0\0\x0f\x76" + bytes(2_038)
    yield "a tag that never ends", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"TIT2" * 1_000
    yield "an object file", b"\x7fELF" + np.random.default_rng(2).bytes(4_000)
    for seed in range(12):
        yield f"noise {seed}", np.random.default_rng(seed).bytes(40_000)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.wav", bytes(1_000_000))
    return out.getvalue()


def picture(kind: str) -> bytes:
    encoder = av.CodecContext.create(kind, "w")
    encoder.width = encoder.height = 64
    encoder.pix_fmt = encoder.codec.video_formats[0].name
    encoder.time_base = Fraction(1)
    frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24").reformat(format=encoder.pix_fmt)
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small files that ask for days of sound, for gigabytes, or for what is no sound at all."""
    yield "a day in a FLAC", flac_of_silence(frames=24 * 3600 * 48_000 // 65_535)
    for rate in (0, 1, 7, 3_999, 384_001, 2**31 - 1, 2**32 - 1):
        yield f"a WAV of {rate} Hz", sounds.wav(rate, samples=200_000)
    for channels in (0, 9, 64, 255, 65_535):
        yield f"a WAV of {channels} channels", sounds.wav(16_000, channels=channels, samples=100)
    for channels in range(2, 9):
        yield f"a WAV of {channels} channels", sounds.wav(16_000, channels=channels, samples=8_000)
    for width in (0, 1, 3, 7, 64, 255, 65_535):
        head = bytearray(sounds.wav(16_000, samples=8_000))
        head[34:36] = struct.pack("<H", width)
        yield f"a WAV of {width} bits", bytes(head)
    for kind in (0, 2, 3, 6, 17, 0x55, 0xFF, 0x161, 0xFFFE, 0xFFFF):
        head = bytearray(sounds.wav(16_000, samples=8_000))
        head[20:22] = struct.pack("<H", kind)
        yield f"a WAV of kind {kind}", bytes(head)
    yield "numbers that are none", floats(np.tile([np.nan, np.inf, -np.inf, 1e38], 4_000))
    yield "numbers beyond all measure", floats(np.tile([1e30, -1e30, 0.5, 0], 4_000))


def floats(values: np.ndarray) -> bytes:
    head = bytearray(sounds.wav(16_000, channels=2, samples=len(values)))  # as many bytes as one channel of 32 bits
    head[20:24], head[28:36] = struct.pack("<HH", 3, 1), struct.pack("<IHH", 64_000, 4, 32)
    return bytes(head[:44]) + values.astype("<f4").tobytes()


def flac_of_silence(*, frames: int) -> bytes:
    """Constant frames of 65 535 samples, mono, 16 bits, 48 kHz (RFC 9639): each of 16 bytes or so is more than a second."""
    stream_info = (
        struct.pack(">HH", 65_535, 65_535) + bytes(6) + (48_000 << 44 | 15 << 36).to_bytes(8, "big") + bytes(16)
    )
    head = b"fLaC\x80" + len(stream_info).to_bytes(3, "big") + stream_info
    return head + b"".join(silent_frame(number) for number in range(frames))


def silent_frame(number: int) -> bytes:
    head = b"\xff\xf8\x7a\x08" + chr(number).encode("utf-8", "surrogatepass") + struct.pack(">H", 65_534)
    frame = head + bytes([remainder(head, 8, 0x07)]) + b"\0\0\0"
    return frame + remainder(frame, 16, 0x8005).to_bytes(2, "big")


def remainder(data: bytes, bits: int, polynomial: int) -> int:
    found, top = 0, 1 << (bits - 1)
    for byte in data:
        found ^= byte << (bits - 8)
        for _ in range(8):
            found = (found << 1 ^ polynomial if found & top else found << 1) & ((1 << bits) - 1)
    return found
