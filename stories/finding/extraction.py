"""Finding the stories in a transcript: the engine proposes, what people touched stays as they left it."""

from itertools import groupby

import structlog
from django.db import transaction
from django.db.models import Q

from audio import pipeline
from audio.models import Recording
from audio.pipeline import Outcome, Run
from families.models import Person
from stories.engines import (
    Extraction,
    FoundPerson,
    FoundPlace,
    FoundStory,
    Marker,
    Narrator,
    SpokenSegment,
    StoryEngine,
)
from stories.evidence import claims
from stories.finding import extraction_input, known_facts, model_answers
from stories.finding.choice import engine_for
from stories.models import Mention, Place, SetAside, Story, StorySegment
from stories.people.proposals import propose_in
from stories.people.resemblance import name_parts
from stories.places.by_name import place_named
from stories.places.whereabouts import look_up
from transcripts.models import Segment, Speaker

log = structlog.get_logger(__name__)


def extract(run: Run) -> Outcome:
    """Puts what the engine finds now in place of what it found before, in one transaction. Safe to repeat.

    The engine works outside that transaction. If a person has decided or corrected something meanwhile, it looks once more.
    """
    recording = Recording.objects.select_related("narrator", "family").get(pk=run.recording_id)
    engine = engine_for(recording, alive=run.still_ours)
    length = recording.duration_ms or 0
    free, narrator = free_runs(recording), narrator_of(recording)
    extractions = [find_all(engine, recording, spoken) for spoken in free]
    everything = spoken_segments_of(recording)
    facts = engine.facts(everything, narrator=narrator, recorded=recording.recorded_on or None)
    found = [story for extraction in extractions for story in extraction.stories]
    with transaction.atomic():
        pipeline.hold(recording.pk, beside=Q(narrator=recording.narrator_id, narrator__isnull=False))
        run.still_ours(done_ms=length, total_ms=length)
        list(Story.objects.select_for_update(no_key=True).filter(recording=recording).order_by("pk"))
        if free_runs(recording) != free or narrator_of(recording) != narrator:
            return Outcome.MORE
        segments = {str(segment.pk): segment for segment in segments_of(recording)}
        earlier = list(Story.objects.filter(recording=recording).untouched())
        replace(recording, earlier, found, f"{engine.name} {engine.version}", segments)
        look_up(Place.objects.filter(mentions__story__recording=recording).distinct().order_by("name"))
        known_facts.remember_facts(recording, facts)
        extraction_input.remember_input(recording, everything)
        model_answers.note_asking(recording, engine.name, (extraction.asked for extraction in extractions))
    log.info("stories_found", count=len(found))
    return Outcome.DONE


def reread(run: Run) -> Outcome:
    """Looks once more where a line came, or says something else than when stories were looked for; else does nothing."""
    recording = Recording.objects.get(pk=run.recording_id)
    return Outcome.DONE if extraction_input.is_same_input(recording, spoken_segments_of(recording)) else extract(run)


def find_all(engine: StoryEngine, recording: Recording, spoken: list[SpokenSegment]) -> Extraction:
    """What the engine makes of these words, told who speaks and when it was recorded."""
    return engine.find(tuple(spoken), narrator=narrator_of(recording), recorded=recording.recorded_on or None)


def segments_of(recording: Recording) -> list[Segment]:
    return list(Segment.objects.filter(transcript__recording=recording).order_by("index"))


def spoken_segments_of(recording: Recording) -> tuple[SpokenSegment, ...]:
    asking = who_asks(recording)
    return tuple(claims.as_spoken(segment, asking) for segment in segments_of(recording))


def who_asks(recording: Recording) -> dict[str, bool]:
    """By the labels of voices of which a person has said whether they ask the questions or tell."""
    voices = Speaker.objects.filter(transcript__recording=recording).exclude(role="")
    return {label: role == Speaker.Role.INTERVIEWER for label, role in voices.values_list("label", "role")}


