"""In which browsers somebody is signed in: which, since when, and last when. Each can be ended by itself."""

import re
from typing import Any

import structlog
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from families.models import SignedInBrowser, User

log = structlog.get_logger(__name__)
NAMES = [  # the first that fits: each calls itself by the names of those that come behind it
    ("Edge", r"\bEdgA?(iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung’s browser", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|CriOS|HeadlessChrome)/"),
    ("Safari", r"\bSafari/"),
]
MACHINES = [
    ("an iPhone", r"\biPhone\b"),
    ("an iPad", r"\biPad\b"),
    ("an Android device", r"\bAndroid\b"),
    ("a Chromebook", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("a Mac or an iPad", r"\bMacintosh\b"),  # iPads call themselves Macs
    ("Linux", r"\bLinux\b"),
]


def called(agent: str) -> str:
    """How a person would know the browser again, from its User-Agent header: "Firefox on Windows"."""
    name = next((name for name, pattern in NAMES if re.search(pattern, agent)), "A browser")
    machine = next((machine for machine, pattern in MACHINES if re.search(pattern, agent)), "")
    return f"{name} on {machine}" if machine else name


def note_browser(request: HttpRequest, user: User) -> None:
    """Writes down that somebody is signed in here, from now on."""
    if request.session.session_key is None:
        request.session.save()
    row = {"user": user, "called": called(request.headers.get("User-Agent", "")), "seen_at": timezone.now()}
    SignedInBrowser.objects.update_or_create(session_id=request.session.session_key, defaults=row)
    noted_today.add(seen_key(request))


def on_sign_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    note_browser(request, user)


user_logged_in.connect(on_sign_in, dispatch_uid="families.accounts.browsers")


def browsers_of(user: User) -> list[SignedInBrowser]:
    """Where somebody is signed in now, those seen last first."""
    rows = SignedInBrowser.objects.filter(user=user, session__expire_date__gt=timezone.now()).select_related("session")
    # What a new password has ended stays in the table until it expires, and is no sign-in any more.
    wanted = user.get_session_auth_hash()
    return [row for row in rows if constant_time_compare(row.session.get_decoded().get(HASH_SESSION_KEY, ""), wanted)]


def end_browser(row: SignedInBrowser) -> None:
    row.session.delete()


# --- seen last -------------------------------------------------------------------------------------------------------


class Noted:
    """What this process has noted today already."""

    def __init__(self) -> None:
        self.day, self.keys = timezone.now().date(), set[str]()

    def add(self, key: str) -> bool:
        """Whether it was new."""
        if self.day != timezone.now().date():
            self.day, self.keys = timezone.now().date(), set()
        is_new = key not in self.keys
        self.keys.add(key)
        return is_new


noted_today = Noted()


class SeenToday:
    """Middleware. Notes once a day that somebody was here; a disk that is full, or a database that is busy, stops nobody from reading."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated and request.session.session_key:
            note_seen(request, user)
        return response


def note_seen(request: HttpRequest, user: User) -> None:
    if not noted_today.add(seen_key(request)):
        return
    try:
        with transaction.atomic():
            key = str(request.session.session_key)
            rows = SignedInBrowser.objects.filter(session_id=key)
            if not rows.update(seen_at=timezone.now()) and request.session.exists(key):
                begin_list(request, user)
    except DatabaseError as error:
        log.warning("browser_not_noted", kind=type(error).__name__)


def begin_list(request: HttpRequest, user: User) -> None:
    """Of a session that is older than this list nobody knows since when it is."""
    name = called(request.headers.get("User-Agent", ""))
    SignedInBrowser.objects.create(session_id=request.session.session_key, user=user, called=name, began_at=None)


def seen_key(request: HttpRequest) -> str:
    return salted_hmac("families.accounts.browsers", str(request.session.session_key), algorithm="sha256").hexdigest()
