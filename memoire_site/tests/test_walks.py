"""The whole way, once in each configuration that the README promises, by its own words: a fresh clone and an empty home.

Upload, words, correction, a second hearing, stories changed and approved, the book, and removing.
"""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from django.conf import settings

from memoire_site import demo
from memoire_site.tests.fresh_clone import Stranger, block, blocks, from_table, publish, speaking_s3
from memoire_site.tests.walker import NEVER_SAID, Walker, talk

pytestmark = pytest.mark.walk
EMAIL, PASSWORD = "ann@example.org", "a lamp by the window"
SETTING_OF_A_STORE = re.compile(r"^((?:NEO4J|FIRESTORE)_\w+)=(.*)$", re.MULTILINE)
CLONE, FIRST_START = block("git clone", "script/server").splitlines()
WITH_STORES = from_table("script/server --with-stores")
(OWN_START,) = [each for each in blocks() if re.fullmatch(r"DATA_DIR=\S+ DEBUG=false script/server\n", each)]
OWN_ACCOUNT = block("createsuperuser")
OWN_FOLDER = re.search(r"DATA_DIR=(\S+)", OWN_START)[1]
BY_PROGRAM = block("auth/login")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory) -> Stranger:
    """They have cloned it, and nothing is installed yet: whatever they start first does that."""
    folder = tmp_path_factory.mktemp("stranger")
    (folder / "home").mkdir()
    found = Stranger(folder / "home")
    repository = publish(folder / "published")
    found.run(CLONE.replace("ADDRESS-OF-THIS-REPOSITORY", str(repository)))
    return found


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL of our own, in a folder that its user may pass through."""
    command = [str(Path(settings.BASE_DIR) / "script" / "postgres")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip().removeprefix("DATABASE_URL=")
        process.terminate()


@contextmanager
def own_server(stranger: Stranger, folder: str, log: Path, **variables: str) -> Iterator[str]:
    """As the README says it for a family of one's own, with an account that is made in a second window."""
    with stranger.server(OWN_START.replace(OWN_FOLDER, f"~/{folder}"), log=log, **variables) as address:
        stranger.answer(OWN_ACCOUNT.replace(OWN_FOLDER, f"~/{folder}"), [EMAIL, PASSWORD, PASSWORD])
        yield address


def founded(ann: Walker) -> str:
    """The page of the family that somebody starts where they sign in."""
    assert ann.sign_in(EMAIL, PASSWORD) == "/"
    begun = ann.press("/", "/families/start/", name="The Dashwoods", narrator="Aunt Jane")
    return urlsplit(str(begun.url)).path


def go_to_the_book(ann: Walker, family: str) -> str:
    """From a voice to a book with a word in it that a person wrote; says which recording it was."""
    sound = talk()
    recording = ann.add(family, sound, "On Mr Dashwood")
    ann.until_done(recording)
    ann.listen(recording, sound)
    ann.mend(
        ann.lines(recording)[0], f"He kept the {NEVER_SAID}, and had leisure to consider what he could do for them."
    )
    ann.hear_again(recording)
    ann.until_done(recording)
    assert NEVER_SAID in ann.lines(recording)[0]["text"]
    story = ann.stories(recording)[0]
    ann.retell(story, "What he could do", "1811")
    ann.split(recording, story)
    ann.approve(recording)
    text = ann.book()
    assert (NEVER_SAID in text, "Aunt Jane" in text, "What he could do" in text) == (True, True, True)
    return recording


def test_with_nothing_configured(stranger, tmp_path) -> None:
    """The first block, whose demo people sign in, and what the README shows to those who write programs."""
    with stranger.server(FIRST_START, log=tmp_path / "log") as address, Walker(address) as kim:
        recording = go_to_the_book(kim, kim.sign_in(demo.PEOPLE[0], demo.PASSWORD))
        said = stranger.run(BY_PROGRAM.replace("127.0.0.1:8000", urlsplit(address).netloc))
        assert ("audio_id" in said, "temporal_marker" in said) == (True, True), said
        kim.remove(recording)


def test_with_postgresql_firestore_and_neo4j(stranger, tmp_path, postgres) -> None:
    """As `script/server --with-stores` starts them; what they hold is compared with the database at the end."""
    log = tmp_path / "log"
    named = {"DATABASE_URL": postgres, "DATA_DIR": str(tmp_path / "data")}
    with stranger.server(WITH_STORES, log=log, **named) as address, Walker(address) as kim:
        recording = go_to_the_book(kim, kim.sign_in(demo.PEOPLE[0], demo.PASSWORD))
        stores = dict(SETTING_OF_A_STORE.findall(log.read_text()))
        assert "0 differences" in compared(stranger, **named, **stores)
        kim.remove(recording)
        assert recording not in compared(stranger, **named, **stores)


def compared(stranger: Stranger, **variables: str) -> str:
    """Whatever waits to be copied is given time: the command says nothing against what is only late."""
    check = f"{from_table('.venv/bin/python manage.py rebuild_projection --all')} --check"
    for _ in range(60):
        said = stranger.run(check, **variables)
        if " 0 entries still to be copied" in said and not re.search(r"[1-9]\d* entries still", said):
            return said
        time.sleep(1)
    raise AssertionError(said)


def test_out_of_development_for_a_family_of_ones_own(stranger, tmp_path) -> None:
    with own_server(stranger, "ours", tmp_path / "log") as address, Walker(address) as ann:
        recording = go_to_the_book(ann, founded(ann))
        assert voices_under(stranger.home / "ours/recordings")
        ann.remove(recording)


def voices_under(folder: Path) -> list[Path]:
    return list(folder.rglob("*.wav"))


def test_with_the_sound_in_firestore(stranger, tmp_path, stores) -> None:
    named = {name: value for name, value in stores.items() if name.startswith("FIRESTORE_")}
    with (
        own_server(stranger, "in-firestore", tmp_path / "log", RECORDINGS_STORAGE="firestore", **named) as address,
        Walker(address) as ann,
    ):
        recording = go_to_the_book(ann, founded(ann))
        assert not voices_under(stranger.home / "in-firestore/recordings")
        ann.remove(recording)


def test_with_the_sound_in_an_object_storage(stranger, tmp_path) -> None:
    package = from_table(r"django-storages\[s3\]==[\d.]+")
    with speaking_s3(tmp_path) as endpoint:
        httpx2.put(f"{endpoint}/our-voices").raise_for_status()
        keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "word", "AWS_DEFAULT_REGION": "us-east-1"}
        named = {
            "RECORDINGS_STORAGE": "s3://our-voices",
            "AWS_ENDPOINT_URL_S3": endpoint,
            "RECORDINGS_URL_SECONDS": "120",
            **keys,
        }
        stranger.run(f"script/bootstrap && .venv/bin/python -m pip install -q '{package}'")
        with own_server(stranger, "in-s3", tmp_path / "server", **named) as address, Walker(address) as ann:
            recording = go_to_the_book(ann, founded(ann))
            assert ".wav</Key>" in httpx2.get(f"{endpoint}/our-voices").text
            assert not voices_under(stranger.home / "in-s3/recordings")
            assert 60 < ann.is_led_to_the_sound_for(recording) <= 120
            ann.remove(recording)
