"""Lays a new hearing over the lines that are there: a three-way merge in which no person's word is touched.

Lines stay where they are and keep their ids; the new words are divided among them by what was said and when. So whatever points to a
line, a story, a link, a printed code, goes on pointing to the same second. Only where there was no line is a new one made.

For each line there are three texts: what was heard first (`heard`), what stands (`text`), and what is heard now. Where no person
has said anything, the new words stand. Where one has, theirs do; and if the machine changed its mind and still hears something else,
that is a conflict for people to settle. And where the new hearing has no words for a stretch in which the old line has, the old line
stands: losing what was said is worse than a wrong word.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import accumulate, groupby

from transcripts.alignment import spoken as written_english
from transcripts.doubt.dropping import dropped
from transcripts.measuring.numerals import in_digits
from transcripts.word import Word

REACH = 1.5  # seconds that a word may lie outside the line that it is put into
MOST_COMPARED = 3_000  # words in one run of speech that are compared as text; beyond that only times decide
NOT_HEARD_AGAIN = "not heard again"


@dataclass(frozen=True)
class Old:
    """A line that stands. Times in seconds; `is_persons` says that somebody wrote it or has vouched for it.

    `words` are those of the text with their times, where they are known. `is_suspect`: the engine may have invented it.
    """

    id: str
    start: float
    end: float
    heard: str
    text: str
    is_persons: bool = False
    words: tuple[Word, ...] = ()
    is_suspect: bool = False


@dataclass(frozen=True)
class New:
    """A line that was heard now. Each of its words has times in seconds; `place` is its number in the hearing."""

    place: int
    words: tuple[Word, ...]
    start: float
    end: float


@dataclass(frozen=True)
class Merged:
    """A line after the merge. `id` is None where no line was there before; `places` are the numbers of the new lines it took words from.

    `proposed` is what was heard now, `text` what stands; `is_chosen` says that a person let the new words take the place of their own.
    """

    id: str | None
    start: float
    end: float
    heard: str
    text: str
    proposed: str
    words: tuple[Word, ...] = ()
    places: tuple[int, ...] = ()
    is_conflict: bool = False
    is_chosen: bool = False
    suspicion: str = ""


@dataclass
class Taking:
    """Where words are gathered: an old line, or a place where none was.

    `drops` says that the new hearing has no words for a stretch in which the old line has.
    """

    old: Old | None
    words: list[Word] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    drops: bool = False

    def take(self, word: Word, place: int) -> None:
        self.words.append(word)
        if place not in self.places:
            self.places.append(place)

    @property
    def start(self) -> float:
        return self.old.start if self.old else min(word.start for word in self.words)

    @property
    def end(self) -> float:
        return self.old.end if self.old else max(word.end for word in self.words)


def merge_hearing(old: Sequence[Old], new: Sequence[New], *, chosen: Iterable[str] = ()) -> list[Merged]:
    """The lines in order. Every old line and every new word is in it exactly once; `chosen` are ids of lines that take the new words."""
    wanted = set(chosen)
    return [settled(taking, wanted) for taking in divided(old, new)]


def divided(old: Sequence[Old], new: Sequence[New]) -> list[Taking]:
    """The new words in the lines that they belong to, in the order of time."""
    found: list[Taking] = []
    for olds, news in runs(old, new):
        takings = among(olds, news)
        note_dropped([taking for taking in takings if taking.old])
        found += takings
    return sorted(found, key=lambda taking: (taking.start, taking.end))


def runs(old: Sequence[Old], new: Sequence[New]) -> list[tuple[list[Old], list[New]]]:
    """Lines that overlap each other, or one another's neighbours: nothing outside a run can belong into it."""
    marked: list[tuple[float, float, Old | New]] = [
        *((line.start, line.end, line) for line in old),
        *((line.start - REACH, line.end + REACH, line) for line in new if line.words),
    ]
    found: list[tuple[list[Old], list[New]]] = []
    reach = float("-inf")
    for start, end, line in sorted(marked, key=lambda each: each[:2]):
        if start >= reach:
            found.append(([], []))
        reach = max(reach, end)
        found[-1][0].append(line) if isinstance(line, Old) else found[-1][1].append(line)
    return found


def note_dropped(takings: list[Taking]) -> None:
    """Marks the lines in which the new hearing has no words for a stretch, unless it has them in the line before or after."""
    for number, taking in enumerate(takings):
        if taking.old is None:
            continue
        words = taking.old.words
        tokens = [word.text for word in words] or taking.old.text.split()
        gone = dropped(tokens, [word.text for word in taking.words], [word.end - word.start for word in words])
        missing = [letters(tokens[each]) for each in gone]
        beside = [
            beyond for beyond in (takings[max(number - 1, 0) : number], takings[number + 1 : number + 2]) if beyond
        ]
        taking.drops = bool(missing) and not any(has_run(other.words, missing) for (other,) in beside)


def has_run(words: Sequence[Word], wanted: list[str]) -> bool:
    """Whether these words stand there one after another."""
    said = [letters(word.text) for word in words]
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1))


def among(olds: list[Old], news: list[New]) -> list[Taking]:
    """The words of the new lines, each in one of the old lines, or, where none is near, in a line of its own."""
    takings = [Taking(old) for old in olds]
    words = [
        (word, line.place) for line in sorted(news, key=lambda line: (line.start, line.end)) for word in line.words
    ]
    fixed = same_words(olds, [word for word, _ in words])
    lowest, fresh, in_reach = 0, [], finder(olds)
    highest = following(fixed, len(olds) - 1)
    for number, (word, place) in enumerate(words):
        at = fixed[number]
        if at is None:
            near = in_reach(word)
            between = [each for each in near if lowest <= each <= highest[number]]
            # Words keep their order, as far as a line is in reach that lets them; else time alone decides, or the word would be lost.
            at = nearest(olds, word, between) if between else nearest(olds, word, near)
        if at is None:
            fresh.append((word, place, number))
            continue
        lowest = at
        takings[at].take(word, place)
    return takings + own_lines(fresh)


