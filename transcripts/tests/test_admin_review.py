"""Staff hear, mend and mark a transcript in the admin; the history is shown."""

import pytest
from django.contrib.auth.models import Permission
from lxml import html

from families.tests import factories as families
from transcripts.admin import PAGE
from transcripts.models import Correction, Segment, Transcript
from transcripts.tests import factories
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db


@pytest.fixture
def transcript() -> Transcript:
    return factories.transcript(texts=["The liver froze.", "We counted his lantern."])


@pytest.fixture
def staff(client):
    """Somebody of the staff who may change transcripts and nothing else, and is signed in."""
    user = families.user(name="Sam", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_transcript"))
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


def address(transcript: Transcript) -> str:
    return f"/admin/transcripts/transcript/{transcript.pk}/review/"


def mend(client, segment: Segment, text: str):
    return client.post(f"/admin/transcripts/transcript/segments/{segment.pk}/", {"text": text})


def test_staff_see_every_word_beside_the_voice(client, staff, transcript):
    body = client.get(address(transcript)).content.decode()
    assert ("The liver froze." in body, "We counted his lantern." in body, "<audio" in body) == (True, True, True)


def test_staff_without_the_permission_see_nothing(client, transcript):
    user = families.user(is_staff=True)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    segment = transcript.segments.first()
    answers = [client.get(address(transcript)), client.post(address(transcript).replace("review/", "reviewed/"))]
    assert [r.status_code for r in [*answers, mend(client, segment, "Mine.")]] == [403, 403, 403]


def test_staff_mend_a_segment_and_come_back_to_it(client, staff, transcript):
    segment = transcript.segments.first()
    response = mend(client, segment, "The river froze.")
    segment.refresh_from_db()
    assert (segment.text, response.headers["Location"]) == (
        "The river froze.",
        f"{address(transcript)}?page=1#segment-{segment.pk}",
    )


def test_a_correction_by_staff_is_signed(client, staff, transcript):
    mend(client, transcript.segments.first(), "The river froze.")
    assert Correction.objects.get().by == staff


def test_the_history_of_a_segment_is_shown(client, staff, transcript):
    anna = families.user(name="Anna")
    correct(transcript.segments.first(), "The river froze.", by=anna)
    body = client.get(address(transcript)).content.decode()
    assert ("Corrected by Anna" in body, "Before: “The liver froze.”" in body) == (True, True)


def test_an_empty_text_is_refused_with_a_message(client, staff, transcript):
    segment = transcript.segments.first()
    assert "leave some words" in mend(client, segment, " ").content.decode()


def test_mending_needs_a_post(client, staff, transcript):
    segment = transcript.segments.first()
    assert client.get(f"/admin/transcripts/transcript/segments/{segment.pk}/").status_code == 403


def test_the_whole_is_marked_as_read_with_who_and_when(client, staff, transcript):
    client.post(address(transcript).replace("review/", "reviewed/"))
    transcript.refresh_from_db()
    assert (transcript.review_status, transcript.reviewed_by) == ("reviewed", staff)


def test_looking_does_not_mark_as_read(client, staff, transcript):
    client.get(address(transcript).replace("review/", "reviewed/"))
    transcript.refresh_from_db()
    assert transcript.review_status == "unreviewed"


def test_a_long_transcript_has_pages(client, staff):
    long = factories.transcript(texts=[f"Line {n}." for n in range(PAGE + 1)])
    first, second = (client.get(address(long), {"page": n}).content.decode() for n in (1, 2))
    assert ("Line 100." in first, "Line 100." in second) == (False, True)


def test_mending_on_the_second_page_comes_back_to_it(client, staff):
    long = factories.transcript(texts=["Words."] * (PAGE + 1))
    assert "?page=2#" in mend(client, long.segments.last(), "Better words.").headers["Location"]


def test_a_page_takes_the_same_number_of_queries_however_many_were_corrected(
    client, staff, django_assert_max_num_queries
):
    transcript = factories.transcript(texts=["Words."] * PAGE)
    for segment in transcript.segments.all():
        correct(segment, "Better words.", by=staff)
    with django_assert_max_num_queries(14):
        client.get(address(transcript))


def test_the_list_leads_to_the_review(admin_client, transcript):
    assert address(transcript) in admin_client.get("/admin/transcripts/transcript/").content.decode()


def test_a_correction_cannot_be_changed_by_anybody(admin_client, transcript, admin_user):
    correct(transcript.segments.first(), "The river froze.", by=admin_user)
    made = Correction.objects.get()
    assert admin_client.post(f"/admin/transcripts/correction/{made.pk}/change/", {"after": "Other."}).status_code == 403


# --- nothing that was typed is thrown away ---------------------------------------------------------------------------


@pytest.fixture
def sheet(client, staff, transcript):
    """The page as staff has it open: what its one form would send."""
    page = html.fromstring(client.get(address(transcript)).content)
    return {each.get("name"): each.value for each in page.xpath("//*[@form='lines' and @name]") if each.tag != "button"}


def texts(transcript) -> list[str]:
    return list(transcript.segments.order_by("index").values_list("text", flat=True))


def names(transcript) -> list[str]:
    return [f"text-{segment.pk}" for segment in transcript.segments.order_by("index")]


@pytest.mark.parametrize("button", ["saved", "right", "reviewed", "goto"])
def test_every_button_of_the_page_saves_what_was_typed_in_any_line(client, transcript, sheet, button):
    first, second = names(transcript)
    typed = {first: "The river froze.", second: "We counted her lantern."}
    pressed = {button: str(transcript.segments.first().pk) if button in {"saved", "right"} else "1"}
    client.post(address(transcript), sheet | typed | pressed)
    assert texts(transcript) == ["The river froze.", "We counted her lantern."]


@pytest.mark.parametrize("page", ["two", "", "9" * 5_000])
def test_a_page_that_is_no_number_leads_to_the_first_and_what_was_typed_is_saved(client, transcript, sheet, page):
    answer = client.post(address(transcript), sheet | {names(transcript)[0]: "The river froze.", "goto": page})
    assert answer.headers["Location"].endswith("?page=1")
    assert texts(transcript)[0] == "The river froze."


def test_lines_in_which_nobody_typed_are_not_taken_for_read(client, transcript, sheet):
    client.post(address(transcript), sheet | {names(transcript)[0]: "The river froze.", "saved": ""})
    assert [segment.confirmed_at is None for segment in transcript.segments.order_by("index")] == [False, True]


def test_the_line_that_is_said_to_be_right_is_right_even_when_it_was_typed_just_now(client, transcript, sheet):
    line = transcript.segments.first()
    answer = client.post(address(transcript), sheet | {f"text-{line.pk}": "The river froze.", "right": str(line.pk)})
    line.refresh_from_db()
    assert (answer.status_code, line.confirmed_at is not None) == (302, True)


def test_what_cannot_be_saved_stands_on_the_page_as_it_was_typed_with_the_reason(client, transcript, sheet):
    first, second = names(transcript)
    answer = client.post(
        address(transcript), sheet | {first: " ", second: "We counted her lantern.", "reviewed": "yes"}
    )
    transcript.refresh_from_db()
    assert (answer.status_code, "leave some words" in answer.content.decode()) == (409, True)
    assert (texts(transcript)[1], transcript.review_status) == ("We counted her lantern.", "unreviewed")


def test_two_of_the_staff_who_mend_one_line_see_both(client, staff, transcript, sheet):
    correct(transcript.segments.first(), "The river froze.", by=families.user(name="Anna"))
    answer = client.post(address(transcript), sheet | {names(transcript)[0]: "The liver frieze.", "saved": ""})
    page = answer.content.decode()
    assert (answer.status_code, "It says now: “The river froze.”" in page, ">The liver frieze.<" in page) == (
        409,
        True,
        True,
    )
    assert texts(transcript)[0] == "The river froze."


def test_what_somebody_else_mended_is_not_put_back_by_saving_another_line(client, transcript, sheet):
    correct(transcript.segments.first(), "The river froze.", by=families.user(name="Anna"))
    client.post(address(transcript), sheet | {names(transcript)[1]: "We counted her lantern.", "saved": ""})
    assert texts(transcript) == ["The river froze.", "We counted her lantern."]


def test_nobody_has_read_all_of_it_while_words_came_that_they_have_not_seen(client, transcript, sheet):
    correct(transcript.segments.first(), "The river froze.", by=families.user(name="Anna"))
    answer = client.post(address(transcript), sheet | {"reviewed": "yes"})
    transcript.refresh_from_db()
    assert (answer.status_code, transcript.review_status) == (409, "unreviewed")
    assert "changed while you were reading" in answer.content.decode()


def test_hearing_again_saves_what_was_typed_first(client, transcript, sheet):
    client.post(
        address(transcript).replace("review/", "hear-again/"), sheet | {names(transcript)[0]: "The river froze."}
    )
    assert texts(transcript)[0] == "The river froze."


def test_the_way_to_the_review_stands_beside_the_name_where_no_screen_cuts_it_off(admin_client, transcript):
    page = html.fromstring(admin_client.get("/admin/transcripts/transcript/").content)
    row = page.xpath("//table[@id='result_list']/tbody/tr[1]/*[not(contains(@class, 'action-checkbox'))]")
    assert "Hear and correct" in row[1].text_content()
