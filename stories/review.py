"""Decisions about stories, each with who and when. The admin, the pages and the API call these verbs and no others."""

from django.db import transaction

from families.models import User
from stories import evidence
from stories.models import Evidence, Review, Story
from stories.when import edtf_bounds, is_edtf
from transcripts.corrections import readable

MOST_LETTERS = 120  # in a title
NO_DATE = "Write the date as EDTF: 1946, 1946-05, 1946/1947, 194X or 1946~."


class Undecidable(Exception):
    """The decision cannot be taken as it was asked for; the message says what is missing."""


def approve(story: Story, *, by: User) -> Story:
    """Lets the story into the book."""
    return decide(story, Story.State.APPROVED, Review.Verdict.APPROVED, "", by)


def send_back(story: Story, reason: str, *, by: User) -> Story:
    """Takes the story out of the book, or keeps it out, and says why. Its segments stay as they are."""
    reason = readable(reason)
    if not reason:
        raise Undecidable("Please say in a few words why you send this story back.")
    return decide(story, Story.State.RETURNED, Review.Verdict.RETURNED, reason, by)


def decide(story: Story, state: Story.State, verdict: Review.Verdict, reason: str, by: User) -> Story:
    with transaction.atomic():
        current = Story.objects.select_for_update(no_key=True).get(pk=story.pk)
        if current.state != state or reason:
            current.state = state
            current.save(update_fields=["state"])
            Review.objects.create(story=current, verdict=verdict, reason=reason, by=by)
    return current


def retell(story: Story, *, title: str, summary: str, edtf: str, by: User) -> Story:
    """Changes what is said about a story. A date that a person set has no basis but their word.

    Raises Undecidable for a title that is empty or too long, and for a date that is not EDTF.
    """
    title, summary, edtf = readable(title), readable(summary), edtf.strip()
    if not title:
        raise Undecidable("A story needs a title.")
    if len(title) > MOST_LETTERS:
        raise Undecidable(f"That is too long for a title: {MOST_LETTERS} letters at most.")
    if edtf and not is_edtf(edtf):
        raise Undecidable(NO_DATE)
    with transaction.atomic():
        current = Story.objects.select_for_update(no_key=True).get(pk=story.pk)
        if edtf != current.edtf:
            current.edtf, current.marker_text, current.marker_confidence = edtf, "", None
            current.basis = f"set by {by}"[:200] if edtf else ""
            current.starts, current.ends = edtf_bounds(edtf) if edtf else (None, None)
            current.evidence.filter(claim=Evidence.Claim.MARKER).delete()
        current.title, current.summary = title, summary
        current.save()
        evidence.renew(current)
        Review.objects.create(story=current, verdict=Review.Verdict.EDITED, by=by)
    return current
