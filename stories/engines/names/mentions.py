"""Who and where, over a whole recording: every mention, and the forms of one name brought together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stories.engines.languages import Language
from stories.engines.names.lookalikes import Kind, capitals_from, kind_at, told_kind
from stories.engines.names.people import Person, first_name_at, person_at
from stories.engines.names.people_words import people_words
from stories.engines.names.places import place_at
from stories.engines.names.unlisted import unlisted_people
from stories.engines.text.sentences import Sentence
from stories.engines.text.tokens import POSSESSIVE, Token, bare, lexicon


@dataclass(frozen=True, slots=True)
class Mention:
    """A person (`is_person`) or a place, where it was said; `name` is empty for unnamed kin."""

    is_person: bool
    name: str
    relation: str | None
    sentence: int
    segment: int
    is_animal: bool = False


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What the whole recording says of single names: who is a person, and what is called so and is none."""

    people: frozenset[str]
    others: dict[str, Kind]
    places: frozenset[str]
    """Single words that stand somewhere as only places do."""


def find_mentions(
    found: Sequence[Sentence], tokens: Sequence[Sequence[Token]], *, narrator: str, language: Language
) -> list[Mention]:
    """Mentions in order of speech. Names with evidence anywhere in the recording are known everywhere in it."""
    known = _known_names(found, tokens, language)
    mentions: list[Mention] = []
    for number, (sentence, words) in enumerate(zip(found, tokens, strict=True)):
        mentions.extend(_in_sentence(number, sentence, words, language, known))
    return _merged([mention for mention in mentions if not _is_narrator(mention, narrator)], language)


def _known_names(found: Sequence[Sentence], tokens: Sequence[Sequence[Token]], language: Language) -> KnownNames:
    """Names with evidence anywhere in the recording, for all the places where they are said with none."""
    certain: set[str] = set()
    others: dict[str, Kind] = {}
    places: set[str] = set()
    for sentence, words in zip(found, tokens, strict=True):
        for at, token in enumerate(words):
            person = person_at(sentence.text, words, at, language)
            if not token.is_capital and not person:
                continue
            if not (person and person.relation) and token.is_capital:
                size = capitals_from(sentence.text, words, at)
                if (kind := told_kind(sentence.text, words, at, size, language)) is not Kind.PERSON:
                    others.setdefault(bare(token), kind)
                    continue
            if not person and (place := place_at(sentence.text, words, at, language, frozenset())) and place[1] == 1:
                places.add(place[0])
            certain.update(_given_names(sentence.text, words, at, person, language))
    unlisted = unlisted_people(found, tokens, language)
    others = {name: kind for name, kind in others.items() if name not in certain}
    people = frozenset(certain) | unlisted - set(others)
    return KnownNames(people, others, frozenset(places - people))


def _given_names(text: str, words: Sequence[Token], at: int, person: Person | None, language: Language) -> list[str]:
    """The word by which the person named here may be called alone; behind "Mrs." there is none."""
    if person and not person.name:
        return []
    if not person:
        person = first_name_at(text, words, at, language, frozenset())
        if not person or " " not in person.name:
            return []
    if kind_at(text, words, at, person.size, language) is not Kind.PERSON and not person.relation:
        return []
    return _given_name(person, language)


def _given_name(person: Person, language: Language) -> list[str]:
    """The word of a name by which the same one may be called alone; behind "Mrs." there is none."""
    parts = person.name.split()
    if parts[0].lower() not in lexicon(language).all_titles:
        return parts[:1]
    return parts[1:2] if parts[0].lower() in people_words(language).kin else []


