"""One change by a person: in one transaction, signed, with what stood before, so that it can be undone."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from families.editing.versions import Clash, expect
from families.models import User
from families.refusal import Refusal
from stories.editing.snapshots import put_back, snapshot
from stories.models import Review, SetAside, Story, StorySegment


class CannotUndo(Refusal):
    """The change cannot be undone any more; the message says why."""


@dataclass
class Change:
    """What a change touches. `stories` are signed at its end as far as they still exist; `lines` are segments concerned."""

    stories: list[Story]
    made: list[Story] = field(default_factory=list)
    lines: set[str] = field(default_factory=set)
    reason: str = ""


def lock(recording_id: Any) -> dict[Any, Story]:
    """All stories of a recording by id, held until the transaction ends, in one order against deadlocks."""
    rows = Story.objects.select_for_update(no_key=True).filter(recording=recording_id).order_by("pk")
    return {story.pk: story for story in rows}


@contextmanager
def changing(stories: Iterable[Story], verdict: Review.Verdict, *, by: User) -> Iterator[Change]:
    """Notes what stands, lets the caller change it, and signs. To be called in a transaction that has locked the stories."""
    change = Change(list(stories))
    ids = [story.pk for story in change.stories]  # a story that is deleted on the way forgets its own
    before, aside = snapshot(change.stories), aside_in(change.stories[0].recording_id)
    change.lines = {segment for each in before for segment in each["segments"]}
    yield change
    ids += [story.pk for story in change.made]
    links = StorySegment.objects.filter(story__in=ids)
    lines = change.lines | {str(pk) for pk in links.values_list("segment", flat=True)}
    note = {"stories": before, "made": [str(story.pk) for story in change.made], "lines": sorted(lines)}
    note["aside"] = sorted(aside & lines)
    sign(ids, verdict, note, change.reason, by=by)


def sign(ids: list[Any], verdict: Review.Verdict, note: dict[str, Any], reason: str, *, by: User) -> None:
    """A review for each story that the change left; the first keeps what stood before."""
    mark = uuid.uuid4()
    there = set(Story.objects.filter(pk__in=ids).values_list("pk", flat=True))
    for number, pk in enumerate(pk for pk in ids if pk in there):
        Review.objects.create(
            story_id=pk,
            verdict=verdict,
            by=by,
            reason=reason,
            change=mark,
            before=note if number == 0 else None,
        )


def last_change(story: Story) -> Review | None:
    """The change that can be undone now: the latest thing that somebody did to the story, unless that was a decision alone."""
    latest = story.reviews.filter(undone_at=None).exclude(verdict=Review.Verdict.UNDONE).first()
    return latest if latest and latest.change else None


def undo(story: Story, *, by: User, latest_read: str = "") -> list[Story]:
    """Takes back the latest change on the story, on all stories that it touched. Raises CannotUndo.

    `latest_read` is the review that the page offered to undo: another that came since is not undone unseen.
    """
    with transaction.atomic():
        held = lock(story.recording_id)
        latest = last_change(story)
        if latest is None:
            raise CannotUndo("There is nothing here to undo.")
        if story.pk in held:
            expect(held[story.pk], story)
        if latest_read not in {"", str(latest.pk)}:
            raise Clash(held.get(story.pk, story), [])
        same = list(Review.objects.filter(change=latest.change).select_related("story"))
        for review in same:
            now = last_change(review.story)
            if now is None or now.change != latest.change:
                raise CannotUndo(f"“{review.story}” was changed again since. Undo that first.")
        note = next(review.before for review in same if review.before)
        return restore(note, same, by=by)


def restore(note: dict[str, Any], same: list[Review], *, by: User) -> list[Story]:
    verdict, sample = same[0].get_verdict_display(), same[0].story
    Review.objects.filter(pk__in=[review.pk for review in same]).update(undone_at=timezone.now())
    Story.objects.filter(pk__in=note["made"]).delete()
    put_back(note["stories"], lines=set(note["lines"]), aside=set(note["aside"]), sample=sample)
    stories = list(Story.objects.filter(pk__in=[data["id"] for data in note["stories"]]).order_by("start_ms"))
    for story in stories:
        Review.objects.create(story=story, verdict=Review.Verdict.UNDONE, reason=verdict, by=by)
    return stories


def aside_in(recording_id: Any) -> set[str]:
    """The segments of a recording that a person took out of every story."""
    rows = SetAside.objects.filter(segment__transcript__recording=recording_id)
    return {str(pk) for pk in rows.values_list("segment", flat=True)}
