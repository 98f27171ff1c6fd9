"""Words as they were typed or heard become words as they are printed: quotes, dashes, spaces, nothing hidden."""

import re
import unicodedata

_QUOTES = {  # language: outer opening and closing, inner opening and closing
    "en": "“”‘’",
    "de": "„“‚‘",
    "fr": "«»“”",
}
# What may stand before a quotation mark that opens, besides another opening mark.
_BEFORE_OPENING = " \u00a0\u202f([{"
# Words that lost their first letters keep an apostrophe where an opening quote would be guessed.
_CLIPPED = re.compile(r"'(?=(?:\d\ds?|tis|twas|twere|til|em|cause|bout|round|n)\b)", re.IGNORECASE)
_SPACES = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
_HYPHEN_IN_RANGE = re.compile(r"(?<![\w-])(\d{1,4})-(\d{1,4})(?![\w-])")
# Lines of Chinese and Japanese break between any two characters, by rules that a place of ours would overrule.
_LONG_WORD = re.compile(r"[^\s\u00ad\u200b\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef-]{60,}")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PIECE_OF_LONG_WORD = 20


def clean(text: str) -> str:
    """Text without what a page cannot show: NFC, one space for any run of white space, and no control characters,
    byte order marks, bidirectional overrides, tags, lone surrogates or noncharacters."""
    text = _SPACES.sub(" ", text)
    return unicodedata.normalize("NFC", "".join(c for c in text if _is_printable(c))).strip(" ")


def polish(text: str, language: str = "en") -> str:
    """Clean text with curly quotes and apostrophes, real dashes and ellipses; polishing twice changes nothing.

    `language` is a BCP 47 tag ("en", "de-AT"); its first part chooses the quotation marks, English where we know none.
    """
    text = clean(text)
    text = re.sub(r"(?<!\.)\.\.\.(?!\.)", "…", text)
    text = re.sub(r"(?<=[^ -]) ?--(?:- ?| ?)(?=[^ -])", "—", text)
    text = re.sub(r"(?<=[^ -])--+$", "—", text)
    text = re.sub(r"(?<=\S) - (?=\S)", " – ", text)
    text = _HYPHEN_IN_RANGE.sub("\\1–\\2", text)
    return _curl(text, _QUOTES.get(language.lower().split("-")[0], _QUOTES["en"]))


def breakable(text: str) -> str:
    """The text with invisible places to break (U+200B) in words that no line could hold, such as web addresses."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(_pieces(word.group())), text)


def opening(text: str, words: int = 5) -> tuple[str, str]:
    """The first words of a chapter, which are set in small capitals, and the rest with its leading space.

    A first sentence or clause shorter than `words` ends the opening, so that small capitals never run past a full stop.
    """
    end = 0
    for count, match in enumerate(re.finditer(r"\S+", text), start=1):
        end = match.end()
        if count == words or match.group()[-1] in ".,;:!?…—”":
            break
    return text[:end], text[end:]


def shorten(text: str, letters: int = 60) -> str:
    """The text cut at a word with an ellipsis, for a running header that has room for so many letters."""
    if len(text) <= letters:
        return text
    head = text[: letters - 1]
    whole_words = head if text[letters - 1] == " " else head[: head.rfind(" ") + 1]
    return (whole_words if len(whole_words) > letters // 2 else head).rstrip(" ,;:.–—-") + "…"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction belongs to a script written from right to left (UAX 9, rule P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def sort_key(name: str) -> tuple[str, str]:
    """Where a name stands in an index: Élodie under E, capitals and small letters together."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)), name


def _is_printable(character: str) -> bool:
    code = ord(character)
    if character in _BIDI_CONTROLS or character == "\ufeff" or 0xE0000 <= code <= 0xE007F:
        return False
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    return unicodedata.category(character) not in ("Cc", "Cs")


def _pieces(word: str) -> list[str]:
    return [word[i : i + _PIECE_OF_LONG_WORD] for i in range(0, len(word), _PIECE_OF_LONG_WORD)]


def _curl(text: str, marks: str) -> str:
    text = _CLIPPED.sub("’", text)
    pen = _Pen(text, marks)
    return "".join(pen.mark_at(i) if text[i] in "\"'" else text[i] for i in range(len(text)))


class _Pen:
    """Walks once through a text from left to right and remembers which quotations are open."""

    def __init__(self, text: str, marks: str) -> None:
        self.text = text
        self.outer, self.outer_end, self.inner, self.inner_end = tuple(marks)
        self.outer_open = False
        self.inner_open = False
        self.last = " "

    def mark_at(self, i: int) -> str:
        is_double = self.text[i] == '"'
        before = self.text[i - 1 : i] or " "
        # A straight mark right before this one has been printed already, and may be an opening one.
        before = self.last if before in "\"'" else before
        self.last = self._double(i, before) if is_double else self._single(i, before)
        return self.last

    def _double(self, i: int, before: str) -> str:
        if self._opens(i, before):
            self.outer_open = True
            return self.outer
        if before.isdigit() and not self.outer_open:
            return "″"
        self.outer_open = False
        return self.outer_end

    def _single(self, i: int, before: str) -> str:
        if self._opens(i, before):
            self.inner_open = True
            return self.inner
        if self.inner_open and not self.text[i + 1 : i + 2].isalnum():
            self.inner_open = False
            return self.inner_end
        if before.isdigit() and re.match(r"' ?\d", self.text[i : i + 3]):
            return "′"
        return "’"

    def _opens(self, i: int, before: str) -> bool:
        after = self.text[i + 1 : i + 2]
        if not after or after == " ":
            return False
        # After a dash only a mark with a letter behind it opens: in `"I thought--" she said` it closes.
        return before in _BEFORE_OPENING or before in self.outer + self.inner or (before in "—–" and after.isalpha())
