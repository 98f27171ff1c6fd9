"""The site: settings, addresses, health, and the commands that know every room."""

from django.apps import AppConfig


class MemoireSiteConfig(AppConfig):
    name = "memoire_site"
    verbose_name = "Memoire"
