"""What a worker can be asked about stories."""

from audio.pipeline import Outcome, Run
from stories import extraction


def extract(run: Run) -> Outcome:
    """Finds the stories; safe to repeat."""
    return extraction.extract(run)
