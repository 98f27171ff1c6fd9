"""A reason typed for one story on the staff's review page outlives every button of that page but its own."""

from typing import Any

import pytest
from lxml import html

from families.tests import factories as families
from stories.editing import review
from stories.models import Story
from stories.tests import factories
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
TYPED = "Told twice, and better in “The thaw”."


@pytest.fixture
def two(admin_client) -> list[Story]:
    """Two stories of one recording."""
    first = factories.story(title="The lanterns")
    lines = [transcripts.segment(first.recording.transcript, 50 + n, f"Line {n}.") for n in (1, 2)]
    return [first, factories.story(segments=lines, title="The thaw")]


def address(story: Story) -> str:
    return f"/admin/transcripts/transcript/{story.recording.transcript.pk}/review/"


def fields(page: Any) -> dict[str, str]:
    """What the page's one form would send, without its buttons."""
    found = html.fromstring(page.content.decode()).xpath("//*[@form='lines' and @name]")
    return {each.get("name"): each.value or "" for each in found if each.tag != "button"}


def press(client: Any, story: Story, data: dict[str, str], *, at: str = "") -> dict[str, str]:
    """Presses a button with what is typed on the page by then; gives what the page says afterwards."""
    answer = client.post(at or address(story), fields(client.get(address(story))) | data, follow=True)
    assert answer.status_code in (200, 409)
    return fields(answer)


def buttons(client: Any, story: Story) -> list[tuple[str, dict[str, str]]]:
    """Every button of the page's form: where it sends, and what it says of itself."""
    page = html.fromstring(client.get(address(story)).content)
    own = page.xpath("//button[@type='submit' and (@form='lines' or ancestor::form[@id='lines'])]")
    return [
        (each.get("formaction") or "", {each.get("name"): each.get("value")} if each.get("name") else {})
        for each in own
    ]


def test_no_button_but_its_own_throws_a_reason_away(admin_client, two):
    kept, other = two
    name = f"reason-{other.pk}"
    own = f"/admin/stories/story/{other.pk}/send-back/"
    tried = [each for each in buttons(admin_client, kept) if each[0] != own]
    assert len(tried) >= 6
    for at, says in tried:
        shown = press(admin_client, kept, {name: TYPED, f"reason-{kept.pk}": "No."} | says, at=at)
        assert shown[name] == TYPED, (at, says)


def test_a_reason_that_was_sent_is_not_asked_again(admin_client, two):
    story, other = two
    typed = {f"reason-{story.pk}": "No.", f"reason-{other.pk}": TYPED}
    shown = press(admin_client, story, typed, at=f"/admin/stories/story/{story.pk}/send-back/")
    assert (shown[f"reason-{story.pk}"], shown[f"reason-{other.pk}"]) == ("", TYPED)
    assert story.reviews.get().reason == "No."


def test_a_page_with_a_line_that_cannot_be_saved_has_the_reasons_still(admin_client, two):
    story, other = two
    typed = {f"reason-{other.pk}": TYPED, f"text-{story.segments.first().pk}": " "}
    asked = fields(admin_client.get(address(story))) | typed
    led = admin_client.post(f"/admin/stories/story/{story.pk}/approve/", asked)
    assert (led.status_code, led.headers["Location"]) == (307, address(story))  # a browser sends it there once more
    page = admin_client.post(address(story), asked)
    assert (page.status_code, fields(page)[f"reason-{other.pk}"]) == (409, TYPED)


def test_a_yes_to_other_words_than_were_read_is_refused_and_the_reasons_stand(admin_client, two):
    story, other = two
    sheet = fields(admin_client.get(address(story)))
    line = story.segments.order_by("index").first()
    correct(line, "The river froze over.", by=families.user(name="Anna"))
    typed = {f"reason-{other.pk}": TYPED, f"reason-{story.pk}": "Perhaps not."}
    page = admin_client.post(f"/admin/stories/story/{story.pk}/approve/", sheet | typed, follow=True)
    assert "reads differently since" in page.content.decode()
    assert {name: fields(page)[name] for name in typed} == typed


def test_a_decision_that_clashes_with_anothers_is_told_on_the_page_where_all_is_still(admin_client, two):
    story, other = two
    sheet = fields(admin_client.get(address(story)))
    review.approve(story, by=families.user(name="Anna"))
    typed = {f"reason-{other.pk}": TYPED, f"reason-{story.pk}": "Told twice."}
    page = admin_client.post(f"/admin/stories/story/{story.pk}/send-back/", sheet | typed, follow=True)
    story.refresh_from_db()
    assert (story.state, page.redirect_chain[0][0].startswith(address(story))) == ("approved", True)
    assert {name: fields(page)[name] for name in typed} == typed
    assert "since you opened it" in page.content.decode()


def test_reasons_are_shown_once_and_on_their_own_page_only(admin_client, two):
    story, other = two
    elsewhere = factories.story()
    name = f"reason-{other.pk}"
    sheet = fields(admin_client.get(address(story)))
    admin_client.post(address(story), sheet | {name: TYPED, "saved": ""})
    assert TYPED not in admin_client.get(address(elsewhere)).content.decode()
    assert [fields(admin_client.get(address(story)))[name] for _ in range(2)] == [TYPED, ""]


