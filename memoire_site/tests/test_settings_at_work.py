"""Every row of the README's table: what is written there arrives, and each setting has a test of what it does.

Values that are wrong stand in test_settings.py; the other tests that are named here belong to what the setting is about.
"""

import ast
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as of_this_run
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import timezone
from django_q.models import OrmQ
from google.cloud.firestore import Client

from audio import arrivals, pipeline
from audio.tests import factories as audio
from memoire_site import web
from memoire_site.tests.test_settings import started, told_in_readme, value
from projections import firestore, neo4j
from stories.finding.choice import chat
from transcripts.runs import choice

ROOT = Path(of_this_run.BASE_DIR)
HERE = "memoire_site/tests/test_settings_at_work.py::"
SETTINGS = "memoire_site/tests/test_settings.py::"
ENDPOINT = HERE + "test_an_endpoint_is_asked_as_the_settings_say"

EXERCISED = {
    "DEBUG": "memoire_site/tests/test_demo.py::test_the_demo_is_made_in_an_empty_database_in_development_only",
    "DEBUG_FOR_OTHERS": "memoire_site/tests/test_exposure.py",
    "HOST": "memoire_site/tests/test_exposure.py",
    "PORT": HERE + "test_the_address_follows_the_port",
    "SITE_URL": SETTINGS + "test_the_host_of_the_sites_address_is_answered_to",
    "ALLOWED_HOSTS": HERE + "test_only_hosts_that_are_named_are_answered_to",
    "TRUSTED_PROXIES": "families/accounts/tests/test_guessing.py::test_people_behind_a_proxy_of_ours_are_told_apart",
    "DISK_RESERVE": "audio/uploads/tests/test_disk_reserve.py",
    "BEHIND_PROXY": HERE + "test_behind_a_proxy_it_is_asked_whether_the_line_is_safe",
    "SECRET_KEY": SETTINGS + "test_a_key_that_is_given_goes_before_the_kept_one",
    "DATA_DIR": SETTINGS + "test_everything_that_is_kept_lies_in_the_data_folder",
    "DATABASE_URL": SETTINGS + "test_postgresql_is_one_setting_away",
    "DATABASE_CONNECTIONS": HERE + "test_a_web_process_holds_so_many_connections_to_postgresql",
    "TIME_ZONE": "audio/sound/tests/test_sound_facts.py",
    "LOG_LEVEL": HERE + "test_less_than_the_level_is_not_logged",
    "MAX_UPLOAD_SIZE": "audio/uploads/tests/test_upload_limits.py::test_one_file_may_be_so_large",
    "MAX_FAMILY_BYTES": "audio/uploads/tests/test_upload_limits.py::test_a_family_may_keep_so_much",
    "MAX_OPEN_UPLOADS": "audio/uploads/tests/test_upload_limits.py::test_a_person_may_have_so_many_unfinished",
    "UPLOAD_EXPIRES_DAYS": "audio/uploads/tests/test_upload_expiry.py::test_an_upload_waits_as_long_as_the_setting_says",
    "UPLOAD_SILENCE_SECONDS": "memoire_site/tests/test_web_server.py",
    "CHUNK_SIZE": HERE + "test_so_many_bytes_are_read_at_once",
    "RECORDINGS_STORAGE": "memoire_site/tests/test_walks.py::test_with_the_sound_in_firestore",
    "RECORDINGS_URL_SECONDS": "memoire_site/tests/test_walks.py::test_with_the_sound_in_an_object_storage",
    "RECORDINGS_ORIGIN": SETTINGS + "test_browsers_may_play_from_the_origin_that_is_named_and_from_no_other",
    "SENDFILE": "audio/playback/tests/test_playback.py::test_apache_is_told_the_path",
    "SENDFILE_PREFIX": "audio/playback/tests/test_playback.py::test_nginx_is_told_where_the_file_lies",
    "MAX_HOURS": "audio/sound/tests/test_inspection.py::test_a_recording_that_is_too_long_fails_with_a_sentence",
    "GRACE_DAYS": "audio/tests/test_removal.py",
    "WEB_WORKERS": HERE + "test_as_many_processes_answer_as_are_asked_for",
    "WORKER_NICENESS": "audio/tests/test_priority.py",
    "WORKERS": HERE + "test_no_more_bells_ring_than_there_are_workers",
    "STEP_LEASE_SECONDS": HERE + "test_a_step_is_lent_for_so_long",
    "STEP_MAX_ATTEMPTS": "audio/tests/test_pipeline.py",
    "STEP_TURN_SECONDS": "transcripts/runs/tests/test_transcribing.py",
    "WATCHDOG_SECONDS": "audio/tests/test_watchdog.py",
    "SPEECH_ENGINE": "stories/finding/tests/test_privacy.py::test_each_setting_that_sends_something_away_is_named",
    "SPEECH_MODEL": "transcripts/runs/tests/test_choice.py",
    "SPEECH_MODEL_PATH": HERE + "test_another_model_of_moonshine_is_taken_from_its_folder",
    "SPEECH_MODEL_ARCH": HERE + "test_another_model_of_moonshine_is_taken_from_its_folder",
    "OPENAI_BASE_URL": ENDPOINT,
    "OPENAI_API_KEY": ENDPOINT,
    "SPEECH_OPENAI_MODEL": ENDPOINT,
    "SPEECH_OPENAI_MAX_BYTES": ENDPOINT,
    "SPEECH_OPENAI_SECONDS": ENDPOINT,
    "STORY_ENGINE": "stories/finding/tests/test_privacy.py::test_the_engine_is_the_rules_unless_both_have_said_so",
    "STORY_OPENAI_MODEL": HERE + "test_the_language_model_is_asked_as_the_settings_say",
    "STORY_OPENAI_SECONDS": HERE + "test_the_language_model_is_asked_as_the_settings_say",
    "FIRESTORE_PROJECT_ID": HERE + "test_firestore_is_asked_as_the_service_account_of_the_key_file",
    "FIRESTORE_CREDENTIALS_PATH": HERE + "test_firestore_is_asked_as_the_service_account_of_the_key_file",
    "FIRESTORE_EMULATOR_HOST": "projections/tests/test_faults.py",
    "NEO4J_URI": HERE + "test_the_graph_is_asked_as_the_user_that_is_named",
    "NEO4J_USER": HERE + "test_the_graph_is_asked_as_the_user_that_is_named",
    "NEO4J_PASSWORD": HERE + "test_the_graph_is_asked_as_the_user_that_is_named",
}
ELSEWHERE = {  # how a setting is called after it was read, where that is another word
    "BEHIND_PROXY": "SECURE_PROXY_SSL_HEADER",
    "WORKERS": "Q_CLUSTER",
    "RECORDINGS_STORAGE": "STORAGES",
    "DATABASE_URL": "DATABASES",
    "PORT": "SITE_URL",
    "DATA_DIR": "MEDIA_ROOT",
}
NO_DEFAULT = {  # in a form in which it can be read
    "DEBUG": "true",
    "HOST": "0.0.0.0",
    "DEBUG_FOR_OTHERS": "true",
    "PORT": "8123",
    "SITE_URL": "https://memoire.example",
    "ALLOWED_HOSTS": "memoire.example",
    "BEHIND_PROXY": "true",
    "TRUSTED_PROXIES": "10.0.0.0/8",
    "DISK_RESERVE": "7",
    "SECRET_KEY": "given",
    "DATABASE_URL": "postgres://ann:word@db.example/memoire",
    "TIME_ZONE": "Europe/Berlin",
    "LOG_LEVEL": "ERROR",
    "MAX_FAMILY_BYTES": "7",
    "RECORDINGS_STORAGE": "firestore",
    "RECORDINGS_ORIGIN": "https://voices.example",
    "SENDFILE": "x-accel",
    "SENDFILE_PREFIX": "/voices/",
    "SPEECH_ENGINE": "pocketsphinx",
    "SPEECH_MODEL": "medium",
    "SPEECH_MODEL_ARCH": "base",
    "OPENAI_BASE_URL": "https://ear.example/v1",
    "SPEECH_OPENAI_MAX_BYTES": "1000007",
    "OPENAI_API_KEY": "sesame",
    "SPEECH_OPENAI_MODEL": "ear-2",
    "STORY_ENGINE": "llm",
    "STORY_OPENAI_MODEL": "mind-2",
    "FIRESTORE_PROJECT_ID": "our-family",
    "FIRESTORE_EMULATOR_HOST": "localhost:8080",
    "NEO4J_URI": "bolt://graph.example:7687",
    "NEO4J_USER": "ann",
    "NEO4J_PASSWORD": "word",
}


