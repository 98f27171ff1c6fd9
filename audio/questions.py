"""What clients ask about rows that belong to a recording."""

from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError


def of_recording(rows: Any, audio_id: str | None) -> Any:
    """The rows of one recording, for `?audio=`; all of them where none was named. Raises ValidationError for what is no id."""
    if audio_id is None:
        return rows
    try:
        return rows.filter(recording=UUID(audio_id))
    except ValueError:
        raise ValidationError({"audio": "This is not the id of a recording."}) from None
