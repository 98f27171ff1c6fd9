"""Checks dates that are kept as EDTF (ISO 8601-2), however they were typed."""

from django.core.exceptions import ValidationError

from families.dates.ahead import refuse_to_come
from families.dates.typed_dates import NotUnderstood, bounded_date


def validate_edtf(value: str) -> None:
    """Raises ValidationError, with words that the person can act on, for what is no day, month, year or stretch of time."""
    edtf_of(value)


def edtf_of(value: str) -> str:
    """What was typed as EDTF, where it is not still to come: “3 March 1936” → 1936-03-03. Raises ValidationError."""
    try:
        found = bounded_date(value)
        refuse_to_come(found)
    except NotUnderstood as error:
        raise ValidationError(str(error)) from None
    return found
