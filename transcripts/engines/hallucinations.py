"""Finds what a neural engine invents: loops, text over silence, text faster than anyone speaks, text in another language."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from transcripts.engines.base import SAMPLE_RATE, Line, Samples, Suspicion
from transcripts.engines.wrong_language import is_in_another_language

FASTEST = 6.0  # words per second; auctioneers reach about five
FEWEST = 3  # words that may be said in no time: engines are careless about the times of a short line
FASTEST_LETTERS = 35.0  # per second, for what is written without spaces
# A text can be cut into these words in one way only: an apostrophe that could be part of a word and of what parts two words
# would be tried both ways, each time, which takes for ever where there are many.
SPOKEN_WORD = r"\w++(?:'++\w++)*+"
LOOP = re.compile(
    rf"(?<!\w)(?<!\w')({SPOKEN_WORD}(?:\W++{SPOKEN_WORD}){{0,7}}?)(?:\W++\1(?!'?\w)){{3,}}", re.IGNORECASE
)
STUTTER = re.compile(r"([^\W\d_]{1,12}?)\1{4,}", re.IGNORECASE)  # "bethananananan": a loop inside a word
SUBTITLES = re.compile(  # what Whisper learned to say where nobody speaks
    r"\W*+(thanks?( you)? for watching|(please )?(like and )?subscribe|(sub|under)?titles? by .*|.*\bamara\.org.*|untertitel(ung)? .*"
    r"|sous-titr.*|subt[ií]tulos .*|sottotitoli .*|ご視聴ありがとうございました|字幕.*)\W*",
    re.IGNORECASE,
)
NOTHING = 3e-4  # of full scale: below the faintest voice that 16 bits can hold
HUSH = 1 / 30  # of the loudest moment; a whisper beside a shout is louder than this
MOMENT = SAMPLE_RATE // 20


def suspicion(line: Line, samples: Samples, language: str, hints: Sequence[str] = ()) -> Suspicion:
    """Why nobody may have said this line in these samples; the engine's own suspicion goes before."""
    if line.suspicion:
        return line.suspicion
    if is_looping(line.text) or is_echo(line.text, hints):
        return "loop"
    if is_too_fast(line.text, line.end - line.start):
        return "too fast"
    if SUBTITLES.fullmatch(line.text) or is_hushed(line, samples):
        return "over silence"
    return "other language" if is_in_another_language(line.text, language) else ""


def is_echo(text: str, hints: Sequence[str]) -> bool:
    """Whether the text is nothing but words that the engine was given as hints; over silence some say them."""
    words = re.findall(r"\w+", text.casefold())
    return len(words) >= FEWEST and set(words) <= set(re.findall(r"\w+", " ".join(hints).casefold()))


def is_looping(text: str) -> bool:
    return bool(LOOP.search(text) or STUTTER.search(text))


def without_loops(text: str) -> str:
    """A phrase of up to eight words said four times or more in a row is an engine's loop: it is kept once."""
    return STUTTER.sub(r"\1", LOOP.sub(r"\1", text))


def is_too_fast(text: str, seconds: float) -> bool:
    return len(text.split()) > most_words(seconds) or len(text) > max(seconds, 1.0) * FASTEST_LETTERS


def most_words(seconds: float) -> int:
    return max(int(seconds * FASTEST), FEWEST)


def is_hushed(line: Line, samples: Samples) -> bool:
    """Whether the line lies where the sound is far below its loudest."""
    return loudest(within(line, samples)) < HUSH * loudest(samples)


def is_over_nothing(line: Line, samples: Samples) -> bool:
    """Whether the line lies where there is no sound at all."""
    return loudest(within(line, samples)) < NOTHING


def within(line: Line, samples: Samples) -> Samples:
    return samples[int(line.start * SAMPLE_RATE) : int(line.end * SAMPLE_RATE) + 1]


def loudest(samples: Samples) -> float:
    """The level (root mean square) of the loudest twentieth of a second; of all where there is less."""
    if len(samples) < MOMENT:
        return float(np.sqrt(np.mean(np.square(samples)))) if len(samples) else 0.0
    moments = samples[: len(samples) // MOMENT * MOMENT].reshape(-1, MOMENT)
    return float(np.sqrt(np.square(moments).mean(axis=1).max()))


def bounded(line: Line, samples: Samples) -> Line:
    """The line with its loops said once, and with no more words than the whole sound has time for."""
    text = without_loops(line.text)
    words = text.split()
    most = most_words(len(samples) / SAMPLE_RATE)
    if len(words) > most:
        text = " ".join(words[:most])
    return line if text == line.text else replace(line, text=text, words=())
