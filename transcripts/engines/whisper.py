"""Whisper (OpenAI, MIT) by faster-whisper (MIT): about a hundred languages, from a model in a folder, without the network.

It writes subtitles as those that it learned from: over silence it may thank for watching, and it may say one thing again and again.
What it knows of that itself (the probability that nobody speaks, how well its text can be compressed) becomes a suspicion.
"""

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ctranslate2
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import _LANGUAGE_CODES as LANGUAGE_CODES

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE, Line, Samples, Suspicion, Word
from transcripts.engines.whisper_folders import NEEDED, is_english_only
from transcripts.engines.whisper_likelihoods import Heard

logging.getLogger("faster_whisper").setLevel(logging.WARNING)  # it would tell of every slice

LANGUAGES = frozenset(LANGUAGE_CODES)
UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "my", "km", "bo"})  # written without spaces between words
NOBODY_SPEAKS = 0.6  # these two are the thresholds of Whisper's own authors
COMPRESSED = 2.4
MOST_HINTS = 600  # letters, or so; more would push out what is being heard
USUAL: dict[str, Any] = {"beam_size": 5, "temperature": 0.0}  # tiny.en with one beam: a seventh more mistakes
SECOND: dict[str, Any] = {
    "beam_size": 1,
    "temperature": 0.0,
    "no_repeat_ngram_size": 3,
    "repetition_penalty": 1.2,
}  # not a higher temperature: the same sound would come out in other words each time


class Windows(WhisperModel):  # type: ignore[misc]
    """Hears no more windows of half a minute than `windows_left`, or all for None.

    Where a window ends in the middle of a sentence, Whisper leaves it and takes it up in the next one. Given by itself, it would have
    another half minute of computing for a few words, and these nothing of what comes after them.
    """

    windows_left: int | None = None

    def encode(self, features: Any) -> Any:
        if self.windows_left is not None:
            if not self.windows_left:
                raise Left
            self.windows_left -= 1
        return super().encode(features)


class Left(Exception):
    """There is more to hear than was asked for."""


def as_sentence(hints: Sequence[str]) -> str | None:
    """The words that may be said, as many whole ones as Whisper has room for; None for none.

    Whisper goes on as what it is told ends: behind a bare list it leaves out a third of the full stops, and mishears more
    than it would without any list.
    """
    held = list(hints)
    while len(told := ", ".join(held)) > MOST_HINTS:
        held.pop()
    return f"{told}." if told else None


def until_left(lines: Iterator[Line]) -> tuple[list[Line], bool]:
    """The lines, and whether they are all; those without a line before them are, since what is left would be left for ever."""
    found: list[Line] = []
    try:
        for line in lines:
            found.append(line)
    except Left:
        return found, not found
    return found, True


