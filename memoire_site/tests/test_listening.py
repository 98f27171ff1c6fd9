"""Listening to a long recording in a real browser: any second is near, and the next visit goes on where this one stopped."""

import re
import wave

import numpy as np
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from audio.playback.serving import PIECE
from memoire_site import demo
from memoire_site.tests.running import until
from memoire_site.tests.test_journey import CHROMIUM, FLAGS, VOICE, sign_in

pytestmark = pytest.mark.page
MINUTES = 20
WAIT_MS = 20_000
WORK_MS = 300_000  # behind the demo's own recordings, on a machine that may be busy
SOUND_ALOUD = "--autoplay-policy=no-user-gesture-required"
KEEPS_HANDLERS = """
    const set = MediaSession.prototype.setActionHandler;
    window.handlers = {};
    MediaSession.prototype.setActionHandler = function (action, handler) {
        window.handlers[action] = handler;
        return set.call(this, action, handler);
    };
"""
AT = "() => document.querySelector('audio').currentTime"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, SOUND_ALOUD])


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    """Twenty minutes of a WAV (77 MB), in each of which a voice speaks for some seconds."""
    path = tmp_path_factory.mktemp("voice") / "the long evening.wav"
    with wave.open(str(VOICE)) as source, wave.open(str(path), "wb") as long:
        rate = source.getframerate()
        minute = np.zeros(60 * rate, np.int16)
        said = np.frombuffer(source.readframes(source.getnframes()), np.int16)[: 60 * rate]
        minute[: len(said)] = said
        long.setparams(source.getparams()._replace(nchannels=2))
        for _ in range(MINUTES):
            long.writeframes(minute.repeat(2).tobytes())
    return path


