"""A recording as one reads it: its words in order, with a heading where a story begins."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from audio.models import Recording
from stories import evidence
from stories.cast import Named, counted
from stories.models import Mention, Story, StorySegment
from stories.twice_told import other_tellings
from transcripts.doubtful import SHOWN, DoubtfulPlace, doubtful_places
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
    doubts: list[DoubtfulPlace]  # the most doubtful
    more_doubts: int  # how many are not among them
    after: int  # the index of the first segment that is not shown yet

    @property
    def has_words(self) -> bool:
        return self.after > 0


def read(recording: Recording) -> Reading:
    """The whole in a handful of queries, however long it is."""
    mentions = Mention.objects.select_related("person", "place").prefetch_related("segments")
    rows = Story.objects.filter(recording=recording).select_related("narrator")
    stories = list(rows.prefetch_related(Prefetch("mentions", mentions), "reviews__by", "evidence"))
    segments = settled(recording)
    doubts = doubtful_places(segments)
    by_id = {segment.pk: segment for segment in segments}
    others = other_tellings(stories)
    for story in stories:
        story.claims = evidence.claims(story, by_id)
        story.other_tellings = others.get(story.pk, [])
    links = StorySegment.objects.filter(story__recording=recording)
    return Reading(
        passages=passages(segments, dict(links.values_list("segment_id", "story_id")), {s.pk: s for s in stories}),
        stories=stories,
        people=counted(m for story in stories for m in story.mentions.all() if not m.is_place),
        places=counted(m for story in stories for m in story.mentions.all() if m.is_place),
        doubts=doubts[:SHOWN],
        more_doubts=max(len(doubts) - SHOWN, 0),
        after=segments[-1].index + 1 if segments else 0,
    )


def settled(recording: Recording, *, after: int = 0) -> list[Segment]:
    """The segments from `after` on, as far as no others can come between them any more."""
    transcript = getattr(recording, "transcript", None)
    if transcript is None:
        return []
    rows = transcript.segments.filter(index__gte=after, index__lt=transcript.settled_before)
    return list(rows.order_by("index").prefetch_related("corrections__by"))


def passages(segments: list[Segment], links: dict[object, object], stories: dict[object, Story]) -> list[Passage]:
    found: list[Passage] = []
    for segment in segments:
        story = stories.get(links.get(segment.pk))
        if not found or found[-1].story != story:
            found.append(Passage(story))
        found[-1].segments.append(segment)
    return found
