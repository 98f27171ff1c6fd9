"""Reads the settings of the environment and of `.env`; a wrong one stops the start and names itself."""

import re
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

S3_MEMORY_BYTES = 8 * 1024**2


def text(name: str, default: str = "") -> str:
    return str(env.str(name, default=default)).strip()


def flag(name: str, default: bool) -> bool:
    """True or False; anything but the usual words for them is an error, so that a typing mistake never means "no"."""
    value = text(name, str(default)).lower()
    if value in {"true", "1", "yes", "on"}:
        return True
    if value in {"false", "0", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: int, *, least: int = 1, most: int | None = None) -> int:
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if number < least:
        raise ImproperlyConfigured(f"{name} must be {least} or more, not {number}.")
    if most is not None and number > most:
        raise ImproperlyConfigured(f"{name} must be {most} or less, not {number}.")
    return number


def integer_or_none(name: str, *, least: int = 1) -> int | None:
    """None where it is not set."""
    return integer(name, least, least=least) if text(name) else None


def names(name: str, default: list[str]) -> list[str]:
    """Comma-separated words."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def one_of(name: str, default: str, choices: list[str]) -> str:
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def address(name: str, default: str = "", *, schemes: list[str]) -> str:
    """An address with a host and without a slash at its end, or nothing."""
    value = text(name, default).rstrip("/")
    try:
        is_good = not value or (urlsplit(value).scheme in schemes and bool(urlsplit(value).hostname))
    except ValueError:
        is_good = False
    if not is_good:
        begins = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must be an address that starts with {begins}, not {value!r}.")
    return value


def host_and_port(name: str) -> str:
    value = text(name)
    if value and not re.fullmatch(r"[^\s/]+:\d{1,5}", value):
        raise ImproperlyConfigured(f"{name} must be a host and a port such as localhost:8080, not {value!r}.")
    return value


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ImproperlyConfigured(f"{name} must be a time zone such as Europe/Berlin, not {value!r}.") from None
    return value


def networks(name: str, default: list[str]) -> list[IPv4Network | IPv6Network]:
    """Comma-separated addresses, each alone or as a network such as 10.0.0.0/8."""
    try:
        return [ip_network(each) for each in names(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be addresses or networks such as 10.0.0.0/8: {error}.") from None


def existing(name: str) -> str:
    """The path of a file or folder that is there, or nothing."""
    value = text(name)
    if value and not Path(value).exists():
        raise ImproperlyConfigured(f"{name} must be a path that exists, not {value!r}.")
    return value


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def storage(name: str, *, url_seconds: int) -> dict[str, Any]:
    """Where sound is kept: `file` for the data folder, `s3://bucket` for an object storage, which signs addresses for so long,
    or `firestore` for those who have nothing else."""
    value = text(name, "file")
    if value == "file":
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if value == "firestore":
        if not text("FIRESTORE_PROJECT_ID"):
            raise ImproperlyConfigured(f"{name}=firestore needs FIRESTORE_PROJECT_ID, the project to keep files in.")
        return {"BACKEND": "projections.firestore_storage.FirestoreStorage"}
    found = re.fullmatch(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])", value)
    if not found:
        raise ImproperlyConfigured(f"{name} must be file, firestore or an address such as s3://bucket, not {value!r}.")
    if not all(find_spec(module) for module in ("storages", "boto3")):
        raise ImproperlyConfigured(f"{name} needs one more package: pip install 'django-storages[s3]==1.14.6'.")
    options = {"bucket_name": found[1], "file_overwrite": False, "default_acl": None, "querystring_expire": url_seconds}
    options["max_memory_size"] = S3_MEMORY_BYTES  # its default holds a whole recording in memory, however long
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def database(name: str, default: Path) -> dict[str, Any]:
    """A SQLite file by default; `postgres://user:password@host/name` for PostgreSQL."""
    try:
        found: dict[str, Any] = env.db_url(name, default=f"sqlite:///{default}")
    except Exception:
        found = {}
    engine = str(found.get("ENGINE", ""))
    if not engine.endswith(("sqlite3", "postgresql")):  # the value is not repeated: it may hold a password
        raise ImproperlyConfigured(f"{name} must be an address such as postgres://user:password@host/name.")
    if engine.endswith("sqlite3"):
        # WAL and immediate transactions: no "database is locked" with several writers (docs/decisions/0002).
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    found["CONN_MAX_AGE"] = 600
    found["CONN_HEALTH_CHECKS"] = True
    return found
