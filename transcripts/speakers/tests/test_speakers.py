"""Telling voices apart, saying once who each is, and putting right what was told wrong."""

import subprocess

import numpy as np
import pytest
from django.utils import timezone

from audio import pipeline
from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from transcripts.engines.voiceprint import NUMBERS, SAME, distance, print_of
from transcripts.speakers import diarisation, naming
from transcripts.tests import factories, voices

pytestmark = pytest.mark.django_db
SAID = [
    "We went down to the river every morning before it was light.",
    "My brother would carry the lantern and I would carry the bread.",
    "Nobody had told us that the ferry was not coming back that winter.",
    "I remember the smell of the coal and the wet wool drying.",
]


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """Says a sentence by one of the voices of espeak-ng, as samples."""
    folder, made = tmp_path_factory.mktemp("spoken"), {}

    def say(voice: str, number: int):
        if (voice, number) not in made:
            path = folder / f"{voice}{number}.wav"
            subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), SAID[number]], check=True)
            made[voice, number] = voices.at_16_khz(path)
        return made[voice, number]

    return say


MAN, WOMAN = "en-us+m3", "en-us+f2"


def test_the_print_of_a_voice_is_nearer_to_itself_than_to_another(spoken):
    man, again, woman = print_of(spoken(MAN, 0)), print_of(spoken(MAN, 1)), print_of(spoken(WOMAN, 2))
    assert distance(man, man) == pytest.approx(0)
    assert distance(man, again) < SAME < distance(man, woman)


def test_too_little_sound_has_no_print():
    assert print_of(np.zeros(100, np.float32)) == []


@pytest.fixture
def talk(spoken, monkeypatch, settings):
    """Six lines at 0, 6, 12 … seconds, by a man and a woman in turn; two windows of four and two lines."""
    settings.STEP_TURN_SECONDS = 0
    sound = np.zeros(16_000 * 36, np.float32)
    for number in range(6):
        said = spoken((MAN, WOMAN)[number % 2], number % 4)[: 16_000 * 5]
        sound[96_000 * number :][: len(said)] = said
    content = voices.as_wav((sound * 32_767).astype(np.int16).tobytes())
    made = factories.transcript(audio.recording(content=content, duration_ms=36_000), texts=["One."] * 6)
    audio.step(made.recording, "transcribe", state=Step.State.DONE)
    monkeypatch.setattr(diarisation, "WINDOW_MS", 24_000)
    return made


def told(transcript) -> list[str]:
    naming.ask_diarisation(transcript)
    for _ in range(10):
        Step.objects.update(not_before=timezone.now())
        if step := Step.objects.takable().filter(name="diarise").first():
            pipeline.perform(pipeline.take_step(step.pk))
    return list(transcript.segments.order_by("index").values_list("speaker", flat=True))


def test_each_line_has_a_voice_and_the_same_one_in_the_next_window(talk):
    assert told(talk) == ["A", "B", "A", "B", "A", "B"]
    assert Step.objects.get(name="diarise").state == "done"


def test_a_voice_that_an_older_memoire_knew_by_other_numbers_is_known_again(talk):
    told(talk)
    talk.speakers.update(voice=[0.5] * 26)
    talk.segments.filter(index__gte=4).update(speaker="")
    assert told(talk) == ["A", "B", "A", "B", "A", "B"]
    assert {len(speaker.voice) for speaker in talk.speakers.all()} == {NUMBERS}


def test_asking_again_leaves_what_was_told(talk):
    told(talk)
    talk.segments.filter(index=0).update(speaker="B")
    assert told(talk)[0] == "B"


def test_it_is_not_asked_for_twice_at_once_nor_before_the_words_are_there(talk):
    naming.ask_diarisation(talk)
    with pytest.raises(naming.NotNow, match="already"):
        naming.ask_diarisation(talk)
    Step.objects.filter(name="transcribe").update(state="running")
    with pytest.raises(naming.NotNow, match="to its end"):
        naming.ask_diarisation(talk)


def test_one_name_names_all_lines_of_a_voice_and_is_proposed_in_the_next_recording(talk, spoken):
    told(talk)
    grandma = families.person(talk.recording.family, name="Grandma Ilse")
    naming.say_who(talk.speakers.get(label="B"), grandma)
    other = factories.transcript(audio.recording(talk.recording.family), texts=[])
    for label, voice in (("A", MAN), ("B", WOMAN)):
        other.speakers.create(label=label, voice=print_of(spoken(voice, 3)))
    diarisation.propose(other)
    assert [(s.label, s.person, s.likely) for s in other.speakers.all()] == [("A", None, None), ("B", None, grandma)]


