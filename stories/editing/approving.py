"""Keeping what was approved, what has changed since, and either agreeing to that or going back to what was approved."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from families.dates.when import describe
from families.models import Family, User
from stories.editing.authorship import fetch_notes, writing, written_by_people
from stories.editing.differing import differing
from stories.models import Review, Story, StorySegment
from stories.models.approved_words import ApprovedWords, Content, content_of, fingerprint_of, kept_of
from transcripts.models import Correction

PARTS = (Prefetch("story_segments", StorySegment.objects.select_related("segment")), "mentions")
HISTORY = ("story_segments__segment__corrections__by", "reviews__by")
WRITTEN = {"The title": "title", "The summary": "summary", "The date": "edtf"}
LINES = [Review.Verdict.MERGED, Review.Verdict.SPLIT, Review.Verdict.MOVED]


@dataclass(frozen=True)
class Change:
    """That something reads otherwise than when it was approved. `was` is empty for what came, `now` for what went; `by` where we know."""

    what: str
    was: str
    now: str
    by: str = ""
    at: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def keep_approved_words(story: Story, *, by: User | None) -> ApprovedWords:
    """Notes that somebody said yes to the story as it reads now. A line that another chapter had is printed in this one."""
    fresh = Story.objects.prefetch_related(*PARTS, "reviews__by").get(pk=story.pk)
    content = content_of(fresh) | {"editorial": written_by_people(fresh)}
    kept, _ = ApprovedWords.objects.update_or_create(
        story_id=story.pk, defaults={"content": content, "fingerprint": fingerprint_of(content), "by": by}
    )
    taken = {line["id"] for line in content["lines"]}
    for other in ApprovedWords.objects.filter(story__recording=story.recording_id).exclude(story=story.pk):
        put_approved_words(
            other, {**other.content, "lines": [line for line in other.content["lines"] if line["id"] not in taken]}
        )
    return kept


def put_approved_words(kept: ApprovedWords, content: Content) -> None:
    if content != kept.content:
        kept.content, kept.fingerprint = content, fingerprint_of(content)
        kept.save()


def join(first: Story, second: Story) -> None:
    """Two stories become one, the first: all that was approved of either is printed in it."""
    one, other = (ApprovedWords.objects.filter(story=story.pk).first() for story in (first, second))
    if other is None:
        return
    if one is None:
        other.story = first
        other.save(update_fields=["story"])
        return
    lines = sorted([*one.content["lines"], *other.content["lines"]], key=lambda line: line["start_ms"])
    names = {name: list(dict.fromkeys(one.content[name] + other.content[name])) for name in ("people", "places")}
    put_approved_words(one, {**one.content, **names, "lines": lines})


def is_as_approved(story: Story) -> bool:
    """Whether an approved story reads as it was approved; its parts are read anew."""
    fresh = Story.objects.select_related("approved_words").prefetch_related(*PARTS).get(pk=story.pk)
    kept = kept_of(fresh)
    return kept is not None and kept.fingerprint == fingerprint_of(content_of(fresh))


def with_waiting(stories: Iterable[Story]) -> list[Story]:
    """The stories, each with its `waiting`: what has changed since a keeper approved it, in the order of the page."""
    found = list(stories)
    changed = differing(story.pk for story in found)
    waiting = [story for story in found if str(story.pk) in changed]
    fetch_parts(waiting)
    prefetch_related_objects(waiting, *HISTORY)
    fetch_notes(review for story in waiting for review in story.reviews.all())
    for story in found:
        story.waiting = changes(story) if str(story.pk) in changed else []  # type: ignore[attr-defined]
    return found


def fetch_parts(stories: Iterable[Story]) -> None:
    """What has to be known of the approved among them, at once."""
    prefetch_related_objects(
        [story for story in stories if story.state == Story.State.APPROVED], *PARTS, "approved_words"
    )


def awaiting(stories: Iterable[Story]) -> list[Story]:
    """Those of which the book prints other words than the pages show."""
    return [story for story in with_waiting(stories) if story.waiting]  # type: ignore[attr-defined]


def count_awaiting(family: Family) -> int:
    """How many approved stories of a family read otherwise now, without what has changed in each."""
    stories = list(Story.objects.for_family(family).approved())
    fetch_parts(stories)
    return sum(awaits_agreement(story) for story in stories)


def awaits_agreement(story: Story) -> bool:
    """Whether it reads otherwise than it was approved, by parts that were fetched with it."""
    kept = kept_of(story)
    return kept is not None and kept.fingerprint != fingerprint_of(content_of(story))


def changes(story: Story) -> list[Change]:
    """What has changed since it was approved; nothing for a story that is not."""
    kept = kept_of(story)
    if kept is None or not awaits_agreement(story):
        return []
    was, now = kept.content, content_of(story)
    return [*about(story, kept, was, now), *in_lines(story, kept, was, now)]


def about(story: Story, kept: ApprovedWords, was: Content, now: Content) -> Iterator[Change]:
    sides = {
        "The title": (was["title"], now["title"]),
        "The summary": (was["summary"], now["summary"]),
        "The date": (describe(was["edtf"]), describe(now["edtf"])),
        "People": (", ".join(sorted(was["people"])), ", ".join(sorted(now["people"]))),
        "Places": (", ".join(sorted(was["places"])), ", ".join(sorted(now["places"]))),
    }
    for what, (before, after) in sides.items():
        if before != after:
            yield Change(what, before, after, *signature(who_said(story, kept, what)))


def who_said(story: Story, kept: ApprovedWords, what: str) -> Review | None:
    """In which change a person wrote, dated or named it so; None where an engine did."""
    return writing(story, WRITTEN[what]) if what in WRITTEN else last_of(story, kept, [Review.Verdict.NAMED])


def last_of(story: Story, kept: ApprovedWords, verdicts: list[Review.Verdict]) -> Review | None:
    """When somebody did such a thing last since it was approved."""
    return next((each for each in story.reviews.all() if each.verdict in verdicts and each.at >= kept.at), None)


def signature(review: Review | None) -> tuple[str, datetime | None]:
    return (str(review.by or ""), review.at) if review else ("", None)


def in_lines(story: Story, kept: ApprovedWords, was: Content, now: Content) -> Iterator[Change]:
    before, after = ({line["id"]: line["text"] for line in side["lines"]} for side in (was, now))
    differing = [pk for pk in {**before, **after} if before.get(pk) != after.get(pk)]
    segments = {str(link.segment_id): link.segment for link in story.story_segments.all()}
    for pk in differing:
        what = "A line" if pk in before and pk in after else "A line that came" if pk in after else "A line that went"
        row: Correction | None = next(iter(segments[pk].corrections.all()), None) if pk in segments else None
        is_mended = row is not None and row.after == after.get(pk)
        by = (str(row.by or ""), row.at) if row and is_mended else signature(last_of(story, kept, LINES))
        yield Change(what, before.get(pk, ""), after.get(pk, ""), *by)
