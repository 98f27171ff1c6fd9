"""Things that a story is about: an article, one or two words, and the end of the phrase. No tagger, only word lists."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stories.engines.languages import Language
from stories.engines.text.tokens import Token, lexicon

LONGEST = 3


@dataclass(frozen=True, slots=True)
class PhraseWords:
    articles: frozenset[str]
    closed: frozenset[str]
    """Words that end a noun phrase: the small words of the language, verbs, numbers, times."""
    dull: frozenset[str]
    dull_adjectives: frozenset[str]
    nouns: frozenset[str]
    """Nouns that look like verbs: "wedding", "shed"."""
    shown: dict[str, str]
    """The article that a title shows for one that was said; empty where it shows one for all."""
    nouns_are_capital: bool
    verb_endings: tuple[str, ...]
    inner_endings: tuple[str, ...]
    adverb_endings: tuple[str, ...]


@lru_cache(maxsize=8)
def phrase_words(language: Language) -> PhraseWords:
    known = lexicon(language)
    counted = language.words("numbers") | language.words("ordinals") | language.words("decades")
    times = language.words("months") | language.words("seasons") | language.words("grammar", "spans")
    return PhraseWords(
        articles=language.words("phrases", "articles"),
        closed=known.common | counted | times | language.words("people", "kin"),
        dull=language.words("phrases", "dull") | language.words("people", "kin"),
        dull_adjectives=language.words("phrases", "dull_adjectives"),
        nouns=language.words("phrases", "adjectives_ing") | language.words("phrases", "nouns_ed"),
        shown=language.grammar["title_articles"],
        nouns_are_capital=bool(language.grammar["nouns_are_capital"]),
        verb_endings=tuple(language.grammar["verb_endings"]),
        inner_endings=tuple(language.grammar["inner_endings"]),
        adverb_endings=tuple(language.grammar["adverb_endings"]),
    )


def noun_phrases(sentences: Sequence[Sequence[Token]], texts: Sequence[str], language: Language) -> Counter[str]:
    """The phrases of a story, lower case and without article, with how often their last word heads one."""
    words = phrase_words(language)
    found: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for tokens, text in zip(sentences, texts, strict=True):
        for at, token in enumerate(tokens):
            if token.lower in words.articles:
                phrase = _with_article(token.lower, _phrase_after(tokens, text, at, words), words)
                if phrase:
                    found[phrase] += 1
                    heads[phrase.split()[-1]] += 1
    return Counter({phrase: heads[phrase.split()[-1]] for phrase in found})


def _with_article(said: str, phrase: str, words: PhraseWords) -> str:
    """ "Le" for "un" and "du", nothing for an article that gives no gender away."""
    if not phrase or not words.shown:
        return phrase
    article = words.shown.get(said, "")
    return f"{article}{'' if article.endswith(('’', chr(39))) else ' '}{phrase}" if article else ""


def _phrase_after(tokens: Sequence[Token], text: str, at: int, words: PhraseWords) -> str:
    inside: list[str] = []
    for number in range(at + 1, min(len(tokens), at + 2 + LONGEST)):
        token = tokens[number]
        is_apart = text[tokens[number - 1].end : token.start] != " "
        if words.nouns_are_capital:
            return _capital_phrase(tokens, text, at, words)
        is_doing = (
            bool(inside) and len(token.lower) > 6 and token.lower.endswith(words.inner_endings) and not words.shown
        )
        if token.lower in words.closed or (is_apart and inside) or is_doing or _is_verb_form(token.lower, words):
            break
        if token.is_capital or (not token.text.isalpha() and "-" not in token.text):
            return ""
        inside.append(token.lower)
    while inside and inside[0] in words.dull_adjectives:
        del inside[0]
    if not inside or len(inside) > LONGEST - 1 or inside[-1] in words.dull or len(inside[-1]) < 3:
        return ""
    return " ".join(inside) if not _is_adverb(inside[-1], words) else ""


def _capital_phrase(tokens: Sequence[Token], text: str, at: int, words: PhraseWords) -> str:
    """The noun right behind its article: an adjective between would bend with the article that a title shows."""
    if at + 1 >= len(tokens) or text[tokens[at].end : tokens[at + 1].start] != " ":
        return ""
    noun = tokens[at + 1]
    is_thing = noun.is_capital and noun.text.isalpha() and len(noun.text) > 3
    return noun.text if is_thing and noun.lower not in words.dull | words.closed else ""


def _is_verb_form(word: str, words: PhraseWords) -> bool:
    return len(word) > 4 and word.endswith(words.verb_endings) and word not in words.nouns


def _is_adverb(word: str, words: PhraseWords) -> bool:
    return word.endswith(words.adverb_endings) and len(word) > 5
