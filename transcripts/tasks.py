"""What a worker can be asked about words."""

from audio.pipeline import Outcome, Run
from families.models import Family
from transcripts.runs import doubting, fetching, timing, transcribing
from transcripts.speakers import diarisation
from transcripts.words import glossary, nods


def transcribe(run: Run) -> Outcome:
    """Hears the recording; safe to repeat, goes on from where it stopped."""
    outcome = transcribing.listen(run)
    if outcome is Outcome.DONE:
        diarisation.know_by_microphone(run.recording_id)
    return outcome


def align(run: Run) -> Outcome:
    """Gives the words their times; safe to repeat, does only what is not done."""
    return timing.align(run)


def hear_again(run: Run) -> Outcome:
    """Hears the recording once more, beside the words that stand; safe to repeat, goes on from where it stopped."""
    return transcribing.listen_again(run)


def doubt(run: Run) -> Outcome:
    """Gives the words their confidence, and takes better hearings where there are; safe to repeat, does only what is not done."""
    return doubting.doubt(run)


def use_words(family_id: str) -> None:
    """Puts a family's own words in place of what sounds like them in all that was heard; safe to repeat, changes a line once."""
    if family := Family.objects.filter(pk=family_id).first():
        glossary.use(family)


def repeat_repairs(family_id: str) -> None:
    """Puts a word in place wherever the same is asked that somebody has just said yes to; safe to repeat."""
    if family := Family.objects.filter(pk=family_id).first():
        nods.repeat(family)


def diarise(run: Run) -> Outcome:
    """Tells the voices apart and labels the lines; safe to repeat, does only what is not done."""
    return diarisation.diarise(run)


def fetch_model(name: str) -> None:
    """One turn of fetching a speech model that staff asked for; safe to repeat, goes on from where it stopped."""
    fetching.go_on(name)
