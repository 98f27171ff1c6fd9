"""Devices that have signed in before: a stranger's wrong passwords do not shut them out.

The idea is that of device cookies (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). The cookie holds no right of its own:
it says which accounts have been signed in to on this device, and whose own wrong passwords are counted.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from families.models import User

SALT = "families.accounts.devices"
MOST_SECONDS = 400 * 24 * 3600  # the longest that browsers keep a cookie
MOST_ACCOUNTS = 8  # a tablet of the whole family


@dataclass(frozen=True)
class Device:
    """`name` tells it from others, `accounts` are marks of whom it knows."""

    name: str = ""
    accounts: tuple[str, ...] = ()

    def knows(self, user: User | None) -> bool:
        return user is not None and mark(user) in self.accounts


def device_of(request: HttpRequest) -> Device:
    """The device that asks; one that nobody has signed in on has no name."""
    try:
        told = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=MOST_SECONDS)
        return Device(str(told["name"]), tuple(told["accounts"]))
    except (signing.BadSignature, TypeError, KeyError, ValueError):
        return Device()


def mark(user: User) -> str:
    """Says of an account that a device knows it; another one when all that was signed in as it has been ended."""
    return salted_hmac(SALT, f"{user.pk}:{user.sign_in_version}", algorithm="sha256").hexdigest()[:32]


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    device = device_of(request)
    others = [known for known in device.accounts if known != mark(user)]
    told = {"name": device.name or secrets.token_urlsafe(16), "accounts": [mark(user), *others][:MOST_ACCOUNTS]}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(told, salt=SALT),
        max_age=MOST_SECONDS,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
