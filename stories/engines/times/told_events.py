"""What is known to have happened and when: told earlier in the recording, or in other recordings."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stories.engines.base import Fact
from stories.engines.times.given_dates import given_facts
from stories.engines.times.lifetime import BIRTH
from stories.engines.times.spans import Span

KEPT = 12
"""So many events are kept for each word: what is older is told of no more."""
EVENTS = frozenset(("marry", "born", "die", "divorce", "retire"))
NEEDS_SOMEBODY = frozenset(("born", "die"))
ELSEWHERE = -1_000_000
"""The number of the sentence of what was told in another recording: far from everything."""
RECENT_BIRTH = 8
"""Sentences."""


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """Something that happened and when: `words` are the stems of what was said of it, each with its distance in characters."""

    span: Span
    words: dict[str, int]
    sentence: int

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether it was told in another recording."""
        return self.sentence < 0


@dataclass(frozen=True, slots=True)
class ToldEvents:
    """Grows while a recording is read."""

    by_word: dict[str, deque[ToldEvent]] = field(default_factory=dict)
    """Each event by every word that was said of it, the oldest first."""
    births_by_age: dict[str, Span] = field(default_factory=dict)
    """When somebody was born whose age alone was told: "Pushpa was twelve", in a tale of 1962."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "ToldEvents":
        """What other recordings date, but for what they contradict each other about and the narrator's birth."""
        events, told = cls(), given_facts(facts)
        for fact, span in told:
            if BIRTH not in dict(fact.words) and not _is_disputed(fact, span, told):
                events.add(ToldEvent(span, dict(fact.words), ELSEWHERE))
        return events

    def add(self, event: ToldEvent) -> None:
        for word in event.words:
            self.by_word.setdefault(word, deque(maxlen=KEPT)).append(event)

    def with_word(self, word: str) -> Sequence[ToldEvent]:
        return self.by_word.get(word, ())

    def unique(self) -> list[ToldEvent]:
        """Each once, though it is kept by each of its words; in the order in which they were told."""
        by_identity = {id(event): event for row in self.by_word.values() for event in row}
        return sorted(by_identity.values(), key=lambda event: (event.sentence, event.span.first, sorted(event.words)))

    def last_birth(self, sentence: int) -> ToldEvent | None:
        """The one birth told of in the last sentences before this one."""
        births = [event for event in self.with_word("born") if sentence - event.sentence <= RECENT_BIRTH]
        return births[-1] if len({event.span for event in births}) == 1 else None

    def listeners_birth(self) -> Span | None:
        """That of the one spoken to: "the fall you were born"."""
        told = [e for e in self.with_word("born") if "@you" in e.words and not e.is_from_elsewhere]
        return told[-1].span if told else None


def _is_disputed(fact: Fact, span: Span, told: Iterable[tuple[Fact, Span]]) -> bool:
    """Whether another tells of the same event, and not both can be right."""
    return any(
        other is not fact and not span.overlaps(at) and _event_in(other) == _event_in(fact) for other, at in told
    )


def _event_in(fact: Fact) -> tuple[object, ...]:
    """What happened, and to whom: of a birth or a death whose it was, of a wedding whether the narrator's."""
    words = dict(fact.words)
    events = frozenset(words) & EVENTS
    if not events & NEEDS_SOMEBODY:
        return (events, "@me" in words)
    somebody = [(distance, word) for word, distance in fact.words if word[0] != "@" and word not in EVENTS]
    return (events, min(somebody)[1] if somebody else "")
