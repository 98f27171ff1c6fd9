"""Checks what people write as a date: a day, a month or a year, as EDTF (ISO 8601-2) level 0."""

import re
from datetime import date

from django.core.exceptions import ValidationError

WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def validate_edtf(value: str) -> None:
    """Accepts 1934, 1934-05 and 1934-05-02, where such a day exists.

    Raises ValidationError with words that the person can act on.
    """
    found = WRITTEN.fullmatch(value)
    try:
        if not found:
            raise ValueError
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise ValidationError(
            "Write a year such as 1934, a month such as 1934-05, or a day such as 1934-05-02."
        ) from None
