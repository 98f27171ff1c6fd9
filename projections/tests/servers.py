"""A Neo4j and a Firestore emulator for a whole test run, started by `script/stores`."""

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "stores"
START_SECONDS = 300  # a first start fetches both
STOP_SECONDS = 60
NAMES = {"FIRESTORE_PROJECT_ID", "FIRESTORE_EMULATOR_HOST", "NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD"}


@pytest.fixture(scope="session")
def stores() -> Iterator[dict[str, str]]:
    """The settings of two running servers. Where they cannot be had the test is skipped by name; in CI it fails."""
    process = subprocess.Popen([str(SCRIPT)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said: list[str] = []
    listening = threading.Thread(target=listen, args=(process, said), daemon=True)
    listening.start()
    patience = threading.Timer(START_SECONDS, process.terminate)
    patience.start()
    try:
        found = first_lines(process)
        patience.cancel()
        if found.keys() != NAMES:
            listening.join(STOP_SECONDS)
            give_up("".join(said[-6:]) or "script/stores said nothing")
        yield found
    finally:
        patience.cancel()
        stop(process)


def listen(process: "subprocess.Popen[str]", said: list[str]) -> None:
    """Reads what is said on the way, so that the pipe never fills."""
    assert process.stderr is not None
    said.extend(process.stderr)


def first_lines(process: "subprocess.Popen[str]") -> dict[str, str]:
    found: dict[str, str] = {}
    assert process.stdout is not None
    for line in process.stdout:
        name, _, value = line.strip().partition("=")
        found[name] = value
        if found.keys() == NAMES:
            break
    return found


def give_up(sentence: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"No stores to test against: {sentence}")
    pytest.skip(f"No stores to test against: {sentence}")


def stop(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
