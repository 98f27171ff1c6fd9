"""When things happened: one pass over the sentences, each time expression resolved with what is known by then."""

from dataclasses import dataclass, replace

from stories.engines.base import Marker, Utterance
from stories.engines.languages import Language
from stories.engines.text.sentences import Sentence
from stories.engines.times.ages import narrowed
from stories.engines.times.cues import Cues, is_bare
from stories.engines.times.discourse import Discourse
from stories.engines.times.events import lands_in, scenes
from stories.engines.times.kinds import Begin, Whose, kind_of
from stories.engines.times.known_events import remember, remember_here
from stories.engines.times.phrase import Phrase
from stories.engines.times.phrase_search import is_soft, phrase_groups
from stories.engines.times.reading import Reading
from stories.engines.times.spans import Span, years_span
from stories.engines.times.years_ahead import any_year, follows, year_ahead, year_beside, year_told_next


@dataclass(frozen=True, slots=True)
class Dated:
    """A marker with what choosing a story's date needs to know."""

    marker: Marker
    span: Span
    sentence: int
    utterance: int
    offset: int
    kind: str
    is_birth: bool = False
    is_aside: bool = False
    """A look ahead ("until he died in 1987") or into another life: it moves no tale."""


def find_times(
    found: list[Sentence], utterances: tuple[Utterance, ...], *, life: Discourse, language: Language
) -> list[Dated]:
    """Every time expression that could be resolved, in order. Learns the birth from "I was born in …" where unknown."""
    result: list[Dated] = []
    cues = Cues.of(language)
    life.lands = lands_in((sentence.text for sentence in found), language)
    south = scenes([sentence.text for sentence in found], life.lands, language)
    for number, sentence in enumerate(found):
        life.here, life.is_south = number, south[number]
        life.lately = " ".join(item.text for item in found[max(0, number - LATELY) : number + 1])
        life.year_next = year_told_next(found[number + 1].text, life, language) if number + 1 < len(found) else None
        for phrase, reading in _readings(sentence.text, life, language, cues):
            is_birth = cues.is_birth(sentence.text, phrase)
            is_aside = cues.is_aside(sentence.text, phrase, reading.span, life)
            place = sentence.utterance_at(phrase.start)
            marker = Marker(
                text=phrase.words or phrase.text,
                edtf=reading.span.edtf + reading.hedge,
                confidence=reading.confidence,
                basis=reading.basis,
                chunk_id=utterances[place].id,
            )
            result.append(Dated(marker, reading.span, number, place, phrase.start, phrase.kind, is_birth, is_aside))
        if not result or result[-1].sentence != number:
            remember_here(sentence.text, life, language)
    return result


LATELY = 2
"""Sentences back to the one whom "she" stands for."""


def _readings(text: str, life: Discourse, language: Language, cues: Cues) -> list[tuple[Phrase, Reading]]:
    """The phrases of a sentence that mean something; the anchor moves on as they are read."""
    read: list[tuple[Phrase, Reading]] = []
    bare: list[Reading] = []
    waiting: list[Phrase] = []
    groups = phrase_groups(text, language)
    for number, group in enumerate(groups):
        taken = max((phrase.end for phrase, _ in read), default=0)
        life.next_said = _next_said(groups, number, text, life, language, cues)
        life.year_ahead = year_ahead(groups, number, text, life, language)
        if life.year_ahead is None and not life.is_fresh(NEAR):
            life.year_ahead = any_year(groups, number, life, language)
        life.year_ahead = life.year_ahead or life.year_next
        last = (read[-1][0], read[-1][1].span) if read else None
        life.year_beside = year_beside(groups, number, text, life, language, last)
        open_to = [
            item
            for item in group
            if item.start >= taken
            and (not kind_of(item).must_touch or follows(item, read[-1][0] if read else None, text))
        ]
        for phrase, reading in _chosen(open_to, text, life, language, cues):
            if cues.is_told_before(text, phrase):
                waiting.append(phrase)
            elif reading.months:
                bare.append(reading)
            else:
                end = phrase.end + reading.taken
                whole = replace(
                    phrase, text=text[phrase.start : end], end=end, words=phrase.words if not is_soft(phrase) else ""
                )
                start = read[-1][0].end if read else 0
                read.append((whole, reading))
                _learn(whole, reading, text, life, cues)
                until = next((later[0].start for later in groups[number + 1 :] if later[0].start >= end), len(text))
                said = whole.start + max(0, whole.text.find(phrase.words)) if "lead" in phrase.parts else whole.start
                said_to = phrase.end if reading.is_news else end
                remember(text[start:until], said - start, said_to - start, reading.span, life, language)
    read += _told_before(waiting, read, text, life, language, cues)
    return _sharpened(sorted(read, key=lambda item: item[0].start), bare, life)


def _chosen(
    group: list[Phrase], text: str, life: Discourse, language: Language, cues: Cues
) -> list[tuple[Phrase, Reading]]:
    """Of phrases that claim the same words the longest that means something, and what it leaves; in order."""
    chosen: list[tuple[Phrase, Reading]] = []
    for phrase in group:
        if all(phrase.end <= other.start or phrase.start >= other.end for other, _ in chosen):
            reading = _read(phrase, text, life, language, cues)
            chosen += [(phrase, reading)] if reading else []
    return sorted(chosen, key=lambda item: item[0].start)


