"""Who may sign in at all."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

DEMO_ADDRESSES = ["keeper@example.org", "relative@example.org", "staff@example.org"]


class Door(ModelBackend):
    """Django's own, but for the demo's people: everybody knows their password, so they are let in in development only."""

    def user_can_authenticate(self, user: Any) -> bool:
        is_known_to_all = getattr(user, "email", "") in DEMO_ADDRESSES and not settings.DEBUG
        return super().user_can_authenticate(user) and not is_known_to_all
