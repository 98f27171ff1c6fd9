"""What one time phrase means where it is said: whose time it is, and from where it is counted."""

from dataclasses import replace

from stories.engines.languages import Language
from stories.engines.times.cues import Cues, is_bare
from stories.engines.times.discourse import Discourse
from stories.engines.times.event_names import is_only_named
from stories.engines.times.fading import faded
from stories.engines.times.kinds import Begin, Kind, Whose, kind_of
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.spans import years_span
from stories.engines.times.tale import Tale

NEAR = 3
"""Sentences back to a time that an age may be checked against."""
SUBJECTS = (Whose.SUBJECT, Whose.BARE_SUBJECT)


def understand(phrase: Phrase, text: str, discourse: Discourse, language: Language, cues: Cues) -> Reading | None:
    """None where it is nobody's time, somebody else's, or one that the narrator cannot tell of."""
    is_elses = _is_somebody_elses(phrase, text, cues) and not _agrees(phrase, text, discourse, language, cues)
    if is_elses or cues.is_something_else(text, phrase):
        return None
    kind = kind_of(phrase)
    is_narrators = discourse.tale.anchor is not None and (
        cues.is_narrator_next(text, phrase) or cues.is_told_of_narrator(text)
    )
    start = _start(kind, discourse, is_narrators=is_narrators)
    reading = kind.read(phrase, discourse if start is discourse.tale else replace(discourse, tale=start), language)
    if reading and kind.whose is Whose.TALE and not _is_own_age(text, phrase, reading, discourse.tale, cues):
        return None
    if reading and kind.may_be_name and is_only_named(phrase, reading.span, text, discourse, language):
        return None
    if reading is None or not discourse.lifetime.is_possible(reading.span):
        return None
    return faded(reading, start) if kind.is_from_tale else reading


def _start(kind: Kind, discourse: Discourse, *, is_narrators: bool) -> Tale:
    """The tale as such a phrase is counted from it."""
    start = discourse.tale if is_narrators else discourse.tale.after_looking_back()
    exact = start.time_of_year()
    if kind.begins is Begin.YEAR_BEHIND and discourse.ahead.year:
        start = discourse.tale.counted_from_here(years_span(discourse.ahead.year))
    elif kind.begins is not Begin.TALE and exact is not None and exact is not start.anchor:
        start = start.counted_from(exact)
    if start.is_range and start.anchor and kind.goes_on_from_range:
        start = start.counted_from(years_span(start.anchor.last.year))
    return start


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


def _agrees(phrase: Phrase, text: str, discourse: Discourse, language: Language, cues: Cues) -> bool:
    """ "In 1950 they made us foremen, at twenty-one": the narrator's where the year said in the same sentence is of that age."""
    anchor, kind = discourse.tale.anchor, kind_of(phrase)
    if kind.whose not in SUBJECTS or anchor is None or discourse.tale.sentence != discourse.tale.anchor_sentence:
        return False
    reading = kind.read(phrase, discourse, language)
    is_of_age = bool(reading and anchor.is_within_a_year and reading.span.overlaps(anchor))
    return is_of_age and cues.is_nobody_else(text, phrase)


def _is_own_age(text: str, phrase: Phrase, reading: Reading, tale: Tale, cues: Cues) -> bool:
    """ "Sixty-four years old", said of nobody: the narrator's where the tale's year agrees, or where "I" is near."""
    if tale.anchor and tale.is_fresh(NEAR):
        is_of_age = tale.anchor.is_within_a_year and reading.span.overlaps(tale.anchor)
        return is_of_age and cues.is_nobody_else(text, phrase)
    return cues.is_subject(text, phrase)
