"""When things happened: one pass over the sentences, each time expression resolved with what is known by then."""

import re
from dataclasses import dataclass, replace

from stories.engines.base import Marker, SpokenSegment
from stories.engines.languages import Language
from stories.engines.text.sentences import Sentence
from stories.engines.times.cues import Cues
from stories.engines.times.discourse import Discourse
from stories.engines.times.kinds import kind_of
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.remembering import remember_undated_birth
from stories.engines.times.scene import scenes
from stories.engines.times.sentence_times import SentenceTimes
from stories.engines.times.spans import Span
from stories.engines.times.years_ahead import year_told_next

DASH = re.compile(r" ?[-–—] ?")
RECENT = 2
"""Sentences back to the one whom "she" stands for."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A marker with what choosing a story's date needs to know."""

    marker: Marker
    span: Span
    sentence: int
    segment: int
    offset: int
    kind: str
    is_birth: bool = False
    is_aside: bool = False
    """A look ahead ("until he died in 1987") or into another life: it moves no tale."""
    ends: tuple[Marker, ...] = ()
    """Of "1951-1953" its two years: both were said, and the whole may date a story."""

    @property
    def said(self) -> tuple[Marker, ...]:
        """The times that were said."""
        return self.ends or (self.marker,)


def find_times(
    found: list[Sentence], segments: tuple[SpokenSegment, ...], *, discourse: Discourse, language: Language
) -> list[Dated]:
    """Every time expression that could be resolved, in order. Learns the birth from "I was born in …" where unknown."""
    result: list[Dated] = []
    cues = Cues.of(language)
    texts = [sentence.text for sentence in found]
    for number, scene in enumerate(scenes(texts, language)):
        discourse.scene = scene
        discourse.tale.read_on(number, " ".join(texts[max(0, number - RECENT) : number + 1]))
        if any(cues.returning.search(text) for text in texts[max(0, number - 1) : number + 1]):
            discourse.tale.go_back()
        year_next = year_told_next(texts[number + 1], discourse.lifetime, language) if number + 1 < len(texts) else None
        times = SentenceTimes(texts[number], discourse, language, cues, year_next).resolve()
        for phrase, reading in times:
            place = found[number].segment_at(phrase.start)
            marker = _marker(phrase, reading, segments[place])
            is_birth = cues.is_birth(texts[number], phrase)
            is_aside = cues.is_aside(texts[number], phrase, reading.span, discourse.lifetime, discourse.tale)
            dated = Dated(marker, reading.span, number, place, phrase.start, phrase.kind, is_birth, is_aside)
            result.append(
                replace(dated, ends=_ends(phrase, marker, reading.span)) if kind_of(phrase).has_two_ends else dated
            )
        if not times:
            remember_undated_birth(texts[number], discourse, language)
    return result


def _ends(phrase: Phrase, whole: Marker, span: Span) -> tuple[Marker, ...]:
    """The two times that were written with a dash between, each with its own words."""
    said = DASH.split(phrase.words or phrase.text, maxsplit=1)
    is_of_days = "from_day" in phrase.parts
    meant = [day.isoformat() if is_of_days else str(day.year) for day in (span.first, span.last)]
    return tuple(
        replace(whole, text=text, edtf=edtf, basis=f"an end of {phrase.words}")
        for text, edtf in zip(said, meant, strict=True)
    )


def _marker(phrase: Phrase, reading: Reading, segment: SpokenSegment) -> Marker:
    return Marker(
        text=phrase.words or phrase.text,
        edtf=reading.span.edtf + reading.hedge,
        confidence=reading.confidence,
        basis=reading.basis,
        chunk_id=segment.id,
    )
