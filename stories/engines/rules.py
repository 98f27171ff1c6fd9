"""The embedded story engine: rules and word lists, no model, no network, the same result every time."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from audio.errors import StepError
from stories.engines.base import Extraction, Fact, FoundPerson, FoundPlace, FoundStory, Narrator, SpokenSegment
from stories.engines.cuts.boundaries import Stretch, stretches
from stories.engines.cuts.boundary_signs import boundary_signs
from stories.engines.facts import facts_of
from stories.engines.languages import Language, load
from stories.engines.names.mentions import Mention, find_mentions
from stories.engines.text.sentences import Sentence, sentences
from stories.engines.text.tokens import Token, tokenise
from stories.engines.times.discourse import Discourse
from stories.engines.times.resolving import Dated, find_times
from stories.engines.times.story_dates import best_date
from stories.engines.wording.headlines import Telling, headlines
from stories.engines.wording.quotations import quotation
from stories.engines.wording.themes import themes
from stories.engines.wording.titles import Used

Item = TypeVar("Item")
SURE = 0.9
"""Of a time that was said outright: a title may show its year."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything that was understood of a recording before it is cut into stories."""

    segments: tuple[SpokenSegment, ...]
    sentences: tuple[Sentence, ...]
    tokens: tuple[Sequence[Token], ...]
    dated: tuple[Dated, ...]
    mentions: tuple[Mention, ...]
    discourse: Discourse


class RulesEngine:
    """Boundaries from pauses, cue phrases and leaps in time; dates, people and places from word lists and grammar."""

    name = "rules"
    version = "4"

    def __init__(self, language: str = "en") -> None:
        try:
            self.language: Language = load(language)
        except KeyError as error:
            raise StepError(f"No story rules for the language {language!r}.", permanent=True) from error

    def find(
        self, segments: tuple[SpokenSegment, ...], *, narrator: Narrator | None = None, recorded: str | None = None
    ) -> Extraction:
        """As `StoryEngine.find`: linear in the length of the talk; empty for an empty one."""
        heard = self._hear(tuple(segments), narrator, recorded)
        signs = boundary_signs(heard.segments, heard.sentences, heard.dated, heard.mentions, self.language)
        return self._told(heard, stretches(heard.segments, heard.sentences, signs, self.language))

    def tell(
        self,
        segments: tuple[SpokenSegment, ...],
        cuts: Sequence[Stretch],
        *,
        narrator: Narrator | None = None,
        recorded: str | None = None,
    ) -> Extraction:
        """The same for stories that somebody else has cut: in order, apart from each other."""
        return self._told(self._hear(tuple(segments), narrator, recorded), cuts)

    def facts(
        self, segments: tuple[SpokenSegment, ...], *, narrator: Narrator | None = None, recorded: str | None = None
    ) -> tuple[Fact, ...]:
        """What these words date of the narrator's life, for their other recordings; by these words alone."""
        alone = replace(narrator, facts=()) if narrator else None
        heard = self._hear(tuple(segments), alone, recorded)
        return facts_of(heard.discourse.lifetime, heard.discourse.told, heard.sentences, heard.segments)

    def _told(self, heard: Heard, cuts: Sequence[Stretch]) -> Extraction:
        return Extraction(
            tuple(self._stories(heard, cuts)), tuple(marker for item in heard.dated for marker in item.said)
        )

    def _hear(self, segments: tuple[SpokenSegment, ...], narrator: Narrator | None, recorded: str | None) -> Heard:
        discourse = Discourse.of(narrator, recorded)
        found = sentences(segments, self.language.grammar["abbreviations"])
        tokens = tokenise(found, self.language)
        dated = find_times(found, segments, discourse=discourse, language=self.language)
        name = narrator.name if narrator else ""
        mentions = find_mentions(found, tokens, narrator=name, language=self.language)
        return Heard(segments, tuple(found), tuple(tokens), tuple(dated), tuple(mentions), discourse)

    def _stories(self, heard: Heard, cuts: Sequence[Stretch]) -> list[FoundStory]:
        story_of = _story_numbers(heard.segments, cuts)
        sentences_in = _grouped(range(len(heard.sentences)), lambda at: story_of[heard.sentences[at].first], len(cuts))
        dated_in = _grouped(heard.dated, lambda item: story_of[item.segment], len(cuts))
        mentions_in = _grouped(heard.mentions, lambda item: story_of[item.segment], len(cuts))
        used = Used.none()
        stories = []
        for cut, numbers, dated, mentions in zip(cuts, sentences_in, dated_in, mentions_in, strict=True):
            ids = tuple(segment.id for segment in heard.segments[cut.first : cut.end])
            telling = _telling(heard, numbers, dated, mentions, self.language)
            title, summary = headlines(telling, self.language, used=used)
            stories.append(
                FoundStory(
                    title=title,
                    summary=summary,
                    chunk_ids=ids,
                    marker=best_date(dated, heard.discourse.lifetime, end=numbers[-1] + 1 if numbers else 0),
                    people=_people(mentions, heard.segments),
                    places=_places(mentions, heard.segments),
                    quotation=quotation(telling, summary, self.language),
                    themes=themes((token.lower for at in numbers for token in heard.tokens[at]), self.language.code),
                )
            )
        return stories


