"""What a recording dates of a life, for the other recordings of the same person: weddings, births and deaths."""

from collections.abc import Sequence

from stories.engines.base import Fact, SpokenSegment
from stories.engines.text.sentences import Sentence
from stories.engines.times.lifetime import BIRTH, Lifetime
from stories.engines.times.told_events import EVENTS, NEEDS_SOMEBODY, ToldEvents

MOST = 200


def facts_of(
    lifetime: Lifetime, told: ToldEvents, found: Sequence[Sentence], segments: Sequence[SpokenSegment]
) -> tuple[Fact, ...]:
    """The events that this recording dates by itself, in the order in which they were told; the narrator's birth where it was said."""
    facts = []
    if lifetime.birth and lifetime.birth_sentence is not None:
        said = segments[found[lifetime.birth_sentence].first]
        facts.append(Fact(((BIRTH, 0),), lifetime.birth.edtf, said.id))
    for event in told.unique():
        if not event.is_from_elsewhere and is_of_a_life(set(event.words)):
            words = tuple(sorted(event.words.items()))
            facts.append(Fact(words, event.span.edtf, segments[found[event.sentence].first].id))
    return tuple(facts[:MOST])


def is_of_a_life(words: set[str]) -> bool:
    """Whether it is a wedding, a birth or the like, and of somebody who was named where that matters."""
    events = words & EVENTS
    others = {word for word in words - EVENTS if word[0] != "@"}
    return bool(events) and (bool(others) or not events <= NEEDS_SOMEBODY)
