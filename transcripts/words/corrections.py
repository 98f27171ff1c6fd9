"""Mending what was heard, with who and when."""

from django.db import transaction
from django.utils import timezone

from audio import pipeline
from families.editing.versions import expect
from families.models import User
from families.refusal import Refusal
from families.text.letters import one_line
from transcripts.models import Correction, Segment, Transcript
from transcripts.words.glossary import learn, learn_confirmed

MOST_LETTERS = 5_000


class UnusableWords(Refusal):
    """The text cannot stand as the words of a segment; the message says why."""


def correct(segment: Segment, text: str, *, by: User) -> Segment:
    """Puts a person's words in place of what was heard, and lets the stories follow.

    The same words again say that somebody has listened and found them right; then nothing changes but that.

    Raises UnusableWords for an empty text or one that no segment could hold, and Clash where the line says something
    else than what was read.
    """
    text = readable(text)
    if not text:
        raise UnusableWords("Please leave some words here, or type what you hear.")
    if len(text) > MOST_LETTERS:
        raise UnusableWords(f"That is too long for one line of speech: {MOST_LETTERS} letters at most.")
    with transaction.atomic():
        pipeline.hold(segment.transcript.recording_id)
        current = Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)
        expect(current, segment, "text", asked={"text": text})
        if current.text != text:
            Correction.objects.create(segment=current, before=current.text, after=text, by=by)
            learn(current, current.text, text, by=by)
            current.text, current.suspicion = text, ""
            current.confirmed_by, current.confirmed_at = by, timezone.now()
            current.save(update_fields=["text", "suspicion", "confirmed_by", "confirmed_at"])
            pipeline.wake_after(current.transcript.recording_id, "transcribe")
        else:
            vouch(current, by)
    return current


def confirm(segment: Segment, *, by: User) -> Segment:
    """Says that somebody has listened, and that the line is right as it stands: nothing in it is doubtful any more.

    Raises Clash where it says something else than what was read.
    """
    with transaction.atomic():
        current = Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)
        expect(current, segment, "text")
        vouch(current, by)
    return current


def vouch(segment: Segment, by: User) -> None:
    learn_confirmed(segment, by=by)
    segment.suspicion = ""
    segment.confirmed_by, segment.confirmed_at = by, timezone.now()
    segment.save(update_fields=["suspicion", "confirmed_by", "confirmed_at"])


def readable(text: str) -> str:
    """One line without letters that no page, book or database can hold."""
    return one_line(text)


def mark_reviewed(transcript: Transcript, *, by: User) -> None:
    """Says that somebody has read the whole."""
    transcript.review_status = Transcript.ReviewStatus.REVIEWED
    transcript.reviewed_by, transcript.reviewed_at = by, timezone.now()
    transcript.save(update_fields=["review_status", "reviewed_by", "reviewed_at"])
