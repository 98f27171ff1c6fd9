"""Doubtful words have dots under them, and a button plays from one to the next, in a real browser."""

import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from memoire_site.tests.test_journey import CHROMIUM, FLAGS

pytestmark = pytest.mark.journey
MODULES = Path(__file__).resolve().parents[2] / "static" / "transcripts"
SOUND = "export const sound = {}; window.played = []; export const playFrom = (seconds) => window.played.push(seconds);"
PAGE = """<!doctype html><html lang="en"><title>Words</title>
<script type="importmap">{"imports": {"memoire/sound": "./sound.js", "memoire/spoken": "./spoken.js"}}</script>
<button type="button" class="next-doubt" hidden>Hear the next one in the words</button>
<div class="segment">
  <p data-doubt="1-3" data-words="0 1000 2000 3000">Then Osbert Crane came. <small>?</small></p><a class="mend" href="#one">Mend</a>
</div>
<div class="segment"><p data-doubt="0-1" data-words="5000 6000">Coal there.</p><a class="mend" href="#two">Mend</a></div>
<div class="segment"><p data-words="7000">Yes.</p><a class="mend" href="#three">Mend</a></div>
<script type="module" src="doubt.js"></script>
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args) -> None:
        """Says nothing."""


@pytest.fixture
def address(tmp_path):
    """A page with the real modules over a voice that only notes what it is asked to play."""
    for name in ("spoken.js", "doubt.js"):
        shutil.copy(MODULES / name, tmp_path)
    (tmp_path / "sound.js").write_text(SOUND)
    (tmp_path / "index.html").write_text(PAGE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    thread.join()
    server.server_close()


def test_dots_stand_under_doubtful_words_and_the_button_goes_round(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(address)
        button = page.get_by_role("button")
        expect(button).to_be_visible(timeout=60_000)
        marked = page.evaluate("[...CSS.highlights.get('doubted')].map((range) => range.toString())")
        for link in ("#one", "#two", "#one"):
            button.click()
            expect(page.locator(f"a[href='{link}']")).to_be_focused()
        played = page.evaluate("played")
        browser.close()
    assert marked == ["Osbert Crane", "Coal"]
    assert played == [0.5, 4.5, 0.5]
