"""Finding the stories in a transcript: the engine proposes, what people touched stays as they left it."""

from collections.abc import Iterable
from itertools import groupby

import structlog
from django.conf import settings
from django.db import transaction

from audio.models import Recording
from audio.pipeline import Run
from families.models import Person
from stories.engines import Extraction, FoundPerson, FoundPlace, FoundStory, Narrator, Utterance, get_engine
from stories.models import Mention, Place, Story, StorySegment
from stories.when import edtf_bounds
from transcripts.models import Segment

log = structlog.get_logger(__name__)


def extract(run: Run) -> None:
    """Replaces the proposals of earlier runs by new ones, in one transaction. Safe to repeat."""
    recording = Recording.objects.select_related("narrator", "family").get(pk=run.recording_id)
    engine = get_engine(settings.STORY_ENGINE)
    segments = list(Segment.objects.filter(transcript__recording=recording).order_by("index"))
    untouched = Story.objects.filter(recording=recording).untouched()
    kept = Story.objects.filter(recording=recording).exclude(pk__in=untouched)
    held = set(StorySegment.objects.filter(story__in=kept).values_list("segment_id", flat=True))
    found = [
        engine.find(tuple(free), narrator=narrator_of(recording), recorded=recording.recorded_on or None)
        for free in free_runs(segments, held)
    ]
    with transaction.atomic():
        run.still_ours(done_ms=recording.duration_ms or 0, total_ms=recording.duration_ms or 0)
        untouched.delete()
        store(recording, found, f"{engine.name} {engine.version}", {str(s.pk): s for s in segments})
    log.info("stories_found", count=sum(len(extraction.stories) for extraction in found))


def free_runs(segments: Iterable[Segment], held: set[object]) -> Iterable[list[Utterance]]:
    """Runs of segments that belong to no story which a person has touched."""
    for is_held, run in groupby(segments, key=lambda segment: segment.pk in held):
        if not is_held:
            yield [Utterance(str(s.pk), s.start, s.end, s.text) for s in run]


def narrator_of(recording: Recording) -> Narrator | None:
    narrator: Person | None = recording.narrator
    return Narrator(narrator.name, narrator.born or None) if narrator else None


def store(recording: Recording, found: list[Extraction], engine: str, segments: dict[str, Segment]) -> None:
    for extraction in found:
        for story in extraction.stories:
            store_story(recording, story, engine, segments)


def store_story(recording: Recording, found: FoundStory, engine: str, segments: dict[str, Segment]) -> None:
    own = [segments[chunk] for chunk in found.chunk_ids]
    marker = found.marker
    starts, ends = edtf_bounds(marker.edtf) if marker else (None, None)
    story = Story.objects.create(
        family=recording.family,
        recording=recording,
        narrator=recording.narrator,
        title=found.title[:120],
        summary=found.summary,
        start_ms=own[0].start_ms,
        end_ms=own[-1].end_ms,
        marker_text=marker.text[:200] if marker else "",
        edtf=marker.edtf if marker else "",
        marker_confidence=marker.confidence if marker else None,
        basis=marker.basis[:200] if marker else "",
        starts=starts,
        ends=ends,
        engine=engine[:64],
    )
    StorySegment.objects.bulk_create(StorySegment(story=story, segment=segment) for segment in own)
    for person in found.people:
        mention_person(story, person, segments)
    for place in found.places:
        mention_place(story, place, segments)


def mention_person(story: Story, found: FoundPerson, segments: dict[str, Segment]) -> None:
    """Linked to a person of the family only where the name is the same: anything less is for people to say."""
    known = Person.objects.for_family(story.family).filter(name__iexact=found.name).first() if found.name else None
    mention = Mention.objects.create(
        story=story, name=found.label[:120], relation=(found.relation or "")[:64], person=known
    )
    mention.segments.set(segments[chunk] for chunk in found.chunk_ids)


def mention_place(story: Story, found: FoundPlace, segments: dict[str, Segment]) -> None:
    place, _ = Place.objects.get_or_create(family=story.family, name=found.name[:120])
    mention = Mention.objects.create(story=story, name=found.name[:120], place=place)
    mention.segments.set(segments[chunk] for chunk in found.chunk_ids)
