"""What browsers may keep and do: nothing of a family behind a closed door, and every cookie as narrow as it can be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from knox.models import get_token_model

from audio.tests import factories as audio
from families.accounts.tokens import give_token
from families.models import User
from families.tests import factories as families
from memoire_site.backends import DEMO_ADDRESSES

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HTTPS = {"SITE_URL": "https://memoire.example", "BEHIND_PROXY": "true"}


@pytest.fixture
def keeper() -> User:
    return families.user(is_staff=True, is_superuser=True)


@pytest.fixture
def recording(keeper):
    return audio.recording(families.family(keeper=keeper))


@pytest.fixture
def inside(keeper) -> Client:
    client = Client()
    client.force_login(keeper)
    return client


@pytest.mark.parametrize(
    "address",
    ["/", "/account/", "/admin/", "/no/such/page", "/api/v1/audio/", "/api/v1/no/such", "/sign-in/"],
)
def test_what_somebody_signed_in_is_shown_is_kept_nowhere(inside, address):
    assert "no-store" in inside.get(address, follow=True)["Cache-Control"]


def test_a_page_of_a_family_is_kept_nowhere(inside, recording):
    answers = [inside.get(reverse(name, args=[recording.family.pk])) for name in ("family", "stories", "people")]
    assert [answer["Cache-Control"] for answer in answers] == ["private, no-store"] * 3


def test_what_a_program_gets_with_its_token_is_kept_nowhere(keeper, recording):
    token = give_token(keeper)[1]
    answer = Client().get("/api/v1/audio/", headers={"Authorization": f"Token {token}"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_sound_says_itself_how_it_is_kept_and_comes_in_parts(inside, recording):
    address = reverse("sound", args=[recording.pk])
    part = inside.get(address, headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(part.getvalue())) == (206, 10)
    assert inside.get(address)["Cache-Control"] == "private, no-store"


def test_what_is_shown_to_nobody_in_particular_may_be_kept():
    assert "public" in Client().get("/api/v1/schema")["Cache-Control"]


def test_after_signing_out_the_page_is_not_shown_again(inside, recording):
    address = reverse("family", args=[recording.family.pk])
    assert inside.get(address).status_code == 200
    inside.post("/sign-out/")
    assert inside.get(address).status_code == 302


@pytest.mark.parametrize("address", ["/sign-in/", "/api/v1/audio/", "/no/such/page"])
def test_no_other_site_may_use_an_answer_and_no_page_may_use_the_camera(address):
    answer = Client().get(address)
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    allowed = answer["Permissions-Policy"].split(", ")
    assert {"microphone=(self)", "camera=()", "geolocation=()"} <= set(allowed)


# --- over https ------------------------------------------------------------------------------------------------------


def run(tmp_path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), **environment}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=clean, capture_output=True, text=True, check=False)


def test_a_machine_that_is_set_up_for_a_family_is_found_well(tmp_path):
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **HTTPS)
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


ASKED = """
import django; django.setup()
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from django.core.management import call_command
from django.test import Client
from families.models import User
call_command("migrate", verbosity=0)
User.objects.create_user("ilse@memoire.example", "a good password")
client = Client(headers={"host": "memoire.example", "x-forwarded-proto": "https"})
made = {"username": "ilse@memoire.example", "password": "a good password"}
client.get("/sign-in/", secure=True)
assert client.post("/sign-in/", made, secure=True).status_code == 302
for name, cookie in client.cookies.items():
    print(name, bool(cookie["secure"]), cookie["path"], repr(cookie["domain"]), cookie["samesite"], bool(cookie["httponly"]))
plain = Client(headers={"host": "memoire.example", "x-forwarded-proto": "http"})
print(plain.get("/sign-in/")["Location"], plain.get("/api/v1/health/live").status_code)
"""


def test_over_https_every_cookie_belongs_to_this_host_alone(tmp_path):
    done = run(tmp_path, "-c", ASKED, DJANGO_SETTINGS_MODULE="memoire_site.settings", **HTTPS)
    assert done.returncode == 0, done.stderr
    *cookies, last = done.stdout.strip().splitlines()
    assert sorted(cookies) == [
        "__Host-csrftoken True / '' Lax False",  # scripts of ours put it into what they send
        "__Host-memoire_device True / '' Lax True",
        "__Host-sessionid True / '' Lax True",
    ]
    assert last == "https://memoire.example/sign-in/ 200"


def test_scripts_find_the_token_under_either_name():
    for path in ("static/families/door.js", "static/memoire_site/docs.js"):
        assert "__Host-" in (Path(settings.BASE_DIR) / path).read_text()


# --- the demo's people -----------------------------------------------------------------------------------------------


def test_outside_development_the_demos_people_are_let_in_with_nothing_that_they_hold(settings):
    user = families.user(email=DEMO_ADDRESSES[0])
    token, client = give_token(user)[1], Client()
    client.force_login(user)

    def answers():
        asked = Client().get("/api/v1/audio/", headers={"Authorization": f"Token {token}"})
        return client.get("/account/").status_code, asked.status_code

    settings.DEBUG = True
    assert answers() == (200, 200)
    settings.DEBUG = False
    assert answers() == (302, 401)
    assert get_token_model().objects.count() == 1
