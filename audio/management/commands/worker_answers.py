"""Whether the worker of this machine lives, for health checks: exit status 0 or 1."""

import socket
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audio.models import Worker


class Command(BaseCommand):
    help = "Exits with 0 if a worker of this host has been heard of in the last minute."

    def handle(self, *args: Any, **options: Any) -> None:
        now, minute = timezone.now(), timedelta(minutes=1)
        heard = Worker.objects.filter(
            name__startswith=f"{socket.gethostname()}:", heartbeat_at__gt=now - minute, heartbeat_at__lt=now + minute
        )
        if not heard.exists():
            raise CommandError("No worker of this host has been heard of for a minute.")
