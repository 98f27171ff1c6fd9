"""What has changed in stories since they were approved: which of them read otherwise, in what, and by whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from families.dates.when import describe
from families.models import Family
from projections.text_keys import TextKey
from stories.editing.authorship import fetch_notes, writing
from stories.models import Mention, Review, Story, StorySegment
from stories.models.approved_words import ApprovedWords, Content, content_of, fingerprint_of, kept_of, unique
from transcripts.models import Correction, Segment

PARTS = (Prefetch("story_segments", StorySegment.objects.select_related("segment")), "mentions")
HISTORY = ("story_segments__segment__corrections__by", "reviews__by")
WRITTEN = {"The title": "title", "The summary": "summary", "The date": "edtf"}
A_LINE = "A line"
LINES = [Review.Verdict.MERGED, Review.Verdict.SPLIT, Review.Verdict.MOVED]


@dataclass(frozen=True)
class Difference:
    """That something reads otherwise than when it was approved. `was` is empty for what came, `now` for what went; `by` where we know."""

    what: str
    was: str
    now: str
    by: str = ""
    at: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def with_waiting(stories: Iterable[Story]) -> list[Story]:
    """The stories, each with its `waiting`: what has changed since a keeper approved it, in the order of the page."""
    found = list(stories)
    changed = changed_since_approval(story.pk for story in found)
    waiting = [story for story in found if str(story.pk) in changed]
    fetch_parts(waiting)
    prefetch_related_objects(waiting, *HISTORY)
    fetch_notes(review for story in waiting for review in story.reviews.all())
    for story in found:
        story.waiting = changes(story) if str(story.pk) in changed else []  # type: ignore[attr-defined]
        story.may_be_reworded = has_new_words(story.waiting) and bool(of_machine(story))  # type: ignore[attr-defined]
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


def changes(story: Story) -> list[Difference]:
    """What has changed since it was approved; nothing for a story that is not."""
    kept = kept_of(story)
    if kept is None or not awaits_agreement(story):
        return []
    was, now = kept.content, content_of(story)
    return [*about(story, kept, was, now), *in_lines(story, kept, was, now)]


def has_new_words(changed: Iterable[Difference]) -> bool:
    """Whether lines are among what has changed."""
    return any(each.what.startswith(A_LINE) for each in changed)


def of_machine(story: Story) -> list[str]:
    """Which of title and summary nobody has written."""
    return [name for name in ("title", "summary") if not writing(story, name)]


def about(story: Story, kept: ApprovedWords, was: Content, now: Content) -> Iterator[Difference]:
    sides = {
        "The title": (was["title"], now["title"]),
        "The summary": (was["summary"], now["summary"]),
        "The date": (describe(was["edtf"]), describe(now["edtf"])),
        "People": (", ".join(sorted(was["people"])), ", ".join(sorted(now["people"]))),
        "Places": (", ".join(sorted(was["places"])), ", ".join(sorted(now["places"]))),
    }
    for what, (before, after) in sides.items():
        if before != after:
            yield Difference(what, before, after, *signature(who_said(story, kept, what)))


def who_said(story: Story, kept: ApprovedWords, what: str) -> Review | None:
    """In which change a person wrote, dated or named it so; None where an engine did."""
    return writing(story, WRITTEN[what]) if what in WRITTEN else last_of(story, kept, [Review.Verdict.NAMED])


def last_of(story: Story, kept: ApprovedWords, verdicts: list[Review.Verdict]) -> Review | None:
    """When somebody did such a thing last since it was approved."""
    return next((each for each in story.reviews.all() if each.verdict in verdicts and each.at >= kept.at), None)


def signature(review: Review | None) -> tuple[str, datetime | None]:
    return (str(review.by or ""), review.at) if review else ("", None)


def in_lines(story: Story, kept: ApprovedWords, was: Content, now: Content) -> Iterator[Difference]:
    before, after = ({line["id"]: line["text"] for line in side["lines"]} for side in (was, now))
    differing = [pk for pk in {**before, **after} if before.get(pk) != after.get(pk)]
    segments = {str(link.segment_id): link.segment for link in story.story_segments.all()}
    for pk in differing:
        what = (
            A_LINE if pk in before and pk in after else f"{A_LINE} that came" if pk in after else f"{A_LINE} that went"
        )
        row: Correction | None = next(iter(segments[pk].corrections.all()), None) if pk in segments else None
        is_mended = row is not None and row.after == after.get(pk)
        by = (str(row.by or ""), row.at) if row and is_mended else signature(last_of(story, kept, LINES))
        yield Difference(what, before.get(pk, ""), after.get(pk, ""), *by)


# --- which of many, from the few columns that tell --------------------------------------------------------------------
#
# A book's lines with the times of their words are tens of megabytes, and all that is asked of nearly every story is whether anything
# has changed: so the fingerprints are made of the words alone, and only of those that differ is the rest read.


def changed_since_approval(keys: Iterable[UUID]) -> set[str]:
    """The ids, as text, of those that were approved and read otherwise now; in four queries at most, however many they are."""
    approved = Story.objects.filter(pk__in=list(keys), state=Story.State.APPROVED, approved_words__isnull=False)
    columns = ("pk", "title", "summary", "edtf", "approved_words__fingerprint")
    rows = list(approved.annotate(key=TextKey("pk")).values_list("key", *columns, named=True))
    ids = [row.pk for row in rows]
    lines, names = lines_of(ids), names_of(ids)
    content = lambda row: content_now(row, lines[row.key], names[row.key])  # noqa: E731
    return {row.key for row in rows if fingerprint_of(content(row)) != row.approved_words__fingerprint}


def content_now(row: Any, lines: list[dict[str, str]], names: dict[str, list[str]]) -> Content:
    """As much of `approved_words.content_of` as its fingerprint is made of."""
    said = {"title": row.title, "summary": row.summary, "edtf": row.edtf}
    return {**said, "people": unique(names["people"]), "places": unique(names["places"]), "lines": lines}


def lines_of(ids: list[UUID]) -> defaultdict[str, list[dict[str, str]]]:
    """The id and the words of each story's lines that would be printed, in order."""
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    links = StorySegment.objects.filter(story__in=ids).order_by("segment__index")
    columns = (TextKey("story_id"), TextKey("segment_id"), "segment__text", "segment__suspicion")
    rows = list(links.values_list(*columns))
    suspected = [key for _, key, _, suspicion in rows if suspicion]
    left_out = {str(each.pk) for each in Segment.objects.filter(pk__in=suspected).defer("words") if each.is_doubtful}
    for story, key, text, _ in rows:
        if key not in left_out:
            found[story].append({"id": key, "text": text})
    return found


def names_of(ids: list[UUID]) -> defaultdict[str, dict[str, list[str]]]:
    """The people and the places that each story names, in the order in which they were noted."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: {"people": [], "places": []})
    rows = Mention.objects.filter(story__in=ids).only("name", "relation", "place_id", "story_id").order_by("pk")
    for mention in rows.annotate(key=TextKey("story_id")):
        if mention.is_place or mention.is_named:
            found[mention.key]["places" if mention.is_place else "people"].append(mention.name)
    return found
