"""How many misheard names of a family are asked about on real hearings of talks: families of 40 names, of which half are said.

    .venv/bin/python bench/family_names_heard.py FOLDER [--kept-in FOLDER] [--only told|untold] [--show]

FOLDER is a half of what bench/speech_set.py speaks. Its texts are divided among families: each has about twenty names that its talks
say and as many that they do not. Each talk is heard twice, by the engine of the settings: with the names told to it, as when they were
there before the recording, and without. Each line is then weighed and asked about as a worker does it. A question is right where its
name was said within what was misheard there. Hearings are kept (--kept-in) by engine, settings, sound and names.
"""

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DEBUG", "true")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memoire_site.settings")

import django  # noqa: E402
import jiwer  # noqa: E402

django.setup()

from family_words import NAMES  # noqa: E402

from audio.sound import sandbox  # noqa: E402
from transcripts.doubt.spelling import key  # noqa: E402
from transcripts.doubt.weighing import Weigher  # noqa: E402
from transcripts.engines.base import SAMPLE_RATE, Line, Word  # noqa: E402
from transcripts.management.commands.measure_speech import sounds  # noqa: E402
from transcripts.measuring.normalising import normalised  # noqa: E402
from transcripts.measuring.practice import facts  # noqa: E402
from transcripts.models import Segment  # noqa: E402
from transcripts.runs.choice import choose  # noqa: E402
from transcripts.runs.doubting import Weighed, second_opinion, weighed, weigher_of  # noqa: E402
from transcripts.runs.listening import hear_slices  # noqa: E402
from transcripts.runs.timing import Sound  # noqa: E402
from transcripts.runs.transcribing import fields  # noqa: E402
from transcripts.words.repair import Own  # noqa: E402

A_HALF = 20
NOT_BY_THEMSELVES = frozenset(  # parts of names that nobody would have listened for
    "bay christmas councilor office parade post pavilion port quarry road row saturdays station street sundays uncle valley".split()  # noqa: SIM905
)
OTHERS = tuple(dict.fromkeys([*NAMES["tuning"].split(), *NAMES["apart"].split()]))


@dataclass(frozen=True)
class FamilyOfTalks:
    """Talks that are told in one family, and the names that it wants to be listened for."""

    talks: tuple[Path, ...]
    names: tuple[str, ...]


def names_of(path: Path) -> list[str]:
    """The names that are said, as they are written."""
    known = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    said = path.with_suffix(".txt").read_text(encoding="utf-8")
    found = [(name, re.search(rf"\b{name}\b", said, re.IGNORECASE)) for name in known["names"]]
    return [at[0] for name, at in found if at and name not in NOT_BY_THEMSELVES]


def families(paths: Sequence[Path]) -> Iterator[FamilyOfTalks]:
    """Texts in order, as many as make twenty names."""
    names: list[str] = []
    talks: list[Path] = []
    for text in sorted({facts(path).text for path in paths}):
        own = [path for path in paths if facts(path).text == text]
        fresh = [name for name in names_of(own[0]) if name not in names]
        if len(names) + len(fresh) > A_HALF:
            yield family(talks, names)
            names, talks = [], []
        names += fresh
        talks += own
    yield family(talks, names)


def family(talks: Sequence[Path], said: Sequence[str]) -> FamilyOfTalks:
    texts = {key(word) for path in talks for word in path.with_suffix(".txt").read_text(encoding="utf-8").split()}
    unsaid = [name for name in OTHERS if key(name) not in texts][: len(said)]
    mixed = [name for pair in zip(said, unsaid, strict=True) for name in pair]
    return FamilyOfTalks(tuple(talks), tuple(mixed))


def heard(path: Path, blocks: Sequence[bytes], hints: Sequence[str], kept_in: Path) -> list[Line]:
    """What the engine hears, once: then it is read again from where it was kept."""
    engine = choose("auto", "en").engine
    told = json.dumps([engine.name, engine.version, engine.settings, list(hints), path.stem], sort_keys=True)
    digest = hashlib.sha256(told.encode() + b"".join(blocks)).hexdigest()[:24]
    kept = kept_in / f"{path.stem}-{digest}.json"
    if kept.is_file():
        return [as_line(each) for each in json.loads(kept.read_text(encoding="utf-8"))]
    lines = [line for _, found in hear_slices(blocks, engine, hints=hints) for line in found]
    kept.write_text(json.dumps([asdict(line) for line in lines]), encoding="utf-8")
    return lines


