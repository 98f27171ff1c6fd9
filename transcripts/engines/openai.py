"""Any endpoint that speaks OpenAI's `/v1/audio/transcriptions`, on this machine or elsewhere.

The sound of each slice is sent as WAV, and nothing else of the family but the hints. Redirects are not followed: a voice goes to the
address that somebody chose, and to no other.
"""

import io
import logging
import time
import wave
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx2
import numpy as np
import openai

from audio.errors import StepError
from transcripts.engines.answers import lines_of, read
from transcripts.engines.base import SAMPLE_RATE, Line, Samples
from transcripts.engines.careful import moved, quietest_near_the_middle

logging.getLogger("httpx2").setLevel(logging.WARNING)  # it would tell of every slice

ADDRESS = "https://api.openai.com/v1"
PAUSES = (0.5, 2.0)  # seconds before the second and the third attempt
MOST_HINTS = 600  # letters
MOST_ANSWER = 4 * 1024 * 1024  # bytes
SHORTEST = SAMPLE_RATE  # less is not cut any more
FULL = {"response_format": "verbose_json", "timestamp_granularities": ["segment", "word"]}
TEXT_ONLY = {"response_format": "json"}


class OpenAI:
    """The engine. `most_bytes` is the endpoint's limit; `patience` bounds one slice, all attempts included, in seconds."""

    name = "openai"
    languages = None
    knows_languages = has_second_way = True

    def __init__(
        self, model: str, *, base_url: str = "", api_key: str = "", most_bytes: int = 24_000_000, patience: float = 50.0
    ) -> None:
        self.model, self.base_url, self.api_key = model, base_url or ADDRESS, api_key
        self.most_bytes, self.patience = most_bytes, patience
        self.form: dict[str, Any] = FULL
        self.version = f"{model} at {urlsplit(self.base_url).hostname}"[:64]

    @cached_property
    def client(self) -> openai.OpenAI:
        no_line_kept = httpx2.Limits(max_keepalive_connections=0)  # a slice takes seconds: a worker holds nothing open
        door = openai.DefaultHttpxClient(follow_redirects=False, limits=no_line_kept)
        key = self.api_key or "none"  # an endpoint of one's own may ask for no key, the library always does
        return openai.OpenAI(api_key=key, base_url=self.base_url, max_retries=0, http_client=door)

    def hear(
        self, samples: Samples, *, language: str = "", hints: Sequence[str] = (), second_way: bool = False
    ) -> Sequence[Line]:
        """Lines with times and words where the endpoint gives them, else one line. Raises StepError.

        The second way leaves the hints out and raises the temperature.
        """
        asked: dict[str, Any] = {"language": language} if language else {}
        if second_way:
            asked["temperature"] = 0.4
        elif hints:
            asked["prompt"] = ", ".join(hints)[:MOST_HINTS]
        return self.heard(samples, asked)

    def heard(self, samples: Samples, asked: dict[str, Any]) -> list[Line]:
        wav = as_wav(samples)
        if len(wav) > self.most_bytes and len(samples) > SHORTEST:
            return self.halves(samples, asked)
        try:
            answer = self.answer(wav, asked)
        except TooLarge:
            if len(samples) <= SHORTEST:
                raise
            return self.halves(samples, asked)
        return lines_of(answer, len(samples) / SAMPLE_RATE, tells_language="language" not in asked)

    def halves(self, samples: Samples, asked: dict[str, Any]) -> list[Line]:
        middle = quietest_near_the_middle(samples)
        later = self.heard(samples[middle:], asked)
        return [*self.heard(samples[:middle], asked), *moved(later, middle / SAMPLE_RATE)]

    def answer(self, wav: bytes, asked: dict[str, Any]) -> dict[str, Any]:
        """What the endpoint says, asked again after a pause where that may help."""
        ends = time.monotonic() + self.patience
        for pause in PAUSES:
            try:
                return self.any_form(wav, asked, ends)
            except StepError as error:
                if error.permanent or time.monotonic() + pause >= ends:
                    raise
            time.sleep(pause)
        return self.any_form(wav, asked, ends)

    def any_form(self, wav: bytes, asked: dict[str, Any], ends: float) -> dict[str, Any]:
        """In full, or as text only from an endpoint that refuses more."""
        try:
            return self.once(wav, {**asked, **self.form}, ends)
        except Refused:
            if self.form is TEXT_ONLY:
                raise
            answer = self.once(wav, {**asked, **TEXT_ONLY}, ends)
            self.form = TEXT_ONLY
            return answer

    def once(self, wav: bytes, asked: dict[str, Any], ends: float) -> dict[str, Any]:
        left = max(ends - time.monotonic(), 0.1)
        file = ("slice.wav", wav, "audio/wav")
        create = self.client.audio.transcriptions.with_streaming_response.create
        try:
            with create(file=file, model=self.model, timeout=left, **asked) as response:
                return read(response.iter_bytes(), ends=ends, most=MOST_ANSWER)
        except openai.APIStatusError as error:
            raise said(error) from None
        except openai.APITimeoutError:
            raise StepError("The speech endpoint did not answer in time.", permanent=False) from None
        except openai.APIConnectionError:
            raise StepError("The speech endpoint could not be reached.", permanent=False) from None


class Refused(StepError):
    """The endpoint does not want to be asked like this."""


class TooLarge(StepError):
    """The endpoint takes only smaller files."""


def said(error: openai.APIStatusError) -> StepError:
    """What an HTTP status means, and whether asking again may help. The body is not repeated: it may hold somebody's words."""
    status = error.status_code
    if status in {401, 403}:
        return StepError("The speech endpoint does not accept the key (OPENAI_API_KEY).", permanent=True)
    if status == 404:
        reason = "The speech endpoint does not know this address or model (OPENAI_BASE_URL, SPEECH_OPENAI_MODEL)."
        return StepError(reason, permanent=True)
    if status == 413:
        return TooLarge("The speech endpoint takes only smaller files (SPEECH_OPENAI_MAX_BYTES).", permanent=True)
    if status in {400, 415, 422}:
        return Refused(f"The speech endpoint refuses to hear this: it answers with {status}.", permanent=True)
    if status == 429:
        is_spent = error.code == "insufficient_quota"
        reason = "The account at the speech endpoint is used up." if is_spent else "The speech endpoint is too busy."
        return StepError(reason, permanent=is_spent)
    if 300 <= status < 400:
        reason = "The speech endpoint sends us to another address; name that one in OPENAI_BASE_URL."
        return StepError(reason, permanent=True)
    return StepError(f"The speech endpoint is in trouble: it answers with {status}.", permanent=status < 500)


def as_wav(samples: Samples) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
