"""Names on no list: a capital that does what people do, or stands where people stand, and no place or thing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from stories.engines.languages import Language
from stories.engines.names.lookalikes import lookalike_words
from stories.engines.names.people_words import people_words
from stories.engines.text.sentences import Sentence
from stories.engines.text.tokens import Lexicon, Token, bare, lexicon

SHORTEST = 3


@dataclass(slots=True)
class Evidence:
    """How often each capitalised word stands as a person does, inside and at the head of a sentence, or as anything else."""

    inside: Counter[str] = field(default_factory=Counter)
    heads: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    plain: set[str] = field(default_factory=set)
    """Words that are also said with no capital."""

    def people(self) -> frozenset[str]:
        words = set(self.inside) | {word for word, count in self.heads.items() if count > 1}
        return frozenset(
            word
            for word in words
            if word.lower() not in self.plain and self.inside[word] + self.heads[word] > self.others[word]
        )


def unlisted_people(found: Sequence[Sentence], tokens: Sequence[Sequence[Token]], language: Language) -> frozenset[str]:
    """First words of names that no list holds, judged over the whole recording."""
    known, evidence = lexicon(language), Evidence()
    if language.grammar["nouns_are_capital"]:
        return frozenset()
    around = frozenset(language.data["people"]["around_people"])
    leads = frozenset(language.names["place_leads"]) - around
    for sentence, words in zip(found, tokens, strict=True):
        evidence.plain.update(token.lower for token in words if not token.is_capital)
        for at, token in enumerate(words):
            if token.is_capital and not _in_run(sentence.text, words, at) and _may_be_name(token, known, language):
                _weigh(sentence.text, words, at, evidence, around, leads, known, language)
    return evidence.people()


def _in_run(text: str, words: Sequence[Token], at: int) -> bool:
    """Whether the word before is a capital too: then that one begins the name."""
    if not at or not words[at - 1].is_capital:
        return False
    return text[words[at - 1].end : words[at].start] == " " and at > 1


def _may_be_name(token: Token, known: Lexicon, language: Language) -> bool:
    word = bare(token).lower()
    if len(word) < SHORTEST or not word.replace("-", "").isalpha() or (token.text.isupper() and len(word) < 5):
        return False
    if word in known.unnameable or word.endswith(tuple(language.data["demonym_endings"])):
        return False
    return (word,) not in known.gazetteer.get(word, ())


def _weigh(
    text: str,
    words: Sequence[Token],
    at: int,
    evidence: Evidence,
    around: frozenset[str],
    leads: frozenset[str],
    known: Lexicon,
    language: Language,
) -> None:
    end = at
    while end + 1 < len(words) and words[end + 1].is_capital and text[words[end].end : words[end + 1].start] == " ":
        end += 1
    name, before = bare(words[at]), words[at - 1].lower if at else ""
    after = words[end + 1].lower if end + 1 < len(words) else ""
    is_place = any(bare(token) in people_words(language).endings for token in words[at : end + 1])
    impersonal = lookalike_words(language).impersonal
    is_event = before in language.grammar["being"] and at > 1 and words[at - 2].lower in impersonal
    if before in known.articles or before in leads or is_place or is_event:
        evidence.others[name] += 1
        return
    doing = tuple(language.grammar["doing_endings"])
    gap_after = text[words[end].end : words[end + 1].start] if after else text[words[end].end :]
    is_acting = gap_after == " " and (after in known.doing or (after.endswith(doing) and len(after) > SHORTEST + 1))
    is_told_of = gap_after == ", " and after in language.data["people"]["told_of"]
    is_owner = words[end].text != bare(words[end])
    if not at or text[words[at - 1].end : words[at].start].strip(" ,"):
        evidence.heads[name] += is_acting or is_told_of
    elif is_acting or is_told_of or is_owner or before in around:
        evidence.inside[name] += 1
