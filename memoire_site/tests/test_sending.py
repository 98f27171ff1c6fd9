"""Recordings are sent from the page in pieces: over a cut line, a sign-out and a reload, in a real browser."""

import json
import os
import re
import wave

import numpy as np
import pytest
from playwright.sync_api import expect, sync_playwright

from memoire_site import demo
from memoire_site.tests.running import until
from memoire_site.tests.test_journey import CHROMIUM, FLAGS, VOICE, sign_in

pytestmark = pytest.mark.page
PIECE = 8 * 1024**2
UPLOADS = "**/api/v1/uploads/*"
WAIT_MS = 20_000
REFUSED = "Failed to load resource"


@pytest.fixture(scope="module")
def long_voice(tmp_path_factory):
    """Real sound of two pieces and a little, at 192 kHz in stereo, so that the worker has half a minute to hear."""
    path = tmp_path_factory.mktemp("voice") / "kitchen table.wav"
    with wave.open(str(VOICE)) as source, wave.open(str(path), "wb") as long:
        said = np.frombuffer(source.readframes(source.getnframes()), np.int16)
        frames = said.repeat(2 * 192_000 // source.getframerate()).tobytes()
        long.setparams(source.getparams()._replace(nchannels=2, framerate=192_000))
        for _ in range(2 * PIECE // len(frames) + 1):
            long.writeframes(frames)
    return path.read_bytes()


@pytest.fixture
def voice(long_voice, tmp_path):
    """A recording that the family does not have yet."""
    return new(long_voice, tmp_path / "kitchen table.wav")


def new(content, path):
    """The same sound in bytes of its own: the last sample is any."""
    path.write_bytes(content[:-2] + os.urandom(2))
    return path


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@pytest.fixture(scope="module")
def form(site, browser):
    """The address of the form, and the cookies of somebody who is signed in."""
    page = browser.new_page(base_url=site)
    sign_in(page, demo.PEOPLE[1])
    page.get_by_role("link", name=re.compile("Add a (file|recording)")).first.click()
    expect(page.get_by_label("The recording")).to_be_visible()
    yield page.url, page.context.storage_state()
    browser.close()


@pytest.fixture
def page(browser, form):
    """The form, open in a browser of its own. Its complaints are failures, but for what it says about answers such as 400."""
    complaints = []
    address, cookies = form
    page = browser.new_page(storage_state=cookies, viewport={"width": 1280, "height": 1000})
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(WAIT_MS)
    page.goto(address)
    yield page
    page.context.close()
    assert [each for each in complaints if not each.startswith(REFUSED)] == []


@pytest.fixture
def pieces(page):
    """The offsets of the pieces that were sent. `pieces.at[2] = what`: what happens to the second."""
    return Pieces(page)


class Pieces:
    def __init__(self, page):
        self.offsets, self.at = [], {}
        page.route(UPLOADS, self.send)

    def send(self, route):
        if route.request.method == "PATCH":
            self.offsets.append(int(route.request.headers["upload-offset"]))
        happens = self.at.pop(len(self.offsets), None) if route.request.method == "PATCH" else None
        happens(route) if happens else route.continue_()


def add(page, *files):
    page.get_by_label("The recording").set_input_files(files)
    page.get_by_role("button", name=re.compile("^Add")).click()


def expect_to_arrive(page, title="kitchen table"):
    expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=WAIT_MS)
    assert re.search(r"/recordings/[0-9a-f-]{36}/$", page.url)


def test_a_recording_arrives_although_the_line_is_cut(page, pieces, voice):
    pieces.at[2] = lambda route: route.abort("connectionreset")
    page.get_by_label("A name for it").fill("The blue kitchen")
    add(page, voice)
    expect_to_arrive(page, "The blue kitchen")
    assert pieces.offsets == [0, PIECE, PIECE, 2 * PIECE]


def test_after_a_reload_the_same_file_goes_on_from_what_is_there(page, pieces, voice):
    pieces.at[2] = lambda route: page.get_by_role("button", name="Pause").click() or route.abort()
    add(page, voice)
    expect(page.get_by_role("listitem")).to_contain_text("Paused. What has arrived is safe.", timeout=WAIT_MS)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_role("main")).to_contain_text(
        re.compile("We already have 8 of 1. MB of kitchen table.wav"), timeout=WAIT_MS
    )
    add(page, voice)
    expect_to_arrive(page)
    assert pieces.offsets.count(0) == 1


