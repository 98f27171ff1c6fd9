"""What a worker can be asked about words."""

from audio.pipeline import Outcome, Run
from transcripts import doubting, hearing, timing


def transcribe(run: Run) -> Outcome:
    """Hears the recording; safe to repeat, goes on from where it stopped."""
    return hearing.listen(run)


def align(run: Run) -> Outcome:
    """Gives the words their times; safe to repeat, does only what is not done."""
    return timing.align(run)


def hear_again(run: Run) -> Outcome:
    """Hears the recording once more, beside the words that stand; safe to repeat, goes on from where it stopped."""
    return hearing.listen_again(run)


def doubt(run: Run) -> Outcome:
    """Gives the words their confidence, and takes better hearings where there are; safe to repeat, does only what is not done."""
    return doubting.doubt(run)
