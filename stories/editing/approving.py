"""Keeping what was approved: the words that a keeper said yes to, which the book prints until they agree to others."""

from families.models import User
from stories.editing.authorship import written_by_people
from stories.editing.since_approval import PARTS
from stories.models import Story
from stories.models.approved_words import ApprovedWords, Content, content_of, fingerprint_of, kept_of


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
