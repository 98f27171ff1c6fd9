"""The site: settings, addresses, health, and the commands that know every room."""

from django.apps import AppConfig
from django.core import checks

from memoire_site import privacy


class MemoireSiteConfig(AppConfig):
    name = "memoire_site"
    verbose_name = "Memoire"

    def ready(self) -> None:
        checks.register(privacy.nobody_else_may_read)
