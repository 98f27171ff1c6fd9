"""Who may sign in at all, and how often it may be tried."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from families.accounts.guessing import attempt

DEMO_ADDRESSES = ["keeper@example.org", "relative@example.org", "staff@example.org"]


class NoDemoUsersBackend(ModelBackend):
    """Django's own, slowed down for whoever guesses. The demo's people, whose password everybody knows, get in in development only."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """Raises MustWait. A name that nobody has takes as long as a wrong password, and is counted like one."""
        if username is None or password is None:
            return None
        with attempt(request or HttpRequest(), username) as tried:
            user = super().authenticate(request, username=username, password=password, **kwargs)
            tried.went_well = user is not None
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        is_known_to_all = getattr(user, "email", "") in DEMO_ADDRESSES and not settings.DEBUG
        return super().user_can_authenticate(user) and not is_known_to_all
