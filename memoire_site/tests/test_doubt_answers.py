""" "It is right" in the list of what is worth a listen: answered where one stands, in a real browser, on a long talk too."""

import pytest
from playwright.sync_api import Page, expect

from audio.tests import factories as audio
from families.models import User
from memoire_site.tests.test_keeping_words import page, story  # noqa: F401 - fixtures
from stories.pages.paging import LINES
from transcripts.doubt.ranking import doubt_of
from transcripts.models import Segment
from transcripts.tests import factories as transcripts

# ruff: noqa: F811 - the fixtures are those of another file
pytestmark = [
    pytest.mark.page,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),
]
ALL = 5 * LINES  # lines of the talk
DOUBTED = {3: 0.2, 4: 0.3, ALL - 5: 0.4}  # by how sure we are of a word; the last is in a sheet that is not sent


@pytest.fixture
def talk(story):
    """A talk of several sheets with three doubtful lines, the most doubtful first."""
    recording = audio.recording(story.family)
    transcript = transcripts.transcript(recording, texts=[f"Line {n} there." for n in range(ALL)])
    for line in transcript.segments.filter(index__in=DOUBTED):
        sure = DOUBTED[line.index]
        line.words = [
            [word, line.start_ms + n, line.start_ms + n + 1, sure] for n, word in enumerate(line.text.split())
        ]
        line.is_weighed, line.doubt = True, doubt_of(line.words)
        line.save()
    return transcript


def opened(page: Page, talk) -> Page:
    page.goto(talk.recording.get_absolute_url())
    page.wait_for_function("document.querySelector('.next-doubt')?.hidden === false")
    page.evaluate("window.isTheSame = true")
    return page


def confirmed(talk) -> list[int]:
    return list(talk.segments.exclude(confirmed_at=None).order_by("index").values_list("index", flat=True))


def press(page: Page, place: int) -> None:
    button = page.locator(".doubts").get_by_role("button", name="It is right").nth(place)
    button.focus()
    page.keyboard.press("Enter")


def test_each_answer_leads_the_keyboard_to_the_next_place_and_the_last_to_the_heading(page: Page, talk):
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: said.type == "error" and faults.append(said.text))
    opened(page, talk)
    places = page.locator(".doubts li a")
    expect(places).to_have_count(3)
    second, third = places.nth(1).get_attribute("href"), places.nth(2).get_attribute("href")
    press(page, 0)
    expect(page.locator("#said")).to_contain_text("Line 3 there.” is right")
    expect(page.locator(f".doubts a[href='{second}']")).to_be_focused()
    expect(page.locator("div.segment:has-text('Line 3 there.') p[data-doubt]")).to_have_count(0)
    press(page, 1)  # a line of a sheet that is not on the page
    expect(page.locator(f".doubts a[href='{second}']")).to_be_focused()
    assert third != second
    press(page, 0)
    expect(page.get_by_role("heading", name="Worth a listen")).to_be_focused()
    expect(page.locator(".doubts")).to_contain_text("Nothing here is doubtful any more")
    assert page.evaluate("window.isTheSame")
    assert (confirmed(talk), faults) == (sorted(DOUBTED), [])


def test_a_line_that_is_being_mended_keeps_what_was_typed_while_another_word_about_it_is_said(page: Page, talk):
    opened(page, talk)
    line = talk.segments.get(index=3)
    page.locator(f"#segment-{line.pk} .mend").click()
    page.get_by_label("What is said here").fill("Line three, there.")
    press(page, 0)
    expect(page.locator("#said")).to_contain_text("is right")
    expect(page.get_by_label("What is said here")).to_have_value("Line three, there.")


def test_a_line_that_was_changed_meanwhile_is_told_where_one_stands(page: Page, talk):
    opened(page, talk)
    line = talk.segments.get(index=3)
    line.corrections.create(before=line.text, after="Theirs.", by=User.objects.create_user("bo@example.org", name="Bo"))
    Segment.objects.filter(pk=line.pk).update(text="Theirs.")
    press(page, 0)
    expect(page.locator("#said")).to_contain_text(
        "Bo has changed this line since you opened it. It says now: “Theirs.”"
    )
    expect(page.locator(f"#segment-{line.pk}")).to_contain_text("Theirs.")
    expect(page.locator(".doubts li")).to_have_count(2)
    assert confirmed(talk) == []


def test_next_in_the_words_goes_on_after_an_answer(page: Page, talk):
    opened(page, talk)
    press(page, 0)
    expect(page.locator(".doubts li")).to_have_count(2)
    button = page.get_by_role("button", name="Hear the next one in the words")
    button.click()
    line = talk.segments.get(index=4)
    expect(page.locator(f"#segment-{line.pk} .mend")).to_be_focused()
