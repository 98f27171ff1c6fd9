"""What somebody typed into a form that was sent after they had been signed out: it is carried over the door.

Until they have signed in, the page itself carries it, signed and for a limited time, so that nobody who is not signed in can
have anything stored. Then it waits in their session, until they press the button that sends it, or throw it away.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from families.text.field_labels import label_of, labels_at

KEPT = "typed_words"  # in the session
CARRIED = "typed"  # the field of the sign-in form that carries them
SENT_AS = "typed_words_id"  # the field by which the form of a kept page says which words it sends
SALT = "families.accounts.typed_words"
LONGEST = 200_000  # letters, of what is carried
SECONDS = 12 * 60 * 60
MOST_KEPT = 10
OF_THE_DOOR = frozenset({"sign_in", "sign_out", "typed_words", "login", "logout"})
NEVER_CARRIED = frozenset({"csrfmiddlewaretoken", SENT_AS})
UNSHOWN = ("version", "seen", "next", "page", "initial-", "_")


@dataclass(frozen=True)
class TypedWords:
    """A form as it was sent: the address on our site, and its fields in order, without the files that it may have had."""

    address: str
    fields: list[list[str]]
    may_have_had_files: bool = False

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person reads of it: the label that each field had in its form, and what stands in it."""
        labels = labels_at(self.address)
        return [(label_of(name, labels), value) for name, value in self.fields if is_for_people(name, value)]


def is_for_people(name: str, value: str) -> bool:
    return bool(value.strip()) and not name.startswith(UNSHOWN) and not name.endswith("_FORMS") and not is_key(value)


def is_key(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def words_of(request: HttpRequest) -> TypedWords | None:
    """The form that came; None for one that bears a password, or belongs to the door itself."""
    address = request.get_full_path()
    names = {name.lower() for name in request.POST}
    if not leads_to_a_page(address) or any("password" in name for name in names):
        return None
    fields = [[name, value] for name, values in request.POST.lists() if name not in NEVER_CARRIED for value in values]
    return TypedWords(address, fields, request.content_type == "multipart/form-data")


def leads_to_a_page(address: str) -> bool:
    """Whether it is one of our own pages: a path of our table, and none of the door's."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/"):
        return False
    try:
        found = resolve(parts.path)
    except Resolver404:
        return False
    return found.url_name not in OF_THE_DOOR


# --- in a page -------------------------------------------------------------------------------------------------------


def signed(words: TypedWords) -> str:
    """A text that only we can have made; "" where it would be longer than we carry."""
    told = asdict(words)
    return signing.dumps(told, salt=SALT, compress=True) if len(json.dumps(told)) <= LONGEST else ""


def unsigned(text: str) -> TypedWords | None:
    """None where it is not ours, or too old."""
    try:
        words = TypedWords(**signing.loads(text, salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        return None
    return words if leads_to_a_page(words.address) else None


# --- in a session ----------------------------------------------------------------------------------------------------


def keep_typed_words(request: HttpRequest, words: TypedWords) -> None:
    """For whoever is signed in; of very many the earliest goes."""
    kept = [*kept_in(request), (secrets.token_urlsafe(9), words)][-MOST_KEPT:]
    request.session[KEPT] = {key: asdict(each) for key, each in kept}


def kept_in(request: HttpRequest) -> Iterator[tuple[str, TypedWords]]:
    for key, told in request.session.get(KEPT, {}).items():
        yield key, TypedWords(**told)


def forget(request: HttpRequest, key: Any) -> None:
    kept = dict(request.session.get(KEPT, {}))
    if kept.pop(key, None) is not None:
        request.session[KEPT] = kept
