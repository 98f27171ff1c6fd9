"""Whether an event is told of as a time, or only its name is said: a cannon of the First World War dates nothing."""

import re
from dataclasses import dataclass
from functools import lru_cache

from stories.engines.languages import Language
from stories.engines.times.discourse import Discourse
from stories.engines.times.phrase import Phrase
from stories.engines.times.spans import Span, years_span

REACH = 40
"""Characters before a name that say what it is there for."""
FRESH = 12
"""Sentences back to a year that the tale is still in."""
FAR = 15
"""Years from the tale to an event of the same name in another life: "the uprising", "the liberation"."""


@dataclass(frozen=True, slots=True)
class NamePatterns:
    article: re.Pattern[str]
    lead: re.Pattern[str]
    """What stands before a mere name: "a book about", "opposition to"."""
    edge: re.Pattern[str]
    """What stands before a time all the same: "the end of"."""
    head: re.Pattern[str]
    """What stands behind a mere name: "a Korean War veteran", "the abdication of Tsar Nicholas"."""


@lru_cache(maxsize=8)
def _patterns(language: Language) -> NamePatterns:
    grammar = language.grammar
    return NamePatterns(
        article=re.compile(grammar["event_article"], re.IGNORECASE),
        lead=re.compile(rf"(?<!\w)(?:{grammar['name_lead']})\s*$", re.IGNORECASE),
        edge=re.compile(rf"(?<!\w)(?:{grammar['name_edge']})\s*$", re.IGNORECASE),
        head=re.compile(rf"(?:{grammar['name_head']})(?!\w)", re.IGNORECASE),
    )


def is_only_named(phrase: Phrase, span: Span, text: str, discourse: Discourse, language: Language) -> bool:
    """Judged by the words on both sides, by a year said beside it, and by how far it is from the tale of a life unknown."""
    patterns = _patterns(language)
    article = patterns.article.match(phrase.text)
    start = phrase.start + (article.end() if article else 0)
    before = text[max(0, start - REACH) : start]
    if patterns.head.match(text, phrase.end):
        return True
    if patterns.lead.search(before) and not patterns.edge.search(before):
        return True
    year = discourse.ahead.year
    return bool(year and not span.overlaps(years_span(year))) or _is_far(span, discourse)


def _is_far(span: Span, discourse: Discourse) -> bool:
    """Where nobody knows the narrator's life, an event far from the tale is some other of that name."""
    tale = discourse.tale
    if discourse.lifetime.birth or tale.year is None or not tale.is_fresh(FRESH):
        return False
    return not tale.year - FAR <= span.last.year or not span.first.year <= tale.year + FAR
