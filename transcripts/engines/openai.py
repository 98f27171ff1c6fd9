"""Any endpoint that speaks OpenAI's `/v1/audio/transcriptions`, on this machine or elsewhere.

The sound of each slice is sent as WAV, and nothing else of the family but the hints.
"""

import io
import time
import wave
from collections.abc import Sequence
from typing import Any

import numpy as np

from audio.endpoint import Endpoint, Errand, Refused, TooLarge
from audio.errors import StepError
from transcripts.engines.answers import lines_of
from transcripts.engines.base import SAMPLE_RATE, Line, Samples
from transcripts.engines.second_pass import moved, quietest_near_the_middle

PAUSES = (0.5, 2.0)  # seconds before the second and the third attempt
MOST_HINTS = 600  # letters
MOST_ANSWER = 4 * 1024 * 1024  # bytes
SHORTEST = SAMPLE_RATE  # less is not cut any more
FULL = {"response_format": "verbose_json", "timestamp_granularities": ["segment", "word"]}
TEXT_ONLY = {"response_format": "json"}
HEARING = Errand(
    who="The speech endpoint",
    does="hear",
    gives="a transcription",
    takes="files",
    model_setting="SPEECH_OPENAI_MODEL",
    size_setting="SPEECH_OPENAI_MAX_BYTES",
)


class OpenAI:
    """The engine. `most_bytes` is the endpoint's limit; `patience` bounds one slice, all attempts included, in seconds."""

    name = "openai"
    languages = None
    knows_languages = has_second_way = True
    longest = 28.0  # as Whisper, which most endpoints are

    def __init__(
        self, model: str, *, base_url: str = "", api_key: str = "", most_bytes: int = 24_000_000, patience: float = 50.0
    ) -> None:
        self.endpoint = Endpoint(HEARING, base_url=base_url, api_key=api_key)
        self.model, self.most_bytes, self.patience = model, most_bytes, patience
        self.form: dict[str, Any] = FULL
        self.model_name, self.settings = model, {"most_bytes": most_bytes}
        self.version = f"{model} at {self.endpoint.host}"[:64]

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
        file = ("slice.wav", wav, "audio/wav")
        create = self.endpoint.client.audio.transcriptions.with_streaming_response.create
        answer = self.endpoint.ask(create, ends=ends, most=MOST_ANSWER, file=file, model=self.model, **asked)
        if not isinstance(answer.get("text"), str):
            raise self.endpoint.nonsense(permanent=True)
        return answer


def as_wav(samples: Samples) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
