"""Stories follow when a recording is heard again: what a person approved stays, and a line that was missed joins its story."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from audio.facts import facts_changed
from audio.models import Recording
from families.removal import hidden, shown
from stories.finding.known_facts import search_others_again
from stories.models import KnownFact, Mention, Place, SetAside, Story, StorySegment
from transcripts.models import Segment, Transcript
from transcripts.signals import held, lines_came, vouched_for


@receiver(vouched_for)
def decided(sender: Any, transcript: Transcript, **more: Any) -> set[UUID]:
    """Whoever approved a story has said yes to its words, and who works on one that waits has them in front of them."""
    own = Story.objects.filter(recording=transcript.recording_id)
    stories = own.told().exclude(pk__in=own.untouched())
    return set(StorySegment.objects.filter(story__in=stories).values_list("segment", flat=True))


@receiver(held)
def touched(sender: Any, transcript: Transcript, **more: Any) -> set[UUID]:
    """Lines of stories that a person has decided about, and those that a person took out of every story."""
    own = StorySegment.objects.filter(story__recording=transcript.recording_id)
    untouched = Story.objects.filter(recording=transcript.recording_id).untouched()
    aside = SetAside.objects.filter(segment__transcript=transcript)
    return {pk for rows in (own.exclude(story__in=untouched), aside) for pk in rows.values_list("segment", flat=True)}


@receiver([hidden, shown], sender=Recording)
def date_others_anew(sender: Any, row: Recording, **more: Any) -> None:
    """What a removed recording dates is not known while it is hidden, and known again when it returns."""
    if KnownFact.objects.filter(recording=row).exists():
        search_others_again(row.narrator, but=row)


@receiver(facts_changed, sender=Recording)
def follow_narrator(sender: Any, recording: Recording, **more: Any) -> None:
    """Its stories are told by whom the family says that it is."""
    Story.objects.filter(recording=recording).exclude(narrator=recording.narrator_id).update(
        narrator=recording.narrator_id
    )


@receiver(pre_delete, sender=Recording)
def forget_places(sender: Any, instance: Recording, **more: Any) -> None:
    """A place that only this recording spoke of is erased with it."""
    elsewhere = Mention.objects.exclude(story__recording=instance).exclude(place=None)
    own = Place.objects.filter(mentions__story__recording=instance).exclude(pk__in=elsewhere.values("place"))
    Place.objects.filter(pk__in=list(own.values_list("pk", flat=True))).delete()


@receiver(pre_delete, sender=Recording)
def forget_facts(sender: Any, instance: Recording, **more: Any) -> None:
    """What only this recording dated is not known any more: the narrator's others are looked at again."""
    if KnownFact.objects.filter(recording=instance).exists():
        search_others_again(instance.narrator, but=instance)


@receiver(lines_came)
def join(sender: Any, transcript: Transcript, ids: list[UUID], **more: Any) -> None:
    """A line between two lines of one story is told in that story."""
    order = list(Segment.objects.filter(transcript=transcript).order_by("index").values_list("pk", flat=True))
    story_of = dict(StorySegment.objects.filter(segment__transcript=transcript).values_list("segment", "story"))
    runs = [(is_new, list(run)) for is_new, run in groupby(order, key=set(ids).__contains__)]
    for (_, before), (is_new, run), (_, after) in zip(runs, runs[1:], runs[2:], strict=False):
        story = story_of.get(before[-1])
        if is_new and story and story == story_of.get(after[0]):
            StorySegment.objects.bulk_create(StorySegment(story_id=story, segment_id=pk) for pk in run)
