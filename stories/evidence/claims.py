"""The words on which each claim about a story rests: kept when it is found, and found again after words were mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from stories.bare_words import bares
from stories.engines import FoundStory, SpokenSegment
from stories.engines.grounds import (
    Grounds,
    Said,
    Span,
    grounds,
    of_quotation,
    of_sentence,
    of_title,
    sentences_of,
)
from stories.models import Evidence, Mention, Story
from stories.models.spots import Spot, Spots, spot
from transcripts.models import Segment

Claim = Evidence.Claim


@dataclass
class Claims:
    """On what everything that is said of a story rests; `sentences` are those of its summary."""

    title: Spots = field(default_factory=Spots)
    marker: Spots = field(default_factory=Spots)
    quotation: Spots = field(default_factory=Spots)
    sentences: list[tuple[str, Spots]] = field(default_factory=list)
    people: list[tuple[Mention, Spots]] = field(default_factory=list)
    places: list[tuple[Mention, Spots]] = field(default_factory=list)


def keep_evidence(story: Story, found: FoundStory, segments: Sequence[Segment], mentions: Sequence[Mention]) -> None:
    """Notes the evidence of what an engine found; `mentions` are the story's people, then its places, as found."""
    said = grounds(found, [as_spoken(segment) for segment in segments])
    story.evidence.all().delete()
    Evidence.objects.bulk_create(rows(story, said, {str(segment.pk): segment for segment in segments}, mentions))


def rows(
    story: Story, said: Grounds, segments: Mapping[str, Segment], mentions: Sequence[Mention]
) -> Iterable[Evidence]:
    def made(spans: Iterable[Span], claim: Claim, **more: object) -> Iterable[Evidence]:
        return (row(story, claim, span, segments[span.chunk_id], **more) for span in spans)

    yield from made(said.title, Claim.TITLE)
    yield from made(said.marker, Claim.MARKER)
    yield from made(said.quotation, Claim.QUOTATION)
    for number, spans in enumerate(said.summary):
        yield from made(spans, Claim.SUMMARY, sentence=number)
    for mention, spans in zip(mentions, said.people + said.places, strict=True):
        yield from made(spans, Claim.MENTION, mention=mention)


def row(story: Story, claim: Claim, span: Span, segment: Segment, **more: object) -> Evidence:
    words = " ".join(segment.text.split()[span.first : span.end]) if span.first is not None else ""
    return Evidence(story=story, claim=claim, segment=segment, first=span.first, end=span.end, words=words, **more)


def renew(story: Story) -> None:
    """Finds title, summary and quotation anew in the words, after a person changed one of them or the story's segments."""
    segments = {str(segment.pk): segment for segment in story.segments.order_by("index")}
    said = Said.of(map(as_spoken, segments.values()))
    spans = Grounds(
        title=of_title(story.title, said),
        summary=tuple(of_sentence(sentence, said) for sentence in sentences_of(story.summary)),
        quotation=of_quotation(story.quotation, said),
    )
    story.evidence.filter(claim__in=[Claim.TITLE, Claim.SUMMARY, Claim.QUOTATION]).delete()
    Evidence.objects.bulk_create(rows(story, spans, segments, []))


def as_spoken(segment: Segment, asking: Mapping[str, bool] | None = None) -> SpokenSegment:
    """`asking` tells of the labels of voices whether they ask, where a person has said so."""
    return SpokenSegment(
        str(segment.pk), segment.start, segment.end, segment.text, asks=(asking or {}).get(segment.speaker)
    )


# --- reading it ------------------------------------------------------------------------------------------------------


def claims(story: Story, segments: Mapping[UUID, Segment]) -> Claims:
    """What the story's claims rest on now; `segments` by id, prefetched as the story's evidence and mentions are."""
    found: dict[tuple[str, object], list[Spot]] = {}
    for each in story.evidence.all():
        if segment := segments.get(each.segment_id):
            key = each.mention_id if each.claim == Claim.MENTION else each.sentence
            found.setdefault((each.claim, key), []).append(spot(each, segment))

    def of(claim: Claim, key: object = 0) -> Spots:
        return Spots(tuple(sorted(found.get((claim, key), ()), key=lambda spot: (spot.segment.index, spot.first or 0))))

    mentions = [(mention, of(Claim.MENTION, mention.pk)) for mention in story.mentions.all()]
    return Claims(
        title=of(Claim.TITLE),
        marker=of(Claim.MARKER),
        quotation=quoted(of(Claim.QUOTATION), story),
        sentences=[(said, of(Claim.SUMMARY, number)) for number, said in enumerate(sentences_of(story.summary))],
        people=[(mention, spots) for mention, spots in mentions if not mention.is_place],
        places=[(mention, spots) for mention, spots in mentions if mention.is_place],
    )


def quoted(spots: Spots, story: Story) -> Spots:
    """Where the quotation is said word for word as it stands now; nowhere once its words were mended."""
    is_said = all(spot.is_exact for spot in spots.all) and bares(" ".join(spot.words for spot in spots.all)) == bares(
        story.quotation
    )
    return spots if is_said else Spots()
