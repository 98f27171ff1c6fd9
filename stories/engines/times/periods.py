"""Years, seasons, months and holidays, before, after or inside a time that is known."""

from datetime import timedelta

from stories.engines.languages import Language
from stories.engines.times.dates import holiday_span, season_span
from stories.engines.times.numbers_said import read_month
from stories.engines.times.scene import Scene
from stories.engines.times.spans import Span, months_span, years_span

NO_TIME = timedelta(0)


def period_after(name: str, start: Span | None, scene: Scene, language: Language) -> Span | None:
    if start is None or start.last.year - start.first.year > LONGEST_ANCHOR:
        return None
    if name == "year":
        return start.shifted_years(1)
    if not start.is_within_a_year:
        if start.last.year - start.first.year > 1:
            return None
        start = start.middle
    spans = (period_of(name, start.first.year + more, scene, language) for more in range(3))
    return next((span for span in spans if span and _follows(span, start)), None)


def _follows(span: Span, start: Span) -> bool:
    """The winter that begins in the year of the tale follows it."""
    is_winter = span.last.year > span.first.year and start.is_whole_year
    return span.first > start.last or (is_winter and span.first.year == start.last.year)


def period_before(name: str, start: Span | None, scene: Scene, language: Language) -> Span | None:
    if start is None or start.last.year - start.first.year > LONGEST_ANCHOR:
        return None
    if name == "year":
        return start.shifted_years(-1)
    if not start.is_within_a_year:
        return None
    spans = (period_of(name, start.first.year - less, scene, language) for less in range(2))
    return next((span for span in spans if span and span.last < start.first), None)


LONGEST_ANCHOR = 3
"""Years: "the next spring" after a time told more vaguely is none."""


def period_in(name: str, whole: Span, scene: Scene, language: Language) -> Span | None:
    """The period of the year in which a time lies; the winter that it lies in, if it does."""
    span = period_of(name, whole.first.year, scene, language)
    before = period_of(name, whole.first.year - 1, scene, language)
    return before if before and whole in before else span


def upcoming(name: str, anchor: Span, scene: Scene, language: Language, back: timedelta = NO_TIME) -> Span | None:
    """Inside a year that is all that is known; after a day, a month or a season, the first that has not ended.

    `back` is how far before that the tale may turn.
    """
    years = range(anchor.first.year, anchor.last.year + 2)
    spans = [span for year in years if (span := period_of(name, year, scene, language))]
    if anchor.days > LONGEST_SEASON:
        inside = period_in(name, anchor, scene, language) if anchor.first.year == anchor.last.year else None
        return inside or next((span for span in spans if span.middle in anchor), None)
    return next((span for span in spans if span.last >= anchor.first - back), None)


LONGEST_SEASON = 140
"""Days."""


def period_of(name: str, year: int, scene: Scene, language: Language) -> Span | None:
    if name == "year":
        return years_span(year)
    if name in language.data["seasons"]:
        return season_span(name, year, scene, language)
    month = read_month(name, language)
    if month:
        return months_span(year, month)
    return holiday_span(name, year, scene, language)
