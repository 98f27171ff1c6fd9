"""Hearing a recording again: asking for it, laying it beside the words that stand, and deciding about it.

Pages, the API and the admin call these verbs and no others.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from audio import pipeline
from audio.models import Recording, Step
from audio.signals import more_heard
from families.editing.versions import Clash
from families.models import User
from families.refusal import Refusal
from transcripts.models import HeardSegment, Hearing, Segment, Transcript
from transcripts.runs import choice
from transcripts.segments import standing_segments
from transcripts.segments.merging import Merged, merge_hearing

STEP = "hear_again"


class NotNow(Refusal):
    """What was asked for cannot be done; the message says why."""


def engines_for(transcript: Transcript) -> list[str]:
    """The names of the engines on this machine that hear its language, "auto" first."""
    return [name for name in choice.NAMES if why_not(name, transcript) is None]


def why_not(name: str, transcript: Transcript) -> str | None:
    try:
        choice.choose(name, transcript.language)
    except choice.NeedsEngine as error:
        return error.reason
    return None


def ask_retranscription(transcript: Transcript, wanted: str, *, by: User | None) -> Hearing:
    """Has the recording heard once more, by the engine of this name or by the best there is.

    Raises NotNow while it is being heard, while an earlier proposal waits, and where the engine cannot hear it.
    """
    if wanted not in choice.NAMES:
        raise NotNow("We know no speech engine of this name.")
    if reason := why_not(wanted, transcript):
        raise NotNow(reason)
    with transaction.atomic():
        pipeline.hold(transcript.recording_id)
        standing_segments.locked(transcript)
        if transcript.hearings.filter(state__in=Hearing.OPEN).exists():
            raise NotNow("It has been heard again already, or is being heard. Please decide about that first.")
        if not pipeline.is_done(transcript.recording_id, "transcribe"):
            raise NotNow("The recording has not been heard to its end yet.")
        hearing = transcript.hearings.create(wanted=wanted, language=transcript.language, asked_by=by)
        pipeline.wake(transcript.recording_id, STEP)
    return hearing


@receiver(more_heard)
def propose_what_was_not_heard(recording: Recording, **_: Any) -> None:
    """Asks for the words of a recording that has sound where none was heard before, as somebody would: for people to decide about."""
    transcript = Transcript.objects.filter(recording=recording).first()
    if transcript is not None:
        with suppress(NotNow):  # a proposal waits already, or it is being heard: people see the new sound all the same
            ask_retranscription(transcript, "auto", by=None)


def step_of(hearing: Hearing) -> Step | None:
    """The step that failed or is under way, with the progress of all its parts in `done_ms` and `total_ms`."""
    parts = list(Step.objects.filter(recording=hearing.transcript.recording_id, name=STEP).order_by("part"))
    if not parts or hearing.state != Hearing.State.LISTENING:
        return None
    failed = [part for part in parts if part.state == Step.State.FAILED]
    undone = [part for part in parts if part.state != Step.State.DONE]
    shown = (failed + undone + parts)[0]
    done_ms, total_ms = sum(part.done_ms for part in parts), sum(part.total_ms for part in parts)
    shown.done_ms, shown.total_ms = done_ms, total_ms
    return shown


def merged(hearing: Hearing) -> list[Merged]:
    """What would stand if the hearing were taken now."""
    segments = standing_segments.segments_of(hearing.transcript)
    texts = {str(segment.pk): segment.text for segment in segments}
    chosen = [pk for pk, text in hearing.chosen.items() if texts.get(pk) == text]
    old = standing_segments.old_lines(hearing.transcript, segments)
    return merge_hearing(old, standing_segments.new_lines(hearing), chosen=chosen)


def choose_words(hearing: Hearing, segment: Segment, *, new: bool, read: str | None = None) -> Hearing:
    """Says which words a line is to have when the hearing is taken: those that stand, or the new ones.

    `read` is what the page said: "old" or "new". Raises Clash where somebody else has chosen otherwise since.
    """
    with transaction.atomic():
        current = Hearing.objects.select_for_update(no_key=True).get(pk=hearing.pk)
        if current.state != Hearing.State.PROPOSED:
            raise NotNow("This has been decided already.")
        standing = "new" if str(segment.pk) in current.chosen else "old"
        if read not in {None, standing} and new != (standing == "new"):
            raise Clash(current, [], {"words": "new" if new else "old"})
        rest = {pk: text for pk, text in current.chosen.items() if pk != str(segment.pk)}
        current.chosen = {**rest, str(segment.pk): segment.text} if new else rest
        current.save(update_fields=["chosen"])
    return current


def accept(hearing: Hearing, *, by: User) -> Hearing:
    """Puts the new words in place of what the machine heard before; what people wrote stays, but for lines chosen otherwise."""
    with transaction.atomic():
        pipeline.hold(hearing.transcript.recording_id)
        transcript = standing_segments.locked(hearing.transcript)
        current = decided(hearing, [Hearing.State.PROPOSED], by)
        previous = transcript.hearings.filter(state=Hearing.State.IN_USE).first()
        before = standing_segments.replace(transcript, merged(current), lines_of(current), by=by)
        if previous:
            Hearing.objects.filter(pk=previous.pk).update(state=Hearing.State.REPLACED)
        current.before = {**before, "hearing": str(previous.pk) if previous else ""}
        current.state = Hearing.State.IN_USE
        current.save(update_fields=["state", "before", "decided_by", "decided_at"])
        made_by(transcript, current)
        pipeline.wake_after(transcript.recording_id, "transcribe")
    return current


def lines_of(hearing: Hearing) -> dict[int, HeardSegment]:
    return {line.index: line for line in hearing.segments.all()}


def decline(hearing: Hearing, *, by: User) -> Hearing:
    """Leaves the words as they are; one that is under way stops."""
    with transaction.atomic():
        pipeline.hold(hearing.transcript.recording_id)
        standing_segments.locked(hearing.transcript)
        current = decided(hearing, Hearing.OPEN, by)
        pipeline.cancel(current.transcript.recording_id, STEP)
        current.state = Hearing.State.DECLINED
        current.save(update_fields=["state", "decided_by", "decided_at"])
    return current


def take_back(hearing: Hearing, *, by: User) -> Hearing:
    """Puts everything back as it was before the hearing was taken; what people have written since stays."""
    with transaction.atomic():
        pipeline.hold(hearing.transcript.recording_id)
        transcript = standing_segments.locked(hearing.transcript)
        current = decided(hearing, [Hearing.State.IN_USE], by)
        if current.before is None:
            raise NotNow("This is what was heard first; there is nothing before it.")
        standing_segments.put_back(transcript, current.before)
        current.state = Hearing.State.TAKEN_BACK
        current.save(update_fields=["state", "decided_by", "decided_at"])
        previous = (
            transcript.hearings.filter(pk=current.before["hearing"]).first() if current.before["hearing"] else None
        )
        if previous:
            Hearing.objects.filter(pk=previous.pk).update(state=Hearing.State.IN_USE)
            made_by(transcript, previous)
        pipeline.wake_after(transcript.recording_id, "transcribe")
    return current


def decided(hearing: Hearing, states: Sequence[str], by: User) -> Hearing:
    """The hearing as it is now, with who decides; raises NotNow where somebody was faster."""
    current = (
        Hearing.objects.select_for_update(no_key=True, of=("self",)).select_related("transcript").get(pk=hearing.pk)
    )
    if current.state not in states:
        raise NotNow("This has been decided already.")
    current.decided_by, current.decided_at = by, timezone.now()
    return current


def made_by(transcript: Transcript, hearing: Hearing) -> None:
    """Notes whose words they are now."""
    transcript.engine, transcript.engine_version = hearing.engine, hearing.engine_version
    transcript.engine_reason, transcript.language = hearing.engine_reason, hearing.language
    transcript.save(update_fields=["engine", "engine_version", "engine_reason", "language"])
