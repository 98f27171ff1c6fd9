"""What the embedded engine would say of a story whose lines a person has chosen: a title, a summary, a date."""

from stories.engines import Utterance
from stories.engines.grounds import Said, of_marker
from stories.evidence import claims
from stories.evidence.claims import as_utterance
from stories.finding.choice import embedded_for
from stories.finding.extraction import find_all, segments_of, set_marker
from stories.models import Evidence, Story

WORDS_OF_A_START = 6


def retell_from_segments(story: Story) -> None:
    """Title and summary from its own lines, and a date where it has none."""
    lines = [as_utterance(segment) for segment in story.segments.order_by("index")]
    found = find_all(embedded_for(story.recording), story.recording, lines).stories
    best = max(found, key=lambda each: len(each.chunk_ids), default=None)
    story.title = best.title[:120] if best else beginning(lines)
    story.summary, story.quotation = (best.summary, best.quotation) if best else ("", "")
    story.themes = list(best.themes) if best else []
    story.save(update_fields=["title", "summary", "quotation", "themes"])
    if not story.edtf:
        date(story)


def beginning(lines: list[Utterance]) -> str:
    words = " ".join(line.text for line in lines).split()
    start = " ".join(words[:WORDS_OF_A_START])[:100].rstrip(".,;: ")
    return f"{start} …" if len(words) > WORDS_OF_A_START else start or "…"


def date(story: Story) -> None:
    """The surest time that was said in its lines, understood within the whole recording; nothing where none was said."""
    own = {str(pk): pk for pk in story.story_segments.values_list("segment", flat=True)}
    everything = [as_utterance(segment) for segment in segments_of(story.recording)]
    markers = find_all(embedded_for(story.recording), story.recording, everything).markers
    here = [marker for marker in markers if marker.chunk_id in own]
    best = max(here, key=lambda marker: marker.confidence, default=None)
    set_marker(story, best)
    story.save()
    if best:
        segments = {str(segment.pk): segment for segment in story.segments.order_by("index")}
        by_id = {pk: as_utterance(segment) for pk, segment in segments.items()}
        spans = of_marker(best, by_id, Said.of(by_id.values()))
        Evidence.objects.bulk_create(
            claims.row(story, Evidence.Claim.MARKER, span, segments[span.chunk_id]) for span in spans
        )
