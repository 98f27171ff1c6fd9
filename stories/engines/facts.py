"""What a recording dates of a life, for the other recordings of the same person: weddings, births and deaths."""

from collections.abc import Iterable, Sequence

from stories.engines.base import Fact, Utterance
from stories.engines.text.sentences import Sentence
from stories.engines.times.discourse import BIRTH, EVENTS, NEEDS_SOMEBODY, Discourse, Known

MOST = 200


def facts_of(life: Discourse, found: Sequence[Sentence], utterances: Sequence[Utterance]) -> tuple[Fact, ...]:
    """The events that this recording dates by itself, in the order in which they were told; the narrator's birth where it was said."""
    facts = []
    if life.birth and life.birth_at is not None:
        facts.append(Fact(((BIRTH, 0),), life.birth.edtf, utterances[found[life.birth_at].first].id))
    for known in unique(life.known.values()):
        if known.sentence >= 0 and is_of_a_life(set(known.words)):
            words = tuple(sorted(known.words.items()))
            facts.append(Fact(words, known.span.edtf, utterances[found[known.sentence].first].id))
    return tuple(facts[:MOST])


def unique(kept: Iterable[Iterable[Known]]) -> list[Known]:
    """Each once, though it is kept by each of its words."""
    by_identity = {id(known): known for row in kept for known in row}
    return sorted(by_identity.values(), key=lambda known: (known.sentence, known.span.first, sorted(known.words)))


def is_of_a_life(words: set[str]) -> bool:
    """Whether it is a wedding, a birth or the like, and of somebody who was named where that matters."""
    events = words & EVENTS
    others = {word for word in words - EVENTS if word[0] != "@"}
    return bool(events) and (bool(others) or not events <= NEEDS_SOMEBODY)
