"""Whether the web server of this machine answers, for health checks: exit status 0 or 1."""

import os
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Exits with 0 if the web server on this machine says that it lives."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        port = os.environ.get("PORT", "8000")
        host = next((name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))), "localhost")
        question = Request(f"http://127.0.0.1:{port}/api/v1/health/live", headers={"Host": host})
        try:
            with urlopen(question, timeout=4):  # noqa: S310 - the address is ours
                return
        except (URLError, OSError) as error:
            raise CommandError(f"The web server does not answer: {error}") from None
