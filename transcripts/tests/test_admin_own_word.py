"""Staff answer where it is asked whether a word of the family was said, and nothing that they typed elsewhere is lost."""

import pytest
from lxml import html

from families.tests import factories as families
from transcripts.models import Correction, Segment
from transcripts.tests import factories
from transcripts.tests.test_admin_review import address
from transcripts.tests.test_admin_review import staff as staff
from transcripts.words.corrections import correct
from transcripts.words.tests.test_nods import SAID
from transcripts.words.tests.test_nods import line as line

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(line) -> Segment:
    return factories.segment(line.transcript, 7, "The liver froze.")


@pytest.fixture
def press(client, staff, line, other):
    """Presses a button of the page as it was open before, with what was typed in it."""
    page = html.fromstring(client.get(address(line.transcript)).content.decode())
    fields = {e.get("name"): e.value for e in page.xpath("//*[@form='lines' and @name]") if e.tag != "button"}

    def pressed(name: str, number: int = 0, **typed: str):
        button = page.xpath(f"//p[contains(@class, 'own-word')]//button[@name='{name}']")[number]
        return client.post(button.get("formaction"), fields | typed | {name: button.get("value")})

    return pressed


def test_the_page_asks_as_the_familys_page_does(client, staff, line):
    page = html.fromstring(client.get(address(line.transcript)).content.decode())
    asked = [" ".join(each.text_content().split()) for each in page.xpath("//p[contains(@class, 'own-word')]/span")]
    assert asked[0] == "We heard “Shamanski”. Was “Szymanski” said?"


def test_a_yes_puts_the_word_in_place_signed_and_leads_back_to_the_line(press, staff, line):
    answer = press("yes")
    line.refresh_from_db()
    assert line.text == SAID.replace("Shamanski", "Szymanski")
    assert (Correction.objects.get().by, answer.headers["Location"].endswith(f"#segment-{line.pk}")) == (staff, True)


def test_a_no_leaves_the_line_and_is_not_asked_again(press, line):
    press("no")
    line.refresh_from_db()
    assert (line.text, [each["text"] for each in line.asked]) == (SAID, ["Isobel."])


@pytest.mark.parametrize("answered", ["yes", "no"])
def test_what_was_typed_in_another_line_is_kept(press, other, answered):
    press(answered, **{f"text-{other.pk}": "The river froze."})
    other.refresh_from_db()
    assert other.text == "The river froze."


def test_what_was_typed_in_another_line_and_cannot_be_stored_stands_on_the_page_and_nothing_is_answered(
    press, line, other
):
    answer = press("yes", **{f"text-{other.pk}": " "})
    line.refresh_from_db()
    assert (answer.status_code, line.text, "leave some words" in answer.content.decode()) == (409, SAID, True)


def test_what_was_typed_in_the_line_itself_goes_before_the_answer(press, client, line):
    answer = press("yes", **{f"text-{line.pk}": "Then Doctor Adams came."})
    line.refresh_from_db()
    told = client.get(answer.headers["Location"]).content.decode()
    assert (line.text, "answered already" in told) == ("Then Doctor Adams came.", True)


def test_a_line_that_somebody_else_mended_meanwhile_stays_theirs(press, line):
    correct(line, "Then Doctor Adams came.", by=families.user(name="Anna"))
    answer = press("yes")
    line.refresh_from_db()
    assert (answer.status_code, line.text) == (409, "Then Doctor Adams came.")


def test_a_reason_that_is_not_sent_yet_is_kept(press, client, line):
    press("no", **{"reason-00000000-0000-0000-0000-000000000000": "Too long."})
    assert "Too long." in str(dict(client.session))
