"""The engine for a language that nobody has written a file for: stories by the pauses alone, no date, no name, nobody guessed at."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from stories.engines.base import Extraction, Fact, FoundStory, Narrator, SpokenSegment
from stories.engines.text.sentences import clean, pauses, seconds

SHORTEST_SECONDS = 45.0
LONGEST_SECONDS = 420.0
LONG_PAUSE = 2.0
"""Seconds of silence that may part two stories, where the speaker's own pauses are no longer."""
WORDS_OF_A_TITLE = 6
WORDS_OF_A_SUMMARY = 45


class PausesEngine:
    """As `StoryEngine`; a story's title and summary are its first words."""

    name = "pauses"
    version = "1"

    def find(
        self, segments: tuple[SpokenSegment, ...], *, narrator: Narrator | None = None, recorded: str | None = None
    ) -> Extraction:
        """As `StoryEngine.find`; narrator and day of recording tell nothing here, for no date is looked for."""
        spoken = tuple(segments)
        stories = [_story(spoken[first:end]) for first, end in pairwise(cuts(spoken))]
        return Extraction(tuple(story for story in stories if story.summary), ())

    def facts(
        self, segments: tuple[SpokenSegment, ...], *, narrator: Narrator | None = None, recorded: str | None = None
    ) -> tuple[Fact, ...]:
        """None: nothing is dated here."""
        return ()


def cuts(segments: tuple[SpokenSegment, ...]) -> list[int]:
    """Where stories begin, and the end: after long pauses, and at the longest one where a story would last too long."""
    if not segments:
        return []
    silences = [0.0, *pauses(segments)]
    threshold = max(LONG_PAUSE, 3 * median(silences))
    places, told = [0], 0.0
    for at, segment in enumerate(segments):
        is_parted = silences[at] >= threshold and told >= SHORTEST_SECONDS
        if at and (is_parted or told > LONGEST_SECONDS):
            start = at if is_parted else _best(silences, places[-1], at)
            places.append(start)
            told = sum(seconds(each) for each in segments[start:at])
        told += seconds(segment)
    return [*places, len(segments)]


def _best(silences: Sequence[float], first: int, end: int) -> int:
    """The longest pause in the second half of what has been told; the latest of equals."""
    return max(range(first + (end - first) // 2 + 1, end + 1), key=lambda at: (silences[at], at))


def _story(spoken: Sequence[SpokenSegment]) -> FoundStory:
    words = " ".join(clean(segment.text) for segment in spoken).split()
    return FoundStory(
        title=_beginning(words, WORDS_OF_A_TITLE)[:70],
        summary=_beginning(words, WORDS_OF_A_SUMMARY),
        chunk_ids=tuple(segment.id for segment in spoken),
        marker=None,
        people=(),
        places=(),
    )


def _beginning(words: Sequence[str], most: int) -> str:
    said = " ".join(words[:most])
    return f"{said.rstrip('.,;: ')} …" if len(words) > most else said