def test_a_page_knows_what_is_stored_so_that_leaving_with_what_is_not_warns(admin_client, two):
    story, _ = two
    line = story.segments.order_by("index").first()
    sheet = fields(admin_client.get(address(story)))
    typed = {f"reason-{story.pk}": TYPED, f"text-{line.pk}": " ", "saved": ""}
    page = html.fromstring(admin_client.post(address(story), sheet | typed).content)
    stored = {each.get("name"): each.get("data-stored") for each in page.xpath("//*[@data-stored]")}
    assert (stored[f"reason-{story.pk}"], stored[f"text-{line.pk}"]) == ("", line.text)


def test_on_a_familys_page_a_reason_that_clashes_in_place_can_be_sent_still(client):
    keeper, story = families.user(), factories.story()
    story.family.memberships.create(user=keeper, role="keeper")
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    asked = {"reason": TYPED, "version": story.version}
    review.approve(story, by=families.user(name="Anna"))
    answer = client.post(f"/stories/{story.pk}/send-back/", asked, headers={"HX-Request": "true"})
    form = next(each for each in html.fromstring(answer.text).iter("form") if "reason" in each.fields)
    assert (answer.status_code, "Anna has changed this" in answer.text, form.fields["reason"]) == (200, True, TYPED)
    client.post(form.action, dict(form.form_values()), headers={"HX-Request": "true"})
    story.refresh_from_db()
    assert (story.state, story.reviews.first().reason) == ("returned", TYPED)


# --- the form of a story ---------------------------------------------------------------------------------------------


def story_form(client: Any, story: Story) -> tuple[str, dict[str, str]]:
    """The address of the form in the admin, and what it would send without its buttons, with what stands beside it."""
    at = f"/admin/stories/story/{story.pk}/change/"
    page = html.fromstring(client.get(at).text)
    own = dict(page.get_element_by_id("story_form").form_values())
    beside = page.xpath("//input[@form='story_form']")
    return at, {name: value for name, value in own.items() if name[0] != "_"} | {
        each.get("name"): each.get("value") for each in beside
    }


@pytest.mark.parametrize(("button", "state"), [("_approve", "approved"), ("_send_back", "returned")])
def test_a_decision_beside_the_form_stores_what_was_typed_in_it_first(admin_client, button, state):
    story = factories.story()
    at, sheet = story_form(admin_client, story)
    admin_client.post(at, sheet | {"title": "Ice", f"reason-{story.pk}": TYPED, button: "yes"})
    story.refresh_from_db()
    assert (story.title, story.state) == ("Ice", state)
    kept = story_form(admin_client, story)[1][f"reason-{story.pk}"]
    assert kept == ("" if state == "returned" else TYPED)


@pytest.mark.parametrize("button", ["_save", "_continue"])
def test_storing_the_form_keeps_a_reason_that_stands_beside_it(admin_client, button):
    story = factories.story()
    at, sheet = story_form(admin_client, story)
    answer = admin_client.post(at, sheet | {"title": "Ice", f"reason-{story.pk}": TYPED, button: "yes"}, follow=True)
    assert (TYPED in answer.text, "it is not sent yet" in answer.text) == (True, True)
    story.refresh_from_db()
    assert (story.title, story.state) == ("Ice", "proposed")


def test_a_form_that_cannot_be_stored_decides_nothing_and_has_all_that_was_typed(admin_client):
    story = factories.story()
    at, sheet = story_form(admin_client, story)
    asked = sheet | {"title": "Ice", "edtf": "whenever", f"reason-{story.pk}": TYPED, "_send_back": "yes"}
    answer = admin_client.post(at, asked)
    story.refresh_from_db()
    assert (TYPED in answer.text, 'value="Ice"' in answer.text, story.state) == (True, True, "proposed")


def test_a_yes_beside_the_form_is_to_the_words_that_were_read(admin_client):
    story = factories.story()
    at, sheet = story_form(admin_client, story)
    correct(story.segments.first(), "The river froze over.", by=families.user(name="Anna"))
    answer = admin_client.post(
        at, sheet | {"title": "Ice", f"reason-{story.pk}": TYPED, "_approve": "yes"}, follow=True
    )
    story.refresh_from_db()
    assert (story.title, story.state) == ("Ice", "proposed")
    assert ("reads differently since" in answer.text, TYPED in answer.text) == (True, True)


def test_a_decision_beside_the_form_does_not_replace_anothers(admin_client):
    story = factories.story()
    at, sheet = story_form(admin_client, story)
    review.approve(story, by=families.user(name="Anna"))
    answer = admin_client.post(at, sheet | {f"reason-{story.pk}": TYPED, "_send_back": "yes"}, follow=True)
    story.refresh_from_db()
    assert (story.state, "Anna has changed" in answer.text, TYPED in answer.text) == ("approved", True, True)


def test_an_address_of_no_story_is_no_fault_of_ours(admin_client):
    answer = admin_client.post("/admin/stories/story/nothing/change/", {"_approve": "yes"})
    assert answer.status_code == 302  # as the admin answers to whatever does not exist
