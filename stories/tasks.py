"""What a worker can be asked about stories."""

from audio.pipeline import Outcome, Run
from stories.finding import extraction


def extract(run: Run) -> Outcome:
    """Finds the stories; safe to repeat."""
    return extraction.extract(run)


def reread(run: Run) -> Outcome:
    """Finds the stories anew where the words are others than those they were found in; safe to repeat."""
    return extraction.reread(run)
