"""What clients ask about rows that belong to a transcript."""

from typing import Any

from families.access import id_asked
from transcripts.models import Transcript


def of_transcript(rows: Any, user: Any, asked: Any) -> Any:
    """The rows of one transcript, for `?transcript=`; all of them where none was named. Raises ValidationError."""
    if "transcript" not in asked:
        return rows
    return rows.filter(transcript=id_asked(Transcript.objects.all(), user, "transcript", asked["transcript"]))
