"""Hears again what was hardly said: with other settings, then in two halves; what stays hard to believe is kept with a mark."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from transcripts.engines.base import SAMPLE_RATE, Line, Samples, SpeechEngine, StopsEarly
from transcripts.engines.hallucinations import bounded, is_over_nothing, suspicion
from transcripts.engines.tidying import tidied

SHORTEST = SAMPLE_RATE // 10  # of sound in which anything can be said
SHORTEST_TO_CUT = 2 * SAMPLE_RATE


class Careful:
    """An engine whose lines are tidy, bounded and marked; `language` is used where none is asked for."""

    def __init__(self, engine: SpeechEngine, language: str = "") -> None:
        self.engine, self.language = engine, language
        self.name, self.version, self.languages = engine.name, engine.version, engine.languages
        self.model_name, self.settings, self.longest = engine.model_name, engine.settings, engine.longest
        self.knows_languages, self.has_second_way = engine.knows_languages, engine.has_second_way

    def hear(
        self,
        samples: Samples,
        *,
        language: str = "",
        hints: Sequence[str] = (),
        second_way: bool = False,
        alive: Callable[[], object] = lambda: None,
    ) -> Sequence[Line]:
        """Of all hearings, the first that nothing speaks against, or else the one with the fewest doubtful words.

        `alive` is called after each, since they may take long.
        """
        if len(samples) <= SHORTEST:
            return []
        best: list[Line] | None = None
        for lines in self.hearings(samples, language or self.language, tuple(hints), second_way):
            alive()
            if best is None or is_better(lines, best):
                best = lines
            if not doubtful_words(best):
                break
        return [bounded(line, samples) for line in best or []]

    def hear_first(
        self,
        samples: Samples,
        *,
        language: str = "",
        hints: Sequence[str] = (),
        before: str = "",
        alive: Callable[[], object] = lambda: None,
    ) -> tuple[Sequence[Line], float]:
        """What an engine that stops early gives, and up to which second; all of it where that is hard to believe, or it does not."""
        if isinstance(self.engine, StopsEarly) and len(samples) > SHORTEST:
            language, hints = language or self.language, tuple(hints)
            heard, until = self.engine.hear_first(samples, language=language, hints=hints, before=before)
            alive()
            lines = self.judged(heard, samples, language, hints)
            if lines and not doubtful_words(lines):
                return [bounded(line, samples) for line in lines], until
        return self.hear(samples, language=language, hints=hints, alive=alive), len(samples) / SAMPLE_RATE

    def judged(self, lines: Sequence[Line], part: Samples, language: str, hints: tuple[str, ...]) -> list[Line]:
        """The lines tidied and marked, without those over nothing."""
        found = [line for line in tidied(lines, len(part) / SAMPLE_RATE) if not is_over_nothing(line, part)]
        return [replace(line, suspicion=suspicion(line, part, language, hints)) for line in found]

    def hearings(
        self, samples: Samples, language: str, hints: tuple[str, ...], second_way: bool
    ) -> Iterator[list[Line]]:
        """One after another, each only when it is asked for."""

        def heard(part: Samples, second_way: bool) -> list[Line]:
            given = () if second_way else hints
            lines = self.engine.hear(part, language=language, hints=given, second_way=second_way)
            return self.judged(lines, part, language, given)

        yield heard(samples, second_way)
        if self.has_second_way and not second_way:
            yield heard(samples, True)
        if len(samples) > SHORTEST_TO_CUT:
            middle = quietest_near_the_middle(samples)
            yield [*heard(samples[:middle], False), *moved(heard(samples[middle:], False), middle / SAMPLE_RATE)]


def is_better(lines: Sequence[Line], best: Sequence[Line]) -> bool:
    """Whether less of it is doubtful. To hear nothing is better only than what was said over silence."""
    if not lines:
        return all(line.suspicion == "over silence" for line in best)
    return doubtful_words(lines) < doubtful_words(best)


def doubtful_words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines if line.suspicion)


def quietest_near_the_middle(samples: Samples) -> int:
    """The number of the sample in the middle third around which a twentieth of a second is quietest."""
    third, window = len(samples) // 3, SAMPLE_RATE // 20
    level = np.convolve(np.abs(samples[third : 2 * third]), np.ones(window), "same")
    return third + int(level.argmin())


def moved(lines: Sequence[Line], later: float) -> list[Line]:
    """The lines with all their times so many seconds later."""
    return [
        replace(
            line,
            start=line.start + later,
            end=line.end + later,
            words=tuple(replace(word, start=word.start + later, end=word.end + later) for word in line.words),
        )
        for line in lines
    ]
