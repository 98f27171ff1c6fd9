"""Where in what was said each claim about a story rests: spans of words, found by code whichever engine made the claim.

A word's position counts from 0 in its segment, parted at white space, as word times do.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from stories.bare_words import bare, bares
from stories.engines.base import FoundStory, Marker, SpokenSegment

SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=\S)")
SMALL = frozenset("a an and at by for from her his in it my of on or our the their to we with".split())  # noqa: SIM905
LEAST_ALIKE = 0.6
"""Of the words of a sentence, how many must have been said for it to rest on them."""
CLOSE = 12
"""Words within which a title's words belong together."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a segment from `first` up to `end`; both None stand for the whole of it."""

    chunk_id: str
    first: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what a story's claims rest: `people` and `places` in the order of the story's, `summary` by sentence."""

    title: tuple[Span, ...] = ()
    marker: tuple[Span, ...] = ()
    summary: tuple[tuple[Span, ...], ...] = ()
    people: tuple[tuple[Span, ...], ...] = ()
    places: tuple[tuple[Span, ...], ...] = ()
    quotation: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The words of some segments in one row: `words` bare, with the segment and the position of each."""

    words: tuple[str, ...]
    places: tuple[tuple[str, int], ...]
    at: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, segments: Iterable[SpokenSegment]) -> "Said":
        words: list[str] = []
        places: list[tuple[str, int]] = []
        at: dict[str, list[int]] = {}
        for segment in segments:
            for position, word in enumerate(segment.text.split()):
                at.setdefault(bare(word), []).append(len(words))
                words.append(bare(word))
                places.append((segment.id, position))
        return cls(tuple(words), tuple(places), at)

    def spans(self, numbers: Iterable[int]) -> tuple[Span, ...]:
        """The words with these numbers as spans, one for each run within a segment."""
        found: list[Span] = []
        for _, run in groupby(enumerate(sorted(numbers)), key=lambda item: item[1] - item[0]):
            rows = [self.places[number] for _, number in run]
            for chunk_id, within in groupby(rows, key=lambda place: place[0]):
                positions = [position for _, position in within]
                found.append(Span(chunk_id, positions[0], positions[-1] + 1))
        return tuple(found)

    def phrase(self, text: str, *, within: str = "") -> range | None:
        """Where these words were said one after another, first; None where they were not.

        `within` is the id of the segment where they begin.
        """
        wanted = bares(text)
        for start in self.at.get(wanted[0], ()) if wanted else ():
            is_here = not within or self.places[start][0] == within
            if is_here and list(self.words[start : start + len(wanted)]) == wanted:
                return range(start, start + len(wanted))
        return None


def grounds(story: FoundStory, segments: Sequence[SpokenSegment]) -> Grounds:
    """The spans of all claims of a story; `segments` are its own. A claim that is found nowhere rests on nothing."""
    by_id = {segment.id: segment for segment in segments}
    said = Said.of(segments)
    return Grounds(
        title=of_title(story.title, said),
        marker=of_marker(story.marker, by_id, said),
        summary=tuple(of_sentence(sentence, said) for sentence in sentences_of(story.summary)),
        people=tuple(of_name(person.label, person.chunk_ids, by_id) for person in story.people),
        places=tuple(of_name(place.name, place.chunk_ids, by_id) for place in story.places),
        quotation=of_quotation(story.quotation, said),
    )


def of_quotation(quotation: str, said: Said) -> tuple[Span, ...]:
    """Exactly these words, or nothing: what is set between quotation marks was said so."""
    exact = said.phrase(quotation) if quotation else None
    return said.spans(exact) if exact else ()


def of_marker(marker: Marker | None, by_id: dict[str, SpokenSegment], said: Said) -> tuple[Span, ...]:
    """The words that date it, in the segment that the engine names or from there into the next ones."""
    if marker is None or marker.chunk_id not in by_id:
        return ()
    found = said.phrase(marker.text, within=marker.chunk_id)
    return said.spans(found) if found else (Span(marker.chunk_id),)


def of_sentence(sentence: str, said: Said) -> tuple[Span, ...]:
    """A sentence of the summary: the narrator's own words in a row, or nearly so where something was left away."""
    exact = said.phrase(sentence)
    if exact:
        return said.spans(exact)
    wanted = bares(sentence)
    window = nearest(wanted, said)
    if not wanted or window is None:
        return ()
    start, words = window
    blocks = SequenceMatcher(None, words, wanted, autojunk=False).get_matching_blocks()
    matched = [start + block.a + step for block in blocks for step in range(block.size)]
    return said.spans(matched) if len(matched) >= LEAST_ALIKE * len(wanted) else ()


def nearest(wanted: Sequence[str], said: Said) -> tuple[int, list[str]] | None:
    """Where the rarest words of a sentence stand together: the number of the first word, and the words around."""
    anchors = [(word, number) for number, word in enumerate(wanted) if word in said.at and word not in SMALL]
    if not anchors:
        return None
    votes: dict[int, int] = {}
    room = len(wanted)
    for word, number in anchors:
        for at in said.at[word]:
            bucket = max(at - number, 0) // max(room, 1)
            for near in (bucket, bucket + 1):
                votes[near] = votes.get(near, 0) + 1
    best = max(votes, key=lambda bucket: (votes[bucket], -bucket))
    start = max((best - 1) * room, 0)
    return start, list(said.words[start : start + 3 * room])


def of_title(title: str, said: Said) -> tuple[Span, ...]:
    """The first place where the most of the title's own words stand close together, and the others where they are nearest."""
    wanted = dict.fromkeys(word for word in bares(title) if word not in SMALL and word in said.at)
    numbers = sorted(number for word in wanted for number in said.at[word])
    best: list[int] = []
    for index, start in enumerate(numbers):
        near = [number for number in numbers[index : index + CLOSE] if number < start + CLOSE]
        if len({said.words[number] for number in near}) > len({said.words[number] for number in best}):
            best = near
    missing = [word for word in wanted if word not in {said.words[number] for number in best}]
    return said.spans({*best, *(min(said.at[word], key=lambda at: abs(at - best[0])) for word in missing)})


def of_name(name: str, chunk_ids: Iterable[str], by_id: dict[str, SpokenSegment]) -> tuple[Span, ...]:
    """The words of the name in each segment that speaks of it; the whole segment where it is said otherwise."""
    found: list[Span] = []
    for chunk in chunk_ids:
        if chunk in by_id:
            said = Said.of([by_id[chunk]])
            found.extend(said.spans(name_at(name, said)) or (Span(chunk),))
    return tuple(found)


def name_at(name: str, said: Said) -> Iterator[int]:
    """The whole name, or else each of its words: "Nora" for Nora Vance, who is the one Nora there is."""
    whole = said.phrase(name)
    if whole:
        yield from whole
        return
    for word in dict.fromkeys(bares(name)):
        yield from said.at.get(word, ()) if word not in SMALL else ()


def sentences_of(summary: str) -> list[str]:
    return [sentence for sentence in SENTENCE.split(summary.strip()) if sentence]
