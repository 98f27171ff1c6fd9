"""A recording as one reads it: its words in order, with a heading where a story begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from audio.models import Recording
from stories.editing import fingerprints, since_approval
from stories.evidence import claims
from stories.models import Mention, Story, StorySegment
from stories.pages.paging import WordPage, around, segments_on, word_pages
from stories.people.name_counts import Named, names_counted
from stories.twice_told.pairs import other_tellings
from transcripts.models import Segment, Transcript
from transcripts.words.doubtful import DoubtfulPlace, worth_a_listen


@dataclass
class Passage:
    """A run of segments: a story's, or, with no story, talk between stories."""

    story: Story | None
    segments: list[Segment] = field(default_factory=list)


@dataclass
class Page:
    """A page of words; without passages it is not sent yet."""

    word_page: WordPage
    passages: list[Passage] | None = None


@dataclass
class Reading:
    """What the page of a recording shows."""

    pages: list[Page]
    stories: list[Story]
    people: list[Named]
    places: list[Named]
    doubts: list[DoubtfulPlace]  # the most doubtful
    more_doubts: int  # in how many other lines there are more
    after: int  # the index of the first segment that is not shown yet

    @property
    def has_words(self) -> bool:
        return self.after > 0


def read_recording(recording: Recording, *, at_ms: int = 0) -> Reading:
    """The words around a moment, and what is in the whole, in a handful of queries, however long it is."""
    transcript = getattr(recording, "transcript", None)
    all_pages = word_pages(transcript)
    sent = around(all_pages, at_ms)
    mentions = Mention.objects.select_related("person", "place")
    ids = Prefetch("segments", Segment.objects.only("pk", "speaker", "transcript").order_by())
    rows = Story.objects.filter(recording=recording).select_related("narrator").with_date_doubts()
    stories = list(rows.prefetch_related(Prefetch("mentions", mentions.prefetch_related(ids))))
    laid = laid_out(transcript, all_pages[sent.start : sent.stop], stories)
    doubts, more = worth_a_listen(transcript, before=all_pages[-1].end) if transcript and all_pages else ([], 0)
    return Reading(
        pages=[Page(each, laid.get(each.number)) for each in all_pages],
        stories=stories,
        people=names_counted(m for story in stories for m in story.mentions.all() if not m.is_place),
        places=names_counted(m for story in stories for m in story.mentions.all() if m.is_place),
        doubts=doubts,
        more_doubts=more,
        after=all_pages[-1].end if all_pages else 0,
    )


def read_word_page(recording: Recording, number: int) -> Page | None:
    """One page of words that was not sent with the page; None where there is none of this number."""
    transcript = getattr(recording, "transcript", None)
    found = next((each for each in word_pages(transcript) if each.number == number), None)
    if found is None:
        return None
    mentions = Prefetch("mentions", Mention.objects.select_related("person", "place"))
    rows = Story.objects.filter(recording=recording).select_related("narrator").with_date_doubts()
    stories = list(rows.prefetch_related(mentions))
    return Page(found, laid_out(transcript, [found], stories)[number])


def laid_out(transcript: Transcript | None, some: Sequence[WordPage], stories: list[Story]) -> dict[int, list[Passage]]:
    """The passages of neighbouring pages of words, with the claims of the stories that are told there."""
    if transcript is None or not some:
        return {}
    segments = segments_on(transcript, some)
    own = StorySegment.objects.filter(
        segment__transcript=transcript, segment__index__gte=some[0].first, segment__index__lt=some[-1].end
    )
    links = dict(own.values_list("segment_id", "story_id"))
    told: list[Any] = [story for story in stories if story.pk in set(links.values())]
    prefetch_related_objects(told, "reviews__by", "evidence__segment")
    fingerprints.with_fingerprints(told)
    since_approval.with_waiting(told)
    others = other_tellings(told)
    for story in told:
        story.other_tellings = others.get(story.pk, [])
        story.claims = claims.claims(story, {each.segment_id: each.segment for each in story.evidence.all()})
    by_id: dict[object, Story] = {story.pk: story for story in told}
    of = lambda page: [each for each in segments if page.first <= each.index < page.end]  # noqa: E731
    return {page.number: passages(of(page), links, by_id) for page in some}


def moment_of(recording: Recording, line: str) -> int:
    """Where a segment or a story begins, in milliseconds, by the name that links to it have; 0 where there is none."""
    kind, _, name = line.partition("-")
    rows: Any = {"segment": Segment.objects.filter(transcript__recording=recording), "story": recording.stories}.get(
        kind
    )
    try:
        found = rows.filter(pk=UUID(name)).values_list("start_ms", flat=True).first() if rows is not None else None
    except ValueError:
        found = None
    return found or 0


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