def test_who_was_signed_out_signs_in_on_the_page_and_goes_on(page, pieces, voice):
    pieces.at[2] = lambda route: page.context.clear_cookies() or route.abort()
    add(page, voice)
    expect(page.get_by_role("listitem")).to_contain_text("You have been signed out.", timeout=WAIT_MS)
    page.get_by_role("button", name="Sign in: kitchen table.wav").click()
    door = page.get_by_role("dialog")
    for password in ("a wrong one", demo.PASSWORD):
        door.get_by_label(f"The password of {demo.PEOPLE[1]}").fill(password)
        door.get_by_role("button", name="Sign in").click()
        if password != demo.PASSWORD:
            expect(door.get_by_role("alert")).to_contain_text("does not belong to your address", timeout=WAIT_MS)
    expect_to_arrive(page)
    assert pieces.offsets.count(0) == 1


def test_what_is_no_sound_is_refused_in_a_sentence(page, tmp_path):
    diary = tmp_path / "diary.mp3"
    diary.write_text("Dear diary, " * 500)
    add(page, diary)
    expect(page.get_by_role("listitem")).to_contain_text(
        "This file is not sound that we can open. Try the original", timeout=WAIT_MS
    )
    expect(page.get_by_label("The recording")).to_be_visible()


def test_a_date_that_is_none_is_asked_for_again_and_the_file_stays_chosen(page, tmp_path):
    page.get_by_label("When was it recorded?").fill("last summer")
    add(page, new(VOICE.read_bytes(), tmp_path / VOICE.name))
    expect(page.get_by_role("main").locator(".errorlist")).to_contain_text("Write, for example, 1934", timeout=WAIT_MS)
    page.get_by_label("When was it recorded?").fill("1811")
    page.get_by_role("button", name=re.compile("^Add")).click()
    expect_to_arrive(page, VOICE.stem)


def test_several_recordings_end_on_the_shelf(page, tmp_path):
    add(page, *(new(VOICE.read_bytes(), tmp_path / name) for name in ("one.wav", "two.wav")))
    expect(page).to_have_url(re.compile(r"/families/[0-9a-f-]{36}/$"), timeout=WAIT_MS)
    expect(page.get_by_role("main")).to_contain_text("one")
    expect(page.get_by_role("main")).to_contain_text("two")


def test_what_the_family_has_already_is_offered_and_not_kept_twice(page, tmp_path):
    known = new(VOICE.read_bytes(), tmp_path / "first name.wav")
    form = page.url
    add(page, known)
    expect_to_arrive(page, "first name")
    kept = page.url
    page.goto(form)
    add(page, known.rename(tmp_path / "second name.wav"))
    item = page.get_by_role("listitem")
    expect(item).to_contain_text("Your family has this recording already.", timeout=WAIT_MS)
    item.get_by_role("link", name="Open it").click()
    expect(page).to_have_url(kept)


def test_a_file_that_is_dropped_is_chosen(page, tmp_path):
    dropped = new(VOICE.read_bytes(), tmp_path / "dropped.wav").read_bytes()
    transfer = page.evaluate_handle(
        """(bytes) => {
            const all = new DataTransfer();
            all.items.add(new File([new Uint8Array(bytes)], "dropped.wav"));
            return all;
        }""",
        list(dropped),
    )
    for event in ("dragover", "drop"):
        page.dispatch_event("main", event, {"dataTransfer": transfer})
    page.get_by_role("button", name="Add it").click()
    expect_to_arrive(page, "dropped")


def test_what_is_cancelled_is_gone_here_and_on_the_server(page, pieces, voice):
    gone = []
    page.on("response", lambda response: gone.append(response.status) if response.request.method == "DELETE" else None)
    pieces.at[2] = lambda route: page.get_by_role("button", name="Pause").click() or route.abort()
    add(page, voice)
    expect(page.get_by_role("listitem")).to_contain_text("Paused. What has arrived is safe.", timeout=WAIT_MS)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("The recording")).to_be_focused(timeout=WAIT_MS)
    until(lambda: page.wait_for_timeout(50) or gone, 90, "the server to throw it away")
    assert gone == [204]


@pytest.mark.parametrize(
    ("status", "answer", "sentence"),
    [
        (
            413,
            {"detail": "This file is 5.0 GB. One recording may be 4.0 GB at most.", "which": "file_size"},
            "4.0 GB at",
        ),
        (413, "<html>413</html>", "larger than can be sent here"),
        (507, {"detail": "No room"}, "There is no room left where recordings are kept."),
    ],
    ids=["beyond a limit", "a proxy", "a full disk"],
)
def test_a_refusal_says_what_to_do(page, tmp_path, status, answer, sentence):
    body = answer if isinstance(answer, str) else json.dumps(answer)
    page.route(re.compile("/api/v1/uploads/?$"), lambda route: route.fulfill(status=status, body=body))
    add(page, new(VOICE.read_bytes(), tmp_path / "large.wav"))
    expect(page.get_by_role("listitem")).to_contain_text(sentence, timeout=WAIT_MS)
