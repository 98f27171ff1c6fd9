"""`python -m servers stores|postgres [--data DIR]`: start, print the settings, wait to be stopped, stop."""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from servers import firestore, neo4j, postgres
from servers.processes import Server, ServerError, say

Start = Callable[[Path, bool], Server]
KINDS: dict[str, list[Start]] = {"stores": [neo4j.start, firestore.start], "postgres": [postgres.start]}
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/stores, script/postgres")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--data", type=Path, help="keep the data in this folder")
    options = parser.parse_args()
    parent = os.getppid()
    for number in STOP_SIGNALS:
        signal.signal(number, leave)
    try:
        with data_folder(options.data) as data, ExitStack() as running:
            run(KINDS[options.kind], data, options.data is not None, running, parent)
    except ServerError as error:
        say(str(error))
        return 1
    return 0


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """Unwinds to the `finally`s that stop what was started; a second Ctrl-C must not interrupt those."""
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(0)


@contextmanager
def data_folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="memoire-servers-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def run(kinds: list[Start], data: Path, is_kept: bool, running: ExitStack, parent: int) -> None:
    servers = []
    for start in kinds:
        server = start(data, is_kept)
        running.callback(server.stop)
        servers.append(server)
    for server in servers:
        server.wait_for_answer()
    for server in servers:
        for name, value in server.settings.items():
            print(f"{name}={value}", flush=True)
    say("Ready; Ctrl-C stops.")
    while os.getppid() == parent:
        for server in servers:
            server.must_run()
        time.sleep(0.3)
    say("Whoever started this is gone; stopping.")


if __name__ == "__main__":
    sys.exit(main())