def _story_numbers(segments: Sequence[SpokenSegment], cuts: Sequence[Stretch]) -> list[int]:
    """The story of each segment; -1 for what is set aside."""
    numbers = [-1] * len(segments)
    for number, cut in enumerate(cuts):
        numbers[cut.first : cut.end] = [number] * (cut.end - cut.first)
    return numbers


def _grouped(items: Iterable[Item], story: Callable[[Item], int], size: int) -> list[list[Item]]:
    """The items of each story; those of no story are left out."""
    groups: list[list[Item]] = [[] for _ in range(size)]
    for item in items:
        number = story(item)
        if number >= 0:
            groups[number].append(item)
    return groups


def _telling(
    heard: Heard, numbers: Sequence[int], dated: Sequence[Dated], mentions: Sequence[Mention], language: Language
) -> Telling:
    facts: dict[int, set[str]] = defaultdict(set)
    marks: dict[int, str] = {}
    for mention in mentions:
        if not mention.is_person:
            marks.setdefault(mention.sentence, mention.name)
    for item in dated:
        facts[item.sentence].add(item.marker.edtf)
        if item.marker.confidence >= SURE and item.marker.edtf[:4].isdigit():
            marks.setdefault(item.sentence, item.marker.edtf[:4])
    for mention in mentions:
        facts[mention.sentence].add(mention.name or mention.relation or "")
    people_at = {mention.sentence for mention in mentions if mention.is_person}
    kin = {mention.relation: _kin_words(mention.relation, language) for mention in mentions if not mention.name}
    people = Counter(mention.name or kin[mention.relation] for mention in mentions if mention.is_person)
    people.pop("", None)
    places = Counter(mention.name for mention in mentions if not mention.is_person)
    return Telling(
        texts=tuple(heard.sentences[at].text for at in numbers),
        tokens=tuple(heard.tokens[at] for at in numbers),
        facts=tuple(frozenset(facts[at]) for at in numbers),
        people=tuple(sorted(people, key=lambda name: -people[name] - (name not in kin.values()))),
        places=tuple(name for name, _ in places.most_common()),
        marks=tuple(marks.get(at, "") for at in numbers),
        named=tuple(at in people_at for at in numbers),
        names=frozenset(word.lower() for mention in mentions for word in mention.name.split()),
    )


def _kin_words(relation: str | None, language: Language) -> str:
    """How a title speaks of unnamed kin: "my father"; "" where the language has no word for them."""
    table = language.grammar["my_kin"]
    return str(table.get(relation, "")) if table else f"my {relation}"


def _people(mentions: Sequence[Mention], segments: Sequence[SpokenSegment]) -> tuple[FoundPerson, ...]:
    """Each person once, in order of appearance."""
    where: dict[tuple[str, str | None, bool], list[str]] = {}
    for mention in mentions:
        if mention.is_person:
            key = mention.name, mention.relation, mention.is_animal
            where.setdefault(key, []).append(segments[mention.segment].id)
    return tuple(
        FoundPerson(name, relation, tuple(dict.fromkeys(ids)), is_animal)
        for (name, relation, is_animal), ids in where.items()
    )


def _places(mentions: Sequence[Mention], segments: Sequence[SpokenSegment]) -> tuple[FoundPlace, ...]:
    where: dict[str, list[str]] = {}
    for mention in mentions:
        if not mention.is_person:
            where.setdefault(mention.name, []).append(segments[mention.segment].id)
    return tuple(FoundPlace(name, tuple(dict.fromkeys(ids))) for name, ids in where.items())
