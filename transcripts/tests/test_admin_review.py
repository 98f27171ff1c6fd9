"""Staff hear, mend and mark a transcript in the admin; the history is shown."""

import pytest
from django.contrib.auth.models import Permission

from families.tests import factories as families
from transcripts.admin import PAGE
from transcripts.corrections import correct
from transcripts.models import Correction, Segment, Transcript
from transcripts.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def transcript() -> Transcript:
    return factories.transcript(texts=["The liver froze.", "We counted his lantern."])


@pytest.fixture
def staff(client):
    """Somebody of the staff who may change transcripts and nothing else, and is signed in."""
    user = families.user(name="Sam", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_transcript"))
    client.force_login(user, backend="memoire_site.backends.Door")
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
    client.force_login(user, backend="memoire_site.backends.Door")
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
    response = client.get(mend(client, segment, " ").headers["Location"])
    assert "leave some words" in response.content.decode()


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
