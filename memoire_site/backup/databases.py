"""A copy of the database at one moment while others write, and back: SQLite's backup API, or pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction

from memoire_site.backup import BackupError
from memoire_site.backup import listing as listings
from memoire_site.backup.folder import settle
from memoire_site.backup.listing import Listing


class Database(Protocol):
    """One kind of database; `file` is the name of its copy in a backup."""

    kind: str
    file: str

    def copy(self, place: Path) -> Listing:
        """Writes the copy, and lists the files that its rows speak of."""

    def check(self, place: Path) -> None:
        """Raises BackupError when the copy cannot be restored."""

    def put_back(self, place: Path) -> None:
        """Makes the copy the database, in place of an empty one; wholly or not at all."""


def here() -> Database:
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


class SQLite:
    kind, file = "sqlite", "database.sqlite3"

    def copy(self, place: Path) -> Listing:
        place.unlink(missing_ok=True)
        connection.ensure_connection()
        place.touch(mode=0o600)
        try:
            with closing(sqlite3.connect(place)) as copy:
                connection.connection.backup(copy)  # in one go: whoever writes meanwhile writes to the log beside it
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, and none beside it
                found = listings.read_listing(copy.cursor())
        except sqlite3.Error as error:
            raise BackupError(f"The database could not be copied: {error}.") from error
        return found

    def check(self, place: Path) -> None:
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as copy:
            try:
                said = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
            except sqlite3.DatabaseError as error:
                said = [str(error)]
        if said != ["ok"]:
            raise BackupError(f"{place.name} is damaged: {said[0]}.")

    def put_back(self, place: Path) -> None:
        target = Path(connection.settings_dict["NAME"])
        connection.close()
        part = target.with_name(f"{target.name}.restoring")
        part.touch(mode=0o600)
        shutil.copyfile(place, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        for ending in ("-wal", "-shm", "-journal"):  # of the empty one: they would be applied to the copy
            target.with_name(target.name + ending).unlink(missing_ok=True)
        part.replace(target)
        settle(target.parent)


class PostgreSQL:
    kind, file = "postgresql", "database.dump"

    def copy(self, place: Path) -> Listing:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            with trouble("copied"):
                run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={place}")
            return listings.read_listing(cursor)

    def check(self, place: Path) -> None:
        with trouble("read"):
            run("pg_restore", "--list", "--file=-", str(place))

    def put_back(self, place: Path) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):  # what `migrate` has made of an empty one
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
        connection.close()
        options = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"]
        with trouble("put back"):
            run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(place))


@contextmanager
def trouble(what: str) -> Iterator[None]:
    try:
        yield
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise BackupError(f"The database could not be {what}: {said[-1] if said else error}") from error


def run(name: str, *arguments: str) -> None:
    """A program of PostgreSQL's, told by its environment where the database is, so that no list of processes shows the password."""
    subprocess.run([program(name), *arguments], env={**os.environ, **address()}, capture_output=True, check=True)


def program(name: str) -> str:
    """The newest on this machine: an older one refuses a newer server."""
    folders: list[Any] = []
    for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}"):
        with suppress(ValueError):
            folders.append((int(path.parts[-3]), str(path)))
    found = max(folders)[1] if folders else shutil.which(name)
    if not found:
        raise BackupError(f"{name} is missing. On Debian and Ubuntu: sudo apt-get install postgresql-client")
    return found


def address() -> dict[str, str]:
    told = connection.settings_dict
    known = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    found = {variable: str(told[key]) for variable, key in known.items() if told.get(key)}
    options = {"PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert", "PGSERVICE": "service"}
    return found | {variable: str(told["OPTIONS"][key]) for variable, key in options.items() if key in told["OPTIONS"]}