def as_line(kept: dict[str, Any]) -> Line:
    return Line(**{**kept, "words": tuple(Word(**word) for word in kept["words"])})


@dataclass
class Tally:
    """Counts over talks; `asked` are misheard names that were asked about with the right name, the rest are questions."""

    said: int = 0
    misheard: int = 0
    asked: int = 0
    mended: int = 0
    right: int = 0
    other_name: int = 0
    other_words: int = 0
    right_words: int = 0
    words: int = 0
    changed: int = 0
    seconds: float = 0.0  # of processor time for doubt and questions
    sound: float = 0.0  # seconds

    def plus(self, other: "Tally") -> "Tally":
        return Tally(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    @property
    def questions(self) -> int:
        return self.right + self.other_name + self.other_words + self.right_words


@dataclass(frozen=True)
class Block:
    """Words that were said, and the tokens that were heard instead of them (by their number in all that was heard)."""

    said: tuple[str, ...]
    tokens: frozenset[int]


def blocks_of(said: str, heard_text: str) -> list[Block]:
    """All that was misheard, each as far as no word of it was heard right; and what was heard right, word by word."""
    reference, hypothesis = normalised(said), normalised(heard_text)
    found = jiwer.process_words(" ".join(each.word for each in reference), " ".join(each.word for each in hypothesis))
    blocks: list[Block] = []
    for is_right, chunks in groupby(found.alignments[0], key=lambda chunk: chunk.type == "equal"):
        whole = list(chunks)
        said_at = range(whole[0].ref_start_idx, whole[-1].ref_end_idx)
        heard_at = range(whole[0].hyp_start_idx, whole[-1].hyp_end_idx)
        if is_right:
            pairs = zip(said_at, heard_at, strict=True)
            blocks += [Block((reference[one].word,), frozenset({hypothesis[other].token})) for one, other in pairs]
        else:
            tokens = frozenset(hypothesis[place].token for place in heard_at)
            blocks.append(Block(tuple(reference[place].word for place in said_at), tokens))
    return blocks


def plain(word: str) -> str:
    return key(word.replace("’", "'").removesuffix("'s"))


def asked_of(lines: Sequence[Line], blocks: Sequence[bytes], own: Sequence[Own], weigher: Weigher) -> list[Weighed]:
    """Each line as the step of doubt leaves it."""
    sound, found = Sound(blocks, at_ms=0), []
    for index, line in enumerate(lines):
        row = Segment(heard_text=line.text, **fields(index, line))
        found.append(weighed(weigher, row, sound, own))
    return found


def tally(talk: Path, lines: Sequence[Line], after: Sequence[Weighed], names: Sequence[str], *, show: bool) -> Tally:
    """Holds the questions of a talk against what was said in it."""
    tokens = [token for line in lines for token in line.text.split()]
    found = Tally(words=len(tokens))
    own, asked = {plain(name): name for name in names}, list(questions(lines, after))
    found.changed = sum(each.is_repaired for each in after)
    met: set[int] = set()
    parts = blocks_of(talk.with_suffix(".txt").read_text(encoding="utf-8"), " ".join(tokens))
    wrong = [part for part in parts if is_misheard(part, tokens)]
    for part in parts:
        here = [own[plain(word)] for word in part.said if plain(word) in own]
        found.said += len(here)
        missed = [name for name in here if part in wrong and plain(name) not in {plain(tokens[n]) for n in part.tokens}]
        found.misheard += len(missed)
        for name in missed:
            right = [n for n, (places, word) in enumerate(asked) if word == name and places & part.tokens]
            found.asked += bool(right)
            met |= set(right)
            if show and not right:
                print(
                    "   missed",
                    name,
                    "|",
                    " ".join(tokens[n] for n in sorted(part.tokens)) or "(nothing)",
                    "|",
                    around(tokens, part.tokens),
                )
    for number, (places, word) in enumerate(asked):
        beside = [part for part in wrong if places & part.tokens]
        is_name = any(plain(said) in own for part in beside for said in part.said)
        kind = "right" if number in met else "other_name" if is_name else "other_words" if beside else "right_words"
        setattr(found, kind, getattr(found, kind) + 1)
        if show:
            print(f"   {kind:11}", word, "|", " ".join(tokens[n] for n in sorted(places)), "|", around(tokens, places))
    return found


def is_misheard(part: Block, tokens: Sequence[str]) -> bool:
    return {plain(word) for word in part.said} != {plain(tokens[place]) for place in part.tokens}


def around(tokens: Sequence[str], places: frozenset[int]) -> str:
    return " ".join(tokens[max(min(places) - 5, 0) : max(places) + 5]) if places else ""


def questions(lines: Sequence[Line], after: Sequence[Weighed]) -> Iterator[tuple[frozenset[int], str]]:
    """The tokens, by their number in all that was heard, that each question is about, and the name that it asks for."""
    before = 0
    for line, each in zip(lines, after, strict=True):
        for asked in each.proposals:
            yield frozenset(range(before + asked["first"], before + asked["behind"])), asked["word"]
        before += len(line.text.split())


def measured(family: FamilyOfTalks, kept_in: Path, *, told: bool, show: bool) -> tuple[Tally, Tally]:
    """One hearing of each talk of a family, with the names told to the engine or not: asked about by sound alone, and as it is done."""
    own, engine = [Own(name, kind="person") for name in family.names], choose("auto", "en").engine
    known = frozenset(name.casefold() for name in family.names)
    by_sound = weigher_of(None, name=engine.name, known=known)
    weighers = [by_sound, replace(by_sound, compare=second_opinion(engine.name, "en"))]
    found = [Tally(), Tally()]
    for talk in family.talks:
        blocks = list(sandbox.speech(talk))
        lines = heard(talk, blocks, family.names if told else (), kept_in)
        for number, weigher in enumerate(weighers):
            began = time.process_time()
            after = asked_of(lines, blocks, own, weigher)
            cost = Tally(seconds=time.process_time() - began, sound=sum(map(len, blocks)) / 2 / SAMPLE_RATE)
            if show and number:
                print(talk.stem)
            here = tally(talk, lines, after, family.names, show=show and bool(number))
            found[number] = found[number].plus(here).plus(cost)
        if show:
            print("So far:", said_of(found[1]), flush=True)
    return found[0], found[1]


def said_of(found: Tally) -> str:
    share = found.right / max(found.questions, 1)
    return (
        f"{found.misheard} of {found.said} names misheard, {found.asked} of them asked about ({found.asked / max(found.misheard, 1):.0%});"
        f" {found.questions} questions, {found.right} right ({share:.0%}), {found.other_name} for another name,"
        f" {found.other_words} for other misheard words, {found.right_words} for right words;"
        f" {found.changed} lines of {found.words} words changed at once;"
        f" {found.seconds / max(found.sound, 1):.3f} s of processor time for a second of sound"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kept-in", type=Path, default=Path(tempfile.gettempdir()) / "hearings")
    parser.add_argument("--only", choices=["told", "untold"], help="one of the two hearings")
    parser.add_argument("--show", action="store_true", help="each question, and each name that was not asked about")
    given = parser.parse_args()
    given.kept_in.mkdir(parents=True, exist_ok=True)
    for told in [told for told in (False, True) if given.only in (None, "told" if told else "untold")]:
        found = [Tally(), Tally()]
        for each in families(sounds(given.folder)):
            more = measured(each, given.kept_in, told=told, show=given.show)
            found = [one.plus(other) for one, other in zip(found, more, strict=True)]
        print("With the names told to the engine" if told else "Without the names told to the engine")
        print("by sound alone:", said_of(found[0]))
        print("as it is done:", said_of(found[1]))


if __name__ == "__main__":
    main()
