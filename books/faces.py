"""The faces in which a book is set: EB Garamond, and for the letters it lacks one face after another, always in the same order."""

from collections.abc import Iterable

_FACES = ("EB Garamond", "Noto Serif", "Noto Serif Hebrew", "Noto Naskh Arabic", "Noto Serif Devanagari")
# Japan, Korea and China share characters and draw them differently: the first of these faces that has one draws it.
_EAST_ASIAN = {"ja": "Noto Serif JP", "ko": "Noto Serif KR", "zh": "Noto Serif SC"}
_KANA = ("\u3040", "\u30ff")
_HANGUL = ("\uac00", "\ud7a3")


def faces(language: str, texts: Iterable[str]) -> list[str]:
    """The names of the faces, first choice first; `language` is that of the book, a BCP 47 primary tag."""
    first = language if language in _EAST_ASIAN else _east_asian_language(set().union(*texts))
    return [*_FACES, *sorted(_EAST_ASIAN.values(), key=lambda face: face != _EAST_ASIAN[first])]


def _east_asian_language(letters: set[str]) -> str:
    """Kana are written only in Japan and Hangul only in Korea; characters alone are taken for Chinese."""
    if any(_KANA[0] <= letter <= _KANA[1] for letter in letters):
        return "ja"
    return "ko" if any(_HANGUL[0] <= letter <= _HANGUL[1] for letter in letters) else "zh"
