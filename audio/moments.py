"""A place in a recording as an address names it: `?at=`, in whole milliseconds."""

from uuid import UUID

from django.urls import reverse

from families.text.numbers import whole_number

LATEST_MS = 10**11 - 1  # three years: no recording is longer


def address_at(recording_id: UUID, at_ms: int) -> str:
    """The page of a recording, open at this moment."""
    return f"{reverse('recording', args=[recording_id])}?at={at_ms}"


def moment(said: str) -> int | None:
    """What an address or a page says of a place, in milliseconds; None where it says none."""
    return whole_number(said, most=LATEST_MS)
