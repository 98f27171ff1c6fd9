"""Speaks the talks in bench/talks into FOLDER/tuning and FOLDER/kept: about an hour for `manage.py measure_speech`.

    .venv/bin/python bench/speech_set.py FOLDER [--half tuning] [--only told] [--missing] [--interviews] [--natural VENV/bin/python]

NAME.wav (or .mp3), NAME.txt with the words that should be written, and NAME.json: kind, room, voices, names, numbers, when each
sentence begins and ends, who says it, and when each word begins (fillers too; espeak-ng alone tells). Settings are chosen on `tuning`; what
is told is measured on `kept`, which shares no voice and no text with it. The same versions of the synthesisers give the same bytes.
`--interviews` speaks eleven more interviews of each half instead, into FOLDER/interviews: for bench/diarisation.py.
It takes about 25 minutes of processor time, most of it Kokoro's; `--missing` goes on where it was stopped.

flite and espeak-ng are Debian packages. The natural voices are tools of development, never of Memoire, and have a place of their own:

    python3 -m venv var/voices
    var/voices/bin/pip install --require-hashes -r requirements-voices.txt
"""

import argparse
import hashlib
import json
import sys
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from speech.plan import Talk, interviews, planned  # noqa: E402
from speech.telling import Told, told  # noqa: E402
from speech.texts import HALVES  # noqa: E402
from speech.voices import RATE, Sound  # noqa: E402

from transcripts.measuring.normalising import normalised  # noqa: E402

VOICES = ROOT / "var" / "voices" / "bin" / "python"
MP3_BITS = 32_000


def write(folder: Path, talk: Talk, heard: Told) -> Path:
    """The three files of a talk."""
    samples = as_samples(heard.sound)
    path = folder / f"{talk.name}{'.mp3' if talk.room == 'mp3' else '.wav'}"
    (write_mp3 if path.suffix == ".mp3" else write_wav)(path, samples)
    text = "\n".join(sentence.written for sentence in talk.sentences()) + "\n"
    path.with_suffix(".txt").write_text(text, encoding="utf-8")
    known = json.dumps(facts(talk, heard, text), ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(known + "\n", encoding="utf-8")
    return path


def facts(talk: Talk, heard: Told, text: str) -> dict[str, Any]:
    words = normalised(text)
    turns = [
        {"start": round(start, 3), "end": round(end, 3), "speaker": sentence.speaker, "text": sentence.written}
        for sentence, (start, end) in zip(talk.sentences(), heard.moments, strict=True)
    ]
    begins = [
        {"word": token, "start": round(start, 3)}
        for sentence, moments in zip(talk.sentences(), heard.begins, strict=True)
        for token, start in zip(sentence.spoken.split(), moments, strict=False)  # no moments from most synthesisers
    ]
    return {
        "kind": talk.kind,
        "room": talk.room,
        "language": talk.language,
        "text": talk.text,
        "voices": {speaker: vars(talk.voice(speaker)) | {"called": name} for speaker, name in talk.voices.items()},
        "names": [] if talk.language == "de" else sorted({word.word for word in words if word.is_name}),
        "numbers": [word.word for word in words if word.is_number],
        "turns": turns,
        "words": begins,
    }


def as_samples(sound: Sound) -> Any:
    return (np.clip(sound, -1, 1) * 32767).astype("<i2")


def write_wav(path: Path, samples: Any) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def write_mp3(path: Path, samples: Any) -> None:
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = MP3_BITS
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        for piece in [frame, None]:
            for packet in stream.encode(piece):
                target.mux(packet)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=HALVES, help="both, where none is named")
    parser.add_argument("--only", default="", help="only the talks with this in their name")
    parser.add_argument("--missing", action="store_true", help="only the talks that are not there yet")
    parser.add_argument("--interviews", action="store_true", help="more interviews, for telling voices apart")
    parser.add_argument("--natural", type=Path, default=VOICES, help="the interpreter that has piper and Kokoro")
    given = parser.parse_args()
    if not given.natural.exists():
        parser.error(f"There is no {given.natural}: see above how the natural voices are installed.")
    folder, plan = (given.folder / "interviews", interviews) if given.interviews else (given.folder, planned)
    for half in [given.half] if given.half else HALVES:
        seconds, digest = 0.0, hashlib.sha256()
        (folder / half).mkdir(parents=True, exist_ok=True)
        for talk in plan(half):
            is_there = (folder / half / f"{talk.name}.json").exists()  # written last
            if given.only in talk.name and not (given.missing and is_there):
                heard = told(talk, given.natural)
                digest.update(write(folder / half, talk, heard).read_bytes())
                seconds += len(heard.sound) / RATE
        print(f"{half}: {seconds:.0f} s of speech in {folder / half}; all sounds: {digest.hexdigest()[:16]}")


if __name__ == "__main__":
    main()
