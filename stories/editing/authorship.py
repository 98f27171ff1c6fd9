"""What of a story people wrote themselves, and who: a title, and what somebody is called."""

from stories.models import Review, Story


def written_by_people(story: Story) -> dict[str, str]:
    """The titles and names that a person has given the story, each with who did. Its reviews are read, the latest first."""
    found: dict[str, str] = {}
    title = story.title
    for review in story.reviews.all():
        if review.undone_at:
            continue
        if review.verdict == Review.Verdict.NAMED and " is called " in review.reason:
            found.setdefault(review.reason.partition(" is called ")[2], str(review.by or "a relative"))
        before = title_before(review, story)
        if review.verdict == Review.Verdict.EDITED and before is not None and before != title:
            found.setdefault(title, str(review.by or "a relative"))
        title = title if before is None else before
    return found


def title_before(review: Review, story: Story) -> str | None:
    """What the story was called before this change, where that was noted."""
    stories = (review.before or {}).get("stories", [])
    return next((each["own"]["title"] for each in stories if each["id"] == str(story.pk)), None)
