"""Settings: each one is in the README's table, has a default that works, and stops the start by name where it is wrong."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from memoire_site import env

BASE_DIR = Path(settings.BASE_DIR)
HEAD = "| setting | default | meaning |"
PROGRAM = "import memoire_site.settings as s; print(repr({}))"


def read_in_settings() -> set[str]:
    """The first argument of every call of a reader in env.py."""
    tree = ast.parse((BASE_DIR / "memoire_site/settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and isinstance(call.args[0], ast.Constant)
    }


def told_in_readme() -> set[str]:
    table = (BASE_DIR / "README.md").read_text().split(HEAD)[1].split("\n\n")[0]
    return set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def started(tmp_path, expression: str = "1", **environment: str) -> subprocess.CompletedProcess[str]:
    """Reads the settings in a process of its own, with nothing in its environment but what is given."""
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), **environment}
    command = [sys.executable, "-c", PROGRAM.format(expression)]
    return subprocess.run(command, cwd=BASE_DIR, env=clean, capture_output=True, text=True, check=False)


def value(tmp_path, expression: str, **environment: str) -> object:
    done = started(tmp_path, expression, **environment)
    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout)


def test_every_setting_is_told_in_the_readme_and_nothing_else_is():
    assert told_in_readme() == read_in_settings()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("DEBUG", "ture"),
        ("BEHIND_PROXY", "maybe"),
        ("TRUSTED_PROXIES", "the proxy"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("PORT", "http"),
        ("SITE_URL", "memoire.example"),
        ("SITE_URL", "ftp://memoire.example"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "http://["),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "carrierpigeon://user@host/name"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "Europe"),
        ("LOG_LEVEL", "LOUD"),
        ("MAX_UPLOAD_SIZE", "4 GB"),
        ("MAX_UPLOAD_SIZE", "0"),
        ("MAX_FAMILY_BYTES", "-1"),
        ("MAX_OPEN_UPLOADS", "0"),
        ("UPLOAD_EXPIRES_DAYS", "a week"),
        ("CHUNK_SIZE", "-1"),
        ("SENDFILE", "nginx"),
        ("RECORDINGS_STORAGE", "ftp://bucket"),
        ("RECORDINGS_STORAGE", "s3://"),
        ("RECORDINGS_STORAGE", "s3://Bucket/folder"),
        ("RECORDINGS_URL_SECONDS", "0"),
        ("RECORDINGS_ORIGIN", "bucket.example"),
        ("MAX_HOURS", "1.5"),
        ("WORKERS", "0"),
        ("WORKER_NICENESS", "-1"),
        ("WORKER_NICENESS", "20"),
        ("STEP_LEASE_SECONDS", ""),
        ("STEP_MAX_ATTEMPTS", "many"),
        ("STEP_TURN_SECONDS", "0"),
        ("WATCHDOG_SECONDS", "x"),
        ("SPEECH_ENGINE", "ear"),
        ("SPEECH_MODEL_PATH", "/no/such/model"),
        ("SPEECH_MODEL_ARCH", "enormous"),
        ("SPEECH_OPENAI_MAX_BYTES", "25 MB"),
        ("SPEECH_OPENAI_SECONDS", "0"),
        ("OPENAI_BASE_URL", "localhost:8080"),
        ("STORY_ENGINE", "muse"),
        ("FIRESTORE_CREDENTIALS_PATH", "/no/such/key.json"),
        ("FIRESTORE_EMULATOR_HOST", "http://localhost:8080"),
        ("NEO4J_URI", "localhost:7687"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_its_setting(tmp_path, name, wrong):
    done = started(tmp_path, **{name: wrong})
    last = done.stderr.strip().splitlines()[-1]
    assert (done.returncode, last.startswith(f"django.core.exceptions.ImproperlyConfigured: {name} ")) == (1, True), (
        last
    )


def test_a_wrong_database_address_does_not_tell_its_password(tmp_path):
    done = started(tmp_path, DATABASE_URL="carrierpigeon://user:secret@host/name")
    assert "secret" not in done.stderr


def test_without_any_setting_it_starts_and_is_not_in_development(tmp_path):
    assert value(tmp_path, "s.DEBUG") is False


@pytest.mark.parametrize(
    ("written", "means"), [("true", True), ("1", True), ("Yes", True), ("off", False), ("0", False)]
)
def test_a_flag_knows_the_usual_words(tmp_path, written, means):
    assert value(tmp_path, "s.DEBUG", DEBUG=written) is means


def test_the_secret_key_is_made_once_and_kept(tmp_path):
    first, second = (value(tmp_path, "s.SECRET_KEY") for _ in range(2))
    assert (first == second, len(first) >= 50) == (True, True)


def test_the_kept_key_is_for_this_user_only(tmp_path):
    value(tmp_path, "s.SECRET_KEY")
    assert (tmp_path / "data/secret_key").stat().st_mode & 0o077 == 0


def test_another_data_folder_has_another_key(tmp_path):
    assert value(tmp_path / "a", "s.SECRET_KEY") != value(tmp_path / "b", "s.SECRET_KEY")


def test_a_key_that_is_given_goes_before_the_kept_one(tmp_path):
    assert value(tmp_path, "s.SECRET_KEY", SECRET_KEY="given") == "given"


def test_everything_that_is_kept_lies_in_the_data_folder(tmp_path):
    kept = value(tmp_path, "[str(s.DATABASES['default']['NAME']), str(s.MEDIA_ROOT), str(s.FILE_UPLOAD_TEMP_DIR)]")
    assert all(path.startswith(str(tmp_path / "data")) for path in kept)


def test_no_store_is_written_to_unless_it_is_named(tmp_path):
    assert value(tmp_path, "[s.FIRESTORE_PROJECT_ID, s.NEO4J_URI]") == ["", ""]


def test_with_https_cookies_are_sent_over_https_only(tmp_path):
    secure = "[s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0]"
    assert value(tmp_path, secure, SITE_URL="https://memoire.example") == [True, True, True]


def test_the_host_of_the_sites_address_is_answered_to(tmp_path):
    assert "memoire.example" in value(tmp_path, "s.ALLOWED_HOSTS", SITE_URL="https://memoire.example/")


def test_sqlite_is_set_up_for_several_writers(tmp_path):
    options = value(tmp_path, "s.DATABASES['default']['OPTIONS']")
    assert (options["transaction_mode"], "journal_mode=WAL" in options["init_command"], options["timeout"] >= 5) == (
        "IMMEDIATE",
        True,
        True,
    )


def test_postgresql_is_one_setting_away(tmp_path):
    found = value(tmp_path, "s.DATABASES['default']", DATABASE_URL="postgres://ann:word@db.example:5433/memoire")
    assert (found["ENGINE"].rsplit(".", 1)[1], found["HOST"], str(found["PORT"]), found["NAME"]) == (
        "postgresql",
        "db.example",
        "5433",
        "memoire",
    )


def test_an_object_storage_is_one_setting_away_and_signs_for_an_hour(monkeypatch):
    monkeypatch.setenv("RECORDINGS_STORAGE", "s3://our-voices")
    monkeypatch.setattr(env, "find_spec", lambda module: module)
    found = env.storage("RECORDINGS_STORAGE", url_seconds=3600)
    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    assert found["OPTIONS"] == {
        "bucket_name": "our-voices",
        "file_overwrite": False,
        "default_acl": None,
        "querystring_expire": 3600,
        "max_memory_size": env.S3_MEMORY_BYTES,
    }


def test_an_object_storage_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setenv("RECORDINGS_STORAGE", "s3://our-voices")
    monkeypatch.setattr(env, "find_spec", lambda module: None)
    with pytest.raises(ImproperlyConfigured, match=r"RECORDINGS_STORAGE .* pip install 'django-storages\[s3\]"):
        env.storage("RECORDINGS_STORAGE", url_seconds=3600)


@pytest.mark.parametrize(("origin", "allowed"), [("", False), ("https://voices.example", True)])
def test_browsers_may_play_from_the_origin_that_is_named_and_from_no_other(tmp_path, origin, allowed):
    sources = value(tmp_path, "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['media-src']", RECORDINGS_ORIGIN=origin)
    assert sources == ["'self'", "blob:", *([origin] if allowed else [])]