def in_table() -> dict[str, str]:
    """The default that the README tells, by setting."""
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    return {name: default.strip("`") for name, default in rows if name in told_in_readme()}


def arrived(tmp_path, **environment: str) -> dict[str, object]:
    """Every setting as it reads, in a process with nothing in its environment but what is given."""
    return dict(value(tmp_path, "{name: repr(getattr(s, name)) for name in dir(s) if name.isupper()}", **environment))


def test_what_is_written_arrives_for_every_setting(tmp_path):
    """Whatever the README tells a default for takes another value; numbers take 9, where nothing better is known."""
    key, folder = tmp_path / "key.json", tmp_path / "other"
    key.touch()
    given = {
        **NO_DEFAULT,
        "DATA_DIR": str(folder),
        "SPEECH_MODEL_PATH": str(key),
        "FIRESTORE_CREDENTIALS_PATH": str(key),
    }
    given |= {name: "9" for name, default in in_table().items() if default.isdecimal() and name not in given}
    assert given.keys() == told_in_readme()
    before, after = arrived(tmp_path), arrived(tmp_path, **given)
    unmoved = {name for name in given if before[called := ELSEWHERE.get(name, name)] == after[called]}
    assert unmoved == set()


def test_every_setting_has_a_test_of_what_it_does():
    """Named here, and speaking of the setting: in the test itself, or in its file where several are about it."""
    assert EXERCISED.keys() == told_in_readme(), "Say here which test shows what a new setting does."
    silent = {name: where for name, where in EXERCISED.items() if not speaks_of(name, *where.partition("::")[::2])}
    assert silent == {}


