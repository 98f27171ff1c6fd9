"""Hundreds of files that no recorder wrote: each ends with facts or with a reason, in time, and touches nothing but itself."""

import ctypes
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from audio.errors import UnreadableSound
from audio.sound import sandbox
from audio.sound.tests import hostile, sounds
from audio.tests import factories

HOURS = 1  # of sound at most: a bomb costs as much as an honest recording of so long
LIMIT = 60  # seconds of wall time for a file of a second
BOMBS_LIMIT = 240  # for those that are heard up to the bound of an hour, also beside other work
IN_OPEN = 0x20  # inotify(7)


@dataclass(frozen=True)
class Result:
    name: str
    reason: str
    measured: sandbox.Measured | None
    copy: int  # bytes
    seconds: float


def judged(folder: Path, name: str, content: bytes, file_name: str = "voice.mp3") -> Result:
    """What the worker learns of a file that lies in this folder; anything but UnreadableSound breaks the test."""
    path, copy = folder / file_name, folder / "copy.m4a"
    path.write_bytes(content)
    started = time.monotonic()
    reason, measured = "", None
    try:
        measured = sandbox.measure(path, most_ms=HOURS * 3_600_000, progress=lambda ms: None, copy=copy)
    except UnreadableSound as error:
        reason = error.reason
    size = copy.stat().st_size if measured and measured.has_copy else 0
    return Result(name, reason, measured, size, time.monotonic() - started)


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    """Judges many files, two at a time, each in a folder of its own."""

    def run(files: Iterator[tuple[str, bytes]], names: tuple[str, ...] = ("voice.mp3",)) -> list[Result]:
        with ThreadPoolExecutor(2) as pool:
            asked = [
                pool.submit(judged, tmp_path_factory.mktemp("one"), name, content, file_name)
                for name, content in files
                for file_name in names
            ]
            return [one.result() for one in asked]

    return run


def check(results: list[Result], limit: int = LIMIT) -> None:
    for result in results:
        assert result.reason.endswith(".") or result.measured, result.name
        assert "stopped the program" not in result.reason, result.name
        assert result.seconds < limit, result.name
        if result.measured:
            assert result.measured.duration_ms >= 0, result.name
            assert result.measured.has_copy == (result.copy > 0) == (not result.measured.sound.plays_in_browsers), (
                result.name
            )


@pytest.mark.parametrize("name", [*hostile.FORMS, *hostile.RECORDED])
def test_a_damaged_file_gives_what_is_left_of_it_or_a_reason(tmp_path, judge, name):
    results = judge(hostile.mutated(name, hostile.good(tmp_path)[name]))
    assert len(results) == 17
    check(results)


def test_what_people_send_by_mistake_is_refused_or_heard(judge):
    results = judge(hostile.others())
    check(results)
    assert all(result.reason for result in results if not result.name.startswith("noise"))


def test_bombs_stop_at_a_bound(judge):
    results = judge(hostile.bombs())
    check(results, BOMBS_LIMIT)
    reasons = {result.name: result.reason for result in results}
    assert f"longer than {HOURS} hours" in reasons["a day in a FLAC"]
    assert all(reasons[f"a WAV of {rate} Hz"] for rate in (0, 1, 7, 3_999, 384_001))
    assert all(reasons[f"a WAV of {channels} channels"] for channels in (0, 9, 64, 255, 65_535))


class Canary:
    """A recording of another family that nobody may open, and an address that nobody may call."""

    def __init__(self, folder: Path) -> None:
        self.secret = folder / "secret.wav"
        self.secret.write_bytes(factories.tone(3))
        self.calls: list[str] = []
        self.streams, self.packets = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        self.streams.bind(("127.0.0.1", 0))
        self.streams.listen()
        self.port = self.streams.getsockname()[1]
        self.packets.bind(("127.0.0.1", self.port))
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.watch = self.libc.inotify_init1(os.O_NONBLOCK)
        self.libc.inotify_add_watch(self.watch, os.fsencode(self.secret), IN_OPEN)

    @property
    def was_called(self) -> bool:
        for line in (self.streams, self.packets):
            line.setblocking(False)
        return heard(lambda: self.streams.accept()[0].close()) or heard(lambda: self.packets.recv(1))

    @property
    def was_opened(self) -> bool:
        return heard(lambda: os.read(self.watch, 4096))

    def close(self) -> None:
        self.streams.close()
        self.packets.close()
        os.close(self.watch)


