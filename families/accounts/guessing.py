"""Slows down whoever guesses passwords, and nobody else.

Wrong passwords are counted, for a while, by the device that has signed in before; else by account and line, by account, and by line. While
somebody has to wait nothing is checked and nothing is counted, so that a lock never grows longer. What was typed is not kept: it may be a
password in the wrong field.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from families.accounts.addresses import client_network
from families.accounts.devices import device_of
from families.accounts.hashing import MustWait, hashing_turn
from families.models import User, WrongPassword
from families.text.letters import folded

QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=1)
CLOCK = timedelta(minutes=1)  # what lies further ahead was written before the clock was set back


@dataclass(frozen=True)
class Limit:
    """So many wrong passwords within so long; then the next waits until the first of them is so long ago."""

    most: int
    within: timedelta


BY_DEVICE = BY_LINE_AND_ACCOUNT = Limit(8, QUARTER)
BY_ACCOUNT = Limit(40, LONGEST)  # from devices that it does not know: many lines together
BY_LINE = Limit(30, QUARTER)  # one password, many names


@dataclass(frozen=True)
class Asker:
    """Who knocks: marks of the account that was named, of the line, and of the device if it knows the account."""

    account: str
    line: str
    device: str

    def counted(self) -> list[tuple[Limit, QuerySet[WrongPassword]]]:
        rows = WrongPassword.objects.all()
        if self.device:
            return [(BY_DEVICE, rows.filter(account=self.account, device=self.device))]
        strangers = rows.filter(device="")
        return [
            (BY_LINE_AND_ACCOUNT, strangers.filter(account=self.account, line=self.line)),
            (BY_ACCOUNT, strangers.filter(account=self.account)),
            (BY_LINE, strangers.filter(line=self.line)),
        ]

    def forgive(self) -> None:
        """Whoever gets in has only mistyped."""
        own = {"device": self.device} if self.device else {"device": "", "line": self.line}
        WrongPassword.objects.filter(account=self.account, **own).delete()


class Attempt:
    """One try; it counts as wrong unless somebody says that it went well."""

    went_well = False


@contextmanager
def attempt(request: HttpRequest, typed: str) -> Iterator[Attempt]:
    """Around the checking of a password for the address that was typed. Raises MustWait instead of, or after, a try too many.

    The row is there before the password is checked, or a hundred tries at once would all be the first.
    """
    asker = asker_of(request, typed)
    refuse_early(asker)
    with hashing_turn():
        row = WrongPassword.objects.create(account=asker.account, line=asker.line, device=asker.device)
        tried = Attempt()
        try:
            refuse_early(asker, before=row)
        except MustWait:
            row.delete()
            raise
        yield tried
    if tried.went_well:
        asker.forgive()
    else:
        refuse_early(asker)


def asker_of(request: HttpRequest, typed: str) -> Asker:
    user = user_named(typed)
    device = device_of(request)
    return Asker(account_mark(user, typed), client_network(request), device.name if device.knows(user) else "")


def user_named(typed: str) -> User | None:
    try:
        return User.objects.get_by_natural_key(typed)
    except User.DoesNotExist:
        return None


def account_mark(user: User | None, typed: str = "") -> str:
    """The same for every spelling that leads to one account; of what leads to none, a digest that nobody can read back."""
    named = f"account {user.pk}" if user else f"typed {folded(typed)}"
    return salted_hmac("families.accounts.guessing", named, algorithm="sha256").hexdigest()


def refuse_early(asker: Asker, *, before: WrongPassword | None = None) -> None:
    """Raises MustWait when a limit is reached, by rows older than `before` if that is given."""
    now = timezone.now()
    ends = []
    for limit, rows in asker.counted():
        lately = rows.filter(at__gt=now - limit.within, at__lt=now + CLOCK)
        older = lately.filter(pk__lt=before.pk) if before else lately
        times: list[datetime] = list(older.order_by("-at").values_list("at", flat=True)[: limit.most])
        if len(times) == limit.most:
            ends.append(times[-1] + limit.within)
    if ends:
        seconds = max(1, ceil((max(ends) - now).total_seconds()))
        raise MustWait(seconds, f"There were too many wrong passwords. Please wait {in_words(seconds)}.")


def in_words(seconds: int) -> str:
    """A length that a person can wait for, never shorter than it is."""
    minutes = ceil(seconds / 60)
    if minutes > 10:
        return "a quarter of an hour" if minutes <= 15 else "an hour" if minutes > 30 else "half an hour"
    return f"{minutes} minutes" if minutes > 1 else "a minute"


def forgive(user: User) -> int:
    """Lets everybody try again for this account, as staff ask; says how many wrong passwords are forgotten."""
    return int(wrong_passwords(user).delete()[0])


def wrong_passwords(user: User) -> QuerySet[WrongPassword]:
    return WrongPassword.objects.filter(account=account_mark(user))
