"""A recording is read in the language that was spoken in it; where nobody has written its rules, nothing is guessed."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from stories.editing.typed_dates import NotUnderstood, understood
from stories.engines import Narrator, SpokenSegment
from stories.engines.pauses import PausesEngine
from stories.engines.rules import RulesEngine
from stories.finding import choice
from transcripts.tests.factories import transcript as transcribed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heard", "given", "code"), [("de", "", "de"), ("de-AT", "en", "de"), ("", "fr", "fr"), ("", "", "en")]
)
def test_what_was_heard_goes_before_what_the_family_says(heard, given, code):
    recording = transcribed(texts=["Es war einmal."], language=heard).recording
    recording.language = given
    assert choice.spoken_in(recording) == code


@pytest.mark.django_db
def test_a_language_with_no_rules_gets_the_engine_that_guesses_nothing(settings):
    settings.STORY_ENGINE = "llm"
    recording = transcribed(texts=["Mieszkaliśmy tam od 1950 roku."], language="pl").recording
    recording.family.model_allowed_at = timezone.now()
    recording.family.save()
    assert isinstance(choice.engine_for(recording, alive=lambda: None), PausesEngine)


@pytest.mark.django_db
def test_german_talk_is_read_by_german_rules():
    recording = transcribed(texts=["Als ich sieben war, zogen wir um."], language="de").recording
    engine = choice.engine_for(recording, alive=lambda: None)
    assert isinstance(engine, RulesEngine)
    assert engine.language.code == "de"


def lines(count, *, pause_after=()):
    clock, result = 0.0, []
    for at in range(count):
        result.append(SpokenSegment(str(at), clock, clock + 5, f"Zdanie numer {at} o czymś zupełnie innym."))
        clock += 5 + (4.0 if at in pause_after else 0.3)
    return tuple(result)


def test_pauses_part_stories_and_nothing_is_dated_or_named():
    found = PausesEngine().find(lines(40, pause_after=(14, 15, 29)), narrator=Narrator("Jan", "1934"), recorded="2009")
    assert [story.chunk_ids[0] for story in found.stories] == ["0", "15", "30"]
    assert [len(story.chunk_ids) for story in found.stories] == [15, 15, 10]
    assert not found.markers
    assert not any(story.people or story.places or story.marker for story in found.stories)
    assert all(2 <= len(story.title.split()) <= 8 for story in found.stories)


def test_a_pause_that_is_usual_for_the_speaker_parts_nothing():
    found = PausesEngine().find(lines(40, pause_after=range(0, 40, 2)))
    assert [len(story.chunk_ids) for story in found.stories] == [40]


def test_a_little_story_in_another_language_is_one_too():
    found = PausesEngine().find(lines(12, pause_after=(2, 5, 8)))
    assert [len(story.chunk_ids) for story in found.stories] == [3, 3, 3, 3]


def test_talk_that_nothing_parts_is_one_story_however_long():
    found = PausesEngine().find(lines(300))
    assert [len(story.chunk_ids) for story in found.stories] == [300]


def test_no_talk_has_no_story():
    assert PausesEngine().find(()).stories == ()


def test_a_date_may_be_typed_in_the_language_of_the_recording():
    ilse = Narrator("Ilse", "1934-09-12")
    assert understood("Sommer neunzehnhundertneunundvierzig", language="de") == "1949-06/1949-08"
    assert understood("als ich sieben war", narrator=ilse, language="de") == "1941/1942"
    assert understood("summer 1962", language="de") == "1962-06/1962-08"
    with pytest.raises(NotUnderstood):
        understood("als ich sieben Kühe hatte", narrator=ilse, language="de")


def transcript(tmp_path, text):
    path = tmp_path / "talk.json"
    segments = [{"id": "1", "start": 0.0, "end": 6.0, "text": text}]
    path.write_text(json.dumps({"narrator": {"name": "Ilse", "birth": "1934"}, "recorded": None, "segments": segments}))
    return str(path)


def test_a_transcript_is_read_in_the_language_that_is_asked_for(tmp_path):
    output = io.StringIO()
    call_command(
        "extract_stories", transcript(tmp_path, "Mit vierzehn kam ich in die Lehre."), "--language=de", stdout=output
    )
    (marker,) = json.loads(output.getvalue())["temporal"]
    assert marker["edtf"] == "1948/1949"
    assert marker["basis"] == "aged 14; born 1934"


def test_a_language_that_nobody_wrote_is_refused_by_name(tmp_path):
    with pytest.raises(CommandError, match="We know no language “xx”"):
        call_command("extract_stories", transcript(tmp_path, "Um."), "--language=xx")


def test_a_language_without_rules_is_refused_by_name(tmp_path):
    with pytest.raises(CommandError, match="No story rules for the language 'pl'"):
        call_command("extract_stories", transcript(tmp_path, "Um."), "--language=pl")
