"""What clients ask about rows that belong to a recording."""

from typing import Any

from rest_framework import serializers

from audio.models import Recording
from families.access import id_asked


class Seconds(serializers.FloatField):
    """A place in a recording in seconds, from a field that counts milliseconds."""

    def __init__(self, source: str, **options: Any) -> None:
        options.setdefault("help_text", "Seconds of the recording.")
        super().__init__(source=source, read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        return int(value) / 1000


def of_recording(rows: Any, user: Any, asked: Any) -> Any:
    """The rows of one recording, for `?audio=`; all of them where none was named. Raises ValidationError."""
    if "audio" not in asked:
        return rows
    return rows.filter(recording=id_asked(Recording.objects.all(), user, "audio", asked["audio"]))
