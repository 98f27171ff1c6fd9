"""An endpoint that speaks OpenAI's API, on this machine or elsewhere: how it is asked, and what its troubles mean.

Redirects are not followed: what a family says goes to the address that somebody chose, and to no other. What an endpoint says about an
error is neither kept nor logged, since it may quote what it was sent. Imports no model and no setting, so that engines may use it.
"""

import json
import logging
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2

from audio.errors import StepError

if TYPE_CHECKING:
    import openai

logging.getLogger("httpx2").setLevel(logging.WARNING)  # it would tell of every request

ADDRESS = "https://api.openai.com/v1"
Create = Callable[..., AbstractContextManager[Any]]


class Refused(StepError):
    """The endpoint does not want to be asked like this."""


class TooLarge(StepError):
    """The endpoint takes only smaller requests."""


@dataclass(frozen=True)
class Errand:
    """How sentences speak of what an endpoint is for, and which settings they name."""

    who: str  # "The speech endpoint"
    does: str  # "hear"
    gives: str  # "a transcription"
    takes: str  # "files"
    model_setting: str
    size_setting: str = ""


class Endpoint:
    """An endpoint and its errand; without an address it is OpenAI's own."""

    def __init__(self, errand: Errand, *, base_url: str, api_key: str) -> None:
        self.errand, self.base_url, self.api_key = errand, base_url or ADDRESS, api_key

    @property
    def who(self) -> str:
        return self.errand.who

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @cached_property
    def client(self) -> "openai.OpenAI":
        import openai  # noqa: PLC0415 - slow and large, and wanted by those only who ask

        no_line_kept = httpx2.Limits(
            max_keepalive_connections=0
        )  # an answer takes seconds: a worker holds nothing open
        door = openai.DefaultHttpxClient(follow_redirects=False, limits=no_line_kept)
        key = self.api_key or "none"  # an endpoint of one's own may ask for no key, the library always does
        return openai.OpenAI(api_key=key, base_url=self.base_url, max_retries=0, http_client=door)

    def ask(self, create: Create, *, ends: float, most: int, **asked: Any) -> dict[str, Any]:
        """The JSON object that the endpoint answers, of `most` bytes, before the monotonic clock says `ends`. Raises StepError."""
        import openai  # noqa: PLC0415 - loaded already by `client`

        left = max(ends - time.monotonic(), 0.1)
        try:
            with create(timeout=left, **asked) as response:
                return self.read(response.iter_bytes(), ends=ends, most=most)
        except openai.APIStatusError as error:
            raise self.said(error) from None
        except openai.APITimeoutError:
            raise StepError(f"{self.who} did not answer in time.", permanent=False) from None
        except openai.APIConnectionError:
            raise StepError(f"{self.who} could not be reached.", permanent=False) from None

    def read(self, blocks: Iterable[bytes], *, ends: float, most: int) -> dict[str, Any]:
        """The JSON object that comes in blocks, which may be late, half, or anything. Raises StepError."""
        held = bytearray()
        try:
            for block in blocks:
                held += block
                if time.monotonic() > ends:
                    raise StepError(f"{self.who} did not finish its answer in time.", permanent=False)
                if len(held) > most:
                    raise self.nonsense(permanent=True)
        except httpx2.TimeoutException:
            raise StepError(f"{self.who} did not finish its answer in time.", permanent=False) from None
        except httpx2.HTTPError:
            raise StepError(f"{self.who} broke off in the middle of its answer.", permanent=False) from None
        try:
            answer = json.loads(held)
        except (ValueError, RecursionError):
            raise self.nonsense(permanent=False) from None
        if not isinstance(answer, dict):
            raise self.nonsense(permanent=True)
        return answer

    def nonsense(self, *, permanent: bool) -> StepError:
        return StepError(f"{self.who} answers something that is not {self.errand.gives}.", permanent=permanent)

    def said(self, error: "openai.APIStatusError") -> StepError:
        """What an HTTP status means, and whether asking again may help."""
        status, who = error.status_code, self.who
        if status in {401, 403}:
            return StepError(f"{who} does not accept the key (OPENAI_API_KEY).", permanent=True)
        if status == 404:
            where = f"OPENAI_BASE_URL, {self.errand.model_setting}"
            return StepError(f"{who} does not know this address or model ({where}).", permanent=True)
        if status == 413:
            setting = f" ({self.errand.size_setting})" if self.errand.size_setting else ""
            return TooLarge(f"{who} takes only smaller {self.errand.takes}{setting}.", permanent=True)
        if status in {400, 415, 422}:
            return Refused(f"{who} refuses to {self.errand.does} this: it answers with {status}.", permanent=True)
        if status == 429:
            is_spent = error.code == "insufficient_quota"
            reason = f"The account at {who[0].lower()}{who[1:]} is used up." if is_spent else f"{who} is too busy."
            return StepError(reason, permanent=is_spent)
        if 300 <= status < 400:
            reason = f"{who} sends us to another address; name that one in OPENAI_BASE_URL."
            return StepError(reason, permanent=True)
        return StepError(f"{who} is in trouble: it answers with {status}.", permanent=status < 500)
