"""django-q2's cluster, in which nobody outlives the process that started them."""

from typing import Any

from django_q.management.commands import qcluster

from audio import parent_death


class Command(qcluster.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        parent_death.follow_when_forked()
        super().handle(*args, **options)
