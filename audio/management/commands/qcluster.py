"""django-q2's cluster, in which nobody outlives the process that started them, and which gives way to the pages."""

from typing import Any

from django.conf import settings
from django_q.management.commands import qcluster

from audio import parent_death, priority


class Command(qcluster.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        parent_death.follow_when_forked()
        priority.give_way(settings.WORKER_NICENESS)
        super().handle(*args, **options)