def speaks_of(name: str, file: str, test: str) -> bool:
    text = (ROOT / file).read_text()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    told = [ast.unparse(node) for node in functions if node.name == test] if test else [text]
    return any(word in one for word in (name, ELSEWHERE.get(name, name)) for one in told)


def test_as_many_processes_answer_as_are_asked_for(tmp_path):
    asked = "[__import__('memoire_site.web').web.workers, s.WEB_WORKERS]"
    assert value(tmp_path, asked, WEB_WORKERS="3") == [3, 3]


def test_the_address_follows_the_port(tmp_path):
    assert value(tmp_path, "s.SITE_URL", PORT="8123") == "http://127.0.0.1:8123"


@pytest.mark.django_db
def test_only_hosts_that_are_named_are_answered_to(client, settings):
    settings.ALLOWED_HOSTS = ["memoire.example"]
    answers = [
        client.get("/sign-in/", headers={"host": host}).status_code for host in ("memoire.example", "evil.example")
    ]
    assert answers == [200, 400]


@pytest.mark.parametrize(("behind", "is_safe"), [("true", True), ("false", False)])
def test_behind_a_proxy_it_is_asked_whether_the_line_is_safe(tmp_path, settings, behind, is_safe):
    settings.SECURE_PROXY_SSL_HEADER = value(tmp_path, "s.SECURE_PROXY_SSL_HEADER", BEHIND_PROXY=behind)
    assert RequestFactory().get("/", headers={"x-forwarded-proto": "https"}).is_secure() is is_safe


def test_a_web_process_holds_so_many_connections_to_postgresql(settings, monkeypatch):
    default = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}}
    monkeypatch.setattr(web, "connections", SimpleNamespace(settings={"default": default}))
    settings.DATABASE_CONNECTIONS = 7
    web.share_connections()
    assert default["OPTIONS"]["pool"]["max_size"] == 7


