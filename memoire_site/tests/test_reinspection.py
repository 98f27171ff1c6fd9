"""A recording that came under older rules of sound is inspected by today's: what people wrote stays, and what was not heard is proposed."""

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from audio import files, reinspection, watchdog
from audio.models import Recording, Step
from audio.sound import inspection
from audio.tasks import run_step
from audio.tests import factories as audio
from audio.tests.voices import microphones, voice, write
from families.tests import factories as families
from stories.editing import review
from stories.tests import factories as stories
from transcripts.models import Hearing
from transcripts.runs import choice
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
STEP = reinspection.STEP
LINES = ["The river froze.", "We counted his lantern."]


@pytest.fixture
def opposed(tmp_path) -> bytes:
    """A voice on two channels that older rules added up to silence."""
    return write(tmp_path / "a.wav", ("pcm_s16le", microphones(voice(0), -voice(0))))


def outdated(content: bytes = b"", **fields) -> Recording:
    """As an older Memoire left it: inspected and heard, with a copy of then."""
    recording = audio.recording(content=content, **{"duration_ms": 3_000, "peaks": bytes(30), **fields})
    for name in ("inspect", "transcribe"):
        audio.step(recording, name, state=Step.State.DONE)
    return recording


def step_of(recording: Recording) -> Step | None:
    return Step.objects.filter(recording=recording, name=STEP).first()


def go(recording: Recording) -> Recording:
    step = step_of(recording)
    assert step is not None
    run_step(step.pk)
    return Recording.objects.get(pk=recording.pk)


def told(*options: str) -> str:
    out = StringIO()
    call_command("inspect_again", *options, stdout=out)
    return out.getvalue()


def test_a_copy_of_older_rules_is_made_anew_and_the_old_one_erased(opposed, django_capture_on_commit_callbacks):
    old = files.keep_file(ContentFile(b"silence"), ".m4a")
    recording = outdated(opposed, playable=old)
    reinspection.begin()
    with django_capture_on_commit_callbacks(execute=True):
        fresh = go(recording)
    assert fresh.playable.name not in {"", old}
    assert not fresh.playable.storage.exists(old)
    assert max(fresh.peaks) > 25
    assert (fresh.inspection_version, step_of(fresh).state) == (inspection.VERSION, Step.State.DONE)


def test_a_copy_that_nobody_needs_any_more_goes(django_capture_on_commit_callbacks):
    recording = outdated(audio.tone(3), playable=files.keep_file(ContentFile(b"once needed"), ".m4a"))
    reinspection.begin()
    assert not go(recording).playable


def test_lines_corrections_and_what_was_approved_stay(opposed, monkeypatch):
    monkeypatch.setattr(choice, "choose", lambda *_: None)
    recording = outdated(opposed)
    lines = transcripts.transcript(recording, texts=LINES).segments.all()
    anna = families.user(name="Anna")
    story = stories.story(segments=list(lines))
    review.approve(story, by=anna)
    correct(lines[1], "We counted her lantern.", by=anna)
    before = [(line.pk, line.text, line.start_ms, line.end_ms) for line in lines.all()]
    kept = story.approved_words.content
    recording.steps.update(state=Step.State.DONE)  # what the correction has set going
    reinspection.begin()
    go(recording)
    assert [(line.pk, line.text, line.start_ms, line.end_ms) for line in lines.all()] == before
    story.refresh_from_db()
    assert (story.state, story.approved_words.content) == ("approved", kept)
    assert [step.name for step in recording.steps.exclude(state=Step.State.DONE)] == ["hear_again"]


def test_the_words_of_sound_that_nobody_heard_are_proposed(opposed, monkeypatch):
    monkeypatch.setattr(choice, "choose", lambda *_: None)
    recording = outdated(opposed)
    transcripts.transcript(recording, texts=LINES)
    reinspection.begin()
    go(recording)
    hearing = Hearing.objects.get()
    assert (hearing.state, hearing.asked_by) == (Hearing.State.LISTENING, None)


