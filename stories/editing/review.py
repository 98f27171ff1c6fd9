"""Decisions about stories, each with who and when. The admin, the pages and the API call these verbs and no others."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from families.dates.ahead import refuse_untold
from families.editing.versions import expect, merged
from families.models import User
from families.refusal import Refusal
from stories.editing import approving, back_to_approved
from stories.editing.changes import changing, lock
from stories.editing.fingerprints import is_what_they_read
from stories.editing.typed_dates import NotUnderstood, understood
from stories.evidence import claims
from stories.finding.choice import spoken_in
from stories.finding.extraction import narrator_of
from stories.models import ApprovedWords, Evidence, Review, Story
from transcripts.segments.standing_segments import locked
from transcripts.words.corrections import readable

MOST_LETTERS = 120  # in a title
TOLD = ("title", "summary", "edtf")


class Undecidable(Refusal):
    """The decision cannot be taken as it was asked for; the message says what is missing."""


def approve(story: Story, *, by: User, seen: str | None = None) -> Story:
    """Lets the story into the book as it reads now; of one that is in it already, what was changed since.

    `seen` is the fingerprint of what the person read, as a page has it (`stories.editing.fingerprints`): a machine may have bettered
    words since. Raises Undecidable when it reads otherwise now, but for what they mended themselves.
    """
    with transaction.atomic():
        locked(story.recording.transcript)
        if seen is not None and not is_what_they_read(held(story), seen, by=by):
            raise Undecidable(f"“{story}” reads differently since you opened this page. Please read it once more.")
        return decide(story, Story.State.APPROVED, Review.Verdict.APPROVED, "", by)


def send_back(story: Story, reason: str, *, by: User) -> Story:
    """Takes the story out of the book, or keeps it out, and says why. Its segments stay as they are."""
    reason = readable(reason)
    if not reason:
        raise Undecidable("Please say in a few words why you send this story back.")
    return decide(story, Story.State.RETURNED, Review.Verdict.RETURNED, reason, by)


def held(story: Story) -> Story:
    """As it is now, until the transaction ends."""
    return Story.objects.select_for_update(no_key=True).get(pk=story.pk)


def keep_approved(story: Story, *, by: User) -> Story:
    """Puts an approved story back to what was approved: what was changed since is taken back, as one change. Raises Undecidable."""
    with transaction.atomic():
        locked(story.recording.transcript)
        kept = ApprovedWords.objects.filter(story=story.pk, story__state=Story.State.APPROVED).first()
        if kept is None or approving.is_as_approved(story):
            raise Undecidable(f"“{story}” reads as it was approved.")
        try:
            with changed(story, Review.Verdict.EDITED, by=by) as current:
                back_to_approved.put_back(current, kept, by=by)
        except back_to_approved.Elsewhere as error:
            raise Undecidable(str(error)) from error
    return current


def decide(story: Story, state: Story.State, verdict: Review.Verdict, reason: str, by: User) -> Story:
    with transaction.atomic():
        current = held(story)
        expect(current, story, "state", asked={"state": state})
        is_agreed = state == Story.State.APPROVED == current.state and not approving.is_as_approved(current)
        if current.state != state or reason or is_agreed:
            current.state = state
            current.save(update_fields=["state"])
            Review.objects.create(story=current, verdict=verdict, reason=reason, by=by)
            if state == Story.State.APPROVED:
                approving.keep_approved_words(current, by=by)
            else:
                ApprovedWords.objects.filter(story=current).delete()
    return current


def retell(story: Story, *, title: str, summary: str, edtf: str, by: User) -> Story:
    """Changes what is said about a story, all at once. `edtf` may be typed as people do: see `typed_dates`.

    What its writer did not touch stays as others have left it. Raises Clash where both have changed the same, and
    Undecidable for a title that is empty or too long, and for a date that is not understood.
    """
    asked = fit(story, {"title": title, "summary": summary, "edtf": edtf})
    with changed(story, Review.Verdict.EDITED, by=by) as current:
        put_words(current, merged(current, story.version_read, asked), by=by)
    return current


def change(story: Story, asked: dict[str, str], *, by: User) -> Story:
    """Changes those of title, summary and edtf that are asked for; the others stay. Raises as `retell` does.

    Where a version was read, none of the three may say anything else since, but for what is asked. Who types only a date, and
    the one that stands there, says that it was heard rightly.
    """
    fresh = fit(story, asked)
    verdict = Review.Verdict.DATED if fresh.keys() == {"edtf"} else Review.Verdict.EDITED
    confirms = verdict == Review.Verdict.DATED and asked["edtf"].strip() != story.edtf_as_known
    with changed(story, verdict, by=by) as current:
        expect(current, story, *TOLD, asked=fresh)
        put_words(current, fresh, by=by, confirms=confirms)
    return current


def set_date(story: Story, said: str, *, by: User) -> Story:
    """Dates the story as a person types it, or takes its date away for "". Raises Undecidable."""
    return change(story, {"edtf": said}, by=by)


def fit(story: Story, asked: dict[str, str]) -> dict[str, str]:
    """The same, as it can be stored. Raises Undecidable."""
    fresh = {name: date_of(story, said) if name == "edtf" else readable(said) for name, said in asked.items()}
    if not fresh.get("title", "…"):
        raise Undecidable("A story needs a title.")
    if len(fresh.get("title", "")) > MOST_LETTERS:
        raise Undecidable(f"That is too long for a title: {MOST_LETTERS} letters at most.")
    return fresh


def put_words(story: Story, fresh: dict[str, str], *, by: User, confirms: bool = False) -> None:
    story.title, story.summary = fresh.get("title", story.title), fresh.get("summary", story.summary)
    put_date(story, fresh.get("edtf", story.edtf), by=by, confirms=confirms)
    story.save()
    if fresh.keys() & {"title", "summary"}:
        claims.renew(story)


def date_of(story: Story, said: str) -> str:
    """EDTF for what a person types about this story. Raises Undecidable with what to write instead."""
    recording = story.recording
    try:
        found = understood(
            said,
            narrator=narrator_of(recording),
            recorded=recording.recorded_on or None,
            language=spoken_in(recording),
        )
        if found and found == story.edtf_as_known:  # a client sends back what it got
            return story.edtf
        if found != story.edtf:  # what stands there may tell of a plan
            refuse_untold(found, recorded=recording.recorded_on)
        return found
    except NotUnderstood as error:
        raise Undecidable(str(error)) from error


def put_date(story: Story, edtf: str, *, by: User, confirms: bool = False) -> None:
    """A date that a person set has no basis but their word; one that stays keeps the words that it came from.

    With `confirms` they stand by a date that may be misheard too.
    """
    if edtf == story.edtf and not (confirms and story.is_date_doubtful):
        return
    story.set_date(edtf, basis=f"set by {by}" if edtf else "")
    story.evidence.filter(claim=Evidence.Claim.MARKER).delete()


@contextmanager
def changed(story: Story, verdict: Review.Verdict, *, by: User) -> Iterator[Story]:
    """The story as it is now, within a change."""
    with transaction.atomic():
        current = lock(story.recording_id).get(story.pk)
        if current is None:
            raise Undecidable(f"“{story}” is not there any more.")
        with changing([current], verdict, by=by):
            yield current
