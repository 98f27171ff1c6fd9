"""The words of a recording as files, as they stand now."""

import json
from io import BytesIO

import docx
import pytest
from django.db import connection

from audio.tests import factories as audio
from audio.uploads.tests.tus_client import signed_in
from families.tests import factories as families
from transcripts.models import Transcript
from transcripts.tests import factories
from transcripts.words.corrections import correct
from transcripts.words.downloads import FORMS, download

pytestmark = pytest.mark.django_db

SAID = ["The river froze.", "We counted his lantern."]


@pytest.fixture
def relative():
    return families.user()


@pytest.fixture
def transcript(relative):
    home = families.family(relative=relative)
    recording = audio.recording(home, title="Äpfel & Brot", narrator=families.person(home))
    made = factories.transcript(recording, texts=SAID)
    correct(made.segments.get(index=0), "The Fliede froze.", by=relative)
    return made


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("txt", b"The Fliede froze. We counted his lantern."),
        ("srt", b"1\n00:00:00,000 --> 00:00:05,000\nThe Fliede froze."),
        ("vtt", b"00:00:06.000 --> 00:00:11.000\nWe counted his lantern."),
    ],
)
def test_a_download_says_what_stands_now(transcript, form, told):
    assert told in download(transcript, form).content


def test_data_has_the_shape_that_the_command_gives(transcript):
    line = transcript.segments.get(index=0)
    line.words = [["The", 0, 200, None], ["Fliede", 200, 900, None], ["froze.", 900, 1_500, None]]
    line.save()
    told = json.loads(download(transcript, "json").content)
    assert [segment["text"] for segment in told["segments"]] == ["The Fliede froze.", SAID[1]]
    assert told["segments"][0]["words"][1] == {
        "text": "Fliede",
        "start": 0.2,
        "end": 0.9,
        "confidence": 1.0,
    }  # a person wrote it


def test_a_word_processor_gets_title_narrator_and_paragraphs_with_their_moments(transcript):
    document = docx.Document(BytesIO(download(transcript, "docx").content))
    told = [paragraph.text for paragraph in document.paragraphs]
    assert told == ["Äpfel & Brot", "Ilse Brandt", "00:00:00  The Fliede froze. We counted his lantern."]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_offered_on_the_page_and_by_the_api(transcript, relative, form):
    reader = signed_in(relative)
    place = f"/recordings/{transcript.recording_id}/words.{form}"
    assert place in reader.get(transcript.recording.get_absolute_url()).content.decode()
    answers = [reader.get(place), reader.get(f"/api/v1/transcripts/{transcript.pk}/download?as={form}")]
    for answer in answers:
        assert answer.headers["Content-Type"] == FORMS[form].content_type
        assert f"%C3%84pfel%20%26%20Brot.{form}" in answer.headers["Content-Disposition"]
    assert form == "docx" or answers[0].content == answers[1].content


def test_an_empty_transcript_can_be_taken_along_too(transcript):
    transcript.segments.all().delete()
    assert all(download(transcript, form).content is not None for form in FORMS)


@pytest.mark.parametrize("place", ["words.pdf", "words.", "words.txt.exe"])
def test_other_forms_are_not_there(transcript, relative, place):
    assert signed_in(relative).get(f"/recordings/{transcript.recording_id}/{place}").status_code == 404


def test_the_api_says_which_forms_there_are(transcript, relative):
    answer = signed_in(relative).get(f"/api/v1/transcripts/{transcript.pk}/download?as=pdf")
    assert (answer.status_code, answer.json()["errors"]) == (400, {"as": "Ask for one of txt, docx, srt, vtt, json."})


def test_a_stranger_gets_nothing(transcript):
    stranger = signed_in(families.user())
    places = [
        f"/recordings/{transcript.recording_id}/words.txt",
        f"/api/v1/transcripts/{transcript.pk}/download?as=txt",
    ]
    assert [stranger.get(place).status_code for place in places] == [404, 404]


@pytest.mark.parametrize("form", FORMS)
def test_letters_that_no_file_can_hold_are_left_out_of_it_though_the_row_has_them_from_before(transcript, form):
    with connection.cursor() as cursor:  # past the columns that would clean it
        cursor.execute("UPDATE transcripts_segment SET text = %s", ["We sang\uffff at \x01 night"])
        cursor.execute("UPDATE audio_recording SET title = %s", ["Song\ufffe \x08s"])
    fresh = Transcript.objects.get(pk=transcript.pk)
    made = download(fresh, form)
    assert made.content
    assert made.filename == f"Song s.{form}"
    if form == "docx":
        assert "We sang at   night" in docx.Document(BytesIO(made.content)).paragraphs[2].text


@pytest.mark.parametrize("letter", ["\uffff", "\x01", "\ufdd0", "\ud800"])
def test_a_line_that_somebody_mends_with_such_a_letter_can_be_downloaded(transcript, relative, letter):
    correct(transcript.segments.get(index=1), f"We counted{letter} lanterns.", by=relative)
    for form in FORMS:
        assert download(transcript, form).content
