"""How a refusal comes to whoever asked: on a page as a sentence, to clients as 400 or 409."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from rest_framework.exceptions import APIException, ValidationError

from families.refusal import Refusal


@dataclass
class Refused:
    """What became of something that was asked for: `why` says why it was refused, and is empty where it was done."""

    why: str = ""


@contextmanager
def catching_refusals() -> Iterator[Refused]:
    """For a form that says beside its fields what is wrong."""
    refused = Refused()
    try:
        yield refused
    except Refusal as error:
        refused.why = str(error)


@contextmanager
def telling_refusals(request: HttpRequest) -> Iterator[Refused]:
    """For a button: what is refused is told at the head of the page that comes next."""
    with catching_refusals() as refused:
        yield refused
    if refused.why:
        messages.error(request, refused.why)


class NotAsThingsStand(APIException):
    status_code = 409
    default_code = "conflict"


@contextmanager
def refusals_as_400(field: str = "") -> Iterator[None]:
    """For clients: of the field that is wrong, where it is one."""
    try:
        yield
    except Refusal as error:
        raise ValidationError({field: [str(error)]} if field else {"detail": str(error)}) from error


@contextmanager
def refusals_as_409() -> Iterator[None]:
    """For clients who asked for the right thing at the wrong time."""
    try:
        yield
    except Refusal as error:
        raise NotAsThingsStand(str(error)) from error
