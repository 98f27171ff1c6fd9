"""Stories as they stood before a change, as plain data; and put back from it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from families.models import Person, User
from stories.models import Evidence, Mention, Place, Review, SetAside, Story, StorySegment
from stories.models.approved_words import ApprovedWords, content_of, fingerprint_of
from transcripts.models import Segment

OWN = [field.attname for field in Story._meta.concrete_fields if field.name not in ("id", "family", "recording")]
OF_MENTION = [field.attname for field in Mention._meta.concrete_fields if field.name not in ("story", "folded")]
OF_EVIDENCE = [field.attname for field in Evidence._meta.concrete_fields if field.name not in ("id", "story")]
Data = dict[str, Any]


def snapshot(stories: Iterable[Story]) -> list[Data]:
    """All that a person may change of these stories."""
    return [
        {
            "id": str(story.pk),
            "own": {name: plain(getattr(story, name)) for name in OWN},
            "segments": [str(pk) for pk in story.story_segments.values_list("segment", flat=True)],
            "mentions": [of_mention(mention) for mention in story.mentions.prefetch_related("segments")],
            "evidence": [{name: plain(value) for name, value in each.items()} for each in evidence_of(story)],
            "approved": approved_of(story),
            "reviews": list(story.reviews.values_list("pk", flat=True)),
        }
        for story in stories
    ]


def approved_of(story: Story) -> Data | None:
    kept = ApprovedWords.objects.filter(story=story).first()
    return kept and {"content": kept.content, "by_id": kept.by_id}


def evidence_of(story: Story) -> Iterable[Data]:
    return story.evidence.values(*OF_EVIDENCE)


def of_mention(mention: Mention) -> Data:
    own = {name: plain(getattr(mention, name)) for name in OF_MENTION}
    return own | {"segments": [str(segment.pk) for segment in mention.segments.all()]}


def plain(value: Any) -> Any:
    is_plain = value is None or isinstance(value, str | int | float | list | dict)
    return value if is_plain else DjangoJSONEncoder().default(value)


def put_back(before: list[Data], *, lines: Collection[Any], aside: set[str], sample: Story) -> None:
    """Makes these stories what they were; `lines` are the segments concerned, of which `aside` were in no story by hand.

    Whatever the lines hold now gives way. Lines, people and places that are gone by now stay gone. `sample` is any story
    of the recording. To be called in a transaction that holds the stories' locks.
    """
    there = {str(pk) for pk in Segment.objects.filter(pk__in=lines).values_list("pk", flat=True)}
    StorySegment.objects.filter(segment__in=lines).delete()
    SetAside.objects.filter(segment__in=lines).delete()
    ids = [data["id"] for data in before]
    Evidence.objects.filter(story__in=ids).delete()
    Mention.objects.filter(story__in=ids).delete()
    SetAside.objects.bulk_create(SetAside(segment_id=pk) for pk in aside & there)
    for data in before:
        story = put_back_own(data, sample)
        StorySegment.objects.bulk_create(
            StorySegment(story=story, segment_id=pk) for pk in data["segments"] if pk in there
        )
        put_back_claims(story, data, there)
        put_back_approved(story, data.get("approved"))
        Review.objects.filter(pk__in=data["reviews"]).update(story=story)


def put_back_approved(story: Story, approved: Data | None) -> None:
    """What was printed of it. Where nobody noted that, and it was approved, it is what stands there again."""
    if story.state != Story.State.APPROVED:
        ApprovedWords.objects.filter(story=story).delete()
        return
    content = approved["content"] if approved else content_of(Story.objects.get(pk=story.pk))
    by = User.objects.filter(pk=approved["by_id"]).first() if approved else None
    defaults = {"content": content, "fingerprint": fingerprint_of(content), "by": by}
    ApprovedWords.objects.update_or_create(story=story, defaults=defaults)


def put_back_own(data: Data, sample: Story) -> Story:
    story = Story.objects.filter(pk=data["id"]).first()
    if story is None:
        story = Story(pk=data["id"], family_id=sample.family_id, recording_id=sample.recording_id)
    for name, value in data["own"].items():
        setattr(story, name, value)
    if story.narrator_id and not Person.objects.filter(pk=story.narrator_id).exists():
        story.narrator_id = None
    story.save()
    Story.objects.filter(pk=story.pk).update(created_at=datetime.fromisoformat(data["own"]["created_at"]))
    return story


def put_back_claims(story: Story, data: Data, there: set[str]) -> None:
    people = existing(Person, data["mentions"], "person_id", "proposed_id")
    places = existing(Place, data["mentions"], "place_id")
    kept = set()
    for each in data["mentions"]:
        if each["place_id"] and each["place_id"] not in places:
            continue  # the place is gone, and with it the claim
        own = {name: each[name] for name in OF_MENTION if name in each}  # a snapshot may be older than a column
        for name in ("person_id", "proposed_id"):
            own[name] = each[name] if each[name] in people else None
        mention = Mention.objects.create(story=story, **own)
        mention.segments.set(pk for pk in each["segments"] if pk in there)
        kept.add(mention.pk)
    Evidence.objects.bulk_create(
        Evidence(story=story, **each)
        for each in data["evidence"]
        if each["segment_id"] in there and (each["mention_id"] is None or each["mention_id"] in kept)
    )


def existing(model: type[Person] | type[Place], rows: list[Data], *names: str) -> set[str]:
    wanted = {row[name] for row in rows for name in names if row[name]}
    return {str(pk) for pk in model.objects.filter(pk__in=wanted).values_list("pk", flat=True)}
