"""What the embedded engine would say of a story whose lines a person has chosen: a title, a summary, a quotation, a date."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Literal

from audio.models import Recording
from stories.engines import FoundStory, Marker, SpokenSegment
from stories.engines.cuts.boundaries import Stretch
from stories.engines.grounds import Said, of_marker
from stories.engines.rules import RulesEngine
from stories.evidence import claims
from stories.evidence.claims import as_spoken
from stories.finding.choice import embedded_for
from stories.finding.extraction import find_all, narrator_of, set_marker, spoken_segments_of
from stories.models import Evidence, Story, StorySegment

Part = Literal["title", "summary", "quotation", "edtf"]
EVERYTHING: tuple[Part, ...] = ("title", "summary", "quotation", "edtf")
WORDS_OF_A_START = 6


def propose(story: Story, parts: Collection[Part]) -> None:
    """Says these parts of it anew from its own lines, understood within the whole recording, as a run of the engine would."""
    if not parts:
        return
    lines = [as_spoken(segment) for segment in story.segments.order_by("index")]
    found = proposal(story, lines)
    written = wording(found, lines)
    if "title" in parts:
        story.title = written["title"]
    if "summary" in parts:
        story.summary = written["summary"]
    if "quotation" in parts:
        story.quotation, story.themes = (found.quotation, list(found.themes)) if found else ("", [])
    if "edtf" in parts:
        date(story, found.marker if found else None, lines)
    story.save()


def wording_now(story: Story) -> dict[str, str]:
    """The title and the summary that would be written of its lines as they are now; nothing is changed."""
    lines = [as_spoken(segment) for segment in story.segments.order_by("index")]
    return wording(proposal(story, lines), lines)


def wording(found: FoundStory | None, lines: list[SpokenSegment]) -> dict[str, str]:
    title = (found.title[:120] if found else "") or beginning(lines)
    return {"title": title, "summary": found.summary if found else ""}


def proposal(story: Story, lines: list[SpokenSegment]) -> FoundStory | None:
    """The story as the engine tells it; of one that cannot tell what others have cut, the longest that it finds in the lines."""
    engine, recording = embedded_for(story.recording), story.recording
    if not lines or not isinstance(engine, RulesEngine):
        found = find_all(engine, recording, lines).stories
        return max(found, key=lambda each: len(each.chunk_ids), default=None)
    everything = spoken_segments_of(recording)
    cuts = cuts_of(recording, everything)
    told = engine.tell(everything, cuts, narrator=narrator_of(recording), recorded=recording.recorded_on or None)
    return next(each for each in told.stories if lines[0].id in each.chunk_ids)


def cuts_of(recording: Recording, everything: Sequence[SpokenSegment]) -> list[Stretch]:
    """Where the recording's stories lie now: what a title says best depends on what is told beside it."""
    links = StorySegment.objects.filter(story__recording=recording).values_list("segment", "story")
    owner = {str(segment): story for segment, story in links}
    runs = groupby(range(len(everything)), key=lambda number: owner.get(everything[number].id))
    numbers = [list(run) for story, run in runs if story]
    return [Stretch(run[0], run[-1] + 1) for run in numbers]


def beginning(lines: list[SpokenSegment]) -> str:
    words = " ".join(line.text for line in lines).split()
    start = " ".join(words[:WORDS_OF_A_START])[:100].rstrip(".,;: ")
    return f"{start} …" if len(words) > WORDS_OF_A_START else start or "…"


def date(story: Story, marker: Marker | None, lines: list[SpokenSegment]) -> None:
    """Dates it by these words, which become its evidence, or says that no date is known."""
    set_marker(story, marker)
    story.evidence.filter(claim=Evidence.Claim.MARKER).delete()
    segments = {str(segment.pk): segment for segment in story.segments.all()}
    spans = of_marker(marker, {line.id: line for line in lines}, Said.of(lines))
    Evidence.objects.bulk_create(
        claims.row(story, Evidence.Claim.MARKER, span, segments[span.chunk_id]) for span in spans
    )
