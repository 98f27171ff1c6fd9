"""A family's recordings, each with a line that says how it stands."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from audio.models import Recording, Step
from audio.progress import in_words, time_left
from families.models import Family
from stories.models import Story
from transcripts.models import Segment
from transcripts.runs.choice import for_family


@dataclass(frozen=True)
class Standing:
    """How a recording stands, in words; `kind` is work, need, good or stuck."""

    kind: str
    words: str
    is_held: bool = False  # that something keeps the work from going on, which the words say


def recording_list(family: Family) -> list[Recording]:
    """The recordings, newest first, with the number of their stories and the years they span."""
    rows = Recording.objects.for_family(family).with_steps()
    return list(
        rows.annotate(
            story_count=Count("stories", filter=~Q(stories__state=Story.State.RETURNED), distinct=True),
            approved=Count("stories", filter=Q(stories__state=Story.State.APPROVED), distinct=True),
            returned=Count("stories", filter=Q(stories__state=Story.State.RETURNED), distinct=True),
            to_read=Count("stories", filter=Q(stories__state=Story.State.PROPOSED), distinct=True),
            first_day=Min("stories__starts"),
            last_day=Max("stories__ends"),
            has_words=Exists(Segment.objects.filter(transcript__recording=OuterRef("pk"))),
        )
    )


def standing(recording: Recording, to_read: int) -> Standing:
    """What is true now, and what happens next."""
    step = recording.current_step
    if step is None:
        return settled(to_read) if getattr(recording, "has_words", True) else Standing("good", "No words heard")
    if step.state == Step.State.FAILED:
        return Standing("stuck", for_family(step.reason))
    if step.state == Step.State.WAITING and step.reason:
        return Standing("work", f"{step.reason} We will try again by ourselves.", is_held=True)
    words, left = under_way(step, *recording.stage_ms), time_left(recording, timezone.now())
    return Standing("work", f"{words}, {in_words(left)}" if left and step.name == "transcribe" else words)


def settled(to_read: int) -> Standing:
    if not to_read:
        return Standing("good", "Ready to read")
    return Standing("need", "1 story to approve" if to_read == 1 else f"{to_read} stories to approve")


def under_way(step: Step, done_ms: int, total_ms: int) -> str:
    if step.name == "transcribe" and total_ms:
        return f"Listening, {heard(done_ms, total_ms)}"
    return {
        "inspect": "Looking at the file",
        "transcribe": "About to listen",
        "align": "Finding the moment of each word",
        "doubt": "Weighing how sure we are of each word",
        "extract": "Finding the stories",
    }.get(step.name, "Under way")


def heard(done_ms: int, total_ms: int) -> str:
    if total_ms < 120_000:
        return f"{done_ms // 1000} of {total_ms // 1000} seconds heard"
    return f"{done_ms // 60_000} of {round(total_ms / 60_000)} minutes heard"
