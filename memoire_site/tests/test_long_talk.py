"""A talk of two hours in a real browser: a few sheets of it at a time, wherever somebody reads, listens or stands."""

import re
import wave
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect, sync_playwright

from audio.models import Recording
from families.tests import factories as families
from memoire_site.tests.test_journey import CHROMIUM, FLAGS
from stories.pages.paging import LINES, SENT
from transcripts.doubt.ranking import doubt_of
from transcripts.models import Segment, Transcript

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # the live server finds static files without collectstatic
]
COUNT = 2_000
EACH_MS = 3_600
MOST_LINES = (6 + SENT + 1) * LINES
WAIT_MS = 60_000
DOUBTFUL = 1_700


def silence(path: Path) -> None:
    """Two hours in a file with a hole."""
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as made:
        made.setparams((1, 1, 3_000, 0, "NONE", "NONE"))
        made.setnframes(COUNT * EACH_MS * 3)
        made.writeframesraw(b"")
    with path.open("r+b") as file:
        file.truncate(44 + COUNT * EACH_MS * 3)


@pytest.fixture
def talk(client):
    """The page of the recording, and the cookie of somebody who may read it."""
    keeper = families.user(name="Kim")
    family = families.family(keeper=keeper)
    silence(Path(settings.MEDIA_ROOT) / "long.wav")
    recording = Recording.objects.create(
        family=family,
        title="The long evening",
        filename="long.wav",
        content_type="audio/wav",
        size=1,
        sha256="0" * 64,
        duration_ms=COUNT * EACH_MS,
        original="long.wav",
    )
    transcript = Transcript.objects.create(
        recording=recording, language="en", engine="x", engine_version="1", engine_reason="A test."
    )
    transcript.stretches.create(index=0, begin_ms=0, heard_ms=1, window_ms=1, is_done=True)
    Segment.objects.bulk_create(line_of(transcript, number) for number in range(COUNT))
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    return recording.get_absolute_url(), client.cookies[settings.SESSION_COOKIE_NAME].value


def line_of(transcript: Transcript, number: int) -> Segment:
    text, start = f"This is line {number} of the talk.", number * EACH_MS
    sure = 0.2 if number == DOUBTFUL else 0.99
    words = [[word, start + 100 * n, start + 100 * n + 90, sure] for n, word in enumerate(text.split())]
    return Segment(
        transcript=transcript,
        index=number,
        start_ms=start,
        end_ms=start + 3_000,
        text=text,
        heard_text=text,
        words=words,
        is_weighed=True,
        doubt=doubt_of(words),
    )


def line(page: Page, number: int):
    return page.locator(".segment", has_text=re.compile(rf"This is line {number} of the talk\."))


def it_is_read_from_end_to_end(page: Page, address: str) -> None:
    page.goto(address)
    expect(line(page, 0)).to_be_in_viewport()
    sheets = page.locator(".words > .sheet")
    count = sheets.count()
    for number in [*range(0, count, 3), count - 1]:
        sheets.nth(number).scroll_into_view_if_needed()
        expect(line(page, number * LINES)).to_be_attached()
        assert page.locator(".segment").count() <= MOST_LINES


def a_link_to_a_far_line_leads_there_without_a_new_page(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("window.isTheSame = true")
    page.get_by_role("region", name="Worth a listen").get_by_role("link").first.click()
    expect(line(page, DOUBTFUL)).to_be_in_viewport()
    assert page.evaluate("window.isTheSame")
    page.reload()
    expect(line(page, DOUBTFUL)).to_be_in_viewport()


def a_second_that_is_far_away_opens_at_its_line(page: Page, address: str) -> None:
    page.goto(f"{address}?at={800 * EACH_MS}")
    expect(line(page, 800)).to_be_in_viewport()
    expect(page.locator(".segment.now")).to_contain_text("This is line 800 of the talk.")


def the_voice_is_followed_where_it_jumps_but_not_by_whoever_reads_elsewhere(page: Page) -> None:
    line(page, 800).locator("[data-start]").first.click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 2880")
    jump = "(at) => { document.querySelector('audio').currentTime = at; }"
    page.evaluate(jump, 1_200 * EACH_MS / 1000 + 0.5)
    expect(line(page, 1_200)).to_have_class(re.compile(r"\bnow\b"))
    expect(line(page, 1_200)).to_be_in_viewport()
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    expect(line(page, 0)).to_be_in_viewport()
    page.evaluate(jump, 400 * EACH_MS / 1000 + 0.5)
    expect(line(page, 400)).to_have_class(re.compile(r"\bnow\b"))
    expect(line(page, 0)).to_be_in_viewport()
    page.evaluate("document.querySelector('audio').pause()")


def the_keyboard_stays_where_it_is_when_words_come(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.sheet')[11].querySelector('.unsent a').focus()")
    expect(line(page, 11 * LINES)).to_be_attached()
    page.wait_for_function("() => document.querySelectorAll('.sheet')[11].querySelector('.segment :focus')")


def test_two_hours_are_read_and_heard_with_a_few_sheets_in_memory(live_server, talk):
    address, cookie = talk
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(base_url=live_server.url, viewport={"width": 1280, "height": 1000})
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(WAIT_MS)
        it_is_read_from_end_to_end(page, address)
        a_link_to_a_far_line_leads_there_without_a_new_page(page, address)
        a_second_that_is_far_away_opens_at_its_line(page, address)
        the_voice_is_followed_where_it_jumps_but_not_by_whoever_reads_elsewhere(page)
        the_keyboard_stays_where_it_is_when_words_come(page)
        browser.close()
    assert complaints == []
