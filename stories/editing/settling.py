"""What is said of a story once lines came to it or left it: what people said stays, and what rested on words that left is said anew."""

from itertools import takewhile

from families.models import Person
from stories.editing.authorship import REARRANGED, owns_before, writing
from stories.editing.snapshots import Data, put_back_claims
from stories.evidence import claims
from stories.finding import proposing
from stories.finding.proposing import EVERYTHING, Part
from stories.models import Evidence, Place, Review, Story
from transcripts.models import Segment

Claim = Evidence.Claim
PART_OF: dict[str, Part] = {
    Claim.TITLE: "title",
    Claim.SUMMARY: "summary",
    Claim.QUOTATION: "quotation",
    Claim.MARKER: "edtf",
}
OF_NO_WORDS = [Review.Verdict.APPROVED, Review.Verdict.RETURNED, Review.Verdict.COMPARED, Review.Verdict.UNDONE]


def part_from(story: Story) -> set[Part]:
    """Takes away the evidence in lines that the story has no more; gives back what has lost its words by that.

    A date rests on the line in which its words begin, a title on any of its words, a summary on each of its sentences.
    """
    rows = story.evidence.filter(mention=None).order_by("segment__index", "first")
    gone = rows.exclude(segment__story_segment__story=story)
    lost = {PART_OF[claim] for claim in gone.values_list("claim", flat=True)}
    if "title" in lost and rows.filter(claim=Claim.TITLE, segment__story_segment__story=story).exists():
        lost.discard("title")
    begins = rows.filter(claim=Claim.MARKER).values_list("segment__story_segment__story", flat=True).first()
    if begins == story.pk:
        lost.discard("edtf")
    gone.delete()
    return lost


def settle(story: Story, lost: set[Part], *, has_grown: bool) -> None:
    """After a move. A story that has just the lines again which it had before is again told as it was then."""
    if before := told_of_same_lines(story):
        tell_as_before(story, before)
        return
    may_be_dated: set[Part] = {"edtf"} if has_grown and not story.edtf else set()
    proposing.propose(story, machines(story, lost | may_be_dated))
    claims.renew(story)


def hand_over_date(story: Story, new: Story, at: Segment) -> set[Part]:
    """Before a split at this line: the date of an engine goes with the words that say it. Gives back what the story loses by that."""
    rows = story.evidence.filter(claim=Claim.MARKER).order_by("segment__index")
    begins = rows.values_list("segment__index", flat=True).first()
    if begins is None or begins < at.index or story.marker_confidence is None:
        return set()
    new.set_date(story.edtf, text=story.marker_text, confidence=story.marker_confidence, basis=story.basis)
    new.save()
    rows.update(story=new)
    return {"edtf"}


def settle_halves(story: Story, new: Story, lost: set[Part]) -> None:
    """After a split: both are told anew, but for what a person wrote, which stays with the first."""
    proposing.propose(new, [part for part in EVERYTHING if part != "edtf" or not new.edtf])
    proposing.propose(story, machines(story, lost | {"title", "summary", "quotation"}))
    claims.renew(story)
    claims.renew(new)


def machines(story: Story, parts: set[Part]) -> set[Part]:
    """Those of the parts that no person has said: a date without a confidence is a person's, and none at all may be."""
    own = {name for name in parts & {"title", "summary"} if writing(story, name)}
    if "edtf" in parts and (writing(story, "edtf") if not story.edtf else story.marker_confidence is None):
        own.add("edtf")
    return parts - own


# --- as it was before -------------------------------------------------------------------------------------------------


def told_of_same_lines(story: Story) -> Data | None:
    """What was noted of the story when it had just these lines, where it was not changed since but by moving lines."""
    lines = [str(pk) for pk in story.story_segments.values_list("segment", flat=True)]
    rows = story.reviews.filter(undone_at=None).exclude(verdict__in=OF_NO_WORDS)
    moves = takewhile(lambda review: review.verdict == Review.Verdict.MOVED, rows)
    noted = Review.objects.filter(change__in=[review.change for review in moves]).exclude(before=None)
    for review in noted:
        for data in (review.before or {})["stories"]:
            if data["id"] == str(story.pk) and data["segments"] == lines and is_whole(data):
                return data
    return None


def is_whole(data: Data) -> bool:
    """Whether the people and places that it names are still there: two of them may have been made one since."""
    people = {row[name] for row in data["mentions"] for name in ("person_id", "proposed_id") if row[name]}
    places = {row["place_id"] for row in data["mentions"] if row["place_id"]}
    are_there = Person.objects.filter(pk__in=people).count() == len(people)
    return are_there and Place.objects.filter(pk__in=places).count() == len(places)


def tell_as_before(story: Story, data: Data) -> None:
    own = data["own"]
    for name in ("title", "summary", "quotation", "themes"):
        setattr(story, name, own[name])
    story.set_date(own["edtf"], text=own["marker_text"], confidence=own["marker_confidence"], basis=own["basis"])
    story.save()
    story.evidence.all().delete()
    story.mentions.all().delete()
    put_back_claims(story, data, set(data["segments"]))


# --- what the page says -----------------------------------------------------------------------------------------------


def redated(story: Story) -> list[tuple[Story, str]]:
    """The stories that the latest change on this one, of lines, has dated otherwise, each with its date before, as EDTF."""
    latest = story.reviews.first()
    if latest is None or latest.verdict not in REARRANGED:
        return []
    before = owns_before(latest)
    now = Story.objects.filter(pk__in=before).order_by("start_ms")
    return [(each, before[str(each.pk)]["edtf"]) for each in now if before[str(each.pk)]["edtf"] != each.edtf]


def taken_over(story: Story) -> dict[int, str]:
    """The reviews that were of a story which was put together with this one, by id, each with what that was called."""
    merges = story.reviews.filter(verdict=Review.Verdict.MERGED, undone_at=None).exclude(before=None)
    return {
        pk: data["own"]["title"]
        for merge in merges.order_by("-at", "-id")
        for data in (merge.before or {})["stories"]
        if data["id"] != str(story.pk)
        for pk in data["reviews"]
    }


def with_former_stories(story: Story) -> list[Review]:
    """What was decided about the story, the latest first; `former` is the title of the one of which it was, where that was another."""
    titles = taken_over(story)
    reviews = list(story.reviews.select_related("by"))
    for review in reviews:
        review.former = titles.get(review.pk, "")  # type: ignore[attr-defined]
    return reviews
