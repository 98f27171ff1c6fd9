"""People: a title, a word of kinship, "called", or a first name that is known. A capital alone is nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from stories.engines.languages import Language
from stories.engines.names.people_words import PeopleWords, people_words
from stories.engines.text.tokens import Lexicon, Token, bare, lexicon

LONGEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A mention: `name` is empty for unnamed kin; `size` counts tokens; `is_strong` where more than a list says so."""

    name: str
    relation: str | None
    size: int
    is_strong: bool


def person_at(text: str, tokens: Sequence[Token], at: int, language: Language) -> Person | None:
    """The person whose mention begins at a token, by more than a list of first names."""
    known, words = lexicon(language), people_words(language)
    token = tokens[at]
    if token.lower in words.before_a_name:
        person = _big(text, tokens, at, words)
        if person:
            return person
    if token.lower in known.all_titles:
        person = _titled(text, tokens, at, known, words)
        if person:
            return person
    if bare(token).lower() in words.kin:
        return _kin(text, tokens, at, known, words)
    return _named(text, tokens, at, known, words) if token.is_capital else None


def _big(text: str, tokens: Sequence[Token], at: int, words: PeopleWords) -> Person | None:
    """ "Big Mama" is a name, "my big sister" and "old father Thames" are none."""
    if at + 1 >= len(tokens) or text[tokens[at].end : tokens[at + 1].start] != " ":
        return None
    kin = bare(tokens[at + 1]).lower()
    is_named = tokens[at + 1].is_capital and (tokens[at].is_capital or not at)
    if kin not in words.alone or not is_named or (at and tokens[at - 1].lower in words.possessives):
        return None
    return Person(f"{tokens[at].text.capitalize()} {bare(tokens[at + 1]).capitalize()}", None, 2, True)


def first_name_at(
    text: str, tokens: Sequence[Token], at: int, language: Language, people: frozenset[str]
) -> Person | None:
    """A known first name, with a surname if one follows. `people` are names with better evidence elsewhere."""
    known, words = lexicon(language), people_words(language)
    token = tokens[at]
    if not token.is_capital or (at and tokens[at - 1].lower in known.articles):
        return None
    if _is_called_thing(tokens, at, words):
        return None
    size = _name_size(text, tokens, at, known, words)
    lower = bare(token).lower()
    is_known = lower in known.first_names or bare(token) in people
    if lower in known.ambiguous and at and lower not in known.never and lower not in known.gazetteer:
        is_known = text[tokens[at - 1].end : token.start] in (" ", ", ")
    if lower in known.ambiguous and at + 1 < len(tokens) and lower not in known.never:
        is_known = is_known or tokens[at + 1].lower in known.speaking
    return Person(_spelt(text, tokens, at, size), None, size, False) if size and is_known else None


def _name_size(text: str, tokens: Sequence[Token], at: int, known: Lexicon, words: PeopleWords) -> int:
    """How many tokens make up the name that starts here; 0 where it is the head of a street or a school."""
    size = 0
    while size < LONGEST_NAME and at + size < len(tokens):
        token = tokens[at + size]
        gap = text[tokens[at + size - 1].end : token.start] if size else " "
        if not token.is_capital or gap not in (" ", ". ") or bare(token).lower() in words.not_a_name:
            break
        if gap == ". " and len(tokens[at + size - 1].text) > 1:
            break
        if size and words.nouns_are_capital and not _may_be_surname(tokens, at, size, known):
            break
        if token.text in words.endings and size:
            return 0
        if size and (bare(token).lower() in known.barred or token.lower in words.kin):
            break
        size += 1
        if token.text != bare(token):
            break
    return size


def _may_be_surname(tokens: Sequence[Token], at: int, size: int, known: Lexicon) -> bool:
    """Where every noun has a capital: one word behind a listed first name, if it is no listed noun."""
    is_first = bare(tokens[at]).lower() in known.first_names | known.ambiguous
    return is_first and size == 1 and tokens[at + size].lower not in known.nouns


def _spelt(text: str, tokens: Sequence[Token], at: int, size: int) -> str:
    return " ".join(bare(token) for token in tokens[at : at + size])


def _titled(text: str, tokens: Sequence[Token], at: int, known: Lexicon, words: PeopleWords) -> Person | None:
    title = tokens[at]
    is_kin = title.lower in known.kin_titles
    if at + 1 >= len(tokens) or not tokens[at + 1].is_capital:
        return None
    if text[title.end : tokens[at + 1].start] not in (" ", ". "):
        return None
    if not is_kin and not title.is_capital and not words.small_titles:
        return None
    if bare(tokens[at + 1]).lower() in words.not_a_name or bare(tokens[at + 1]).lower() in known.surely_never:
        return None
    size = _name_size(text, tokens, at + 1, known, words)
    if not size:
        return None
    is_mine = is_kin or _is_mine(tokens, at, words)
    relation = words.kin.get(title.lower) if is_mine else None
    spelt = f"{title.text[0].upper()}{title.text[1:]} {_spelt(text, tokens, at + 1, size)}"
    return Person(spelt, relation, size + 1, True)