def test_a_name_of_another_family_is_never_proposed(talk, spoken):
    stranger = factories.transcript(audio.recording(), texts=[])
    person = families.person(stranger.recording.family, name="Somebody")
    stranger.speakers.create(label="A", voice=print_of(spoken(MAN, 0)), person=person)
    talk.speakers.create(label="A", voice=print_of(spoken(MAN, 1)))
    diarisation.propose(talk)
    assert talk.speakers.get().likely is None


def test_two_voices_that_are_one_are_put_together(talk):
    told(talk)
    naming.merge(talk.speakers.get(label="B"), talk.speakers.get(label="A"))
    assert set(talk.segments.values_list("speaker", flat=True)) == {"A"}
    assert talk.speakers.get().label == "A"
    with pytest.raises(naming.NotNow):
        naming.merge(talk.speakers.get(), talk.speakers.get())


def test_a_line_of_somebody_else_gets_a_voice_of_its_own(talk):
    told(talk)
    made = naming.split(talk.segments.get(index=2))
    assert (made.label, list(talk.segments.filter(speaker="C").values_list("index", flat=True))) == ("C", [2])


QUESTIONS = ["Where was that?", "By the river.", "And when did you go?", "Every morning.", "Who came along?", "We all."]


def interview(talk) -> None:
    """What the six lines say: A asks three times."""
    for line, text in zip(talk.segments.order_by("index"), QUESTIONS, strict=True):
        talk.segments.filter(pk=line.pk).update(text=text)


def test_it_is_proposed_who_asks_the_questions(talk):
    interview(talk)
    told(talk)
    assert dict(talk.speakers.values_list("label", "proposed_role")) == {"A": "interviewer", "B": ""}
    assert set(talk.speakers.values_list("role", flat=True)) == {""}


@pytest.mark.parametrize(("role", "state"), [("interviewer", "waiting"), ("teller", "waiting"), ("", "done")])
def test_stories_are_looked_for_once_more_when_it_is_said_who_asks(talk, role, state):
    told(talk)
    audio.step(talk.recording, "extract", state="done")
    naming.say_role(talk.speakers.get(label="A"), role)
    assert talk.recording.steps.get(name="extract").state == state


def test_nobody_is_proposed_as_asking_where_somebody_has_said_who_it_is_or_that_it_does_not(talk):
    interview(talk)
    told(talk)
    naming.say_role(talk.speakers.get(label="A"), "teller")
    diarisation.propose_role(talk)
    assert talk.speakers.get(label="A").proposed_role == ""
    talk.speakers.filter(label="A").update(role="", person=families.person(talk.recording.family, name="Kim"))
    diarisation.propose_role(talk)
    assert talk.speakers.get(label="A").proposed_role == ""


def test_the_page_asks_whether_a_voice_asks_and_takes_the_answer(talk, client):
    keeper = families.user(name="Kim")
    talk.recording.family.memberships.create(user=keeper, role="keeper")
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    interview(talk)
    told(talk)
    base = f"/recordings/{talk.recording_id}/voices/"
    assert client.get(base).content.decode().count("seems to ask the questions") == 1
    client.post(f"{base}A/role/", {"role": "interviewer"})
    page = client.get(base).content.decode()
    assert ("seems to ask" in page, "Asks the questions." in page) == (False, True)
    assert talk.speakers.get(label="A").role == "interviewer"
    assert client.post(f"{base}A/role/", {"role": "king"}).status_code == 404


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_names_merges_and_splits(talk, client):
    keeper = families.user(name="Kim")
    talk.recording.family.memberships.create(user=keeper, role="keeper")
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    told(talk)
    base = f"/recordings/{talk.recording_id}/voices/"
    client.post(f"{base}B/", {"name": "Grandma Ilse"})
    assert "Grandma Ilse" in client.get(base).content.decode()
    talk.stretches.create(index=0, begin_ms=0, heard_ms=1, window_ms=1, is_done=True)
    words = client.get(f"/recordings/{talk.recording_id}/").content.decode()
    assert (words.count(">Grandma Ilse</div>"), words.count(">Voice A</div>")) == (3, 3)
    client.post(f"/segments/{talk.segments.get(index=2).pk}/another-voice/")
    client.post(f"{base}C/join/", {"into": "B"})
    assert talk.segments.get(index=2).speaker == "B"