def _in_sentence(
    number: int, sentence: Sentence, words: Sequence[Token], language: Language, known: KnownNames
) -> list[Mention]:
    found, at = [], 0
    while at < len(words):
        where = sentence.segment_at(words[at].start)
        person = person_at(sentence.text, words, at, language)
        place = None if person else _place(sentence.text, words, at, language, known)
        if place:
            found.append(Mention(False, place[0], None, number, where))
            at += place[1]
            continue
        person = person or first_name_at(sentence.text, words, at, language, known.people)
        kind = _kind(sentence.text, words, at, person, language, known)
        if kind is Kind.THING:
            at += capitals_from(sentence.text, words, at)
            continue
        if kind is Kind.ANIMAL:
            size = capitals_from(sentence.text, words, at)
            name = " ".join(bare(token) for token in words[at : at + size])
            found.append(Mention(True, name, None, number, where, is_animal=True))
            at += size
            continue
        if person:
            found.append(Mention(True, person.name, person.relation, number, where))
        at += person.size if person else 1
    return found


def _place(text: str, words: Sequence[Token], at: int, language: Language, known: KnownNames) -> tuple[str, int] | None:
    """The place that begins here; a single word is one too where the recording says so elsewhere."""
    if place := place_at(text, words, at, language, known.people):
        return place
    name = bare(words[at])
    is_alone = words[at].is_capital and capitals_from(text, words, at) == 1 and name == words[at].text
    is_free = not at or words[at - 1].lower not in lexicon(language).articles
    if not (name in known.places and is_alone and is_free) or name.lower() in lexicon(language).listed:
        return None
    return name, 1


def _kind(
    text: str, words: Sequence[Token], at: int, person: Person | None, language: Language, known: KnownNames
) -> Kind:
    """What is called so here, or else what the recording says elsewhere of that name alone."""
    if not words[at].is_capital or (person and (person.relation or not person.name)):
        return Kind.PERSON
    kind = kind_at(text, words, at, person.size if person else 1, language)
    if kind is Kind.PERSON and (not person or person.name in known.others):
        return known.others.get(bare(words[at]), Kind.PERSON)
    return kind


def _is_narrator(mention: Mention, narrator: str) -> bool:
    parts = narrator.lower().split()
    return bool(parts) and mention.is_person and mention.name.lower() in (parts[0], " ".join(parts))


def _key(name: str) -> str:
    return POSSESSIVE.sub("", name.lower().replace(".", "").replace("’", "'"))


def _merged(mentions: list[Mention], language: Language) -> list[Mention]:
    """ "Nora" becomes the one Nora Vance or Aunt Nora; "my father" the one father that has a name."""
    named = [mention for mention in mentions if mention.is_person and mention.name]
    relations: dict[str, str] = {}
    spelling: dict[str, str] = {}
    for mention in named:
        spelling.setdefault(_key(mention.name), mention.name)
        if mention.relation:
            relations.setdefault(_key(mention.name), mention.relation)
    longer = _longer_forms(spelling, language)
    single = language.data["people"]["roles"]["single"]
    holders: dict[str, set[str]] = defaultdict(set)
    for key, relation in relations.items():
        holders[relation].add(longer.get(key, key))
    result = []
    for mention in mentions:
        if not mention.is_person:
            result.append(mention)
            continue
        key = _key(mention.name)
        said = mention.relation or ""
        if not mention.name and said in single and len(holders[said]) == 1:
            key = next(iter(holders[said]))
        full = longer.get(key, key)
        told = relations.get(full) or relations.get(key) or mention.relation
        result.append(replace(mention, name=spelling.get(full, mention.name), relation=told))
    return result


def _longer_forms(spelling: dict[str, str], language: Language) -> dict[str, str]:
    """A single first name → the one longer name that holds it: after a kin title, or with a surname."""
    titles = language.words("people", "titles") - language.words("people", "roles", "kin_titles")
    kin = language.words("people", "roles", "kin_titles")
    holders: dict[str, set[str]] = defaultdict(set)
    for key in spelling:
        words = key.split()
        if len(words) > 1 and words[0] not in titles:
            holders[words[1] if words[0] in kin else words[0]].add(key)
    return {name: next(iter(full)) for name, full in holders.items() if name in spelling and len(full) == 1}
