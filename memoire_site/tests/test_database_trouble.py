"""A database that is busy or full for a moment is told kindly, with a time to come back; a fault of ours stays one."""

import json
import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client

from families.tests import factories as families

pytestmark = pytest.mark.django_db


def locked_sqlite(tmp_path) -> sqlite3.Error:
    """The error of a real database that somebody else holds."""
    path = tmp_path / "held.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError) as found:
            other.execute("CREATE TABLE t (x)")
    return found.value


def full_sqlite(tmp_path) -> sqlite3.Error:
    with closing(sqlite3.connect(tmp_path / "small.sqlite3")) as small:
        small.execute("PRAGMA max_page_count=2")
        with pytest.raises(sqlite3.OperationalError) as found:
            small.execute("CREATE TABLE t (x)")
            small.execute("INSERT INTO t VALUES (zeroblob(100000))")
    return found.value


TROUBLE = {
    "locked": locked_sqlite,
    "a lock of PostgreSQL": lambda _: psycopg.errors.LockNotAvailable("held"),
    "too many connections": lambda _: psycopg.errors.TooManyConnections("full house"),
    "no connection": lambda _: psycopg.OperationalError("connection refused"),
}


def asked(client: Client, address: str, cause: Exception, kind: type[Exception] = OperationalError):
    def fail(*_):
        raise kind("of the database") from cause

    client.raise_request_exception = False
    with connection.execute_wrapper(fail):
        return client.get(address)


@pytest.fixture
def member(client) -> Client:
    user = families.user()
    families.family(keeper=user)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return client


@pytest.mark.parametrize("trouble", TROUBLE)
def test_a_page_says_to_come_back_in_a_moment(member, tmp_path, trouble):
    answer = asked(member, "/", TROUBLE[trouble](tmp_path))
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "Please try again in a moment" in answer.content.decode()


@pytest.mark.parametrize("trouble", TROUBLE)
def test_the_api_says_so_as_a_problem(member, tmp_path, trouble):
    answer = asked(member, "/api/v1/audio/", TROUBLE[trouble](tmp_path))
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert (answer["Retry-After"], json.loads(answer.content)["status"]) == ("5", 503)


@pytest.mark.parametrize("address", ["/", "/api/v1/audio/"])
def test_a_full_disk_is_a_507(member, tmp_path, address):
    answer = asked(member, address, full_sqlite(tmp_path))
    assert answer.status_code == 507
    assert "There is no room left" in answer.content.decode()


@pytest.mark.parametrize("kind", [ProgrammingError, OperationalError])
def test_a_fault_of_ours_stays_one(member, kind):
    cause = sqlite3.OperationalError("no such table: story")
    cause.sqlite_errorcode = sqlite3.SQLITE_ERROR
    assert asked(member, "/", cause, kind).status_code == 500


def test_what_was_sent_is_still_with_the_sender(member):
    member.raise_request_exception = False

    def fail(*_):
        raise OperationalError("of the database") from psycopg.errors.LockNotAvailable("held")

    with connection.execute_wrapper(fail):
        answer = member.post("/sign-out/")
    assert answer.status_code == 503
    assert "What you wrote is still in the page before this one" in answer.content.decode()
