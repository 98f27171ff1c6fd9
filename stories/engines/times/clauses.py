"""When what a clause tells of happened: "we married", "the war ended", "her"."""

import re

from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.events import event_span
from stories.engines.times.feast_days import own_birthday
from stories.engines.times.kin_ages import milestone
from stories.engines.times.remembering import SMALLEST_THING, WORD, recall, source, stem_of
from stories.engines.times.spans import Span
from stories.engines.times.tale import Tale

LONGEST_CLAUSE = 6
"""Words."""


def _own_day(clause: str, discourse: Discourse, language: Language) -> tuple[Span, str, int] | None:
    """ "My birthday", "me" for the narrator's birth, and "her" for the one told of last: "Keith came two years after her"."""
    lifetime = discourse.lifetime
    said = next((words for words in language.grammar["my_birthday"] if re.match(rf"{words}(?!\w)", clause)), None)
    own = own_birthday(lifetime, discourse.tale) if said else None
    if own and said:
        return own, said, len(said)
    birth = re.match(rf"(?:{language.grammar['myself']})(?!\w)", clause, re.IGNORECASE)
    if lifetime.birth and birth:
        return lifetime.birth, "the narrator’s birth", birth.end()
    who = clause.strip()
    known = discourse.told.last_birth(discourse.tale.sentence) if who in language.words("words", "others") else None
    return (known.span, who, len(clause)) if known else None


def clause_time(
    clause: str, discourse: Discourse, language: Language, *, is_elsewhere: bool = False
) -> tuple[Span, str, int] | None:
    """When that was, in plain words, and how much of the clause says so."""
    tale = discourse.tale
    if discourse.ahead.time:
        span, said_next = discourse.ahead.time
        return span, said_next, len(said_next)
    event = event_span(clause, discourse, language) or _done_by_them(clause, discourse, language)
    if event:
        return event
    own = _own_day(clause, discourse, language)
    if own:
        return own
    words = list(WORD.finditer(clause))[:LONGEST_CLAUSE]
    if words and words[0][0].lower() in language.grammar["joints"]:
        return None
    for size in range(len(words), 0, -1):
        said = [word[0].lower() for word in words[:size]]
        if _goes_on(said, len(words), language, is_elsewhere=is_elsewhere):
            continue
        if stem_of(said[-1], language)[:1] in ("", "@"):
            continue
        if " ".join(said) in language.grammar["my_birth"] and discourse.lifetime.birth:
            return discourse.lifetime.birth, "the narrator’s birth", words[size - 1].end()
        known = recall(said, discourse.told, tale.sentence, language)
        if known and not (is_elsewhere and known.sentence == tale.sentence):
            return known.span, clause[: words[size - 1].end()] + source(known), words[size - 1].end()
    return milestone(clause, discourse, language) or _of_the_tale(clause, words, tale, language)


def _done_by_them(clause: str, discourse: Discourse, language: Language) -> tuple[Span, str, int] | None:
    """ "They landed on the moon", "they shot Kennedy": what the world knows, done by them."""
    who, gap, rest = clause.partition(" ")
    event = event_span(rest, discourse, language) if who in language.grammar["third"] else None
    return (event[0], event[1], event[2] + len(who + gap)) if event else None


def _goes_on(said: list[str], size: int, language: Language, *, is_elsewhere: bool) -> bool:
    """Whether the words begin what happened then: "that same year Tom" came home, "ten years after that Leicester" did."""
    if len(said) == 1:
        return is_elsewhere and size > 1 and stem_of(said[0], language) not in language.data["family"]
    is_thing = stem_of(said[1], language) in language.data["family"] or said[1] in language.words(
        "words", "known_nouns"
    )
    pointing = set(language.data["words"]["pointing"]) - set(language.grammar["the"])
    return said[0] in pointing and len(said) == SMALLEST_THING and not is_thing


def _of_the_tale(
    clause: str, words: list[re.Match[str]], tale: Tale, language: Language
) -> tuple[Span, str, int] | None:
    """ "The fire", "the move": what is being told of, where the tale has a year."""
    anchor = tale.anchor
    if len(words) < SMALLEST_THING or anchor is None or not anchor.is_within_a_year:
        return None
    article, noun = words[0][0].lower(), words[1][0].lower()
    if article not in language.grammar["the"] or noun not in language.words("words", "known_nouns"):
        return None
    return anchor, clause[: words[1].end()], words[1].end()