def _is_mine(tokens: Sequence[Token], at: int, words: PeopleWords) -> bool:
    """Whether "my" or "our" stands before, with at most three describing words between."""
    for back in range(at - 1, max(-1, at - 5), -1):
        if tokens[back].lower in words.possessives:
            return True
        if tokens[back].lower not in words.qualifiers:
            return False
    return False


def _kin(text: str, tokens: Sequence[Token], at: int, known: Lexicon, words: PeopleWords) -> Person | None:
    """ "My brother Tom", "my sister, Rose,", "my best friend was Ida", "Dad", "my father"."""
    token, relation = tokens[at], words.kin[bare(tokens[at]).lower()]
    is_mine = _is_mine(tokens, at, words)
    if not is_mine and not (token.lower in words.alone and token.is_capital):
        return None
    if not is_mine and _is_called_out(text, tokens, at):
        return None
    name_at = _name_after_kin(text, tokens, at, known, words) if is_mine else None
    if name_at is not None:
        size = _name_size(text, tokens, name_at, known, words)
        if size:
            return Person(_spelt(text, tokens, name_at, size), relation, name_at + size - at, True)
    return Person("", relation, 1, True) if relation in words.unnamed else None


def _is_called_out(text: str, tokens: Sequence[Token], at: int) -> bool:
    """ "He said, Dad, come here": spoken to, and not of; between a comma and the next mark."""
    before = text[tokens[at - 1].end : tokens[at].start] if at else ""
    return "," in before and text[tokens[at].end :].lstrip()[:1] in (",", "?", "!", ".", "")


def _name_after_kin(text: str, tokens: Sequence[Token], at: int, known: Lexicon, words: PeopleWords) -> int | None:
    follower = at + 1
    for naming in (*words.naming, *words.being):
        said = tuple(token.lower for token in tokens[follower : follower + len(naming)])
        if said == naming or (tokens[at].text != bare(tokens[at]) and said == naming):
            follower += len(naming)
            break
    if follower >= len(tokens) or not tokens[follower].is_capital:
        return None
    lower = bare(tokens[follower]).lower()
    gap = text[tokens[follower - 1].end : tokens[follower].start]
    is_listed = lower in known.listed or (gap == ", " and _is_apposition(text, tokens, follower, known))
    is_plain = follower == at + 1 and gap == " " and lower not in known.surely_never
    is_plain = is_plain and not words.nouns_are_capital
    return follower if is_plain or (is_listed and gap in (" ", ", ")) else None


def _is_apposition(text: str, tokens: Sequence[Token], at: int, known: Lexicon) -> bool:
    """ "My grandmother, Bibi, said": a capital on no list that a second comma or the end of the sentence closes."""
    lower = bare(tokens[at]).lower()
    if lower in known.unnameable or (lower,) in known.gazetteer.get(lower, ()) or tokens[at].text != bare(tokens[at]):
        return False
    end = at + 1
    while end < len(tokens) and tokens[end].is_capital and text[tokens[end - 1].end : tokens[end].start] == " ":
        end += 1
    return end - at <= LONGEST_NAME and text[tokens[end - 1].end :].lstrip()[:1] in (",", ".", ";", "")


def _named(text: str, tokens: Sequence[Token], at: int, known: Lexicon, words: PeopleWords) -> Person | None:
    """ "A girl called Rose", "her name was Rose", "our Tom"."""
    before = tokens[at - 1].lower if at else ""
    lower = bare(tokens[at]).lower()
    is_listed = lower in known.listed
    is_ours = before in words.possessives and is_listed
    if not (is_ours or before in words.naming_ends) or (lower in known.never and not is_listed):
        return None
    size = _name_size(text, tokens, at, known, words)
    if not size:
        return None
    if is_ours:
        return Person(_spelt(text, tokens, at, size), None, size, True)
    for naming in words.naming:
        lead = tuple(token.lower for token in tokens[max(0, at - len(naming)) : at])
        if (
            lead == naming
            and not _is_called_thing(tokens, at, words)
            and text[tokens[at - 1].end : tokens[at].start] == " "
        ):
            nouns = {token.lower for token in tokens[max(0, at - len(naming) - 4) : at - len(naming)]}
            if is_listed or size > 1 or nouns & words.naming_nouns:
                return Person(_spelt(text, tokens, at, size), None, size, True)
    return None


def _is_called_thing(tokens: Sequence[Token], at: int, words: PeopleWords) -> bool:
    """ "A dog called Rex Barker": the whole name is the dog's."""
    for back in range(at - 1, max(-1, at - LONGEST_NAME - 1), -1):
        if tokens[back].lower in words.called:
            return not words.naming_things.isdisjoint(token.lower for token in tokens[max(0, back - 3) : back])
        if not tokens[back].is_capital:
            return False
    return False
