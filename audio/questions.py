"""What clients ask about rows that belong to a recording."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import ValidationError


class Seconds(serializers.FloatField):
    """A place in a recording in seconds, from a field that counts milliseconds."""

    def __init__(self, source: str, **options: Any) -> None:
        options.setdefault("help_text", "Seconds of the recording.")
        super().__init__(source=source, read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        return int(value) / 1000


def of_recording(rows: Any, audio_id: str | None) -> Any:
    """The rows of one recording, for `?audio=`; all of them where none was named. Raises ValidationError for what is no id."""
    if audio_id is None:
        return rows
    try:
        return rows.filter(recording=UUID(audio_id))
    except ValueError:
        raise ValidationError({"audio": "This is not the id of a recording."}) from None
