"""Development is for this machine alone, unless somebody asks for more by name."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as ours

from memoire_site import exposure
from memoire_site.tests.running import free_port


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "::1", "127.8.8.8"])
def test_this_machine_may_see_development(settings, host):
    settings.DEBUG = True
    exposure.refuse_open_debug(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "[::]", "192.0.2.7", "no-such-name.invalid"])
def test_other_machines_may_not(settings, host):
    settings.DEBUG = True
    with pytest.raises(exposure.Exposed, match="DEBUG_FOR_OTHERS=true"):
        exposure.refuse_open_debug(host)


@pytest.mark.parametrize("asked", [{"DEBUG": False}, {"DEBUG_FOR_OTHERS": True}], ids=["for a family", "by name"])
def test_others_are_let_in_where_it_was_asked_for(settings, asked):
    settings.DEBUG = True
    for name, value in asked.items():
        setattr(settings, name, value)
    exposure.refuse_open_debug("0.0.0.0")


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "manage.py", "serve", "--no-demo"],
        [sys.executable, "-m", "gunicorn", "--config", "python:memoire_site.web", "--bind", "0.0.0.0:{port}"],
    ],
    ids=["script/server", "script/web"],
)
def test_a_server_that_is_open_to_others_does_not_start_with_debug(tmp_path, command):
    port = str(free_port())
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "HOST": "0.0.0.0", "PORT": port, "DEBUG": "true"}
    environment["DJANGO_SETTINGS_MODULE"] = "memoire_site.settings"
    ended = subprocess.run(
        [word.format(port=port) for word in command],
        env=environment,
        cwd=ours.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode != 0
    assert "HOST=0.0.0.0 lets other machines in" in ended.stderr