@pytest.mark.parametrize(("LOG_LEVEL", "is_told"), [("INFO", True), ("ERROR", False)])
def test_less_than_the_level_is_not_logged(tmp_path, LOG_LEVEL, is_told):
    log = "[__import__('logging.config').config.dictConfig(s.LOGGING), __import__('structlog').get_logger('a').info('bells')]"
    assert ("bells" in started(tmp_path, log, LOG_LEVEL=LOG_LEVEL).stderr) is is_told


def test_so_many_bytes_are_read_at_once(settings):
    class Watched(ContentFile):
        def chunks(self, chunk_size=None):
            sizes.append(chunk_size)
            return super().chunks(chunk_size)

    sizes: list[int] = []
    settings.CHUNK_SIZE = 1000
    arrivals.digest(Watched(b"x" * 5000))
    assert sizes == [1000]


@pytest.mark.django_db
def test_no_more_bells_ring_than_there_are_workers(settings, django_capture_on_commit_callbacks):
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "workers": 3}
    for _ in range(5):
        audio.step(audio.recording())
    with django_capture_on_commit_callbacks(execute=True):
        pipeline.sweep()
    assert OrmQ.objects.count() == 3


@pytest.mark.django_db
def test_a_step_is_lent_for_so_long(settings):
    settings.STEP_LEASE_SECONDS = 7
    step = audio.step(audio.recording())
    before = timezone.now()
    pipeline.take_step(step.pk)
    step.refresh_from_db()
    assert timedelta(seconds=6.9) < step.lease_expires_at - before < timedelta(seconds=60)


@pytest.fixture
def made(monkeypatch) -> list:
    """What an engine is made of, without making it."""
    told: list = []
    monkeypatch.setattr(choice, "loaded", lambda *args, **options: told.append((args, options)))
    return told


def test_an_endpoint_is_asked_as_the_settings_say(settings, made):
    settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = "http://ear.example/v1", "sesame"
    settings.SPEECH_OPENAI_MODEL, settings.SPEECH_OPENAI_MAX_BYTES, settings.SPEECH_OPENAI_SECONDS = "ear-2", 123_456, 7
    choice.endpoint(choice.installed())
    options = {"base_url": "http://ear.example/v1", "api_key": "sesame", "most_bytes": 123_456, "patience": 7.0}
    assert made == [(("openai", "OpenAI", "ear-2"), options)]


def test_another_model_of_moonshine_is_taken_from_its_folder(settings, made, tmp_path):
    settings.SPEECH_MODEL_PATH, settings.SPEECH_MODEL_ARCH = str(tmp_path), "base"
    choice.moonshine(choice.installed())
    ((args, options),) = made
    assert {str(tmp_path), "base"} <= {str(each) for each in (*args, *options.values())}


def test_the_language_model_is_asked_as_the_settings_say(settings):
    settings.STORY_OPENAI_MODEL, settings.STORY_OPENAI_SECONDS = "mind-2", 7
    assert (chat().model, chat().patience) == ("mind-2", 7.0)


def test_firestore_is_asked_as_the_service_account_of_the_key_file(settings, monkeypatch, tmp_path):
    told: list = []
    monkeypatch.setattr(Client, "from_service_account_json", lambda path, project: told.append((path, project)))
    settings.FIRESTORE_PROJECT_ID, settings.FIRESTORE_EMULATOR_HOST = "our-family", ""
    settings.FIRESTORE_CREDENTIALS_PATH = str(tmp_path / "key.json")
    firestore.client()
    assert told == [(str(tmp_path / "key.json"), "our-family")]


def test_the_graph_is_asked_as_the_user_that_is_named(settings, monkeypatch):
    told: list = []
    monkeypatch.setattr(neo4j, "connect", lambda *who: told.append(who))
    monkeypatch.setattr(neo4j, "_drivers", {})
    settings.NEO4J_URI, settings.NEO4J_USER, settings.NEO4J_PASSWORD = "bolt://graph.example:7687", "ann", "word"
    neo4j.driver()
    assert told == [("bolt://graph.example:7687", "ann", "word")]