@pytest.mark.parametrize("why", ["nothing new is heard", "a proposal waits", "nobody has heard it yet"])
def test_no_hearing_is_asked_for_where(why, opposed, monkeypatch):
    monkeypatch.setattr(choice, "choose", lambda *_: None)
    recording = outdated(opposed, **({"peaks": b"\x50" * 30} if why == "nothing new is heard" else {}))
    if why != "nobody has heard it yet":
        transcript = transcripts.transcript(recording, texts=LINES)
    if why == "a proposal waits":
        transcript.hearings.create(language="en", state=Hearing.State.PROPOSED)
    before = Hearing.objects.count()
    reinspection.begin()
    assert go(recording).inspection_version == inspection.VERSION
    assert Hearing.objects.count() == before


def test_sound_behind_what_was_the_end_is_new():
    assert reinspection.tenths_heard_anew(b"\x50" * 5, b"\x50" * 20) == 15
    assert reinspection.tenths_heard_anew(b"\x50" * 5 + bytes(5), b"\x50" * 5 + bytes(2)) == 0


def test_one_after_the_other_and_none_twice():
    recordings = [outdated() for _ in range(3)]
    reinspection.begin()
    reinspection.begin()
    assert [step_of(each) is not None for each in recordings] == [True, False, False]
    for each in recordings:
        go(each)
    assert not reinspection.outdated().exists()
    reinspection.begin()
    assert Step.objects.filter(name=STEP).count() == 3


def test_one_that_cannot_be_opened_keeps_what_it_has_and_the_others_go_on():
    broken, whole = outdated(b"no sound at all", duration_ms=7_000), outdated()
    reinspection.begin()
    assert go(broken).duration_ms == 7_000
    assert step_of(broken).state == Step.State.FAILED
    assert go(whole).inspection_version == inspection.VERSION
    assert told().endswith("1 could not be opened: see their steps in the admin.\n")
    assert step_of(broken).state == Step.State.FAILED
    assert told("--failed").startswith("1 are tried once more.")
    assert step_of(broken).state == Step.State.WAITING


def test_a_killed_worker_is_followed_by_another(settings):
    recording = outdated()
    reinspection.begin()
    step = step_of(recording)
    Step.objects.filter(pk=step.pk).update(state=Step.State.RUNNING, lease="0" * 32, attempts=1)
    Step.objects.filter(pk=step.pk).update(lease_expires_at=step.not_before)
    assert go(recording).inspection_version == inspection.VERSION


@pytest.mark.parametrize("state", [Step.State.WAITING, Step.State.RUNNING])
def test_one_that_is_worked_on_is_left_until_that_is_over(state):
    recording = outdated()
    audio.step(recording, "extract", state=state)
    reinspection.begin()
    assert step_of(recording) is None


def test_what_came_under_todays_rules_or_was_never_inspected_is_left():
    outdated(inspection_version=inspection.VERSION)
    audio.recording()
    reinspection.begin()
    assert not Step.objects.filter(name=STEP).exists()


def test_older_rules_that_could_not_open_a_file_are_tried_again_when_asked():
    recording = audio.recording()
    step = audio.step(recording, state=Step.State.FAILED)
    reinspection.begin()
    assert not Step.objects.filter(state=Step.State.WAITING).exists()
    told("--failed")
    step.refresh_from_db()
    assert step.state == Step.State.WAITING


def test_the_recording_looks_finished_meanwhile():
    recording = outdated()
    reinspection.begin()
    assert recording.status == Recording.Status.COMPLETED


def test_the_watchdog_begins_with_it():
    recording = outdated()
    watchdog.Watchdog().reap()
    assert step_of(recording) is not None


def test_the_command_says_how_many_are_left():
    outdated()
    outdated()
    assert told() == "2 recordings are still as older rules heard them; 1 of them under way.\n"
