"""How many misheard names of a family are mended or asked about, and how many right words are: 40 names, of which half are said.

    .venv/bin/python bench/family_words.py [--set tuning|apart] [--seed 1] [--show]

Mishearings are made from phones: a third as a word that nobody has, spelled from like phones; a third as the real word that sounds
most like the name, which is no name or is written as one; a third as two real words. What is assumed of doubt is said in ASSUMED.
Names and texts of the set that is kept apart are others than those on which the numbers in transcripts/words/name_places.py were
chosen. Then each right question is answered with yes, and all is heard once more, now with other right words: what a yes spoils is
counted too.
"""

import argparse
import os
import random
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transcripts.words.repair import Own

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DEBUG", "true")

ASSUMED = {
    "misheard words doubtful": 0.8,
    "right words doubtful": 0.1,
    "of doubtful ones, heard twice alike": 0.5,
    "a real word written as a name": 0.5,
}
LOW, HIGH = 0.25, 0.95  # confidence
NAMES = {
    "tuning": (
        "Szymanski Halasz Isobel Winifred Pettigrew Osbert Maylie Kowalczyk Brigitta Thaddeus Oyelaran Ferenc Margit Dorsen Lindqvist "
        "Ashworth Zosia Cavanaugh Tremayne Eluned Ignatius Brunhilde Wojtek Saoirse Abernathy Hortense Delacroix Fitzgibbon Mulready "
        "Rosalba Tibor Gudrun Penhaligon Oluwaseun Marchetti Klementyna Bartholomew Whitcombe Anneliese Stavros"
    ),
    "apart": (
        "Wisniewski Horvath Philomena Leocadia Entwistle Aloysius Bronagh Mazurek Henrietta Cornelis Adeyemi Laszlo Ilonka Vandermeer "
        "Bergstrom Hollingsworth Kasia Donnachie Trevithick Angharad Benedikt Waltraud Zbigniew Niamh Galbraith Ermintrude Lafontaine "
        "Heneghan Costigan Graziella Zoltan Ragnhild Pascoe Chukwuemeka Bellini Jadwiga Ptolemy Ravenscroft Liselotte Andreou"
    ),
}
CARRIERS = {
    "tuning": [
        "My grandmother said that {} came from the other side of the river.",
        "And then {} took the bread out of the oven.",
        "We walked to school with {} every morning.",
        "I never saw {} again after that winter.",
        "That was the year in which {} and my father built the boat.",
        "Old Mrs. {} lived above the shop.",
        "He gave the letter to {} before the war.",
        "It was {} who taught me how to dance.",
    ],
    "apart": [
        "There was a man called {} who kept pigeons behind the church.",
        "In the summer {} would come and help us with the hay.",
        "I think of {} whenever I smell coal smoke.",
        "My mother and {} never spoke to each other after the wedding.",
        "Doctor {} came out in the snow with his lantern.",
        "So we waited for {} at the station until it was dark.",
        "She married {} in the spring, and they went to live by the sea.",
        "Nobody could sing like {} could.",
    ],
}
SPELLED = dict(
    AA="ah", AE="a", AH="u", AO="o", AW="ow", AY="y", EH="e", ER="er", EY="ay", IH="i", IY="ee", OW="o", OY="oy", UH="oo", UW="oo",
    B="b", CH="ch", D="d", DH="th", F="f", G="g", HH="h", JH="j", K="k", L="l", M="m", N="n", NG="ng", P="p", R="r", S="s", SH="sh",
    T="t", TH="th", V="v", W="w", Y="y", Z="z", ZH="zh",
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """A sentence as it was heard: its words as they are kept, whether each was heard twice, and which of them should be which name."""

    words: list[list[object]]
    agreed: list[bool]
    name: str = ""
    first: int = 0
    behind: int = 0


def texts(which: str) -> list[str]:
    """Sentences in English, in which every word is right."""
    folder = ROOT / "stories" / "gold" / which
    found: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        if told.get("language", "en") == "en":
            found += [line["text"] for part in told["part"] for line in part["segment"]]
    if which == "apart":
        found += [
            line for path in sorted((ROOT / "bench" / "talks").glob("*.txt")) for line in path.read_text().splitlines()
        ]
    return found


class Mishearing:
    """Makes of a name what an engine that does not know it may hear."""

    def __init__(self, chance: random.Random) -> None:
        from transcripts.doubt.weighing import rarity
        from transcripts.words.glossary import phones

        self.chance, self.phones = chance, phones
        listed = [word for word in common_words() if rarity().is_listed(word)]
        self.known: dict[tuple[tuple[str, ...], str], str] = {}
        self.said = {word: list(phones(word)) for word in listed}

    def of(self, name: str, kind: int) -> list[str]:
        wanted = list(self.phones(name.casefold()))
        if kind == 1:
            word = self.nearest(wanted, name)
            return [word.capitalize() if self.chance.random() < ASSUMED["a real word written as a name"] else word]
        if kind == 2 and len(wanted) >= 4:
            at = len(wanted) // 2 + self.chance.choice([0, 0, 1]) - (len(wanted) > 5)
            return [self.nearest(wanted[:at], name), self.nearest(wanted[at:], name)]
        return [self.spelled(wanted)]

    def nearest(self, wanted: Sequence[str], name: str) -> str:
        from transcripts.alignment.likeness import unlikeness

        key = (tuple(wanted), name)
        if key in self.known:
            return self.known[key]
        near = [word for word in self.said if abs(len(self.said[word]) - len(wanted)) <= 1 and word != name.casefold()]
        self.known[key] = min(near, key=lambda word: (unlikeness(self.said[word], wanted), word))
        return self.known[key]

    def spelled(self, wanted: Sequence[str]) -> str:
        said = list(wanted)
        while "".join(SPELLED[phone] for phone in said) == "".join(SPELLED[phone] for phone in wanted):
            said = self.changed(wanted)
        return "".join(SPELLED[phone] for phone in said).capitalize()

    def changed(self, wanted: Sequence[str]) -> list[str]:
        """Two of the phones taken for like ones."""
        from transcripts.alignment.likeness import ALIKE, VOWELS

        said = list(wanted)
        for place in self.chance.sample(range(len(said)), min(2, len(said))):
            groups = [VOWELS] if said[place] in VOWELS else [group for group in ALIKE if said[place] in group]
            said[place] = self.chance.choice(sorted(groups[0])) if groups else said[place]
        return said


def common_words() -> list[str]:
    from pocketsphinx import get_model_path

    lines = (Path(get_model_path()) / "en-us" / "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if (word := line.partition(" ")[0]).isalpha() and len(word) > 1]


def simulated(which: str, chance: random.Random) -> Iterator[Heard]:
    """Each said name twice, misheard in one way and another; and texts in which all is right."""
    making, said = Mishearing(chance), NAMES[which].split()[::2]
    for number, name in enumerate(said * 3):
        parts = making.of(name, (number + number // len(said)) % 3)
        before, _, after = CARRIERS[which][number % len(CARRIERS[which])].partition("{}")
        mark = after[: len(after) - len(after.lstrip(".,"))]
        tokens = [*before.split(), *parts[:-1], parts[-1] + mark, *after[len(mark) :].split()]
        first = len(before.split())
        yield heard(tokens, chance, name, first, first + len(parts))
    for text in texts(which):
        yield heard(text.split(), chance)


def heard(tokens: Sequence[str], chance: random.Random, name: str = "", first: int = 0, behind: int = 0) -> Heard:
    words, agreed = [], []
    is_low = chance.random() < ASSUMED["misheard words doubtful"]
    for place, token in enumerate(tokens):
        is_name = first <= place < behind
        is_doubtful = is_low if is_name else chance.random() < ASSUMED["right words doubtful"]
        words.append([token, place, place + 1, LOW if is_doubtful else HIGH])
        agreed.append(
            not is_doubtful or (not is_name and chance.random() < ASSUMED["of doubtful ones, heard twice alike"])
        )
    return Heard(words, agreed, name, first, behind)


def measure(which: str, seed: int, *, show: bool) -> None:
    from transcripts.words.repair import Own

    chance = random.Random(seed)
    own = [Own(name, kind="person") for name in NAMES[which].split()]
    lines = list(simulated(which, chance))
    before = tally(lines, own, show=show)
    print(f"{which}, seed {seed}; assumed: {ASSUMED}")
    print("Nothing answered yet:", said_of(before))
    own = [replace(each, misheard=tuple(before.yeses.get(each.text, ()))) for each in own]
    print("All right questions answered with yes, and heard once more:", said_of(tally(lines, own, show=show)))


@dataclass
class Tally:
    misheard: int
    asked: int
    mended: int
    wrong_name: int
    right: int
    asked_for_nothing: int
    spoiled: int
    yeses: dict[str, list[str]]


def tally(lines: Sequence[Heard], own: "Sequence[Own]", *, show: bool) -> Tally:
    from transcripts.words.glossary import mended, text_of
    from transcripts.words.repair import said

    found = Tally(0, 0, 0, 0, 0, 0, 0, {})
    for line in lines:
        made = mended(line.words, own, agreed=line.agreed)
        found.misheard += bool(line.name)
        found.right += len(line.words) - (line.behind - line.first)
        plain: list[list[object]] = [*line.words[: line.first], [line.name], *line.words[line.behind :]]
        is_right = (
            bool(line.name)
            and made.is_repaired
            and re.sub(r"\W", "", text_of(made.words)) == re.sub(r"\W", "", text_of(plain))
        )
        found.mended += is_right
        found.spoiled += made.is_repaired and not is_right
        for asked in made.proposals:
            is_there = bool(line.name) and asked["first"] <= line.first and asked["behind"] >= line.behind
            if is_there and asked["word"] == line.name and asked["behind"] - asked["first"] == line.behind - line.first:
                found.asked += 1
                found.yeses.setdefault(line.name, []).append(said(asked["heard"]))
            elif is_there or (line.name and asked["behind"] > line.first and asked["first"] < line.behind):
                found.wrong_name += 1
            else:
                found.asked_for_nothing += 1
            if show:
                print("  ", line.name or "-", "|", asked["heard"], "->", asked["text"], "|", text_of(line.words)[:90])
        if show and line.name and not made.proposals and not made.is_repaired:
            print(
                "   missed",
                line.name,
                "|",
                text_of(line.words)[:90],
                [w[3] for w in line.words[line.first : line.behind]],
            )
    return found


def said_of(found: Tally) -> str:
    share = (found.asked + found.mended) / max(found.misheard, 1)
    return (
        f"{found.misheard} misheard names: {found.asked} asked, {found.mended} mended at once ({share:.0%}), {found.wrong_name} asked as"
        f" another name; {found.right} right words: {found.spoiled} spoiled, {found.asked_for_nothing} asked about"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=list(NAMES), default="apart")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memoire_site.settings")
    django.setup()
    measure(asked.set, asked.seed, show=asked.show)
