"""Memoire as a stranger meets it: a clone of what is here now, an empty home, and the commands of the README to the letter."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from memoire_site.tests.running import answers, free_port, until

README = Path(settings.BASE_DIR) / "README.md"
LINKED_HERE = ".venv\nnode_modules\nvar\nstatic/vendor\nbooks/typst/fonts\n"  # a developer may have links for folders
START_SECONDS = 900  # the first start installs everything
STOP_SECONDS = 90
ANSWER_SECONDS = 60
READY = re.compile(r"^Memoire is at (\S+)$", re.MULTILINE)
OF_THE_MACHINE = re.compile(
    r"PATH|LANG|JAVA_HOME|(PIP|NPM_CONFIG|SSL|REQUESTS_CA|CURL_CA)_?.*|(https?|no|all)_proxy", re.I
)


def blocks() -> list[str]:
    """What stands in the README to be typed into a shell."""
    return re.findall(r"^```sh\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)


def block(*words: str) -> str:
    """The only block with these words in it."""
    (found,) = [each for each in blocks() if all(word in each for word in words)]
    return found


def from_table(pattern: str) -> str:
    """The words between backticks in the README that match, such as an option of `script/server`."""
    (found,) = set(re.findall(rf"`({pattern})`", README.read_text()))
    return found


def publish(folder: Path) -> Path:
    """A repository of what lies here now, with what is not yet committed, and without what git ignores."""
    git = ["git", "--git-dir", str(folder / ".git"), "--work-tree", str(settings.BASE_DIR)]
    ignored = folder / "ignored"
    folder.mkdir()
    ignored.write_text(LINKED_HERE)
    author = ["-c", "user.name=Memoire", "-c", "user.email=memoire@example.org", "-c", "commit.gpgsign=false"]
    for words in (
        ["init", "-q"],
        ["-c", f"core.excludesFile={ignored}", "add", "-A"],
        [*author, "commit", "-qm", "Now"],
    ):
        subprocess.run([*git, *words], check=True)
    return folder


@dataclass
class Stranger:
    """Somebody with a home of their own, in which there is nothing yet."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def clone(self) -> Path:
        return self.home / "memoire"

    def surroundings(self, **more: str) -> dict[str, str]:
        of_machine = {name: value for name, value in os.environ.items() if OF_THE_MACHINE.fullmatch(name)}
        # A machine that other tests keep busy would never come to what gives way to everybody.
        return {**of_machine, "WORKER_NICENESS": "0", "HOME": str(self.home), **self.variables, **more}

    def run(self, command: str, **more: str) -> str:
        """What a command of the README says, typed in the clone; it must end well."""
        folder = self.clone if self.clone.exists() else self.home
        done = subprocess.run(
            ["bash", "-euc", command],
            cwd=folder, env=self.surroundings(**more), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def answer(self, command: str, answers: list[str]) -> None:
        """Types a command that asks questions, with a terminal, and answers them."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            ["bash", "-euc", command], cwd=self.clone, env=self.surroundings(), stdin=theirs, stdout=theirs,
            stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        said = ""
        for each in answers:
            said += heard_until(ours, ": ")
            os.write(ours, f"{each}\n".encode())
        said += heard_until(ours, "successfully")
        assert process.wait(60) == 0, said
        os.close(ours)

    @contextmanager
    def server(self, command: str, *, log: Path, **more: str) -> Iterator[str]:
        """Types a command that goes on until Ctrl-C; yields the address that it prints."""
        port = str(free_port())
        with log.open("wb") as out:
            process = subprocess.Popen(
                ["bash", "-euc", command], cwd=self.clone, env=self.surroundings(PORT=port, **more), stdout=out,
                stderr=out, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )  # fmt: skip
        try:
            yield printed_address(process, log)
        finally:
            press_ctrl_c(process, log)


def heard_until(terminal: int, words: str) -> str:
    said = ""
    while words not in said:
        assert select.select([terminal], [], [], ANSWER_SECONDS)[0], f"It waits for something else: {said}"
        said += os.read(terminal, 1024).decode(errors="replace")
    return said


def printed_address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while not (found := READY.search(log.read_text(errors="replace"))):
        assert process.poll() is None, f"It ended at once:\n{log.read_text(errors='replace')[-4000:]}"
        assert time.monotonic() < deadline, f"It does not start:\n{log.read_text(errors='replace')[-4000:]}"
        time.sleep(0.25)
    return found[1]


def press_ctrl_c(process: "subprocess.Popen[bytes]", log: Path) -> None:
    """In a terminal it reaches the whole group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError(f"It does not stop on Ctrl-C:\n{log.read_text(errors='replace')[-2000:]}") from None


@contextmanager
def speaking_s3(folder: Path) -> Iterator[str]:
    """The address of a server that speaks S3 and keeps everything in memory, with an environment of its own."""
    port, python = free_port(), folder / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", Path(settings.BASE_DIR) / "requirements-s3.txt"], check=True)
    with (folder / "log").open("wb") as out:
        process = subprocess.Popen([python, "-m", "moto.server", "-p", str(port)], stdout=out, stderr=out)
    until(lambda: answers(f"http://127.0.0.1:{port}/moto-api/"), ANSWER_SECONDS, "the object storage")
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
