"""Parts of a file by byte ranges, as RFC 9110, sections 13 and 14, has them."""

from functools import partial
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.test import RequestFactory
from django.utils.http import http_date
from hypothesis import given
from hypothesis import strategies as st

from audio.playback.ranges import BLOCK, Body, ranged

BYTES = bytes(range(100))
ETAG = '"the same sound"'
MODIFIED = 1_445_412_480
DATE = "Wed, 21 Oct 2015 07:28:00 GMT"


def body_of(path: Path, **about) -> Body:
    known = {"content_type": "audio/wav", "etag": ETAG, "modified": MODIFIED, **about}
    return Body(open=partial(path.open, "rb"), size=path.stat().st_size, **known)


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Body:
    path = tmp_path_factory.mktemp("sound") / "hundred.wav"
    path.write_bytes(BYTES)
    return body_of(path)


def ask(kept, asked=None, *, method="get", most=None, **headers):
    if asked is not None:
        headers["Range"] = asked
    return ranged(getattr(RequestFactory(), method)("/sound/", headers=headers), kept, most=most)


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
        ("bytes=0-" + "9" * 400, 0, 99),
        ("Bytes=0-1", 0, 1),
        ("bytes= 0-1 ", 0, 1),
        ("bytes=,0-1,", 0, 1),  # empty elements of a list count for nothing (section 5.6.1)
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
    [
        *(None, "", "bytes=-", "bytes=", "bytes=,", "bytes=a-b", "bytes=1", "bytes=0--1", "bytes=٣-٤"),
        *("lines=0-1", "0-1", "bytes 0-1", "bytes=" + "9" * 5000 + "-"),
        *("bytes=0-1,5-6", "bytes=0-,0-,0-", "bytes=0-1,200-", "bytes=5-6,x"),
    ],
)
def test_what_is_no_single_range_gets_the_whole(kept, asked):
    response = ask(kept, asked)
    assert (response.status_code, response.getvalue(), "Content-Range" in response) == (200, BYTES, False)


@pytest.mark.parametrize("known", [ETAG, DATE])
def test_a_range_of_what_is_still_the_same_is_served(kept, known):
    assert ask(kept, "bytes=0-1", **{"If-Range": known}).status_code == 206


@pytest.mark.parametrize(
    "known",
    [
        *('"another"', "", "nonsense", ETAG.strip('"')),
        "W/" + ETAG,  # a weak one never vouches for bytes
        *("Wed, 21 Oct 2015 07:27:59 GMT", "Wed, 21 Oct 2015 07:28:01 GMT"),
    ],
)
def test_a_range_of_what_has_changed_gets_the_whole(kept, known):
    response = ask(kept, "bytes=0-1", **{"If-Range": known})
    assert (response.status_code, response.getvalue()) == (200, BYTES)


def test_no_date_vouches_where_the_storage_knows_none(kept):
    body = Body(open=kept.open, size=100, content_type="audio/wav", etag=ETAG)
    response = ask(body, "bytes=0-1", **{"If-Range": DATE})
    assert (response.status_code, "Last-Modified" in response) == (200, False)


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "condition",
    [{"If-None-Match": ETAG}, {"If-None-Match": f'"x", W/{ETAG}'}, {"If-None-Match": "*"}, {"If-Modified-Since": DATE}],
)
def test_who_has_it_already_is_told_so(kept, method, condition):
    response = ask(kept, "bytes=0-1", method=method, **condition)
    told = [response[name] for name in ("ETag", "Last-Modified", "Cache-Control")]
    assert (response.status_code, response.content, told) == (304, b"", [ETAG, DATE, "private, no-cache"])


@pytest.mark.parametrize(
    "condition", [{"If-None-Match": '"another"'}, {"If-Modified-Since": http_date(MODIFIED - 1)}, {"If-Match": ETAG}]
)
def test_who_has_another_gets_what_they_ask_for(kept, condition):
    assert ask(kept, "bytes=0-1", **condition).status_code == 206


@pytest.mark.parametrize("condition", [{"If-Match": '"another"'}, {"If-Unmodified-Since": http_date(MODIFIED - 1)}])
def test_who_insists_on_another_gets_nothing(kept, condition):
    assert ask(kept, "bytes=0-1", **condition).status_code == 412


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
    assert [ask(kept, most=most)["Cache-Control"] for most in (None, 10)] == ["private, no-cache", "private, no-store"]


def test_a_long_range_comes_in_blocks(tmp_path):
    path = tmp_path / "long.wav"
    path.write_bytes(bytes(3 * BLOCK))
    response = ask(body_of(path), f"bytes=1-{2 * BLOCK}")
    assert [len(block) for block in response] == [BLOCK, BLOCK]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, 9), ("bytes=95-", 95, 99), ("bytes=0-49", 0, 49), ("bytes=-50", 50, 99)],
)
def test_only_a_range_without_an_end_is_given_in_pieces(kept, asked, first, last):
    response = ask(kept, asked, most=10)
    assert (response["Content-Range"], response.getvalue()) == (f"bytes {first}-{last}/100", BYTES[first : last + 1])


def test_the_whole_is_never_given_in_pieces(kept):
    response = ask(kept, most=10)
    assert (response.status_code, response.getvalue()) == (200, BYTES)


def test_a_file_that_lies_on_no_disk_is_served_in_ranges_too():
    storage = InMemoryStorage()
    name = storage.save("hundred.wav", ContentFile(BYTES))
    body = Body(open=partial(storage.open, name, "rb"), size=storage.size(name), content_type="audio/wav", etag=ETAG)
    assert ask(body, "bytes=40-59").getvalue() == BYTES[40:60]


@pytest.mark.parametrize(("asked", "status"), [(None, 200), ("bytes=0-", 416), ("bytes=-5", 416)])
def test_an_empty_file_has_no_ranges(tmp_path, asked, status):
    (tmp_path / "empty").touch()
    assert ask(body_of(tmp_path / "empty"), asked).status_code == status


@given(st.integers(0, 300), st.integers(0, 300))
def test_any_range_is_the_slice_that_python_takes(kept, first, last):
    response = ask(kept, f"bytes={first}-{last}")
    wanted = BYTES[first : last + 1]
    assert (response.getvalue(), response.status_code) == (wanted, 206 if wanted else 416)


@given(st.integers(0, 300))
def test_any_ending_is_the_slice_that_python_takes(kept, count):
    response = ask(kept, f"bytes=-{count}")
    assert response.getvalue() == (BYTES[-count:] if count else b"")


written = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    st.text("bytes=-0123456789, ", max_size=40).map("bytes={}".format),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=3).map(
        lambda pairs: "bytes=" + ", ".join(f"{first}-{last}" for first, last in pairs)
    ),
)


@given(written, st.sampled_from([None, 7]))
def test_whatever_is_asked_the_answer_is_what_it_says_it_is(kept, asked, most):
    response = ask(kept, asked, most=most)
    told, got = response.get("Content-Range", "bytes 0-99/100"), response.getvalue()
    if response.status_code == 416:
        assert (told, got) == ("bytes */100", b"")
        return
    first, last = (int(end) for end in told.removeprefix("bytes ").removesuffix("/100").split("-"))
    assert (got, response["Content-Length"]) == (BYTES[first : last + 1], str(len(got)))
    assert response.status_code == 206 or len(got) == 100
