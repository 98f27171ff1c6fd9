"""What a worker can be asked about words."""

from audio.pipeline import Outcome, Run
from transcripts import hearing


def transcribe(run: Run) -> Outcome:
    """Hears the recording; safe to repeat, goes on from where it stopped."""
    return hearing.listen(run)
