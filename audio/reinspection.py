"""Hearing recordings again that came under older rules of sound: one after the other, beside all other work.

What people have written or approved, and the words as they stand, is left alone: only the copy for browsers, the peaks and the facts are
made anew. Where there is sound now that nobody heard then, whoever turns it into words is told, and may propose to.
"""

from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Exists, OuterRef, QuerySet

from audio import files, pipeline
from audio.errors import StepError
from audio.models import Recording, Step
from audio.signals import more_heard
from audio.sound import inspection

STEP, FIRST_STEP = "inspect_again", "inspect"
AT_WORK = [Step.State.WAITING, Step.State.RUNNING]
SILENT, SOUNDING = 5, 25  # peaks, of 255
MORE_TENTHS = 10  # so much of it makes new words likely: a second


def inspect_again(run: pipeline.Run) -> None:
    """Inspects one recording by the rules of today, and puts the next in line."""
    recording = Recording.objects.get(pk=run.recording_id)
    peaks, copy = bytes(recording.peaks), recording.playable.name

    def tell() -> None:
        files.discard_on_commit(copy)
        if tenths_heard_anew(peaks, bytes(recording.peaks)) >= MORE_TENTHS:
            more_heard.send(Recording, recording=recording)

    try:
        inspection.hear(run, recording, wants_copy=True, then=tell)
    except StepError:  # of this one, which staff see; the others do not wait for them
        wake_next()
        raise
    wake_next()


def tenths_heard_anew(before: bytes, now: bytes) -> int:
    """How many tenths of a second sound now and were silent, or not there, before."""
    return sum(old <= SILENT and new >= SOUNDING for old, new in zip_longest(before, now, fillvalue=0))


def outdated() -> QuerySet[Recording]:
    """All that were inspected by older rules."""
    is_inspected = Exists(Step.objects.filter(recording=OuterRef("pk"), name=FIRST_STEP, state=Step.State.DONE))
    return Recording.objects.standing().filter(is_inspected, inspection_version__lt=inspection.VERSION)


def due() -> QuerySet[Recording]:
    """Those of them that nobody works on, and that have not failed at it; the oldest first."""
    steps = Step.objects.filter(recording=OuterRef("pk"))
    is_at_work = Exists(steps.filter(state__in=AT_WORK))
    has_failed = Exists(steps.filter(name=STEP, state=Step.State.FAILED))
    return outdated().exclude(is_at_work).exclude(has_failed).order_by("created_at", "pk")


def wake_next() -> bool:
    """Puts the next one in line unless one waits there: new recordings find the other workers free."""
    if Step.objects.standing().filter(name=STEP, state=Step.State.WAITING).exists():
        return True
    following = due().first()
    if following is not None:
        pipeline.wake(following.pk, STEP)
    return following is not None


def begin() -> None:
    """Begins, or goes on with what a stop has left: does nothing while one is at work."""
    if not Step.objects.standing().filter(name=STEP, state__in=AT_WORK).exists():
        wake_next()


def try_failed_again() -> int:
    """Puts those in line that could not be inspected again, and those that older rules could not open at all; gives how many."""
    failed = Step.objects.standing().filter(
        state=Step.State.FAILED, recording__inspection_version__lt=inspection.VERSION
    )
    steps = list(failed.filter(name__in=[STEP, FIRST_STEP]))
    for step in steps:
        pipeline.wake(step.recording_id, step.name)
    return len(steps)


@dataclass(frozen=True)
class Progress:
    """How many recordings wait for it, are in line or at work, and could not be opened."""

    due: int
    under_way: int
    failed: int

    def __str__(self) -> str:
        told = f"{self.due + self.under_way} recordings are still as older rules heard them; {self.under_way} of them under way."
        return f"{told} {self.failed} could not be opened: see their steps in the admin." if self.failed else told


def progress() -> Progress:
    steps = Step.objects.standing().filter(name=STEP)
    failed = steps.filter(state=Step.State.FAILED, recording__inspection_version__lt=inspection.VERSION)
    return Progress(due().count(), steps.filter(state__in=AT_WORK).count(), failed.count())
