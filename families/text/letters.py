"""Which letters may stand in what people and machines write, and when two ways to write a name are one. Knows no model.

XML (so Word, EPUB and PDF) has no place for control characters, surrogates and noncharacters, and PostgreSQL none for U+0000.
"""

import hashlib
import re
import unicodedata
from typing import Any

CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
UNWRITABLE = re.compile(
    rf"[{CONTROLS}\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr((plane << 16) | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
JOINERS = re.compile("[\u200c\u200d]")
SELECTORS = re.compile("[\ufe00-\ufe0f]")
JOINED_SCRIPTS = frozenset(  # in which a joiner changes what one reads, as the first words of their letters' Unicode names
    "ARABIC SYRIAC MONGOLIAN NKO DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM SINHALA".split()  # noqa: SIM905
)
SAME = str.maketrans({**dict.fromkeys("‘’ʼ´`′＇", "'"), **dict.fromkeys("‐‑‒–—−", "-")})
LONGEST_FOLD = 255
LONGEST_BEGINNING = LONGEST_FOLD - 65  # of what is longer; the rest of it by its SHA-256


def writable(text: str) -> str:
    """The text in composed form (NFC), without letters that no file can hold. Lines and all that only steers shaping stay."""
    if text.isascii() and text.isprintable():
        return text
    text = UNWRITABLE.sub(lambda found: " " if found[0] < "\xa0" else "", text)
    if INVISIBLE.search(text) and not plainly_seen(text):
        return ""  # whoever must write something is asked for it
    return unicodedata.normalize("NFC", text)


def plainly_seen(text: str) -> str:
    """What one sees of it."""
    return SELECTORS.sub("", JOINERS.sub("", INVISIBLE.sub("", text))).strip()


def one_line(text: str) -> str:
    """The same as one line, trimmed, with one space where there was any white space."""
    return " ".join(writable(text).split())


def as_name(text: str) -> str:
    """One line without letters that nobody sees, for what is a name or a title. Joiners stay where a script or an emoji needs them."""
    text = INVISIBLE.sub("", one_line(text))
    if JOINERS.search(text):
        text = "".join(letter for at, letter in enumerate(text) if not JOINERS.match(letter) or joins(text, at))
    return " ".join(text.split())


def joins(text: str, at: int) -> bool:
    """Whether the joiner at this place stands between two signs that look different because of it."""
    before, behind = text[:at].rstrip("\u200c\u200d\ufe0f")[-1:], text[at + 1 : at + 2]
    if not before or not behind or behind.isspace():
        return False
    is_picture = unicodedata.category(before) in ("So", "Sk")
    return is_picture or unicodedata.name(before, "").split(" ")[0] in JOINED_SCRIPTS


def folded(text: str) -> str:
    """What is the same for all ways to write one name: capitals, composed or not, curly or straight, with unseen letters or without.

    Accents count: Zoe and Zoë are two. The same on every database, which do not agree about capitals beyond ASCII.
    """
    letters = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", as_name(text)).casefold())
    plain = SELECTORS.sub("", JOINERS.sub("", INVISIBLE.sub("", letters))).translate(SAME)
    plain = " ".join(plain.split())
    if len(plain) <= LONGEST_FOLD:
        return plain
    return f"{plain[:LONGEST_BEGINNING].rstrip()} {hashlib.sha256(plain.encode()).hexdigest()}"


def as_address(text: str) -> str:
    """An e-mail address as it is kept and looked for: without unseen letters, in small letters."""
    return as_name(text).lower()


def writable_tree(value: Any) -> Any:
    """The same for every text in lists and dictionaries, keys too; other values as they are."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {writable_tree(key): writable_tree(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [writable_tree(each) for each in value]
    return value


def without_marks(text: str) -> str:
    """Without the marks around it, as a word is quoted: a comma behind a name is none of it."""
    return text.strip(" .,;:!?…\"“”„‘’'()")
