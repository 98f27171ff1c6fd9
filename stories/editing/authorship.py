"""What of a story people wrote themselves, and who: a title, a summary, a date, and what somebody is called."""

from collections.abc import Iterable
from typing import Any

from stories.models import Review, Story

WRITTEN = {Review.Verdict.EDITED, Review.Verdict.DATED}
REARRANGED = {Review.Verdict.MERGED, Review.Verdict.SPLIT, Review.Verdict.MOVED}


def written_by_people(story: Story) -> dict[str, str]:
    """The title and names that a person has given the story, each with who did. Its reviews are read, the latest first."""
    found: dict[str, str] = {}
    for review in story.reviews.all():
        if not review.undone_at and review.verdict == Review.Verdict.NAMED and " is called " in review.reason:
            found.setdefault(review.reason.partition(" is called ")[2], str(review.by or "a relative"))
    if wrote := writing(story, "title"):
        found.setdefault(story.title, str(wrote.by or "a relative"))
    return found


def writing(story: Story, name: str) -> Review | None:
    """The change in which a person wrote what stands as the story's `name`: title, summary or edtf.

    None where it is an engine's, also where somebody moved lines and it was told anew: who presses a button writes nothing.
    """
    now = {str(story.pk): getattr(story, name)}  # by story: what was merged into it has a past of its own
    for review in story.reviews.all():
        if review.undone_at:
            continue
        before = {pk: own[name] for pk, own in owns_before(review).items()}
        own_before = {pk: before.get(pk, said) for pk, said in now.items()}
        if review.verdict == Review.Verdict.MERGED and now.keys() & before.keys():
            wholes = [now.pop(pk) for pk in now.keys() & before.keys()]
            now |= {pk: said for pk, said in before.items() if any(is_part(said, whole, name) for whole in wholes)}
        elif own_before != now and review.verdict in WRITTEN:
            return review
        else:
            now = {pk: said for pk, said in now.items() if own_before[pk] == said}
    return None


def is_part(said: str, whole: str, name: str) -> bool:
    """Whether a merged story says it still: of two summaries both, of titles and dates one."""
    return bool(said) and said in whole if name == "summary" else said == whole


def owns_before(review: Review) -> dict[str, dict[str, Any]]:
    """What the stories of a change said of themselves before it, by id. Only one of the reviews of a change keeps that."""
    if not hasattr(review, "noted"):
        fetch_notes([review])
    noted = getattr(review, "noted", None) or {}
    return {each["id"]: each["own"] for each in noted.get("stories", [])}


def fetch_notes(reviews: Iterable[Review]) -> None:
    """Lets each know as `noted` what its change noted, in one query for all that do not keep it themselves."""
    found = list(reviews)
    asking = {review.change for review in found if review.before is None and review.verdict in REARRANGED}
    rows = Review.objects.filter(change__in=asking - {None}).exclude(before=None) if asking else []
    notes = {row.change: row.before for row in rows}
    for review in found:
        review.noted = review.before or notes.get(review.change)  # type: ignore[attr-defined]
