"""Any endpoint that speaks OpenAI's `/v1/chat/completions`, asked for JSON."""

import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from audio.endpoint import Endpoint, Errand, Refused
from audio.errors import StepError

Result = TypeVar("Result")
MOST_ANSWER = 4 * 1024 * 1024  # bytes
PULSE_SECONDS = 5.0
PAUSE_SECONDS = 2.0
FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
READING = Errand(
    who="The story endpoint",
    does="read",
    gives="a list of stories",
    takes="requests",
    model_setting="STORY_OPENAI_MODEL",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered: a JSON object, and what it cost in tokens (0 where the endpoint does not say)."""

    content: dict[str, Any]
    input_tokens: int
    output_tokens: int


class Chat:
    """One model at one endpoint. `patience` in seconds bounds one question; it is asked once more after trouble that may pass."""

    def __init__(self, model: str, *, base_url: str = "", api_key: str = "", patience: float = 120.0) -> None:
        self.endpoint = Endpoint(READING, base_url=base_url, api_key=api_key)
        self.model, self.patience = model, patience
        self.has_schemas = True

    @property
    def name(self) -> str:
        return f"{self.model} at {self.endpoint.host}"[:64]

    def ask(self, task: str, talk: str, schema: dict[str, Any], *, alive: Callable[[], object]) -> Answer:
        """The answer as JSON, of that schema where the endpoint keeps to one. `alive` is called every few seconds. Raises StepError."""
        messages = [{"role": "system", "content": task}, {"role": "user", "content": talk}]
        try:
            return while_alive(lambda: self.in_any_form(messages, schema), alive)
        except StepError as error:
            if error.permanent:
                raise
        while_alive(lambda: time.sleep(PAUSE_SECONDS), alive)
        return while_alive(lambda: self.in_any_form(messages, schema), alive)

    def in_any_form(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Answer:
        """By the schema, or as any JSON object from an endpoint that knows no schemas."""
        if self.has_schemas:
            form = {"name": "stories", "strict": True, "schema": schema}
            try:
                return self.once(messages, {"type": "json_schema", "json_schema": form})
            except Refused:
                answer = self.once(messages, {"type": "json_object"})
                self.has_schemas = False
                return answer
        return self.once(messages, {"type": "json_object"})

    def once(self, messages: list[dict[str, str]], form: dict[str, Any]) -> Answer:
        answer = self.endpoint.ask(
            self.endpoint.client.chat.completions.with_streaming_response.create,
            ends=time.monotonic() + self.patience,
            most=MOST_ANSWER,
            model=self.model,
            messages=messages,
            response_format=form,
            temperature=0,
        )
        return self.read(answer)

    def read(self, answer: dict[str, Any]) -> Answer:
        try:
            text = answer["choices"][0]["message"]["content"]
            fenced = FENCE.match(text)
            content = json.loads(fenced[1] if fenced else text)
        except (KeyError, IndexError, TypeError, ValueError, RecursionError):
            raise self.endpoint.nonsense(permanent=False) from None
        if not isinstance(content, dict):
            raise self.endpoint.nonsense(permanent=False)
        usage = answer.get("usage")
        counts = usage if isinstance(usage, dict) else {}
        return Answer(content, _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens")))


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 10**9 else 0


def while_alive(work: Callable[[], Result], alive: Callable[[], object]) -> Result:
    """What the work gives; meanwhile `alive` is called every few seconds, and what it raises ends the waiting."""
    pool = ThreadPoolExecutor(1)
    try:
        future = pool.submit(work)
        while not wait([future], timeout=PULSE_SECONDS).done:
            alive()
        return future.result()
    finally:
        pool.shutdown(wait=False)