def _next_said(
    groups: list[list[Phrase]], number: int, text: str, life: Discourse, language: Language, cues: Cues
) -> tuple[Span, str] | None:
    """For "the day after Christmas 1952": what is said outright where a soft phrase ends."""
    soft = groups[number][0]
    if not kind_of(soft).may_run_into_time:
        return None
    for group in groups[number + 1 : number + 4]:
        for phrase in group:
            if phrase.start == soft.end + 1 and kind_of(phrase).ends_soft:
                reading = _read(phrase, text, life, language, cues)
                if reading:
                    return reading.span, phrase.text
    return None


def _learn(phrase: Phrase, reading: Reading, text: str, life: Discourse, cues: Cues) -> None:
    if life.birth is None and cues.is_birth(text, phrase):
        life.birth, life.birth_said, life.birth_at = reading.span, reading.span.edtf, life.here
    named = phrase.parts.get("period") or phrase.parts.get("season") or phrase.parts.get("holiday")
    named = named or phrase.parts.get("month", "").rstrip(".")
    if named and named != "year":
        life.period = named
    if reading.moves and cues.is_aside(text, phrase, reading.span, life):
        life.look_back(reading.span)
    elif reading.moves:
        if kind_of(phrase).is_age and reading.days:
            life.check_by_age(reading.days)
        life.move_to(reading.span, reading.days)
        if life.anchor is reading.span:
            life.is_counted = kind_of(phrase).is_counted
            life.is_range = kind_of(phrase).is_range


def _told_before(
    waiting: list[Phrase],
    read: list[tuple[Phrase, Reading]],
    text: str,
    life: Discourse,
    language: Language,
    cues: Cues,
) -> list[tuple[Phrase, Reading]]:
    """What waited for a date behind it, the first exact one if there is one; such phrases move no tale."""
    result = []
    for phrase in waiting:
        after = [item for item in read if item[0].start > phrase.start]
        exact = [item for item in after if kind_of(item[0]).is_outright]
        anchor = next(iter(exact or after), None)
        then = replace(life, anchor=anchor[1].span) if anchor else life
        found = _read(phrase, text, then, language, cues)
        result += [(phrase, replace(found, moves=False))] if found else []
    return result


def _sharpened(
    read: list[tuple[Phrase, Reading]], bare: list[Reading], life: Discourse
) -> list[tuple[Phrase, Reading]]:
    """ "The summer I was nine" is one summer where the birthday is known; a season alone is no date."""
    result = []
    for phrase, reading in read:
        better = narrowed(reading, bare[0]) if bare and kind_of(phrase).is_age else None
        if better:
            life.move_to(better.span)
        result.append((phrase, better or reading))
    return result


def _read(phrase: Phrase, text: str, life: Discourse, language: Language, cues: Cues) -> Reading | None:
    if (
        _is_somebody_elses(phrase, text, cues) and not _agrees(phrase, text, life, language, cues)
    ) or cues.is_something_else(text, phrase):
        return None
    is_back = life.anchor is not None and cues.is_narrator_next(text, phrase)
    then = life if is_back else life.told_from()
    kind = kind_of(phrase)
    if kind.begins is Begin.YEAR_BEHIND and life.year_ahead:
        then = replace(life, anchor=years_span(life.year_ahead), anchor_at=life.here)
    elif kind.begins is not Begin.TALE and then.inside() is not then.anchor:
        then = replace(then, anchor=then.inside())
    if then.is_range and then.anchor and kind.goes_on_from_range:
        then = replace(then, anchor=years_span(then.anchor.last.year))
    reading = kind.read(phrase, then, language)
    if reading and kind.whose is Whose.TALE and not _is_own_age(text, phrase, reading, life, cues):
        return None
    return reading if reading and life.is_possible(reading.span) else None


def _is_somebody_elses(phrase: Phrase, text: str, cues: Cues) -> bool:
    """An age, or a school year, of somebody who is not the narrator."""
    kind, whose = kind_of(phrase), kind_of(phrase).whose
    may_be_reported = kind.may_be_reported or (whose is Whose.NEAREST and cues.drops_pronouns)
    if may_be_reported and cues.is_reported(text, phrase):
        return True
    if whose is Whose.NEAREST:
        return not cues.is_narrator(text, phrase)
    if whose is Whose.PUPIL:
        return not cues.is_pupil(text, phrase)
    if whose is Whose.BARE_SUBJECT and not is_bare(text):
        return True
    return whose in SUBJECTS and not cues.is_subject(text, phrase)


SUBJECTS = (Whose.SUBJECT, Whose.BARE_SUBJECT)


def _agrees(phrase: Phrase, text: str, life: Discourse, language: Language, cues: Cues) -> bool:
    """ "In 1950 they made us foremen, at twenty-one": the narrator's where the year said in the same sentence is of that age."""
    anchor = life.anchor
    if kind_of(phrase).whose not in SUBJECTS or anchor is None or life.here != life.anchor_at:
        return False
    reading = kind_of(phrase).read(phrase, life, language)
    return bool(reading and anchor.is_within_a_year and reading.span.overlaps(anchor)) and cues.is_nobody_else(
        text, phrase
    )


def _is_own_age(text: str, phrase: Phrase, reading: Reading, life: Discourse, cues: Cues) -> bool:
    """ "Sixty-four years old", said of nobody: the narrator's where the tale's year agrees, or where "I" is near."""
    anchor = life.anchor
    if anchor and life.is_fresh(NEAR):
        return anchor.is_within_a_year and reading.span.overlaps(anchor) and cues.is_nobody_else(text, phrase)
    return cues.is_subject(text, phrase)


NEAR = 3
"""Sentences back to a time that an age may be checked against."""
