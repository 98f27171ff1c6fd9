"""The whole way, as a person goes it: a real browser, real speech, the real engine, to a book that can be held."""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect, sync_playwright
from pypdf import PdfReader

from memoire_site import demo

pytestmark = pytest.mark.journey
VOICE = Path(settings.BASE_DIR) / "audio" / "tests" / "samples" / "austen-0920.wav"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WORK_MS = 180_000
PATIENCE = 10


@pytest.fixture
def page(site):
    """A page whose every complaint (an error, a blocked script or style) is a failure."""
    complaints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(base_url=site, viewport={"width": 1280, "height": 1000})
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(20_000)
        yield page
        browser.close()
    assert complaints == []


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
    page.get_by_label("Password").fill(demo.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


def keep_picture(page: Page, name: str) -> None:
    """For the README: SCREENSHOTS=docs script/test -k journey."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def until_weighed(page: Page) -> None:
    """On the page of a recording: until no word is bettered any more, and no story found anew."""
    expect(page.get_by_text("We are listening once more")).to_have_count(0, timeout=WORK_MS)
    page.reload()


def the_demo_is_heard(page: Page) -> None:
    life = page.get_by_role("listitem").filter(has_text="At the kitchen table")
    expect(life).to_contain_text(re.compile("to approve|Ready to read"), timeout=WORK_MS)
    page.get_by_role("link", name="At the kitchen table").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=WORK_MS)
    until_weighed(page)
    for words in ("orange", "bakery", "suitcase"):
        expect(page.get_by_role("main")).to_contain_text(words)
    keep_picture(page, "recording")


def the_stories_have_years(page: Page) -> None:
    page.get_by_role("link", name="Stories", exact=True).click()
    times = page.get_by_role("main")
    for year in ("1947", "1953", "1963"):
        expect(times).to_contain_text(year)
    keep_picture(page, "stories")


def add_a_recording(page: Page, voice: Path) -> None:
    page.get_by_role("link", name="Recordings", exact=True).click()
    page.get_by_role("link", name=re.compile("Add a (file|recording)")).first.click()
    page.get_by_label("The recording").set_input_files(voice)
    page.get_by_label("Who is speaking?").fill("Aunt Jane")
    page.get_by_label("When was it recorded?").fill("1811")
    page.get_by_label("A name for it").fill("On Mr Dashwood")
    page.get_by_role("button", name=re.compile("Add|Keep")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On Mr Dashwood")


def mend_a_word(page: Page) -> None:
    line = page.locator("[id^=segment-]").filter(has_text="amiable").first
    expect(line).to_be_visible(timeout=WORK_MS)
    expect(page.get_by_role("heading", level=2).first).to_be_visible(timeout=WORK_MS)
    line.get_by_role("link", name=re.compile("Mend")).or_(
        line.get_by_role("button", name=re.compile("Mend"))
    ).first.click()
    box = page.get_by_role("textbox")
    box.fill("Had he married a more loveable woman, he might have been made still more respectable than he was.")
    page.get_by_role("button", name="Keep these words").click()
    expect(page.get_by_text("more loveable woman")).to_be_visible()


def approve_it(page: Page, button: re.Pattern[str], done: str) -> None:
    """Nobody approves what they have not seen: words may be bettered, and stories looked for again, while one reads."""
    for _ in range(PATIENCE):
        # A page whose work ends is drawn anew, and a story found anew is away for that moment.
        expect(page.locator("#state[hx-get]")).to_have_count(0, timeout=WORK_MS)
        page.get_by_role("button", name=button).first.click(timeout=WORK_MS)
        expect(page.locator("body")).to_contain_text(re.compile(f"{done}|reads differently"))
        if page.get_by_text("reads differently").count() == 0:
            return
    raise AssertionError("The story did not come to rest.")


def the_book(page: Page) -> str:
    page.get_by_role("link", name="Book", exact=True).click()
    keep_picture(page, "book")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("PDF|Download")).first.click()
    pdf = PdfReader(BytesIO(Path(download.value.path()).read_bytes()))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_from_a_voice_to_a_book(page, tmp_path):
    sign_in(page, demo.PEOPLE[0])
    the_demo_is_heard(page)
    the_stories_have_years(page)
    sign_out(page)
    sign_in(page, demo.PEOPLE[1])
    voice = tmp_path / VOICE.name
    voice.write_bytes(VOICE.read_bytes()[:-2] + b"\1\0")  # the family may have the others already
    add_a_recording(page, voice)
    mend_a_word(page)
    address = page.url
    expect(page.get_by_role("button", name=re.compile("^Put it in the book"))).to_have_count(0)
    sign_out(page)
    sign_in(page, demo.PEOPLE[0])
    page.goto(address)
    approve_it(page, re.compile("^Put it in the book"), "is in the book")
    text = the_book(page)
    assert "loveable" in text
    assert "Aunt Jane" in text


def test_a_line_plays_from_where_it_was_said(page):
    sign_in(page, demo.PEOPLE[0])
    the_demo_is_heard(page)
    line = page.locator("[id^=segment-]").filter(has_text="suitcase").first
    start = float(line.locator("[data-start]").first.get_attribute("data-start"))
    line.locator("[data-start]").first.click()
    page.wait_for_function("() => document.querySelector('audio') && document.querySelector('audio').currentTime > 1")
    now = page.evaluate("() => document.querySelector('audio').currentTime")
    assert start - 0.1 <= now <= start + 5


def test_staff_hear_correct_and_decide_in_the_admin(page):
    sign_in(page, demo.PEOPLE[0])
    the_demo_is_heard(page)
    sign_out(page)
    page.goto("/admin/transcripts/transcript/")
    page.get_by_label("E-mail address").fill(demo.PEOPLE[2])
    page.get_by_label("Password").fill(demo.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("row").filter(has_text="At the kitchen table").get_by_role("link", name="Hear and correct").click()
    page.get_by_role("button", name="Play segment 3", exact=True).click()
    page.wait_for_function("() => document.getElementById('voice').currentTime > 0")
    box = page.get_by_role("textbox", name="Words of segment 3", exact=True)
    box.fill("She said that I could tell the hour by it.")
    page.get_by_role("listitem").filter(has=box).get_by_role("button", name="Save").click()
    expect(page.get_by_text("Corrected by Sam, of the staff")).to_be_visible()
    approve_it(page, re.compile("^Approve"), "is approved")
    page.get_by_label(re.compile("goes back")).first.fill("The date is not right yet.")
    page.get_by_role("button", name="Send back").first.click()
    expect(page.get_by_text("is sent back")).to_be_visible()
