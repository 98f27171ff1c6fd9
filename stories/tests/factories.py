"""Stories for tests."""

from audio.models import Recording
from families.dates.when import edtf_bounds
from stories.models import Mention, Place, Story, StorySegment
from transcripts.models import Segment, Transcript
from transcripts.tests import factories as transcripts


def story(
    of: Recording | None = None, *, segments: list[Segment] | None = None, edtf: str = "1946/1947", **fields
) -> Story:
    """A story over these segments, or over all those of a recording made for it."""
    if segments is None:
        transcript = Transcript.objects.filter(recording=of).first() or transcripts.transcript(of)
        segments = list(transcript.segments.all())
    recording = segments[0].transcript.recording
    starts, ends = edtf_bounds(edtf) if edtf else (None, None)
    made = Story.objects.create(
        family=recording.family,
        recording=recording,
        narrator=recording.narrator,
        start_ms=segments[0].start_ms,
        end_ms=segments[-1].end_ms,
        edtf=edtf,
        starts=starts,
        ends=ends,
        **{"title": "The winter on the ferry", "summary": "The river froze.", **fields},
    )
    StorySegment.objects.bulk_create(StorySegment(story=made, segment=segment) for segment in segments)
    return made


def person_mention(of: Story, name: str = "Herr Petersen", **fields) -> Mention:
    made = Mention.objects.create(story=of, name=name, **fields)
    made.segments.set(of.segments.all()[:1])
    return made


def place_mention(of: Story, name: str = "Husum") -> Mention:
    place, _ = Place.objects.get_or_create(family=of.family, name=name)
    made = Mention.objects.create(story=of, name=name, place=place)
    made.segments.set(of.segments.all()[:1])
    return made
