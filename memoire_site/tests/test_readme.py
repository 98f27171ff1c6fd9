"""What the README shows to be typed can be typed as it stands: the files that it names are there, or a command of it makes them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from memoire_site.tests.fresh_clone import README, blocks

HERE = Path(settings.BASE_DIR)
SHOWN = [*re.findall(r"`([^`\n]+)`", README.read_text()), *blocks()]
COMMANDS = [each for each in SHOWN if re.search(r"\bmanage\.py |\bcurl ", each)]
NAMED = {
    name for each in COMMANDS for name in re.findall(r"[@=\s]([\w./-]+\.(?:m4a|wav|mp3|json|py))\b", f" {each}")
} - {"manage.py"}
MADE = set(re.findall(r"> ([\w./-]+)", "\n".join(COMMANDS)))


def test_the_commands_of_the_readme_are_found():
    assert len(COMMANDS) > 10
    assert "memoire_site/demo/austen.m4a" in NAMED


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_file_that_a_command_of_the_readme_names_is_there(name):
    assert (HERE / name).exists() or name in MADE


@pytest.mark.parametrize("name", sorted(set(re.findall(r"manage\.py (\w+)", "\n".join(COMMANDS)))))
def test_a_command_of_the_readme_is_a_command(name):
    assert name in get_commands()
