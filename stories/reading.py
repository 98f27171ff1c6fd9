"""A recording as one reads it: its words in order, with a heading where a story begins."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from audio.models import Recording
from stories.cast import Named, counted
from stories.models import Mention, Story, StorySegment
from transcripts.models import Segment


@dataclass
class Passage:
    """A run of segments: a story's, or, with no story, talk between stories."""

    story: Story | None
    segments: list[Segment] = field(default_factory=list)


@dataclass
class Reading:
    """What the page of a recording shows."""

    passages: list[Passage]
    stories: list[Story]
    people: list[Named]
    places: list[Named]
    count: int

    @property
    def has_words(self) -> bool:
        return self.count > 0


def read(recording: Recording) -> Reading:
    """The whole in a handful of queries, however long it is."""
    mentions = Mention.objects.select_related("person", "place").prefetch_related("segments")
    rows = Story.objects.filter(recording=recording).select_related("narrator")
    stories = list(rows.prefetch_related(Prefetch("mentions", mentions), "reviews__by"))
    rows_of_words = Segment.objects.filter(transcript__recording=recording).order_by("index")
    segments = list(rows_of_words.prefetch_related("corrections__by"))
    links = StorySegment.objects.filter(story__recording=recording)
    return Reading(
        passages=passages(segments, dict(links.values_list("segment_id", "story_id")), {s.pk: s for s in stories}),
        stories=stories,
        people=counted(m for story in stories for m in story.mentions.all() if not m.is_place),
        places=counted(m for story in stories for m in story.mentions.all() if m.is_place),
        count=len(segments),
    )


def passages(segments: list[Segment], links: dict[object, object], stories: dict[object, Story]) -> list[Passage]:
    found: list[Passage] = []
    for segment in segments:
        story = stories.get(links.get(segment.pk))
        if not found or found[-1].story != story:
            found.append(Passage(story))
        found[-1].segments.append(segment)
    return found
