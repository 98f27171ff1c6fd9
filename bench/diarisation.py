"""Who speaks, told by Memoire and held against the truth: the diarisation error rate, how many speakers, and who asks.

    .venv/bin/python bench/diarisation.py FOLDER [FOLDER …] [--sentences]

For each sound with a .json beside it (bench/speech_set.py, also with --interviews) the words are heard as a worker does, and their
lines told apart. Where no engine here hears the language, or with --sentences, the sentences of the .json stand for the lines, marked *.
Prints the error without a collar and with one of 0.25 s, what of it was missed, invented and given to the wrong voice, the speakers
found and true, who was proposed as asking, and what telling apart costs in processor time for a second of sound.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memoire_site.settings")
os.environ.setdefault("DEBUG", "true")

import django  # noqa: E402

django.setup()

from audio.errors import StepError  # noqa: E402
from audio.sound import sandbox  # noqa: E402
from transcripts.engines.base import SAMPLE_RATE  # noqa: E402
from transcripts.engines.voice_groups import Printed, grouped  # noqa: E402
from transcripts.engines.voiceprint import print_of  # noqa: E402
from transcripts.management.commands.transcribe import heard  # noqa: E402
from transcripts.measuring.diarisation_error import DiarisationError, diarisation_error  # noqa: E402
from transcripts.runs.choice import choose  # noqa: E402
from transcripts.runs.slices import as_floats  # noqa: E402
from transcripts.speakers.asking import Said, who_asks  # noqa: E402

COLLAR = 0.25
Row = tuple[float, float, str]


@dataclass(frozen=True)
class Found:
    """What came of one sound."""

    error: DiarisationError
    within_collar: DiarisationError
    true: int
    told: int
    asks: str | None  # "Q" for who does; None where nobody was proposed
    seconds: float
    spent: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--sentences", action="store_true", help="hear no words: how well voices are told apart, alone")
    given = parser.parse_args()
    sounds = [path for folder in given.folders for path in sorted(folder.glob("*")) if path.suffix in (".wav", ".mp3")]
    print(f"{'':46}{'error':>8}{'collar':>8}{'missed':>8}{'invented':>9}{'wrong':>8}  speakers  asks")
    found = []
    for path in sounds:
        if path.with_suffix(".json").is_file():
            known = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            found.append(tell(path, known, hear=not given.sentences))
    summed("of two voices", [each for each in found if each.true > 1])
    summed("of one voice", [each for each in found if each.true == 1])


def tell(path: Path, known: dict[str, Any], *, hear: bool) -> Found:
    rows, mark = lines_of(path, known) if hear else sentences_of(known)
    samples = as_floats(b"".join(sandbox.speech(path)))
    began = time.process_time()
    prints = [
        Printed(end - start, print_of(samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]))
        for start, end, _ in rows
    ]
    labels = [str(name) for name in grouped(prints, {})]
    spent = time.process_time() - began
    said = [(turn["start"], turn["end"], turn["speaker"]) for turn in known["turns"]]
    told = [(start, end, label) for (start, end, _), label in zip(rows, labels, strict=True)]
    lines = [Said(label, end - start, text) for (start, end, text), label in zip(rows, labels, strict=True)]
    asks = who_asks(lines, known["language"])
    who = None if asks is None else mostly([row for row in told if row[2] == asks], said)
    seconds = len(samples) / SAMPLE_RATE
    errors = [diarisation_error(said, told, collar=collar) for collar in (0.0, COLLAR)]
    found = Found(errors[0], errors[1], len({row[2] for row in said}), len(set(labels)), who, seconds, spent)
    print(f"{path.stem[:44] + mark:46}{shares(errors[0], errors[1])}{found.told:5} of {found.true}  {who or '–'}")
    return found


def lines_of(path: Path, known: dict[str, Any]) -> tuple[list[Row], str]:
    try:
        engine = choose("auto", known["language"]).engine
    except StepError:
        return sentences_of(known)
    return [(line.start, line.end, line.text) for line in heard(path, engine, known["language"])], ""


def sentences_of(known: dict[str, Any]) -> tuple[list[Row], str]:
    return [(turn["start"], turn["end"], turn["text"]) for turn in known["turns"]], "*"


def mostly(told: Sequence[Row], said: Sequence[Row]) -> str:
    """Who it is that speaks longest in these lines."""
    shared: dict[str, float] = {}
    for start, end, _ in told:
        for begin, until, who in said:
            shared[who] = shared.get(who, 0.0) + max(min(end, until) - max(start, begin), 0.0)
    return max(shared, key=shared.__getitem__)


def shares(error: DiarisationError, within: DiarisationError) -> str:
    parts = (error.missed, error.invented, error.confused)
    missed, invented, confused = (part / error.spoken if error.spoken else 0.0 for part in parts)
    return f"{error.rate:8.1%}{within.rate:8.1%}{missed:8.1%}{invented:9.1%}{confused:8.1%}  "


def summed(name: str, found: Sequence[Found]) -> None:
    if not found:
        return
    whole, within = (
        sum(errors, DiarisationError()) for errors in ([f.error for f in found], [f.within_collar for f in found])
    )
    right = sum(each.told == each.true for each in found)
    asks = [each.asks for each in found]
    print(f"{f'{len(found)} {name}':46}{shares(whole, within)}right in {right} of {len(found)}")
    print(
        f"    proposed as asking: who does in {asks.count('Q')}, somebody else in {len(asks) - asks.count('Q') - asks.count(None)}"
    )
    spent, seconds = (sum(getattr(each, name) for each in found) for name in ("spent", "seconds"))
    print(f"    {spent / seconds:.3f} s of processor time for a second of sound, the words not counted")


if __name__ == "__main__":
    main()
