"""The child that opens sound reaches what it was given and nothing else, whatever a file makes it do."""

import platform
import shutil
import struct
import subprocess
import sys

import pytest
from structlog.testing import capture_logs

from audio import watchdog
from audio.sound import fence, sandbox
from audio.tests import factories

SHUT = """
import ctypes, errno, os, socket, subprocess, sys
from pathlib import Path
from audio.sound import child, fence
child.confine(20)
given, written, other = map(Path, sys.argv[1:4])
fence.close(reads=[given], writes=[written])
try:
    {}
except OSError as error:
    print(errno.errorcode[error.errno])
else:
    print("done")
"""


@pytest.fixture
def tried(tmp_path):
    """Tries a statement in a process that is shut off like the child, and says how that ended."""
    paths = [tmp_path / name for name in ("given.wav", "written.m4a", "database.sqlite3")]
    for path in paths:
        path.write_text("a canary")

    def run(statement: str) -> str:
        command = [sys.executable, "-c", SHUT.format(statement), *map(str, paths)]
        return subprocess.run(command, cwd=sandbox.root(), capture_output=True, text=True, check=True).stdout.strip()

    yield run
    assert paths[2].read_text() == "a canary"


@pytest.mark.parametrize(
    "statement",
    [
        "given.read_text()",
        "written.write_text('sound')",
        "with written.open('r+b') as file: file.truncate(0)",
        "import xml.dom.minidom, wave",  # what a library may import late
    ],
)
def test_what_a_decoder_needs_is_open(tried, statement):
    assert tried(statement) == "done"


FILES = [
    "other.read_text()",
    "other.write_text('gone')",
    "other.open('ab')",
    "other.unlink()",
    "other.rename(other.with_name('elsewhere'))",
    "written.rename(other)",
    "os.link(other, other.with_name('second'))",
    "os.symlink('x', other.with_name('second'))",
    "os.listdir(other.parent)",
    "os.mkdir(other.with_name('folder'))",
    "open('/etc/passwd')",
    "open('manage.py')",
    "open('/proc/self/environ')",
    "given.write_text('changed')",
    "os.truncate(other, 0)",
]


@pytest.mark.parametrize("statement", FILES)
def test_no_other_file_can_be_read_written_or_found(tried, statement):
    assert tried(statement) in {"EACCES", "EPERM", "EXDEV"}


@pytest.mark.parametrize(
    "kind",
    [
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "socket.socket(socket.AF_INET6, socket.SOCK_STREAM)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
    ],
)
def test_there_is_no_socket_of_any_kind(tried, kind):
    assert tried(kind) == "EPERM"


@pytest.mark.parametrize("statement", ["os.execv('/bin/true', ['true'])", "os.kill(os.getppid(), 0)", "os.kill(1, 0)"])
def test_no_other_program_is_started_or_met(tried, statement):
    assert tried(statement) == "EPERM"


def test_calls_by_the_numbers_of_another_architecture_are_refused(tried):
    assert tried("fence.kernel(0x40000000 | 41, 2, 1, 0)") == "EPERM"


def test_a_folder_that_is_given_opens_nothing_within(tmp_path):
    (tmp_path / "database.sqlite3").write_text("a canary")
    command = [sys.executable, "-c", SHUT.format("(given / 'database.sqlite3').read_text()"), *[str(tmp_path)] * 3]
    said = subprocess.run(command, cwd=sandbox.root(), capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "EACCES"


def test_the_child_shuts_itself_off_before_it_opens_a_file(tmp_path):
    """Its own program, told to open the database: the answer is a refusal, and no word of it."""
    given, other = tmp_path / "given.wav", tmp_path / "database.sqlite3"
    given.write_bytes(factories.tone())
    shutil.copy(given, other)
    program = (
        "import sys; from pathlib import Path; from audio.sound import child, decoding\n"
        f"child.VERBS['probe'] = lambda path: child.say(sound=decoding.probe(Path({str(other)!r})).as_dict())\n"
        f"sys.argv = ['', '20', 'probe', {str(given)!r}]; child.main()"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=sandbox.root(), capture_output=True, text=True, check=False
    )
    assert ("refused" in said.stdout or said.returncode != 0, '"sound"' in said.stdout) == (True, False)
    assert sandbox.probe(other).channels >= 1


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6, 7])
def test_an_older_kernel_is_asked_for_no_more_than_it_knows(monkeypatch, version):
    """The size and the rights that each version takes stand in `linux/landlock.h`."""
    asked = []

    def record(number, *arguments):
        asked.append((number, arguments))
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(fence, "kernel", record)
    with pytest.raises(OSError, match="Invalid"):
        fence.shut_files(version, [], [])
    attributes, size, _ = asked[0][1]
    highest = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    assert (size, int.from_bytes(attributes[:8], sys.byteorder)) == (
        {1: 8, 2: 8, 3: 8, 4: 16, 5: 16}.get(version, 24),
        2**highest - 1,
    )


@pytest.mark.parametrize("machine", sorted(fence.MACHINES))
def test_the_filter_is_a_program_that_ends_well_on_each_architecture(monkeypatch, machine):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    program = fence.call_filter()
    number_of_socket = fence.REFUSED["socket"][fence.MACHINES[machine][2]]
    assert [decided(program, fence.MACHINES[machine][0], number) for number in (number_of_socket, 0, 63)] == [
        fence.REFUSE,
        fence.ALLOW,
        fence.ALLOW,
    ]
    assert decided(program, 0x40000003, 0) == fence.REFUSE  # a 32-bit call


def decided(program: bytes, machine: int, number: int) -> int:
    """What the filter says of a call: the few instructions that it is made of, as the kernel runs them."""
    steps = list(struct.iter_unpack("HBBI", program))
    place, held = 0, 0
    while True:
        code, if_so, if_not, value = steps[place]
        place += 1
        if code == fence.RETURN:
            return value
        if code == fence.LOAD:
            held = {fence.CALL_AT: number, fence.MACHINE_AT: machine}[value]
        else:
            place += if_so if (held == value if code == fence.IF_EQUAL else held >= value) else if_not


def test_this_machine_has_both_sides():
    """Where one is missing, the tests above would say so as well; here it is said why."""
    assert fence.missing() == []


def test_a_machine_that_leaves_a_side_open_is_told_of_when_work_begins(monkeypatch):
    monkeypatch.setattr(fence, "landlock_version", lambda: 0)
    with capture_logs() as told:
        watchdog.warn_of_open_fence()
    assert [(line["event"], "Landlock" in line["open"]) for line in told] == [("sound_is_opened_less_safely", True)]


def test_without_landlock_sound_is_opened_all_the_same_and_has_no_network(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(factories.tone())
    program = (
        "import socket, sys; from audio.sound import child, fence; fence.landlock_version = lambda: 0\n"
        f"sys.argv = ['', '20', 'probe', {str(path)!r}]; child.main()\n"
        "try: socket.socket()\nexcept PermissionError: print('no socket')"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=sandbox.root(), capture_output=True, text=True, check=True
    )
    assert ('"sound"' in said.stdout, "no socket" in said.stdout) == (True, True)
