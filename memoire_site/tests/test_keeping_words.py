"""What somebody types outlives a session that ended, a line that was cut and a page that is left, in a real browser."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from audio.tests import factories as audio
from families.models import User
from families.tests import factories as families
from memoire_site.tests.test_journey import CHROMIUM, FLAGS
from stories.models import Story, WordsRead
from stories.tests import factories as stories

pytestmark = [
    pytest.mark.page,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),
]
PASSWORD = "a good password"


@pytest.fixture
def story(monkeypatch) -> Story:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's loop runs in the thread of the test
    family = families.family(
        keeper=families.user(email="kim@example.org", name="Kim", is_staff=True, is_superuser=True)
    )
    recording = audio.recording(family)
    made = stories.story(recording)
    WordsRead.objects.create(recording=recording, digest="0")
    return made


@pytest.fixture
def page(live_server, story):
    """A browser in which Kim, who keeps the family and is of the staff, is signed in."""
    client = Client()
    client.force_login(User.objects.get(email="kim@example.org"), backend="memoire_site.backends.NoDemoUsersBackend")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        made = context.new_page()
        made.set_default_timeout(20_000)
        yield made
        browser.close()


def line(story: Story):
    return story.segments.order_by("index").first()


def test_whoever_was_signed_out_signs_in_on_the_page_and_the_words_are_kept(page: Page, story):
    page.goto(f"/segments/{line(story).pk}/")
    page.get_by_label("What is said here").fill("The river froze hard.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Keep these words").click()
    page.get_by_label("The password of").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/recordings/**")
    assert line(story).text == "The river froze hard."


def test_words_that_could_not_be_sent_are_there_still_and_again_after_a_new_page(page: Page, story):
    page.goto(f"/stories/{story.pk}/change/")
    page.get_by_label("Its title").fill("Ice on the river")
    page.route("**/signed-in/", lambda route: route.abort())
    page.get_by_role("button", name="Keep it so").click()
    expect(page.get_by_role("alert").filter(has_text="Your words are still here")).to_be_visible()
    page.unroute("**/signed-in/")
    page.once("dialog", lambda dialog: dialog.accept())  # leaving warns
    page.reload()
    expect(page.get_by_label("Its title")).to_have_value("Ice on the river")
    expect(page.get_by_text("What you had typed here, and not kept, is back.")).to_be_visible()
    page.get_by_role("button", name="Keep it so").click()
    page.wait_for_url("**/recordings/**")
    page.goto(f"/stories/{story.pk}/change/")
    expect(page.get_by_text("is back.")).to_have_count(0)


def test_words_that_come_back_meet_those_that_somebody_else_has_written_meanwhile(page: Page, story):
    page.goto(f"/stories/{story.pk}/change/")
    page.get_by_label("Its title").fill("Mine")
    Story.objects.filter(pk=story.pk).update(title="Theirs")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Keep it so").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This was changed meanwhile")
    assert Story.objects.get(pk=story.pk).title == "Theirs"


def test_a_story_is_approved_where_it_stands_and_the_keyboard_stays_there(page: Page, story):
    page.goto(f"/recordings/{story.recording_id}/")
    page.evaluate("window.isTheSame = true")
    page.get_by_role("button", name="Put it in the book").click()
    expect(page.locator(".decision .state.good")).to_have_text("In the book")
    expect(page.locator("#said")).to_contain_text("is in the book")
    assert page.evaluate("window.isTheSame && document.activeElement.closest('.decision') !== null")


def test_escape_asks_before_it_throws_words_away_and_ctrl_enter_keeps_them(page: Page, story):
    page.goto(f"/recordings/{story.recording_id}/")
    page.get_by_role("link", name="Mend").first.click()
    words = page.get_by_label("What is said here")
    words.fill("The river froze hard.")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Escape once more throws that away")).to_be_visible()
    expect(words).to_have_value("The river froze hard.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("div.segment").first).to_contain_text("The river froze hard.")
    assert line(story).text == "The river froze hard."


def test_the_player_comes_before_the_words_for_the_keyboard(page: Page, story):
    page.goto(f"/recordings/{story.recording_id}/")
    expect(page.locator(".player.is-drawn, .player audio").first).to_be_attached()
    first = page.evaluate(
        "document.querySelector('.player').compareDocumentPosition(document.querySelector('.words')) & Node.DOCUMENT_POSITION_FOLLOWING"
    )
    assert first


def test_staff_who_leave_the_review_with_unsaved_words_are_warned(page: Page, story):
    page.goto(f"/admin/transcripts/transcript/{story.recording.transcript.pk}/review/")
    page.locator("textarea").first.fill("The river froze hard.")
    warned = []
    page.once("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.goto("/admin/")
    assert warned == ["beforeunload"]


def test_staff_who_leave_with_a_reason_that_was_kept_and_not_sent_are_warned(page: Page, story):
    page.goto(f"/admin/transcripts/transcript/{story.recording.transcript.pk}/review/")
    page.get_by_label("goes back").fill("Told twice.")
    page.get_by_role("button", name="Save segment 1 and all").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.get_by_label("goes back")).to_have_value("Told twice.")
    warned = []
    page.once("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.goto("/admin/")
    assert warned == ["beforeunload"]


@pytest.mark.parametrize("form", ["story", "recording"])
def test_staff_who_leave_a_form_of_the_admin_with_unsaved_words_are_warned_and_saving_it_warns_of_nothing(
    page: Page, story, form
):
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    change = {
        "story": f"/admin/stories/story/{story.pk}/change/",
        "recording": f"/admin/audio/recording/{story.recording_id}/change/",
    }[form]
    page.goto(change)
    page.goto("/admin/")
    assert warned == []
    page.goto(change)
    page.locator("#id_title").fill("Ice on the river")
    page.goto("/admin/")
    assert warned == ["beforeunload"]
    page.goto(change)
    page.locator("#id_title").fill("Ice on the river")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert warned == ["beforeunload"]


def test_whoever_leaves_the_page_of_a_new_recording_with_typed_words_is_warned_until_they_are_sent(
    page: Page, story, tmp_path
):
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    address, voice = f"/families/{story.family_id}/recordings/new/", tmp_path / "voice.wav"
    page.goto(address)
    page.get_by_label("A name for it").fill("In the kitchen")
    page.goto(address)
    assert warned == ["beforeunload"]
    voice.write_bytes(audio.tone(seconds=3))
    page.get_by_label("A name for it").fill("In the kitchen")
    page.get_by_label("The recording").set_input_files(voice)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recordings/*/")
    assert warned == ["beforeunload"]


def test_a_file_that_is_changed_on_its_way_is_asked_for_anew(page: Page, story, tmp_path):
    voice = tmp_path / "voice.wav"
    voice.write_bytes(audio.tone())
    page.goto(f"/families/{story.family_id}/recordings/new/")
    page.get_by_label("The recording").set_input_files(voice)
    voice.write_bytes(audio.tone() + bytes(4096))
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Choose it again, and it is sent as it is now.").first).to_be_visible()


def test_without_javascript_the_words_go_through_the_door_with_their_writer(page: Page, story, live_server):
    context = page.context.browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(f"/segments/{line(story).pk}/")
    plain.get_by_label("What is said here").fill("The river froze hard.")
    context.clear_cookies(name="sessionid")
    plain.get_by_role("button", name="Keep these words").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("You have been signed out")
    expect(plain.get_by_label("What is said here", exact=True)).to_have_value("The river froze hard.")
    plain.get_by_label("Your e-mail address").fill("kim@example.org")
    plain.get_by_label("Your password").fill(PASSWORD)
    plain.get_by_role("button", name="Sign in").click()
    expect(plain.get_by_label("What is said here", exact=True)).to_have_value("The river froze hard.")
    plain.get_by_role("button", name="Send it now").click()
    plain.wait_for_url("**/recordings/**")
    assert line(story).text == "The river froze hard."