@pytest.fixture(scope="module")
def recording(site, browser, talk):
    """The address of the page, once the whole of it was looked at."""
    page = browser.new_page(base_url=site)
    page.set_default_timeout(WAIT_MS)
    sign_in(page, demo.PEOPLE[0])
    page.get_by_role("link", name=re.compile("Add a (file|recording)")).first.click()
    page.get_by_label("The recording").set_input_files(talk)
    page.get_by_label("Who is speaking?").fill("Aunt Jane")
    page.get_by_role("button", name=re.compile("^Add")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("the long evening", timeout=WORK_MS)
    address = page.url
    expect(page.locator(".segment").first).to_be_visible(timeout=WORK_MS)
    page.context.close()
    yield address
    browser.close()


@pytest.fixture
def visit(site, browser, recording):
    """Opens the page as somebody, in a browser of their own. Every complaint there is a failure."""
    complaints, contexts = [], []

    def visit(email: str = demo.PEOPLE[0], **options) -> Page:
        context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 1000}, **options)
        context.add_init_script(KEEPS_HANDLERS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(WAIT_MS)
        sign_in(page, email)
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.goto(recording)
        expect(slider(page)).to_be_visible()
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def slider(page: Page):
    return page.get_by_role("slider", name="Place in the recording")


def plays_past(page: Page, seconds: float) -> float:
    """Waits until the voice is heard beyond this second; returns where it is then."""
    page.wait_for_function(
        f"() => {{ const {{ currentTime, paused }} = document.querySelector('audio'); return !paused && currentTime > {seconds}; }}"
    )
    return page.evaluate(AT)


def noted(page: Page, beyond: float):
    """Waits until a place after this second is noted."""
    return page.expect_response(
        lambda answer: (
            answer.url.endswith("/listening/")
            and answer.status == 204
            and int(answer.request.post_data.removeprefix("at_ms=")) > beyond * 1000
        )
    )


def stop(page: Page) -> float:
    """Stops where it is, and waits until that is noted, be it now or a moment ago."""
    page.get_by_role("button", name="Pause").click()
    stopped = page.evaluate(AT)
    until(lambda: noted_place(page, page.url) >= int(stopped), 60, "the place where the voice was stopped")
    return stopped


def noted_place(page: Page, address: str) -> float:
    """Where the server says that this listener stopped, in seconds; no page is opened for it."""
    found = re.search(r'data-stopped="(\d+)"', page.context.request.get(address).text())
    return int(found.group(1)) / 1000 if found else 0


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def test_a_click_into_the_sound_plays_from_there(visit):
    page = visit()
    place = slider(page).bounding_box()
    slider(page).click(position={"x": place["width"] * 0.75, "y": place["height"] / 2})
    page.get_by_role("button", name="Play", exact=True).click()
    assert plays_past(page, 905) < 920


def test_a_listener_is_sent_a_piece_after_another(visit):
    """Whoever pauses would else hold a thread of the web server for as long as the page is open."""
    page = visit()
    sent = []
    page.on("response", lambda response: sent.append(response) if response.url.endswith("/sound/") else None)
    page.reload()
    page.get_by_role("button", name="Play", exact=True).click()
    plays_past(page, 2)
    assert len(sent) > 1
    assert {response.status for response in sent} == {206}
    assert max(int(response.headers["content-length"]) for response in sent) <= PIECE


def test_the_keyboard_moves_and_stops_the_voice(visit):
    page = visit()
    slider(page).focus()
    for key in ("Home", "PageUp", "PageUp", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate(AT) == 115
    page.keyboard.press("Space")
    assert plays_past(page, 115.5) < 125
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_space_stops_the_voice_from_anywhere_in_the_text_and_no_letter_does(visit):
    page = visit()
    page.keyboard.press("Space")  # nobody listens yet: it turns the page
    assert page.evaluate("() => document.querySelector('audio').paused")
    page.get_by_role("button", name="Play", exact=True).click()
    plays_past(page, 0.5)
    page.get_by_role("heading", level=1).click()
    for key in "kjl":
        page.keyboard.press(key)
    plays_past(page, 1)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_chosen_speed_is_kept_by_the_browser(visit):
    page = visit()
    page.get_by_label("Speed").select_option("2×")
    page.reload()
    expect(page.get_by_label("Speed")).to_have_value("2")
    page.get_by_role("button", name="Play", exact=True).click()
    plays_past(page, 1)
    assert page.evaluate("() => document.querySelector('audio').playbackRate") == 2


def test_who_comes_back_goes_on_where_they_stopped_and_nobody_else_does(visit):
    page = visit()
    slider(page).focus()
    for key in ("Home", *["PageUp"] * 5, "Space"):
        page.keyboard.press(key)
    plays_past(page, 301)
    stopped = stop(page)
    page.reload()
    expect(page.get_by_text(f"You stopped at {clock(stopped)}.")).to_be_visible()
    page.get_by_role("button", name="Play", exact=True).click()
    assert plays_past(page, stopped) < stopped + 10
    expect(page.locator(".segment.now")).to_be_in_viewport()  # and the page has come along
    expect(visit(demo.PEOPLE[1]).get_by_text("You stopped at")).to_have_count(0)


def test_who_stopped_can_start_from_the_beginning(visit):
    page = visit()
    slider(page).focus()
    for key in ("Home", *["PageUp"] * 3, "Space"):
        page.keyboard.press(key)
    plays_past(page, 181)
    stop(page)
    page.reload()
    page.get_by_role("button", name="Start from the beginning").click()
    assert plays_past(page, 0.2) < 10
    expect(page.get_by_text("You stopped at")).to_be_hidden()


def test_closing_the_page_notes_the_place(visit):
    page = visit(demo.PEOPLE[1])
    slider(page).focus()
    for key in ("Home", *["PageUp"] * 7, "Space"):
        page.keyboard.press(key)
    left = plays_past(page, 425)
    address = page.url
    page.goto("about:blank")  # the browser sends the note behind it
    # What is noted now and then was at seven minutes.
    until(lambda: noted_place(page, address) >= left - 1, 60, "the place where the page was closed")
    assert noted_place(page, address) < left + 30
    page.goto(address)
    expect(page.get_by_text("You stopped at")).to_be_visible()


def test_who_heard_it_to_the_end_begins_anew(visit):
    page = visit()
    slider(page).focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    with noted(page, MINUTES * 60 - 1):
        page.keyboard.press("Space")
    page.reload()
    expect(slider(page)).to_be_visible()
    expect(page.get_by_text("You stopped at")).to_have_count(0)
    assert page.evaluate(AT) == 0


def test_a_link_to_a_second_opens_there(visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    slider(page).focus()
    for key in ("Home", "PageUp", "ArrowRight"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Copy link to this second").click()
    expect(page.get_by_role("status").filter(has_text="a link to 1:05")).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link.endswith("?at=65000")
    page.goto(link)
    expect(page.locator(".player .at")).to_have_text(f"1:05 of {MINUTES}:00")


def test_without_a_clipboard_the_address_of_the_page_is_the_link(visit):
    page = visit()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); }")
    page.get_by_role("button", name="Copy link to this second").click()
    expect(page.get_by_role("status").filter(has_text="now leads to")).to_be_visible()
    assert re.search(r"\?at=\d+$", page.url)


def test_the_system_knows_what_is_played_and_can_steer_it(visit):
    page = visit()
    told = page.evaluate(
        "() => { const { title, artist, album } = navigator.mediaSession.metadata; return [title, artist, album]; }"
    )
    assert told == ["the long evening", "Aunt Jane", "The demo family"]
    page.evaluate("() => { handlers.seekto({ seekTime: 600 }); handlers.seekbackward({}); handlers.play({}); }")
    assert plays_past(page, 590.5) < 600
    assert page.evaluate("() => navigator.mediaSession.playbackState") == "playing"
    page.evaluate("() => handlers.pause({})")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_lost_line_is_gone_on_with_from_the_same_second(visit):
    page = visit()
    slider(page).focus()
    for key in ("Home", "Space"):
        page.keyboard.press(key)
    plays_past(page, 1)
    page.evaluate(
        """() => {
            const sound = document.querySelector('audio');
            Object.defineProperty(sound, 'error', { configurable: true, value: { code: MediaError.MEDIA_ERR_NETWORK } });
            sound.pause();
            sound.currentTime = 600;
            sound.dispatchEvent(new Event('error'));
        }"""
    )
    assert plays_past(page, 600.5) < 615


def test_the_original_is_downloaded_as_it_came(visit, talk):
    page = visit()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the original").click()
    assert download.value.suggested_filename == talk.name
    with open(download.value.path(), "rb") as got, talk.open("rb") as sent:
        assert got.read() == sent.read()


def test_a_click_on_a_word_plays_from_it_and_it_glows(visit):
    page = visit()
    # A page whose work ends is drawn anew by itself, which would cut a reload of ours short.
    expect(page.locator("#state[hx-get]")).to_have_count(0, timeout=180_000)
    for _ in range(60):  # the moments of the words come a little after the words
        if page.locator("[data-words]").count():
            break
        page.wait_for_timeout(2_000)
        page.reload()
    line = page.locator("[data-words]").first
    begins = [int(ms) / 1000 for ms in line.get_attribute("data-words").split()]
    assert begins == sorted(begins)
    line.scroll_into_view_if_needed()
    place = line.evaluate(
        """(line) => {
            const [word] = [...line.firstChild.data.matchAll(/\\S+/g)].slice(3);
            const range = new Range();
            range.setStart(line.firstChild, word.index + 1);
            range.setEnd(line.firstChild, word.index + 2);
            const { x, y, width, height } = range.getBoundingClientRect();
            return { x: x + width / 2, y: y + height / 2 };
        }"""
    )
    page.mouse.click(place["x"], place["y"])
    assert plays_past(page, begins[3]) < begins[3] + 5
    page.wait_for_function("CSS.highlights.get('said').size === 1")
