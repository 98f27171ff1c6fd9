"""Parts of a file by byte ranges, as RFC 9110, section 14, has them."""

from pathlib import Path

import pytest
from django.core.files.base import File
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from audio.ranges import BLOCK, ranged

BYTES = bytes(range(100))
ETAG = '"the same sound"'


class Kept:
    """A file as storages hand it out: closed, and opened for each reading."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, mode: str) -> File:
        return File(self.path.open(mode))


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Kept:
    path = tmp_path_factory.mktemp("sound") / "hundred.wav"
    path.write_bytes(BYTES)
    return Kept(path)


def ask(kept, asked=None, *, method="get", size=len(BYTES), **headers):
    if asked is not None:
        headers["Range"] = asked
    request = getattr(RequestFactory(), method)("/sound/", headers=headers)
    return ranged(request, kept, size=size, content_type="audio/wav", etag=ETAG)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),  # what Safari asks first
        ("bytes=0-", 0, 99),
        ("bytes=40-", 40, 99),
        ("bytes=40-59", 40, 59),
        ("bytes=99-99", 99, 99),
        ("bytes=90-5000", 90, 99),
        ("bytes=-10", 90, 99),
        ("bytes=-5000", 0, 99),
        ("Bytes=0-1", 0, 1),
    ],
)
def test_one_range_is_answered_with_its_bytes(kept, asked, first, last):
    response = ask(kept, asked)
    assert (response.status_code, response.getvalue(), response["Content-Range"], response["Content-Length"]) == (
        206,
        BYTES[first : last + 1],
        f"bytes {first}-{last}/100",
        str(last - first + 1),
    )


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=5000-", "bytes=-0", "bytes=7-3"])
def test_a_range_with_nothing_in_it_is_a_416_that_tells_the_size(kept, asked):
    response = ask(kept, asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */100")


@pytest.mark.parametrize(
    "asked",
    [None, "", "bytes=0-1,5-6", "bytes=-", "bytes=", "bytes=a-b", "lines=0-1", "0-1", "bytes=" + "9" * 5000 + "-"],
)
def test_what_is_no_single_range_gets_the_whole(kept, asked):
    response = ask(kept, asked)
    assert (response.status_code, response.getvalue(), "Content-Range" in response) == (200, BYTES, False)


def test_a_range_of_what_is_still_the_same_is_served(kept):
    assert ask(kept, "bytes=0-1", **{"If-Range": ETAG}).status_code == 206


@pytest.mark.parametrize("known", ['"another"', "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_range_of_what_has_changed_gets_the_whole(kept, known):
    response = ask(kept, "bytes=0-1", **{"If-Range": known})
    assert (response.status_code, response.getvalue()) == (200, BYTES)


def test_head_tells_the_size_and_sends_nothing(kept):
    response = ask(kept, method="head")
    assert (response.status_code, response["Content-Length"], response.getvalue()) == (200, "100", b"")


def test_head_knows_no_ranges(kept):
    response = ask(kept, "bytes=0-1", method="head")
    assert (response.status_code, response["Content-Length"]) == (200, "100")


@pytest.mark.parametrize("asked", [None, "bytes=0-1"])
def test_every_answer_says_that_ranges_are_served(kept, asked):
    response = ask(kept, asked)
    response.getvalue()
    assert (response["Accept-Ranges"], response["ETag"], response["Content-Type"]) == ("bytes", ETAG, "audio/wav")


def test_no_proxy_may_keep_a_familys_voice(kept):
    response = ask(kept)
    response.getvalue()
    assert "private" in response["Cache-Control"]


def test_a_long_range_comes_in_blocks(tmp_path):
    path = tmp_path / "long.wav"
    path.write_bytes(bytes(3 * BLOCK))
    response = ask(Kept(path), f"bytes=1-{2 * BLOCK}", size=3 * BLOCK)
    assert [len(block) for block in response] == [BLOCK, BLOCK]


@given(st.integers(0, 300), st.integers(0, 300))
def test_any_range_is_the_slice_that_python_takes(kept, first, last):
    response = ask(kept, f"bytes={first}-{last}")
    wanted = BYTES[first : last + 1]
    assert (response.getvalue(), response.status_code) == (wanted, 206 if wanted else 416)


@given(st.integers(0, 300))
def test_any_ending_is_the_slice_that_python_takes(kept, count):
    response = ask(kept, f"bytes=-{count}")
    assert response.getvalue() == (BYTES[-count:] if count else b"")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_no_header_breaks_it(kept, asked):
    response = ask(kept, asked)
    response.getvalue()
    assert response.status_code in {200, 206, 416}
