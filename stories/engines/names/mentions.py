"""Who and where, over a whole recording: every mention, and the forms of one name brought together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stories.engines.languages import Language
from stories.engines.names.people import first_name_at, person_at
from stories.engines.names.places import place_at
from stories.engines.names.unlisted import unlisted_people
from stories.engines.text.sentences import Sentence
from stories.engines.text.tokens import POSSESSIVE, Token


@dataclass(frozen=True, slots=True)
class Mention:
    """A person (`is_person`) or a place, where it was said; `name` is empty for unnamed kin."""

    is_person: bool
    name: str
    relation: str | None
    sentence: int
    segment: int


def find_mentions(
    found: Sequence[Sentence], tokens: Sequence[Sequence[Token]], *, narrator: str, language: Language
) -> list[Mention]:
    """Mentions in order of speech. Names with evidence anywhere in the recording are known everywhere in it."""
    certain = set(unlisted_people(found, tokens, language))
    for sentence, words in zip(found, tokens, strict=True):
        for at in range(len(words)):
            person = person_at(sentence.text, words, at, language)
            if person and person.name:
                certain.add(person.name.split()[-1 if person.relation and " " in person.name else 0])
            named = None if person else first_name_at(sentence.text, words, at, language, frozenset())
            if named and " " in named.name:
                certain.add(named.name.split()[0])
    people = frozenset(certain)
    mentions: list[Mention] = []
    for number, (sentence, words) in enumerate(zip(found, tokens, strict=True)):
        mentions.extend(_in_sentence(number, sentence, words, language, people))
    return _merged([mention for mention in mentions if not _is_narrator(mention, narrator)], language)


def _in_sentence(
    number: int, sentence: Sentence, words: Sequence[Token], language: Language, people: frozenset[str]
) -> list[Mention]:
    found, at = [], 0
    while at < len(words):
        where = sentence.segment_at(words[at].start)
        person = person_at(sentence.text, words, at, language)
        place = None if person else place_at(sentence.text, words, at, language, people)
        if place:
            found.append(Mention(False, place[0], None, number, where))
            at += place[1]
            continue
        person = person or first_name_at(sentence.text, words, at, language, people)
        if person:
            found.append(Mention(True, person.name, person.relation, number, where))
        at += person.size if person else 1
    return found


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