class Whisper:
    """The engine with a model in CTranslate2's format; a folder whose name ends in .en hears English only.

    `most_tokens` bounds what is said of one slice; by default it is what Whisper can hold, 448 with the hints. `threads` is how many
    processors one process takes.
    """

    name = "whisper"
    has_second_way = True
    longest = 29.4  # it hears half a minute at a time, whatever it is given; the rest is quiet around the speech

    def __init__(self, folder: str | Path, *, most_tokens: int | None = None, threads: int = 1) -> None:
        self.folder, self.most_tokens, self.threads = Path(folder), most_tokens, threads
        self.device, self.kind = ("cuda", "float16") if has_gpu() else ("cpu", "int8")
        self.knows_languages = not is_english_only(self.folder)
        self.languages = LANGUAGES if self.knows_languages else frozenset({"en"})
        self.usual = USUAL
        self.model_name, self.settings = (
            self.folder.name,
            {"device": self.device, "compute_type": self.kind, **self.usual},
        )
        self.version = f"{version('faster-whisper')} {self.folder.name[:32]} {self.device} {self.kind}"

    @cached_property
    def model(self) -> Any:
        """Loaded at the first slice and kept; never fetched, whatever is missing."""
        if missing := [name for name in NEEDED if not any(self.folder.glob(name))]:
            reason = f"The Whisper model in {self.folder.name} is not complete: {missing[0]} is missing. Run manage.py fetch_models."
            raise StepError(reason, permanent=True)
        try:
            return Windows(
                str(self.folder),
                device=self.device,
                compute_type=self.kind,
                cpu_threads=self.threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            reason = f"The Whisper model in {self.folder.name} could not be loaded: {brief(error)}"
            raise StepError(reason, permanent=True) from None
        except Exception as error:  # the tokenizer's reader raises nothing narrower
            if type(error) is not Exception:
                raise
            reason = f"The tokenizer of the Whisper model in {self.folder.name} could not be read."
            raise StepError(reason, permanent=True) from None

    def hear(
        self, samples: Samples, *, language: str = "", hints: Sequence[str] = (), second_way: bool = False
    ) -> Sequence[Line]:
        """Lines with their words, times and probabilities. Raises StepError.

        The second way leaves the hints out, which may have been repeated, and lets nothing be said twice.
        """
        hinted = {**self.usual, "hotwords": as_sentence(hints)}
        return self.heard(samples, language, SECOND if second_way else hinted)[0]

    def hear_first(
        self, samples: Samples, *, language: str = "", hints: Sequence[str] = (), before: str = ""
    ) -> tuple[Sequence[Line], float]:
        """The lines of the first half minute that are whole, and where Whisper would begin the next one. Raises StepError.

        What was said before carries on a sentence, and how it writes numbers.
        """
        hinted = {"hotwords": as_sentence(hints), "initial_prompt": before or None}
        return self.heard(samples, language, {**self.usual, **hinted}, most_windows=1)

    def likelihood_in(self, samples: Samples, language: str) -> Callable[[str, Sequence[str]], float]:
        """How likely a text of at most half a minute is in the samples. Raises StepError, when it is asked."""
        sound = cache(lambda: Heard(self.model, samples, language))

        def likelihood(text: str, names: Sequence[str]) -> float:
            self.model.windows_left = None
            try:
                return sound().likelihood(text, as_sentence(names))
            except (RuntimeError, ValueError) as error:
                reason = f"Whisper could not hear a part of this recording: {brief(error)}"
                raise StepError(reason, permanent=False) from None

        return likelihood

    def heard(
        self, samples: Samples, language: str, settings: dict[str, Any], most_windows: int | None = None
    ) -> tuple[list[Line], float]:
        """The lines of so many windows, all for None, and up to which second they reach. Raises StepError."""
        if language not in {"", "en"} and not self.model.model.is_multilingual:
            raise StepError(f"The Whisper model in {self.folder.name} hears English only.", permanent=True)
        self.model.windows_left = None
        try:
            found, told = self.model.transcribe(
                samples,
                language=language or None,
                word_timestamps=True,
                condition_on_previous_text=False,
                max_new_tokens=self.most_tokens,
                **settings,
            )
            self.model.windows_left = most_windows  # the language has been found by now
            lines, is_whole = until_left(self.lines(found, told.language, asked=bool(language)))
            return lines, len(samples) / SAMPLE_RATE if is_whole else lines[-1].end
        except (RuntimeError, ValueError) as error:
            reason = f"Whisper could not hear a part of this recording: {brief(error)}"
            raise StepError(reason, permanent=False) from None

    def lines(self, found: Any, language: str, *, asked: bool) -> Iterator[Line]:
        for each in found:
            spaced = language not in UNSPACED
            words = tuple(joined(each.words or ()) if spaced else map(as_word, each.words or ()))
            yield Line(
                text=each.text,
                start=float(each.start),
                end=float(each.end),
                confidence=float(math.exp(min(each.avg_logprob, 0.0))),
                words=words,
                language="" if asked else language,
                suspicion=own_suspicion(each),
            )


def has_gpu() -> bool:
    return bool(ctranslate2.get_cuda_device_count())


def own_suspicion(found: Any) -> Suspicion:
    if found.compression_ratio > COMPRESSED:
        return "loop"
    return "over silence" if found.no_speech_prob > NOBODY_SPEAKS else ""


def joined(words: Sequence[Any]) -> Iterator[Word]:
    """Words as spaces divide them: Whisper gives "well-known" as two."""
    held: Word | None = None
    for each in map(as_word, words):
        if held and not each.text.startswith(" "):
            sure = min(held.confidence or 0.0, each.confidence or 0.0)
            held = Word(held.text + each.text, held.start, each.end, sure)
            continue
        if held:
            yield held
        held = each
    if held:
        yield held


def as_word(found: Any) -> Word:
    return Word(found.word, float(found.start), float(found.end), float(found.probability))


def brief(error: Exception) -> str:
    """The first sentence of what a library says."""
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
