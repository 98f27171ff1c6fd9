"""Whose time it is, and whether it is one at all, judged by the words around it."""

import re
from dataclasses import dataclass

from stories.engines.languages import Language
from stories.engines.times.kinds import kind_of
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.phrase import Phrase
from stories.engines.times.spans import Span
from stories.engines.times.tale import Tale

FLASH_WIDTH = 40
SINCE_WIDTH = 8
"""Characters before a phrase in which "since" belongs to it."""
SOON = 12
"""Sentences."""
STEP = 6
"""Characters between "until" and its time; more of them are a clause ("until he died in")."""
NEXT_YEARS = 4
"""So many years ahead of the tale "until" is a step of it."""
LONGEST_STAY = 15
"""Years, where it is the narrator who stayed: "I was there until 1950"."""
NEXT_WORD = 5
"""Characters behind a phrase in which the next word begins."""
HEAD = 5
"""A phrase within so many characters opens its sentence."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Whose time it is, judged by the words around it."""

    birth: re.Pattern[str]
    other_birth: re.Pattern[str]
    own_children: re.Pattern[str]
    beyond: re.Pattern[str]
    reported: re.Pattern[str]
    echoed: re.Pattern[str]
    never: dict[str, re.Pattern[str]]
    """By the list that a kind names as `never_behind`."""
    returning: re.Pattern[str]
    habitual: re.Pattern[str]
    had_done: re.Pattern[str] | None
    unhabitual: re.Pattern[str]
    pluperfect: re.Pattern[str]
    counted: re.Pattern[str]
    plural: re.Pattern[str]
    when: re.Pattern[str]
    clauses: frozenset[str]
    """Words that open a clause."""
    me: frozenset[str]
    subjects: frozenset[str]
    others: frozenset[str]
    objects: frozenset[str]
    """What "I" may do something to: "I gave it up at sixty"."""
    drops_pronouns: bool
    third_forms: str

    @classmethod
    def of(cls, language: Language) -> "Cues":
        words, grammar = language.data["words"], language.grammar

        def before(name: str) -> re.Pattern[str]:
            return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words[name])})\b", re.IGNORECASE)

        def just_before(name: str) -> re.Pattern[str]:
            return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words[name])})\s*$", re.IGNORECASE)

        said = "|".join(re.escape(word) for word in words["reported"])
        return cls(
            birth=before("birth"),
            other_birth=before("other_birth"),
            own_children=before("own_children"),
            beyond=before("beyond"),
            reported=re.compile(
                rf"{grammar['own_report']}\b(?:{said})\s*(?:[,:]\s*[\"“'‘]?|[\"“‘])\s*(?:\w+ ){{0,2}}$", re.IGNORECASE
            ),
            echoed=re.compile(rf"\b(?:{said})\s*$", re.IGNORECASE)
            if language.grammar["drops_pronouns"]
            else re.compile(
                rf"\b(?:{'|'.join(words['reporters'])}){grammar['may_report']} (?:{said}){grammar['report_of_me']}\s*$",
                re.IGNORECASE,
            ),
            never={
                "no_decade": before("no_decade"),
                "no_yesterday": just_before("no_yesterday"),
            },
            returning=before("returning"),
            habitual=before("habitual"),
            had_done=_pattern(rf"\w*{language.grammar['had_done']}") if language.grammar["had_done"] else None,
            unhabitual=re.compile(rf"(?:{'|'.join(words['unhabitual'])})\b", re.IGNORECASE),
            pluperfect=re.compile(rf"\b(?:{'|'.join(words['pluperfect'])})(?: [\w'’]+){{0,3}} $", re.IGNORECASE),
            counted=just_before("counting"),
            plural=re.compile(rf"\s+{grammar['plural']}\b"),
            when=re.compile(rf"\s*(?:{'|'.join(words['when'])})\b", re.IGNORECASE),
            clauses=frozenset(language.grammar["clauses"]),
            me=frozenset(words["me"]),
            subjects=frozenset(words["subjects"]),
            others=frozenset(words["others"]) | language.words("people", "kin") | _names(language),
            objects=frozenset(language.grammar["objects"]),
            drops_pronouns=bool(language.grammar["drops_pronouns"]),
            third_forms=language.grammar["third_forms"],
        )

    def is_birth(self, text: str, phrase: Phrase) -> bool:
        return bool(self.birth.search(text, max(0, phrase.start - 80), phrase.start))

    def is_aside(self, text: str, phrase: Phrase, span: Span, lifetime: Lifetime, tale: Tale) -> bool:
        """A look ahead, a time before the narrator's life, or the birth of somebody as old as the narrator."""
        lead = max(0, phrase.start - FLASH_WIDTH)
        if not lifetime.includes(span) or self._is_beyond(text, lead, phrase, span, tale):
            return True
        if kind_of(phrase).may_be_of_another and self.pluperfect.search(text, lead, phrase.start):
            return True
        born = self.other_birth.search(text, lead, phrase.start)
        if not born or self.is_birth(text, phrase) or lifetime.is_grown_up(span):
            return False
        return not self.own_children.search(text, max(0, born.start() - FLASH_WIDTH), born.start())

    def _is_beyond(self, text: str, lead: int, phrase: Phrase, span: Span, tale: Tale) -> bool:
        """ "Until he died in 1987" looks ahead; "until the summer of '44" is where the tale has got to, if that is soon.

        "Since I was a boy of nine" looks back.
        """
        anchor = tale.anchor
        words = text[max(0, phrase.start - SINCE_WIDTH) : phrase.end]
        if anchor and span.last < anchor.first and self.unhabitual.search(words) and tale.is_fresh(SOON):
            return True
        beyond = self.beyond.search(text, lead, phrase.end)
        if beyond is None:
            return False
        most = LONGEST_STAY if self._nearest(text, phrase, self.me) else NEXT_YEARS
        is_soon = anchor is None or 0 <= span.first.year - anchor.last.year <= most
        is_step = phrase.start - beyond.end() <= STEP and self.unhabitual.match(beyond[0])
        return not (is_soon and is_step)

    def is_reported(self, text: str, phrase: Phrase) -> bool:
        """ "He said, I was nineteen": somebody else's age; where nothing is punctuated "she'd say I was eight" is too."""
        lead = max(0, phrase.start - FLASH_WIDTH)
        return bool(
            self.reported.search(text, lead, phrase.start)
            or (is_bare(text) and self.echoed.search(text, lead, phrase.start))
        )

    def is_something_else(self, text: str, phrase: Phrase) -> bool:
        """A temperature "in the seventies", "like yesterday", what was done every Christmas, a count of 1940 things."""
        kind = kind_of(phrase)
        never = self.never.get(kind.never_behind)
        if never and never.search(text, max(0, phrase.start - FLASH_WIDTH), phrase.start):
            return True
        if kind.may_be_habit:
            told = self.had_done.sub("", text) if self.had_done else text
            return bool(self.habitual.search(told)) and not self.unhabitual.match(phrase.text)
        if kind.may_be_count and phrase.text.lower() == phrase.parts["year"]:
            return bool(self.counted.search(text, 0, phrase.start) and self.plural.match(text, phrase.end))
        return False

    def is_told_before(self, text: str, phrase: Phrase) -> bool:
        """ "Ten years before when the Covid came, in March 2020" waits for the date behind it."""
        return kind_of(phrase).may_wait and self.when.match(text, phrase.end) is not None

    def is_narrator(self, text: str, phrase: Phrase) -> bool:
        """ "Aged nine" is the narrator's where the nearest person before it, or else the first after it, is "I"."""
        after = re.match(r",? ([\w'’]+)", text[phrase.end :])
        if after and after[1].lower().replace("’", "'") in self.others:
            return False
        before = self._nearest(text, phrase, self.me)
        if before is None and self.drops_pronouns:
            return not re.search(self.third_forms, text[max(0, phrase.start - FLASH_WIDTH) : phrase.start])
        if before is None:
            return self._first_after(text, phrase, self.me, reach=80)
        return before

    def is_pupil(self, text: str, phrase: Phrase) -> bool:
        """ "In sixth grade the teacher left" is the narrator's, "our youngest was in first grade" is not."""
        is_child = self.own_children.search(text, max(0, phrase.start - FLASH_WIDTH), phrase.start)
        nearest = self._nearest(text, phrase, self.me)
        return not is_child and (nearest if nearest is not None else phrase.start <= HEAD)

    def is_subject(self, text: str, phrase: Phrase) -> bool:
        """ "I left school at fourteen", "at forty-five I learned to swim": "I" does it, the nearest that does anything."""
        before = self._nearest(text, phrase, self.subjects)
        return self._first_after(text, phrase, self.subjects, reach=12) if before is None else before

    def is_narrator_next(self, text: str, phrase: Phrase) -> bool:
        """ "Two years later we had Ann" is the narrator's own, whoever was spoken of before."""
        return self._first_after(text, phrase, self.subjects, reach=NEXT_WORD)

    def is_told_of_narrator(self, text: str) -> bool:
        """ "That autumn we were engaged": only "I" and "we" are spoken of."""
        words = {word.lower().replace("’", "'") for word in re.findall(r"[\w'’-]+", text)}
        return not words.isdisjoint(self.me) and words.isdisjoint(self.others)

    def is_nobody_else(self, text: str, phrase: Phrase) -> bool:
        return self._nearest(text, phrase, self.me) is not False

    def _nearest(self, text: str, phrase: Phrase, wanted: frozenset[str]) -> bool | None:
        """Whether the nearest person before a phrase is one of the wanted; None where nobody is."""
        start = max(0, phrase.start - 120)
        before = list(re.finditer(r"[\w'’-]+", text[start : phrase.start]))
        for number, word in reversed(list(enumerate(before))):
            is_doing = number == 0 or self._may_act(text[start : phrase.start], before, number)
            if not is_doing and word[0].lower() in self.objects:
                continue
            found = self._person(word[0], wanted, is_first=number == 0 or not is_doing)
            if found is not None:
                return found
        return None

    def _may_act(self, text: str, words: list[re.Match[str]], number: int) -> bool:
        """A capital inside a clause of "I" is where or what: "I came to Lagos at seventeen", "I learned Māori"."""
        clause = []
        for back in range(number - 1, -1, -1):
            gap = text[words[back].end() : words[back + 1].start()]
            word = words[back][0].lower().replace("’", "'")
            if gap.strip() or word in self.clauses:
                break
            clause.append(word)
        return not self.subjects.intersection(clause)

    def _first_after(self, text: str, phrase: Phrase, wanted: frozenset[str], *, reach: int) -> bool:
        for word in re.findall(r"[\w'’-]+", text[phrase.end : phrase.end + reach]):
            found = self._person(word, wanted, is_first=False)
            if found is not None:
                return found
        return False

    def _person(self, word: str, wanted: frozenset[str], *, is_first: bool) -> bool | None:
        plain = word.lower().replace("’", "'")
        if plain in wanted or plain.partition("'")[0] + "'" in wanted:
            return True
        is_name = word[0].isupper() and len(word) > 1 and not is_first
        return False if plain in self.others or is_name else None


def is_bare(text: str) -> bool:
    """Whether a recogniser wrote it that sets no points."""
    return not re.search(r"[.,;:!?]", text)


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _names(language: Language) -> frozenset[str]:
    """Where verbs need no pronoun, a first name at the head of a sentence is who they speak of."""
    return frozenset(language.names["first_names"].split()) if language.grammar["drops_pronouns"] else frozenset()
