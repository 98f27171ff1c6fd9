#!/usr/bin/env python
"""Django's command line for Memoire."""

import os
import sys

from django.core.management import execute_from_command_line

from audio import parent_death

if __name__ == "__main__":
    parent_death.follow()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memoire_site.settings")
    execute_from_command_line(sys.argv)