def free_runs(recording: Recording) -> list[list[SpokenSegment]]:
    """Runs of segments that belong to no story which a person has touched, and that nobody has set aside."""
    untouched = Story.objects.filter(recording=recording).untouched()
    touched = StorySegment.objects.filter(story__recording=recording).exclude(story__in=untouched)
    held = set(touched.values_list("segment", flat=True))
    held |= set(SetAside.objects.filter(segment__transcript__recording=recording).values_list("segment", flat=True))
    asking = who_asks(recording)
    return [
        [claims.as_spoken(segment, asking) for segment in run]
        for is_held, run in groupby(segments_of(recording), key=lambda segment: segment.pk in held)
        if not is_held
    ]


def narrator_of(recording: Recording) -> Narrator | None:
    """Who speaks, with what their other recordings date of their life."""
    narrator: Person | None = recording.narrator
    return Narrator(narrator.name, narrator.born or None, known_facts.told_elsewhere(recording)) if narrator else None


def replace(
    recording: Recording, earlier: list[Story], found: list[FoundStory], engine: str, segments: dict[str, Segment]
) -> None:
    """A story over the same segments as before keeps its row, so that links to it stay good; the rest goes."""
    wanted = {story.chunk_ids for story in found}
    same = {chunk_ids: story for story in earlier if (chunk_ids := chunks_of(story)) in wanted}
    for story in earlier:
        if story not in same.values():
            story.delete()
    stories = []
    for each in found:
        story = same.get(each.chunk_ids) or Story(family=recording.family, recording=recording)
        store(story, each, engine, segments)
        stories.append(story)
    propose_in(stories)


def chunks_of(story: Story) -> tuple[str, ...]:
    return tuple(str(pk) for pk in story.story_segments.values_list("segment", flat=True))


def store(story: Story, found: FoundStory, engine: str, segments: dict[str, Segment]) -> None:
    own, is_new = [segments[chunk] for chunk in found.chunk_ids], story._state.adding
    story.narrator, story.engine = story.recording.narrator, engine[:64]
    story.title, story.summary = found.title[:120], found.summary
    story.quotation, story.themes = found.quotation, list(found.themes)
    story.start_ms, story.end_ms = own[0].start_ms, own[-1].end_ms
    set_marker(story, found.marker)
    story.save()
    if is_new:
        StorySegment.objects.bulk_create(StorySegment(story=story, segment=segment) for segment in own)
    story.mentions.all().delete()
    mentions = [mention_person(story, person, segments) for person in found.people]
    mentions += [mention_place(story, place, segments) for place in found.places]
    claims.keep_evidence(story, found, own, mentions)


def set_marker(story: Story, marker: Marker | None) -> None:
    if marker:
        story.set_date(marker.edtf, text=marker.text, confidence=marker.confidence, basis=marker.basis)
    else:
        story.set_date("")


def mention_person(story: Story, found: FoundPerson, segments: dict[str, Segment]) -> Mention:
    """Linked to a person of the family only where the name is the same: anything less is for people to say."""
    known = None if found.is_animal else person_called(story, found.name)
    mention = Mention.objects.create(
        story=story,
        name=found.label[:120],
        relation=(found.relation or "")[:64],
        person=known,
        is_animal=found.is_animal,
    )
    mention.segments.set(segments[chunk] for chunk in found.chunk_ids)
    return mention


def person_called(story: Story, name: str) -> Person | None:
    """Who of the family bears this name. Of one that tells no family's name ("Alice", "Aunt Alice") only whom this narrator meant before:

    the same name in another's mouth is somebody else until people say otherwise.
    """
    known = Person.objects.for_family(story.family).one_called(name or "")
    if known is None or len(name_parts(name)) > 1 or known.pk == story.narrator_id:
        return known
    told = Mention.objects.for_family(story.family).filter(person=known)
    return known if not told.exclude(story__narrator=story.narrator_id).exists() else None


def mention_place(story: Story, found: FoundPlace, segments: dict[str, Segment]) -> Mention:
    place = place_named(story.family, found.name[:120])
    mention = Mention.objects.create(story=story, name=found.name[:120], place=place)
    mention.segments.set(segments[chunk] for chunk in found.chunk_ids)
    return mention
