"""The manuscript as books/typst/book.typ takes it: polished text, labels of our own, the index, its own words."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypedDict, cast
from unicodedata import normalize
from urllib.parse import urlsplit

from books.faces import faces
from books.schema import Manuscript, ManuscriptChapter, ManuscriptParagraph
from books.typography import breakable, clean, is_right_to_left, opening, polish, shorten, sort_key


class SheetParagraph(TypedDict):
    """`text` whole, and parted into its `lead` and the `rest`; `rtl` where it is read from the right; `at` a small time beside it."""

    id: str
    text: str
    lead: str
    rest: str
    rtl: bool
    at: str
    link: str | None


class SheetChapter(TypedDict):
    """`running` is its title, shortened for the head of a page."""

    id: str
    title: str
    running: str
    when: str | None
    basis: str | None
    narrator: str
    source: str
    rtl: bool
    paragraphs: list[SheetParagraph]


class IndexEntry(TypedDict):
    """`marks` are the ids of the paragraphs and chapters that it leads to."""

    name: str
    marks: list[str]


class IndexGroup(TypedDict):
    title: str
    entries: list[IndexEntry]


class Voice(TypedDict):
    narrator: str
    source: str


UnfacedSheet = TypedDict(
    "UnfacedSheet",
    {
        "title": str,
        "title-size": int,  # points
        "running": str,
        "subtitle": str | None,
        "family": str,
        "language": str,
        "rtl": bool,
        "dedication": str | None,
        "colophon": list[str],
        "made-on": str,
        "words": dict[str, str],
        "set-in": str,
        "note": list[str],
        "voices": list[Voice],
        "chapters": list[SheetChapter],
        "index": list[IndexGroup],
    },
)


class Sheet(UnfacedSheet):
    """With the names of the faces that its letters need, first choice first."""

    faces: list[str]


# The book's own words. A language without an entry gets the English ones.
WORDS = {
    "en": {
        "contents": "Contents",
        "index": "People and places",
        "people": "People",
        "places": "Places",
        "note": "How this book came about",
        "told": (
            "The stories in this book were told aloud. They were recorded, written down from the recording, read, "
            "corrected where that was needed, and approved, and then set in type."
        ),
        "times": (
            "The small time beside a paragraph says where in its recording those words begin, in minutes and seconds. "
            "However carefully they were written down, the voice has more in it than the page."
        ),
        "links": "On a screen each of these times is a link: follow it, and you hear the words as they were said.",
        "voices": "These are the recordings:",
        "made_on": "This edition was made on {date}.",
        "set_in": "Set in EB Garamond, drawn by Georg Duffner and Octavio Pardo after the types of Claude Garamont.",
        "untitled": "Without a title",
    }
}


def sheet(manuscript: Manuscript) -> Sheet:
    """The data of the template. Paragraphs without words are left out, and links that are not http or https."""
    writer = _Writer(manuscript["language"])
    chapters = [writer.chapter(number, each) for number, each in enumerate(manuscript["chapters"], start=1)]
    has_links = any(paragraph["link"] for chapter in chapters for paragraph in chapter["paragraphs"])
    title = writer.title(manuscript["title"])
    made: UnfacedSheet = {
        "title": title,
        "title-size": 34 if len(title) <= 24 else 28 if len(title) <= 60 else 21,
        "running": shorten(title),
        "subtitle": writer.line_or_none(manuscript["subtitle"]),
        "family": writer.line(manuscript["family"]),
        "language": writer.language,
        "rtl": is_right_to_left(title),
        "dedication": writer.line_or_none(manuscript["dedication"]),
        "colophon": list(writer.lines(re.split(r"\n\s*\n", manuscript["colophon"]))),
        "made-on": writer.word("made_on").format(date=writer.line(manuscript["made_on"]))
        if manuscript["made_on"]
        else "",
        "words": {name: writer.word(name) for name in ("contents", "index", "note", "voices")},
        "set-in": writer.word("set_in"),
        "note": [writer.word(name) for name in ("told", "times", *(["links"] if has_links else []))],
        "voices": _voices(chapters),
        "chapters": chapters,
        "index": writer.index(manuscript["chapters"], chapters),
    }
    return {**made, "faces": faces(writer.language, (text for text, _ in texts(made)))}


def texts(of: UnfacedSheet) -> Iterator[tuple[str, str]]:
    """Every text that will be printed, with the title of the chapter it stands in ("" outside of chapters)."""
    for chapter in of["chapters"]:
        for paragraph in chapter["paragraphs"]:
            yield paragraph["text"] + paragraph["at"], chapter["title"]
        for name in ("title", "when", "basis", "narrator", "source"):
            yield chapter[name] or "", chapter["title"]
    for group in of["index"]:
        for entry in group["entries"]:
            yield entry["name"], ""
    for text in (of["title"], of["subtitle"], of["family"], of["dedication"], of["made-on"], *of["colophon"]):
        yield text or "", ""


def written(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    """The same texts before they are polished, which takes most of a second for a long book: for what every page asks."""
    for chapter in manuscript["chapters"]:
        own = (chapter[name] or "" for name in ("title", "when", "basis", "narrator", "source"))
        said = (paragraph["text"] for paragraph in chapter["paragraphs"])
        for text in (*own, *said, *chapter["people"], *chapter["places"]):
            yield normalize("NFC", text), chapter["title"]
    for name in ("title", "subtitle", "family", "dedication", "made_on", "colophon"):
        yield normalize("NFC", manuscript[name] or ""), ""


def without_letters(of: Sheet, letters: frozenset[str]) -> Sheet:
    """The sheet without these characters: a picture or a foreign word less, rather than an empty box or no book at all."""
    kept = cast(Sheet, _without(of, letters))
    untitled = WORDS.get(of["language"], WORDS["en"])["untitled"]
    for part in (kept, *kept["chapters"]):
        part["title"], part["running"] = part["title"] or untitled, part["running"] or untitled
    for chapter in kept["chapters"]:
        chapter["paragraphs"] = [each for each in chapter["paragraphs"] if each["text"]]
        said = {each["id"] for each in chapter["paragraphs"]} | {chapter["id"]}
        gone = {each["id"] for old in of["chapters"] if old["id"] == chapter["id"] for each in old["paragraphs"]} - said
        for group in kept["index"]:
            for entry in group["entries"]:
                entry["marks"] = list(dict.fromkeys(chapter["id"] if mark in gone else mark for mark in entry["marks"]))
    for group in kept["index"]:
        group["entries"] = [entry for entry in group["entries"] if entry["name"]]
    kept["index"] = [group for group in kept["index"] if group["entries"]]
    return kept


def _without(value: Any, letters: frozenset[str]) -> Any:
    if isinstance(value, str):
        return _taken_out(value, letters) if letters.intersection(value) else value
    if isinstance(value, dict):
        return {name: _without(each, letters) for name, each in value.items()}
    return [_without(each, letters) for each in value] if isinstance(value, list) else value


def _taken_out(text: str, letters: frozenset[str]) -> str:
    """White space at the ends stays: the rest of an opening begins with it."""
    left = "".join(c for c in text if c not in letters and c not in "\u200d\ufe0e\ufe0f")
    left = re.sub(r" {2,}", " ", left)
    left = re.sub(r" (?=[.,;:!?…])", "", left)
    return left if text[:1] == " " and left.strip() else left.strip(" ")


class _Writer:
    def __init__(self, language: str) -> None:
        primary = language.lower().split("-")[0]
        self.language = primary if re.fullmatch(r"[a-z]{2,3}", primary) else "en"

    def word(self, name: str) -> str:
        return WORDS.get(self.language, WORDS["en"])[name]

    def line(self, text: str) -> str:
        return breakable(polish(text, self.language))

    def title(self, text: str) -> str:
        """Never empty, not even to the eye: PDF/UA refuses a heading without words."""
        line = self.line(text)
        return line if any(c.isprintable() and not c.isspace() for c in line) else self.word("untitled")

    def line_or_none(self, text: str | None) -> str | None:
        return self.line(text or "") or None

    def lines(self, texts: Iterable[str]) -> Iterator[str]:
        return (line for line in map(self.line, texts) if line)

    def chapter(self, number: int, chapter: ManuscriptChapter) -> SheetChapter:
        title = self.title(chapter["title"])
        spoken = [each for each in chapter["paragraphs"] if clean(each["text"])]
        return {
            "id": f"chapter-{number}",
            "title": title,
            "running": shorten(title),
            "when": self.line_or_none(chapter["when"]),
            "basis": self.line_or_none(chapter["basis"]),
            "narrator": self.line(chapter["narrator"]),
            "source": self.line(chapter["source"]),
            "rtl": is_right_to_left(title),
            "paragraphs": [self.paragraph(f"words-{number}-{i}", each) for i, each in enumerate(spoken, start=1)],
        }

    def paragraph(self, name: str, paragraph: ManuscriptParagraph) -> SheetParagraph:
        text = self.line(paragraph["text"])
        lead, rest = opening(text)
        return {
            "id": name,
            "text": text,
            "lead": lead,
            "rest": rest,
            "rtl": is_right_to_left(text),
            "at": clean(paragraph["at"]),
            "link": _safe_link(paragraph["link"]),
        }

    def index(self, manuscript: list[ManuscriptChapter], chapters: list[SheetChapter]) -> list[IndexGroup]:
        people = self._entries((each["people"] for each in manuscript), chapters)
        places = self._entries((each["places"] for each in manuscript), chapters)
        groups: list[IndexGroup] = [
            {"title": self.word("people"), "entries": people},
            {"title": self.word("places"), "entries": places},
        ]
        return [group for group in groups if group["entries"]]

    def _entries(self, names_by_chapter: Iterable[list[str]], chapters: list[SheetChapter]) -> list[IndexEntry]:
        marks: dict[str, list[str]] = {}
        for names, chapter in zip(names_by_chapter, chapters, strict=True):
            for name in dict.fromkeys(self.lines(names)):
                marks.setdefault(name, []).extend(_places_of(name, chapter))
        return [{"name": name, "marks": marks[name]} for name in sorted(marks, key=sort_key)]


def _places_of(name: str, chapter: SheetChapter) -> list[str]:
    """The paragraphs that say the name; where none does (a grandmother called "she"), the chapter."""
    said = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    return [each["id"] for each in chapter["paragraphs"] if said.search(each["text"])] or [chapter["id"]]


def _voices(chapters: list[SheetChapter]) -> list[Voice]:
    seen = dict.fromkeys((chapter["narrator"], chapter["source"]) for chapter in chapters)
    return [{"narrator": narrator, "source": source} for narrator, source in seen if narrator or source]


def _safe_link(link: str | None) -> str | None:
    """The address if a reader may be sent there: http or https with a host, no control characters or spaces."""
    if not link or not link.isprintable() or " " in link:
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.hostname else None
