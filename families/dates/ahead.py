"""Dates that cannot be: days to come, and days after that on which they were told."""

from datetime import date, timedelta

from django.utils import timezone

from families.dates.typed_dates import NotUnderstood
from families.dates.when import edtf_bounds

AHEAD = timedelta(days=1)  # where it is tomorrow already
AFTER_TELLING = timedelta(days=366)


def refuse_to_come(edtf: str) -> None:
    """Raises NotUnderstood for a date that has not come yet anywhere."""
    if begins_after(edtf, timezone.localdate() + AHEAD):
        raise NotUnderstood("That is still to come. Is the year right?")


def refuse_untold(edtf: str, *, recorded: str) -> None:
    """Raises NotUnderstood for what cannot have happened when it was told on that day (EDTF; may be empty)."""
    _, told = edtf_bounds(recorded) if recorded else (None, None)
    if told and begins_after(edtf, told + AFTER_TELLING):
        raise NotUnderstood("That is after it was told. Is the year right?")
    refuse_to_come(edtf)


def begins_after(edtf: str, day: date) -> bool:
    """Whether the date, or the end of a stretch of time, begins after the day."""
    begins = [edtf_bounds(end)[0] for end in edtf.split("/") if end not in ("", "..")]
    return any(first > day for first in begins if first)