def heard(listen) -> bool:
    try:
        listen()
    except BlockingIOError:
        return False
    return True


@pytest.fixture
def canary(tmp_path):
    made = Canary(tmp_path)
    yield made
    made.close()


def test_a_list_reaches_no_file_and_no_address_whatever_it_is_called(tmp_path, canary):
    names = hostile.NAMES

    def judge_beside(asked: tuple[int, str, str, bytes]) -> Result:
        number, file_name, name, content = asked
        folder = tmp_path / str(number)
        folder.mkdir()
        os.link(canary.secret, folder / canary.secret.name)
        return judged(folder, f"{name} as {file_name}", content, file_name)

    files = list(hostile.lists(str(canary.secret), f"127.0.0.1:{canary.port}"))
    asked = [
        (len(names) * i + j, file_name, *file) for i, file in enumerate(files) for j, file_name in enumerate(names)
    ]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(judge_beside, asked))
    assert [result.name for result in results if not result.reason] == []
    check(results)
    assert (canary.was_opened, canary.was_called) == (False, False)


def test_the_canary_sings(canary):
    canary.secret.read_bytes()
    socket.create_connection(("127.0.0.1", canary.port)).close()
    assert (canary.was_opened, canary.was_called) == (True, True)


@pytest.mark.parametrize(
    "name",
    [
        "Großmutter 👵 erzählt.mp3",
        "-i.mp3",
        "a b'c\"d.mp3",
        "http:a.mp3",
        "x\n\r.mp3",
        "concat:a|b.mp3",
        "ü" * 100 + ".mp3",
    ],
)
def test_a_strange_name_is_a_name(tmp_path, name):
    assert judged(tmp_path, name, factories.tone(1), name).measured.duration_ms == 1_000


def test_two_kinds_of_sound_in_one_file_are_both_heard(tmp_path):
    one = sounds.encode(tmp_path / "one.mp3", "libmp3lame", seconds=2, rate=44_100)
    two = sounds.encode(tmp_path / "two.mp3", "libmp3lame", seconds=3, rate=22_050)
    found = judged(tmp_path, "both", one.read_bytes() + two.read_bytes()).measured
    assert found.duration_ms == pytest.approx(5_000, abs=250)


def test_a_film_gives_its_sound_and_a_copy_without_the_pictures(tmp_path):
    film = sounds.film(tmp_path / "film.mp4", seconds=2)
    result = judged(tmp_path, "film", film.read_bytes())
    assert result.measured.duration_ms == pytest.approx(2_000, abs=100)
    assert 0 < result.copy < film.stat().st_size


def test_a_cover_as_large_as_the_sound_costs_nothing(tmp_path):
    tag = b"ID3\x04\0\0" + bytes([n >> shift & 0x7F for n in [8_000_000] for shift in (21, 14, 7, 0)])
    frame = b"APIC" + bytes([n >> shift & 0x7F for n in [7_999_990] for shift in (21, 14, 7, 0)]) + b"\0\0"
    whole = sounds.encode(tmp_path / "a.mp3", "libmp3lame").read_bytes()
    assert (
        judged(tmp_path, "cover", tag + frame + b"\0image/png\0\3\0" + bytes(7_999_977) + whole).measured.duration_ms
        > 900
    )


def test_two_children_never_share_a_file(tmp_path):
    """Many at once, as when a family sends a box of tapes."""
    results = {}

    def run(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        results[number] = judged(folder, str(number), factories.tone(number, rate=8_000)).measured.duration_ms

    threads = [threading.Thread(target=run, args=[number]) for number in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: number * 1_000 for number in range(1, 6)}
