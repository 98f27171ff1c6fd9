"""A language model's endpoint on this machine: it answers what the test says, and also late, half, wrongly or not at all."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from transcripts.tests import endpoint
from transcripts.tests.endpoint import Answer, Endpoint, Handler


class ChatHandler(Handler):
    def fields(self, body: bytes) -> dict[str, object]:
        return json.loads(body)


def says(content: object, *, usage: bool = True) -> Answer:
    """An answer as a chat endpoint gives it; a text stands as it is, anything else becomes JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    told: dict[str, object] = {"id": "x", "object": "chat.completion", "model": "m", "created": 0}
    told["choices"] = [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text, "refusal": None}}
    ]
    if usage:
        told["usage"] = {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020}
    return endpoint.answer(**told)


def story(first: int, last: int, **told: object) -> dict[str, object]:
    """A story over the segments from `first` to `last`."""
    given: dict[str, object] = {"title": "", "summary": "", "evidence": "", "temporal_marker": None}
    return {"segments": list(range(first, last + 1)), **given, "people": [], "places": [], **told}


@contextmanager
def running(*stories: dict[str, object]) -> Iterator[Endpoint]:
    with endpoint.running(ChatHandler, says({"stories": list(stories)})) as server:
        yield server
