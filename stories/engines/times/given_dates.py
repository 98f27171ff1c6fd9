"""The dates that come with a recording: the narrator's birth, the day of recording, what other recordings tell."""

from collections.abc import Iterable

from audio.errors import StepError
from families.dates.when import edtf_bounds
from stories.engines.base import Fact
from stories.engines.times.spans import Span


def given_facts(facts: Iterable[Fact]) -> list[tuple[Fact, Span]]:
    """Each fact that has both a first and a last day, with these."""
    return [(fact, span) for fact in facts if (span := given_span(fact.edtf, "A fact"))]


def given_span(edtf: str | None, what: str) -> Span | None:
    """None for no date and for one that is open to a side; StepError, which names `what` it is, for what is no EDTF."""
    if not edtf:
        return None
    try:
        first, last = edtf_bounds(edtf)
    except ValueError as error:
        raise StepError(f"{what} is not an EDTF date: {edtf[:40]!r}", permanent=True) from error
    return Span(first, last) if first and last else None