def same_words(olds: list[Old], words: list[Word]) -> list[int | None]:
    """For each word the number of the old line in which it was heard before, where that is beyond doubt."""
    found = same_moments(olds, words)
    before = [(letters(word), number) for number, old in enumerate(olds) for word in old.heard.split()]
    placed = Counter((letters(word.text), number) for word, number in zip(words, found, strict=True))
    before = list(without(before, placed))
    rest = [at for at, number in enumerate(found) if number is None]
    for at, number in zip(rest, same_texts(olds, before, [words[at] for at in rest]), strict=True):
        found[at] = number
    return found


def without(before: list[tuple[str, int]], placed: Counter[tuple[str, int | None]]) -> Iterator[tuple[str, int]]:
    """The words before but for those that have their place already, each as often as it has one."""
    for said in before:
        if placed[said]:
            placed[said] -= 1
        else:
            yield said


def same_moments(olds: list[Old], words: list[Word]) -> list[int | None]:
    """The line that has this very word at this very time already: the same hearing, come again, changes nothing."""
    lines: dict[tuple[str, float, float], set[int]] = {}
    for number, old in enumerate(olds):
        for word in old.words:
            lines.setdefault((letters(word.text), word.start, word.end), set()).add(number)
    at = [lines.get((letters(word.text), word.start, word.end), set()) for word in words]
    return [next(iter(numbers)) if len(numbers) == 1 else None for numbers in at]


def same_texts(olds: list[Old], before: list[tuple[str, int]], words: list[Word]) -> list[int | None]:
    """The line in which a word of this text was heard, near its time; `before` are the words of all lines, each with its line's number."""
    # The usual case, and the only one in which text decides about a run of any length: what follows takes the square of it.
    if [word for word, _ in before] == [letters(word.text) for word in words]:
        exactly: list[int | None] = [number for _, number in before]
        if all(distance(olds[at or 0], word) <= REACH for at, word in zip(exactly, words, strict=True)):
            return exactly
    found: list[int | None] = [None] * len(words)
    if len(words) > MOST_COMPARED or len(before) > MOST_COMPARED:
        return found
    # Without difflib's "junk": in long texts it leaves out the words that come most often, and those are what people say.
    matcher = SequenceMatcher(
        None, [word for word, _ in before], [letters(word.text) for word in words], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            number = before[block.a + offset][1]
            if distance(olds[number], words[block.b + offset]) <= REACH:
                found[block.b + offset] = number
    return found


def following(fixed: list[int | None], last: int) -> list[int]:
    """For each word the number of the line of the next word that has one: it cannot belong to a later line."""
    found, at = [0] * len(fixed), last
    for number in reversed(range(len(fixed))):
        known = fixed[number]
        at = at if known is None else known
        found[number] = at
    return found


def finder(olds: list[Old]) -> Callable[[Word], list[int]]:
    """Finds the numbers of the lines that a word may belong to by its time; `olds` are in the order of their beginnings."""
    starts = [old.start for old in olds]
    ends = list(accumulate((old.end for old in olds), max))

    def in_reach(word: Word) -> list[int]:
        middle = (word.start + word.end) / 2
        first, last = bisect_left(ends, middle - REACH), bisect_right(starts, middle + REACH)
        return [number for number in range(first, last) if distance(olds[number], word) <= REACH]

    return in_reach


def nearest(olds: list[Old], word: Word, among: list[int]) -> int | None:
    """The number of the nearest of these lines."""
    return min(among, key=lambda number: distance(olds[number], word), default=None)


def distance(old: Old, word: Word) -> float:
    """Seconds between the middle of the word and the line."""
    middle = (word.start + word.end) / 2
    return max(old.start - middle, middle - old.end, 0.0)


def own_lines(fresh: list[tuple[Word, int, int]]) -> list[Taking]:
    """New lines for words that follow one another in one breath."""
    found = []
    for _, group in groupby(enumerate(fresh), key=lambda each: (each[1][2] - each[0], each[1][1])):
        taking = Taking(None)
        for _, (word, place, _) in group:
            taking.take(word, place)
        found.append(taking)
    return found


def settled(taking: Taking, chosen: set[str]) -> Merged:
    """What stands in this line from now on."""
    old, words = taking.old, tuple(taking.words)
    proposed = " ".join(word.text for word in words)
    line = Merged(
        old.id if old else None, taking.start, taking.end, proposed, proposed, proposed, words, tuple(taking.places)
    )
    if old is None:
        return line
    if not old.is_persons and not proposed:
        return replace(line, heard=old.heard, text=old.text, suspicion=NOT_HEARD_AGAIN)
    drops = taking.drops and not old.is_suspect
    if not old.is_persons and not drops:
        return line
    if old.id in chosen and proposed:
        return replace(line, is_conflict=True, is_chosen=True)
    is_conflict = bool(proposed) and spoken(proposed) not in {spoken(old.text), spoken(old.heard)}
    return replace(line, heard=proposed or old.heard, text=old.text, words=(), is_conflict=is_conflict)


def spoken(text: str) -> tuple[str, ...]:
    """What is said, without marks and capitals, however its numbers are written."""
    words = [word for token in text.split() for word in written_english.spoken(token)]
    return tuple(word for word, _ in in_digits(words))


def letters(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
