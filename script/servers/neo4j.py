"""Neo4j 5.26 community from its Maven jars: no root, no container, no download page."""

import re
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from servers.processes import HERE, Server, ServerError, cached, free_port, needs, run

VERSION = "5.26.30"
JAVA_AT_LEAST = 17
DEBIAN = "default-jre-headless maven"
JAVA_OPTIONS = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "--add-opens=java.base/java.nio=ALL-UNNAMED"]
MAIN_CLASS = "org.neo4j.server.CommunityEntryPoint"
CONFIGURATION = """\
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.directories.data={home}/data
server.directories.logs={home}/logs
server.memory.pagecache.size=64m
db.tx_log.preallocate=false
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
"""


def start(data: Path, is_kept: bool) -> Server:
    java = recent_java()
    jars = cached(f"neo4j-{VERSION}", fetch) / "lib"
    home, port = data / "neo4j", free_port()
    configuration = home / "conf"
    configuration.mkdir(parents=True, exist_ok=True)
    (configuration / "neo4j.conf").write_text(CONFIGURATION.format(port=port, home=home))
    password = kept_password(java, jars, home)
    # An orderly stop takes some ten seconds; data that is removed anyway is not worth them.
    ending = signal.SIGTERM if is_kept else signal.SIGKILL
    server = Server(
        f"Neo4j {VERSION}",
        [java, *JAVA_OPTIONS, "-cp", f"{jars}/*", MAIN_CLASS, f"--home-dir={home}", f"--config-dir={configuration}"],
        home / "console.log",
        stop_signal=ending,
        orphan_signal=ending,
    )
    uri = f"bolt://127.0.0.1:{port}"
    server.settings = {"NEO4J_URI": uri, "NEO4J_USER": "neo4j", "NEO4J_PASSWORD": password}
    server.answers = lambda: answers(uri, password)
    return server


def recent_java() -> str:
    java = needs("java", DEBIAN)
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if not found or int(found[1]) < JAVA_AT_LEAST:
        raise ServerError(f"Neo4j needs Java {JAVA_AT_LEAST} or newer. On Debian or Ubuntu: apt-get install {DEBIAN}")
    return java


def fetch(folder: Path) -> None:
    repository = folder / "repository"  # not the user's own: theirs stays as it is, and ours is gone afterwards
    options = ["-q", "-B", "--strict-checksums", "-f", str(HERE / "pom.xml"), f"-Dmaven.repo.local={repository}"]
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder / 'lib'}"]
    run([needs("mvn", DEBIAN), *options, *goal])
    shutil.rmtree(repository)


def kept_password(java: str, jars: Path, home: Path) -> str:
    """Made once per data folder: a later change would not reach data that exists."""
    file = home / "password"
    if file.exists():
        return file.read_text()
    password = secrets.token_urlsafe(16)
    run(
        [java, "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", "--", password],
        env={"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
    )
    file.touch(mode=0o600)
    file.write_text(password)
    return password


def answers(uri: str, password: str) -> bool:
    from neo4j import GraphDatabase  # noqa: PLC0415 - the driver, not this module; not needed to print help
    from neo4j.exceptions import DriverError, Neo4jError  # noqa: PLC0415

    driver = GraphDatabase.driver(
        uri, auth=("neo4j", password), connection_timeout=2, connection_acquisition_timeout=3,
        max_transaction_retry_time=0,
    )  # fmt: skip
    try:
        with driver, driver.session() as session:
            return bool(session.run("RETURN true AS is_there").single(strict=True)["is_there"])
    except (DriverError, Neo4jError):
        return False
