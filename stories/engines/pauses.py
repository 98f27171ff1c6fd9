"""The engine for a language that nobody has written a file for: stories by the pauses alone, no date, no name, nobody guessed at."""

from collections.abc import Sequence
from itertools import pairwise

from stories.engines.base import Extraction, Fact, FoundStory, Narrator, SpokenSegment
from stories.engines.text.sentences import clean
from stories.engines.text.silences import silences

PARTING = 1.8
"""What a pause must be by its length and its rarity for this speaker (see `Silence`) to part two stories, where nothing else tells."""
WORDS_OF_A_TITLE = 6
WORDS_OF_A_SUMMARY = 45


class PausesEngine:
    """As `StoryEngine`; a story's title and summary are its first words."""

    name = "pauses"
    version = "2"

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
    """Where stories begin, and the end: after each pause that is long and rare for this speaker, however much was told.

    A line alone between two such pauses goes with what comes before it.
    """
    places = [0]
    for at, silence in enumerate(silences(segments)):
        if silence.length + silence.rarity >= PARTING and at > places[-1] + 1:
            places.append(at)
    return [*places, len(segments)] if segments else []


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
