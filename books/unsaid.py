"""No name is printed over words that do not say it: not in a title, not in the index. Checked once, before any form is given to a book.

A machine's claim of that kind is refused, with what to do. What a person wrote is marked as editors do: in [square brackets].
"""

import re
from calendar import day_name, month_name
from collections.abc import Iterable, Mapping

from books.pdf import TypesettingError
from books.schema import ManuscriptChapter, UndatedManuscript
from stories.places.gazetteer.folding import folded
from transcripts.alignment.spoken import SHORT

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
NO_NAMES = frozenset(folded(word) for word in (*month_name, *day_name, "I") if word)
NOUNS_ARE_CAPITAL = frozenset({"de", "lb"})
OF_NO_ONE_ALONE = """
miss sir lady lord father mother sister brother uncle aunt auntie cousin grandma grandpa granny nan
herr frau onkel tante oma opa monsieur madame mademoiselle oncle tia tio don dona senor senora abuela
of the de la le von van der den du des and
"""
TITLES = frozenset(OF_NO_ONE_ALONE.split()) | {word for words in SHORT.values() for word in words.split()}
MOST_ENDING = 2  # letters that a name may have more where it is said: "Annas", "Husums"
NOTE = "Names in [square brackets] were not said in the story: the family wrote them."


class UnsaidName(TypesettingError):
    """A name would be printed that is not in the words of its story; the message says where, and what to do."""


def checked(content: UndatedManuscript) -> UndatedManuscript:
    """The manuscript with what people wrote marked. Raises UnsaidName."""
    known = {part for chapter in content["chapters"] for name in names_in(chapter) for part in parts(name)}
    chapters = [marked(chapter, known, content["language"]) for chapter in content["chapters"]]
    if chapters == content["chapters"]:
        return content
    return {**content, "chapters": chapters, "colophon": f"{content['colophon']}\n\n{NOTE}"}


def names_in(chapter: ManuscriptChapter) -> list[str]:
    return [*chapter["people"], *chapter["places"]]


def marked(chapter: ManuscriptChapter, known: set[str], language: str) -> ManuscriptChapter:
    words = {word for paragraph in chapter["paragraphs"] for word in parts(paragraph["text"])}
    by = chapter.get("editorial", {})
    people, places = (
        [entry(name, chapter["title"], words, by) for name in names] for names in (chapter["people"], chapter["places"])
    )
    return {**chapter, "people": people, "places": places, "title": titled(chapter, words, known, language)}


def entry(name: str, title: str, words: set[str], by: Mapping[str, str]) -> str:
    if is_said(name, words):
        return name
    if name in by:
        return f"[{name}]"
    raise UnsaidName(
        f"In the index “{name}” would lead to the story “{title}”, whose words do not say that name. Open the story, and "
        "mend its words, or choose the name there and say that it is nobody, or what it is called."
    )


def titled(chapter: ManuscriptChapter, words: set[str], known: set[str], language: str) -> str:
    words = words | {part for name in names_in(chapter) if is_said(name, words) for part in parts(name)}
    title, by = chapter["title"], chapter.get("editorial", {})
    unsaid = [name for name in names_of_title(title, known, language) if not is_said(name, words)]
    if not unsaid:
        return title
    if title not in by:
        raise UnsaidName(
            f"The title of the story “{title}” has the name “{unsaid[0]}”, which its words do not say. Open the story, and "
            "give it another title, or mend its words."
        )
    for name in dict.fromkeys(unsaid):
        title = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", f"[{name}]", title)
    return title


def names_of_title(title: str, known: set[str], language: str) -> Iterable[str]:
    """Its words that are names: of people and places of the book, or, where only names have them, those with a capital within it."""
    for number, match in enumerate(WORD.finditer(title)):
        word = match.group()
        is_capital = word[:1].isupper() and number > 0 and language not in NOUNS_ARE_CAPITAL
        is_known = word[:1].isupper() and bool(parts(word)) and set(parts(word)) <= known
        if (is_capital or is_known) and not set(parts(word)) <= NO_NAMES | TITLES:
            yield word


def parts(text: str) -> list[str]:
    """Its words as they are compared: small, without accents, "Dr." as it is said."""
    return [word for token in folded(text).split() for word in SHORT.get(token, token).split()]


def is_said(name: str, words: set[str]) -> bool:
    """Whether a part of the name that tells who it is is among the words, be it with an ending.

    One is enough: whoever was "Willie Pruitt" in one story is "Willie" in the next, and stands in the index once.
    """
    own = [part for part in parts(name) if part not in TITLES] or parts(name)
    return any(part in words or any(is_form(word, part) for word in words) for part in own)


def is_form(word: str, part: str) -> bool:
    return len(part) > 2 and word.startswith(part) and len(word) - len(part) <= MOST_ENDING
