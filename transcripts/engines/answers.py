"""Reads the lines and words in what an endpoint of OpenAI's kind has heard."""

import math
from collections.abc import Iterator
from typing import Any

from audio.errors import StepError
from transcripts.engines.base import Line, Suspicion, Word

NOBODY_SPEAKS = 0.6
COMPRESSED = 2.4
NAMES = (
    "english=en german=de french=fr spanish=es italian=it portuguese=pt dutch=nl swedish=sv danish=da norwegian=no polish=pl finnish=fi "
    "czech=cs slovak=sk hungarian=hu romanian=ro russian=ru ukrainian=uk bulgarian=bg greek=el turkish=tr arabic=ar hebrew=he hindi=hi "
    "chinese=zh japanese=ja korean=ko vietnamese=vi indonesian=id catalan=ca croatian=hr serbian=sr"
)
NONSENSE = "The speech endpoint answers something that is not a transcription."


def lines_of(answer: dict[str, Any], length: float, *, tells_language: bool) -> list[Line]:
    """A line for each segment with its words, or one for the whole text over `length` seconds. Raises StepError."""
    try:
        segments = list(answer.get("segments") or [])
        words = list(timed(answer.get("words") or []))
        language = code(str(answer.get("language") or "")) if tells_language else ""
        if segments:
            return [segment(each, words, language) for each in segments]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StepError(NONSENSE, permanent=True) from None
    return [Line(answer["text"], 0.0, length, words=tuple(words), language=language)]


def code(language: str) -> str:
    """The ISO 639 code of what some endpoints write as a name; nothing where we do not know it."""
    language = language.lower()
    if 2 <= len(language) <= 3:
        return language
    return dict(pair.split("=") for pair in NAMES.split()).get(language, "")


def segment(found: dict[str, Any], words: list[Word], language: str) -> Line:
    start, end = float(found["start"]), float(found["end"])
    if not isinstance(found["text"], str):
        raise TypeError("text")
    own = list(timed(found.get("words") or []))
    logarithm = found.get("avg_logprob")
    return Line(
        text=found["text"],
        start=start,
        end=end,
        confidence=None if logarithm is None else math.exp(min(float(logarithm), 0.0)),
        words=tuple(own or [word for word in words if start <= (word.start + word.end) / 2 < end]),
        language=language,
        suspicion=own_suspicion(found),
    )


def timed(words: list[dict[str, Any]]) -> Iterator[Word]:
    for word in words:
        yield Word(str(word["word"]), float(word["start"]), float(word["end"]), word.get("probability"))


def own_suspicion(found: dict[str, Any]) -> Suspicion:
    if float(found.get("compression_ratio") or 0) > COMPRESSED:
        return "loop"
    return "over silence" if float(found.get("no_speech_prob") or 0) > NOBODY_SPEAKS else ""
