"""Deciding about a hearing: on its page, as a client, and as staff."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from transcripts.models import HeardSegment, Hearing, Transcript
from transcripts.runs import retranscription
from transcripts.tests import factories
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
DOOR = "memoire_site.backends.NoDemoUsersBackend"


@pytest.fixture
def keeper(client):
    user = families.user(name="Kim")
    client.force_login(user, backend=DOOR)
    return user


@pytest.fixture
def transcript(keeper) -> Transcript:
    recording = audio.recording(families.family(keeper=keeper))
    made = factories.transcript(recording, texts=["Well, hello.", "The liver froze.", "We counted."])
    made.hearings.create(language="en", engine="scripted", state="in_use")
    audio.step(recording, "transcribe", state=Step.State.DONE)
    return made


@pytest.fixture
def proposal(transcript, keeper) -> Hearing:
    """Hears the second line in other words, the third not at all, and a fourth; the first was mended."""
    correct(transcript.segments.get(index=0), "Hello, all.", by=keeper)
    return proposed(transcript, keeper, ["Well, hello all.", "The river froze.", None, "Then he laughed."])


def proposed(transcript, keeper, texts) -> Hearing:
    made = retranscription.ask_retranscription(transcript, "auto", by=keeper)
    HeardSegment.objects.bulk_create(
        HeardSegment(hearing=made, index=n, start_ms=6_000 * n, end_ms=6_000 * n + 5_000, text=text)
        for n, text in enumerate(texts)
        if text
    )
    Hearing.objects.filter(pk=made.pk).update(state="proposed", engine="better")
    return Hearing.objects.get(pk=made.pk)


def page(client, transcript, **query) -> str:
    answer = client.get(f"/recordings/{transcript.recording_id}/hearings/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_offers_the_engines_that_are_here(client, transcript, no_whisper):
    shown = page(client, transcript)
    assert ('value="moonshine"' in shown, 'value="whisper"' in shown) == (True, False)


def test_asking_on_the_page_starts_the_work_and_shows_how_far_it_is(client, transcript):
    client.post(f"/recordings/{transcript.recording_id}/hear-again/", {"engine": "moonshine"})
    Step.objects.filter(name="hear_again").update(state="running", done_ms=180_000, total_ms=600_000)
    assert "3 minutes of 10 minutes heard" in page(client, transcript)


def test_an_engine_that_is_not_here_is_refused_in_words(client, transcript, no_whisper):
    answer = client.post(f"/recordings/{transcript.recording_id}/hear-again/", {"engine": "whisper"}, follow=True)
    assert "fetch_models" in answer.content.decode()


def test_one_that_failed_says_why_and_can_go_on(client, transcript):
    client.post(f"/recordings/{transcript.recording_id}/hear-again/")
    Step.objects.filter(name="hear_again").update(state="failed", reason="The engine has a cold.")
    assert "The engine has a cold." in page(client, transcript)
    client.post(f"/hearings/{Hearing.objects.get(state='listening').pk}/try-again/")
    assert Step.objects.get(name="hear_again").state == "waiting"


def test_the_page_draws_itself_anew_when_the_hearing_has_ended(client, transcript, proposal):
    answer = client.get(f"/recordings/{transcript.recording_id}/hearings/", headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_what_would_change_stands_beside_what_is(client, transcript, proposal):
    shown = page(client, transcript)
    for words in ("Hello, all.", "Well, hello all.", "The liver froze.", "The river froze.", "Then he laughed."):
        assert words in shown


def test_the_family_reads_the_old_words_until_the_new_ones_are_taken(client, transcript, proposal):
    assert "The river froze." not in client.get(f"/recordings/{transcript.recording_id}/").content.decode()
    client.post(f"/hearings/{proposal.pk}/accept/")
    assert "The river froze." in client.get(f"/recordings/{transcript.recording_id}/").content.decode()


def test_choosing_on_the_page_takes_one_line(client, transcript, proposal):
    first = transcript.segments.get(index=0)
    answer = client.post(f"/hearings/{proposal.pk}/lines/{first.pk}/", {"words": "new"})
    assert answer["Location"].endswith(f"#line-{first.pk}")
    client.post(f"/hearings/{proposal.pk}/accept/")
    first.refresh_from_db()
    assert first.text == "Well, hello all."


def test_what_was_taken_can_be_taken_back_on_the_page(client, transcript, proposal):
    client.post(f"/hearings/{proposal.pk}/accept/")
    assert "Put the earlier words back" in page(client, transcript)
    client.post(f"/hearings/{proposal.pk}/take-back/")
    assert transcript.segments.get(index=1).text == "The liver froze."


def test_a_decision_that_nobody_knows_is_not_found(client, proposal):
    assert client.post(f"/hearings/{proposal.pk}/burn/").status_code == 404


@pytest.mark.parametrize("lines", [3, 200])
def test_the_page_takes_the_same_queries_however_much_would_change(client, keeper, transcript, lines):
    proposed(transcript, keeper, [f"Something else {n}." for n in range(lines)])
    with CaptureQueriesContext(connection) as made:
        page(client, transcript, page="2")
    assert len(made) <= 16


# --- clients ---------------------------------------------------------------------------------------------------------


def test_a_client_asks_and_is_told_why_not_the_second_time(client, transcript):
    asked = {"transcript": str(transcript.pk), "engine": "pocketsphinx"}
    first, second = (client.post("/api/v1/hearings", asked, content_type="application/json") for _ in range(2))
    assert (first.status_code, first.json()["wanted"], second.status_code) == (201, "pocketsphinx", 409)


def test_a_relative_or_a_stranger_cannot_ask(client, transcript):
    for role, code in (("relative", 403), ("", 404)):
        user = families.user(name=f"Somebody {role}")
        if role:
            transcript.recording.family.memberships.create(user=user, role=role)
        client.force_login(user, backend=DOOR)
        answer = client.post("/api/v1/hearings", {"transcript": str(transcript.pk)}, content_type="application/json")
        assert answer.status_code == code


def test_a_client_sees_what_would_stand(client, proposal):
    lines = client.get(f"/api/v1/hearings/{proposal.pk}").json()["lines"]
    assert [(line["text"], line["is_conflict"], line["suspicion"]) for line in lines] == [
        ("Hello, all.", True, ""),
        ("The river froze.", False, ""),
        ("We counted.", False, "not heard again"),
        ("Then he laughed.", False, ""),
    ]


def test_a_client_lists_the_hearings_of_a_transcript(client, transcript, proposal):
    found = client.get("/api/v1/hearings", {"transcript": str(transcript.pk)}).json()["results"]
    assert [row["state"] for row in found] == ["proposed", "in_use"]
    assert client.get("/api/v1/hearings", {"transcript": "x"}).status_code == 400


# --- staff -----------------------------------------------------------------------------------------------------------


def test_staff_ask_compare_and_take(client, transcript):
    staff = families.user(name="Staff", is_staff=True, is_superuser=True)
    client.force_login(staff, backend=DOOR)
    client.post(f"/admin/transcripts/transcript/{transcript.pk}/hear-again/", {"engine": "moonshine"})
    Hearing.objects.filter(state="listening").update(state="proposed", engine="moonshine")
    made = Hearing.objects.get(state="proposed")
    shown = client.get(f"/admin/transcripts/hearing/{made.pk}/change/").content.decode()
    assert ("3 were not heard again" in shown, "Take the new words" in shown) == (True, True)
    client.post(f"/admin/transcripts/hearing/{made.pk}/accept/decide/")
    made.refresh_from_db()
    assert (made.state, made.decided_by) == ("in_use", staff)
