"""PostgreSQL from the system's packages, in a folder of our own, run by somebody who is not root."""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from servers.processes import Server, ServerError, free_port

DEBIAN = "postgresql"
NAME = "memoire"
SPEED_OF_THROWAWAY_DATA = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]


def start(data: Path, is_kept: bool) -> Server:
    programs, user = newest_programs(), unprivileged_user()
    cluster, password = data / "postgres", secrets.token_urlsafe(16)
    password_file = data / "postgres-password"
    if (cluster / "PG_VERSION").exists():
        password = password_file.read_text()
    else:
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        make_cluster(programs, user, data, cluster, password_file)
    port = free_port()
    server = Server(
        "PostgreSQL",
        [str(programs / "postgres"), "-D", str(cluster), "-p", str(port), "-k", "", "-c", "listen_addresses=127.0.0.1"]
        + ([] if is_kept else SPEED_OF_THROWAWAY_DATA),
        data / "postgres.log",
        user=user,
        stop_signal=signal.SIGINT if is_kept else signal.SIGQUIT,  # disconnect everybody; or do not even tidy up
        orphan_signal=signal.SIGINT,
    )
    server.settings = {"DATABASE_URL": f"postgres://{NAME}:{password}@127.0.0.1:{port}/{NAME}"}
    server.answers = lambda: answers(port, password)
    return server


def newest_programs() -> Path:
    """The folder of initdb and postgres: Debian keeps one per version, out of PATH."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if folders:
        return max(folders, key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0)).parent
    found = shutil.which("initdb")
    if not found:
        raise ServerError(f"PostgreSQL is missing. On Debian or Ubuntu: apt-get install {DEBIAN}")
    return Path(found).resolve().parent


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; None where we are somebody else already."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise ServerError(
            "PostgreSQL does not run as root, and there is no user postgres to run it as. "
            f"On Debian or Ubuntu: apt-get install {DEBIAN}"
        ) from None


def make_cluster(programs: Path, user: str | None, data: Path, cluster: Path, password_file: Path) -> None:
    cluster.mkdir()
    if user:
        data.chmod(0o711)  # postgres must pass through our folder; it reads only what is given to it
        shutil.chown(cluster, user, user)
        shutil.chown(password_file, user, user)
    command = [programs / "initdb", "-D", cluster, "-U", NAME, f"--pwfile={password_file}", "--auth=scram-sha-256"]
    ended = subprocess.run(
        [*map(str, command), "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    if ended.returncode:
        raise ServerError(f"initdb failed with status {ended.returncode}.\n{ended.stdout}{ended.stderr}")


def answers(port: int, password: str) -> bool:
    """Makes the database on the first answer."""
    import psycopg  # noqa: PLC0415 - not needed to print help

    try:
        with psycopg.connect(
            host="127.0.0.1", port=port, user=NAME, password=password, dbname="postgres", connect_timeout=3,
            autocommit=True,
        ) as connection:  # fmt: skip
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")
    except psycopg.OperationalError:
        return False
    return True
