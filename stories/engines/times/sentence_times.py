"""The times of one sentence, understood one after the other: each moves the tale on from which the next is counted."""

from dataclasses import dataclass, field, replace

from stories.engines.languages import Language
from stories.engines.times.ages import narrowed
from stories.engines.times.ahead import Ahead
from stories.engines.times.cues import Cues
from stories.engines.times.discourse import Discourse
from stories.engines.times.kinds import Kind, Rank, kind_of
from stories.engines.times.phrase import Phrase
from stories.engines.times.phrase_search import is_soft, phrase_groups
from stories.engines.times.reading import Reading
from stories.engines.times.remembering import remember
from stories.engines.times.spans import Span
from stories.engines.times.understanding import NEAR, understand
from stories.engines.times.years_ahead import any_year, follows, year_ahead, year_beside

MOST_WORDS_BEFORE = 3
"""Words: "And then in 1952" opens its sentence."""

Understood = tuple[Phrase, Reading]


@dataclass(slots=True)
class SentenceTimes:
    """`year_next` is the year with which the next sentence begins."""

    text: str
    discourse: Discourse
    language: Language
    cues: Cues
    year_next: int | None
    groups: list[list[Phrase]] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    bare: list[Reading] = field(default_factory=list)
    """Seasons of no year."""
    waiting: list[Phrase] = field(default_factory=list)
    """Phrases that need a date behind them."""

    def resolve(self) -> list[Understood]:
        """The phrases that mean something, in order."""
        self.groups = phrase_groups(self.text, self.language)
        for number, group in enumerate(self.groups):
            taken = max((phrase.end for phrase, _ in self.understood), default=0)
            self.discourse.ahead = self._look_ahead(number)
            for phrase, reading in self._choose([item for item in group if self._is_open(item, taken)]):
                self._take(phrase, reading, number)
        self.understood += self._told_before()
        return self._sharpened(sorted(self.understood, key=lambda item: item[0].start))

    def _look_ahead(self, number: int) -> Ahead:
        lifetime = self.discourse.lifetime
        time = self._time_behind(number)
        year = year_ahead(self.groups, number, self.text, lifetime, self.language)
        if year is None and not self.discourse.tale.is_fresh(NEAR):
            year = any_year(self.groups, number, lifetime, self.language)
        last = (self.understood[-1][0], self.understood[-1][1].span) if self.understood else None
        beside = year_beside(self.groups, number, self.text, lifetime, self.language, last)
        return Ahead(time, year or self.year_next, beside)

    def _time_behind(self, number: int) -> tuple[Span, str] | None:
        """For "the day after Christmas 1952": what is said outright where a soft phrase ends."""
        soft = self.groups[number][0]
        if not kind_of(soft).may_run_into_time:
            return None
        for group in self.groups[number + 1 : number + 4]:
            for phrase in group:
                if phrase.start == soft.end + 1 and kind_of(phrase).ends_soft:
                    reading = understand(phrase, self.text, self.discourse, self.language, self.cues)
                    if reading:
                        return reading.span, phrase.text
        return None

    def _is_open(self, phrase: Phrase, taken: int) -> bool:
        """Whether it begins behind what was taken, and touches it where it must."""
        last = self.understood[-1][0] if self.understood else None
        return phrase.start >= taken and (not kind_of(phrase).must_touch or follows(phrase, last, self.text))

    def _choose(self, group: list[Phrase]) -> list[Understood]:
        """Of phrases that claim the same words the longest that means something, and what it leaves; in order."""
        chosen: list[Understood] = []
        for phrase in group:
            if all(phrase.end <= other.start or phrase.start >= other.end for other, _ in chosen):
                reading = understand(phrase, self.text, self.discourse, self.language, self.cues)
                chosen += [(phrase, reading)] if reading else []
        return sorted(chosen, key=lambda item: item[0].start)

    def _take(self, phrase: Phrase, reading: Reading, number: int) -> None:
        if self.cues.is_told_before(self.text, phrase):
            self.waiting.append(phrase)
        elif reading.months:
            self.bare.append(reading)
        else:
            end = phrase.end + reading.taken
            words = "" if is_soft(phrase) else phrase.words
            whole = replace(phrase, text=self.text[phrase.start : end], end=end, words=words)
            start = self.understood[-1][0].end if self.understood else 0
            self.understood.append((whole, reading))
            self._learn(whole, reading)
            until = next((g[0].start for g in self.groups[number + 1 :] if g[0].start >= end), len(self.text))
            said = whole.start + max(0, whole.text.find(phrase.words)) if "lead" in phrase.parts else whole.start
            said_to = phrase.end if reading.is_news else end
            around = self.text[start:until]
            remember(around, said - start, said_to - start, reading.span, self.discourse, self.language)

    def _learn(self, phrase: Phrase, reading: Reading) -> None:
        """What this time says of the narrator's birth, and of where the tale goes on."""
        discourse, tale, kind = self.discourse, self.discourse.tale, kind_of(phrase)
        if discourse.lifetime.birth is None and self.cues.is_birth(self.text, phrase):
            discourse.lifetime = discourse.lifetime.with_birth(reading.span, tale.sentence)
        tale.period = _period_named(phrase) or tale.period
        if not reading.moves:
            return
        if self.cues.is_aside(self.text, phrase, reading.span, discourse.lifetime, tale):
            if not discourse.lifetime.includes(reading.span):
                tale.look_back(reading.span)
            return
        if not self._opens(phrase) and self._is_passing(kind, reading):
            tale.pass_by(reading.span)
            return
        if kind.is_age and reading.days:
            tale.check_by_age(reading.days)
        tale.move_to(reading.span, reading.days)
        tale.describe_anchor(reading.span, is_counted=kind.is_counted, is_range=kind.is_range)

    def _is_passing(self, kind: Kind, reading: Reading) -> bool:
        """Whether the tale only names it: far from where it is, behind it, or, where it goes week by week, a whole year or an event."""
        tale = self.discourse.tale
        if kind.looks_back or tale.is_leap(reading.span):
            return True
        is_named = kind.may_be_name or kind.is_only_year or kind.rank is Rank.SOFT
        return is_named and tale.is_quick and tale.is_elsewhere(reading.span)

    def _opens(self, phrase: Phrase) -> bool:
        """Whether it stands at the head of its sentence."""
        return len(self.text[: phrase.start].split()) <= MOST_WORDS_BEFORE

    def _told_before(self) -> list[Understood]:
        """What waited for a date behind it, the first exact one if there is one; such phrases move no tale."""
        result = []
        for phrase in self.waiting:
            after = [item for item in self.understood if item[0].start > phrase.start]
            exact = [item for item in after if kind_of(item[0]).is_outright]
            behind = next(iter(exact or after), None)
            then = self.discourse
            if behind:
                then = replace(then, tale=then.tale.counted_from(behind[1].span))
            found = understand(phrase, self.text, then, self.language, self.cues)
            result += [(phrase, replace(found, moves=False))] if found else []
        return result

    def _sharpened(self, understood: list[Understood]) -> list[Understood]:
        """ "The summer I was nine" is one summer where the birthday is known; a season alone is no date."""
        result = []
        for phrase, reading in understood:
            better = narrowed(reading, self.bare[0]) if self.bare and kind_of(phrase).is_age else None
            if better:
                self.discourse.tale.move_to(better.span)
            result.append((phrase, better or reading))
        return result


def _period_named(phrase: Phrase) -> str | None:
    """The season, month or feast of which it speaks."""
    parts = phrase.parts
    named = parts.get("period") or parts.get("season") or parts.get("holiday") or parts.get("month", "").rstrip(".")
    return named if named and named != "year" else None
