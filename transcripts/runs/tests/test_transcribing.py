"""Listening: words are kept slice by slice, and whoever takes over goes on from there, with no segment twice."""

import uuid
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from django.conf import settings as site
from django.utils import timezone

from audio import pipeline
from audio.errors import LeaseLost, StepError
from audio.models import Recording, Step
from audio.tests import factories as audio
from transcripts.engines.base import Line
from transcripts.models import Segment, Transcript
from transcripts.runs import slices, stretches, transcribing
from transcripts.runs.choice import Choice
from transcripts.tests import voices

pytestmark = pytest.mark.django_db

FOUR_RUNS = (0.5, 1, 1, 1.5, 1, 1, 1, 2, 1)  # quiet, loud, quiet … in seconds


class Scripted:
    """An engine that says how many slices it has heard; `trouble` happens while it hears the slice of that number."""

    name, version, longest = "scripted", "1", 0.0

    def __init__(self) -> None:
        self.heard = 0
        self.trouble: dict[int, object] = {}

    def hear(self, samples, **options):
        number = self.heard
        self.heard += 1
        if happens := self.trouble.pop(number, None):
            happens()
        length = len(samples) / slices.SAMPLE_RATE
        return [Line(f"Run of {round(length - 0.6, 1)} seconds.", 0.3, length - 0.3, confidence=0.9, speaker="A")]


@pytest.fixture
def engine(monkeypatch) -> Scripted:
    """Stands in for the real one; a voice is whatever is loud."""
    made = Scripted()
    monkeypatch.setattr(transcribing, "choose", lambda *args, **options: Choice(made, "A test."))
    monkeypatch.setattr(slices, "voiced", voices.loud_runs)
    return made


@pytest.fixture
def listening(settings, engine):
    """Makes a recording of some talk, and gives what does one turn of listening to it."""
    settings.MEMOIRE_PIPELINE = {"transcribe": "transcripts.tasks.transcribe"}

    def start(*seconds: float, **fields) -> SimpleNamespace:
        sound = voices.as_wav(voices.talk(*seconds))
        recording = audio.recording(content=sound, duration_ms=round(sum(seconds) * 1000), **fields)
        step = audio.step(recording, "transcribe")

        def turn() -> Step:
            Step.objects.update(not_before=timezone.now())
            if run := pipeline.take_step(step.pk):
                pipeline.perform(run)
            return Step.objects.get()

        return SimpleNamespace(recording=recording, turn=turn)

    return start


def kept() -> list[tuple[int, int, int]]:
    return list(Segment.objects.order_by("index").values_list("index", "start_ms", "end_ms"))


ALL = [(0, 500, 1_500), (1, 2_500, 4_000), (2, 5_000, 6_000), (3, 7_000, 9_000)]


def test_each_run_of_speech_becomes_a_segment_with_its_time(listening):
    listening(*FOUR_RUNS).turn()
    assert kept() == ALL


def test_a_segment_holds_what_the_engine_said(listening):
    listening(0.5, 1, 1).turn()
    segment = Segment.objects.get()
    assert (segment.text, segment.heard_text, segment.confidence, segment.speaker) == (
        "Run of 1.0 seconds.",
        "Run of 1.0 seconds.",
        0.9,
        "A",
    )


def test_the_transcript_says_who_heard_it_and_why(listening):
    listening(0.5, 1, 1).turn()
    made = Transcript.objects.get()
    assert (made.engine, made.engine_version, made.engine_reason, made.language) == ("scripted", "1", "A test.", "en")


def test_the_recordings_own_language_goes_before_the_familys(listening):
    listening(0.5, 1, 1, language="en-GB").turn()
    assert Transcript.objects.get().language == "en-GB"


def test_when_all_is_heard_the_step_is_done(listening):
    assert listening(*FOUR_RUNS).turn().state == "done"


def test_silence_is_done_without_words(listening):
    step = listening(3).turn()
    assert (step.state, Transcript.objects.count(), Segment.objects.count()) == ("done", 1, 0)


def test_words_are_there_before_the_whole_is_heard(listening, engine):
    seen = []
    engine.trouble = {2: lambda: seen.extend(kept())}
    listening(*FOUR_RUNS).turn()
    assert seen == ALL[:2]


def test_the_step_says_how_far_listening_has_come(listening, engine):
    seen = []
    engine.trouble = {2: lambda: seen.append(Step.objects.values_list("done_ms", "total_ms").get())}
    listening(*FOUR_RUNS).turn()
    assert seen == [(4_300, 10_000)]


def fail_for_now():
    raise StepError("The engine has a cold.", permanent=False)


@pytest.mark.parametrize("number", range(4))
def test_after_a_failure_listening_goes_on_with_no_segment_twice(listening, engine, number):
    work = listening(*FOUR_RUNS)
    engine.trouble = {number: fail_for_now}
    assert work.turn().state == "waiting"
    assert (work.turn().state, kept()) == ("done", ALL)


def test_what_was_heard_before_a_failure_is_not_heard_again(listening, engine):
    work = listening(*FOUR_RUNS)
    engine.trouble = {2: fail_for_now}
    work.turn()
    work.turn()
    assert engine.heard == 5  # four slices, and the one that failed


def taken_over():
    """Another worker takes the lease while this one hears."""
    later = timezone.now() + timedelta(minutes=1)
    Step.objects.update(lease=uuid.uuid4(), lease_expires_at=later)


def test_a_worker_that_lost_its_lease_stores_nothing_more(listening, engine):
    work = listening(*FOUR_RUNS)
    engine.trouble = {2: taken_over}
    work.turn()
    assert (kept(), Transcript.objects.get().heard_ms) == (ALL[:2], 4_300)


def test_whoever_takes_over_goes_on_with_no_segment_twice(listening, engine):
    work = listening(*FOUR_RUNS)
    engine.trouble = {2: taken_over}
    work.turn()
    Step.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    assert (work.turn().state, kept()) == ("done", ALL)


def test_a_lost_lease_is_told_to_the_runner_and_not_hidden(listening, engine):
    listening(*FOUR_RUNS)
    engine.trouble = {0: taken_over}
    with pytest.raises(LeaseLost):
        transcribing.listen(pipeline.take_step(Step.objects.get().pk))


def test_a_turn_ends_after_its_time_and_the_next_goes_on(listening, engine, settings):
    settings.STEP_TURN_SECONDS = 0
    work = listening(*FOUR_RUNS)
    counts = []
    while work.turn().state == "waiting":
        counts.append(len(kept()))
    assert (counts, kept()) == ([1, 2, 3, 4], ALL)


def test_listening_again_to_what_was_heard_adds_nothing(listening, engine):
    work = listening(*FOUR_RUNS)
    work.turn()
    Step.objects.update(state=Step.State.WAITING)
    work.turn()
    assert (kept(), Transcript.objects.count()) == (ALL, 1)


def test_a_correction_made_while_listening_goes_on_is_kept(listening, engine):
    engine.trouble = {2: lambda: Segment.objects.filter(index=0).update(text="The river froze.")}
    listening(*FOUR_RUNS).turn()
    assert Segment.objects.get(index=0).text == "The river froze."


def test_speech_beyond_the_first_window_is_heard(listening, monkeypatch):
    monkeypatch.setattr(slices, "WINDOW_BYTES", 2 * 3 * slices.SAMPLE_RATE)
    listening(*FOUR_RUNS).turn()
    assert kept() == ALL


def test_a_language_that_nobody_speaks_fails_for_good_and_says_so(settings):
    settings.MEMOIRE_PIPELINE = {"transcribe": "transcripts.tasks.transcribe"}
    settings.SPEECH_ENGINE = "auto"
    recording = audio.recording(language="gsw")
    step = audio.step(recording, "transcribe")
    pipeline.perform(pipeline.take_step(step.pk))
    step.refresh_from_db()
    assert (step.state, "“gsw”" in step.reason, "safe" in step.reason) == ("failed", True, True)


def test_a_file_that_broke_after_it_came_fails_with_a_sentence(listening):
    work = listening(*FOUR_RUNS)
    with open(work.recording.original.path, "wb") as file:
        file.write(b"no sound any more")
    step = work.turn()
    assert (step.state, step.reason != "") == ("failed", True)


def test_the_whole_way_stays_processing_until_the_words_are_there(listening, engine):
    seen = []
    engine.trouble = {1: lambda: seen.append(Recording.objects.get().status)}
    work = listening(*FOUR_RUNS)
    work.turn()
    assert (seen, Recording.objects.get().status) == (["processing"], "completed")


def test_the_pipeline_names_this_step():
    assert site.MEMOIRE_PIPELINE["transcribe"] == "transcripts.tasks.transcribe"


def test_the_stand_in_voice_model_finds_the_runs():
    found = voices.loud_runs(slices.as_floats(bytearray(voices.talk(*FOUR_RUNS))))
    assert np.array(found).tolist() == [[8_000, 24_000], [40_000, 64_000], [80_000, 96_000], [112_000, 144_000]]


@pytest.fixture
def in_parts(monkeypatch, listening):
    """A recording in three stretches of three or four seconds, and what does one turn of each that waits."""
    monkeypatch.setattr(stretches, "SHORTEST_MS", 3_000)
    monkeypatch.setattr(stretches, "LOOK_SECONDS", 2)
    monkeypatch.setattr(stretches, "LOOK_BYTES", 2 * 2 * slices.SAMPLE_RATE)
    work = listening(*FOUR_RUNS)

    def turn(part: int) -> Step:
        Step.objects.update(not_before=timezone.now())
        step = Step.objects.get(name="transcribe", part=part)
        if run := pipeline.take_step(step.pk):
            pipeline.perform(run)
        step.refresh_from_db()
        return step

    return SimpleNamespace(recording=work.recording, turn=turn)


def test_stretches_are_planned_by_the_length(in_parts):
    in_parts.turn(0)
    assert list(Step.objects.order_by("part").values_list("part", "state", "total_ms")) == [
        (0, "done", 3_333),
        (1, "waiting", 3_333),
        (2, "waiting", 3_334),
    ]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_stretches_heard_in_any_order_give_the_same_words(in_parts, order):
    for part in (0, *order):
        in_parts.turn(part)
    assert (kept(), Recording.objects.get().status) == (ALL, "completed")


def test_stretches_that_stop_and_go_on_give_the_same_words(in_parts, settings):
    settings.STEP_TURN_SECONDS = 0
    for part in (0, 2, 1):
        while in_parts.turn(part).state == "waiting":
            pass
    assert (kept(), Recording.objects.get().status) == (ALL, "completed")


def test_the_next_step_waits_for_every_stretch(in_parts, settings):
    settings.MEMOIRE_PIPELINE = {**settings.MEMOIRE_PIPELINE, "extract": "stories.tasks.extract"}
    extract = audio.step(in_parts.recording, "extract", state=Step.State.PENDING)
    states = []
    for part in (0, 2, 1):
        in_parts.turn(part)
        extract.refresh_from_db()
        states.append(extract.state)
    assert states == ["pending", "pending", "waiting"]


def test_words_are_shown_up_to_the_first_stretch_that_is_not_done(in_parts):
    in_parts.turn(0)
    in_parts.turn(2)
    transcript = Transcript.objects.get()
    early = transcript.segments.filter(index__lt=transcript.settled_before).count()
    in_parts.turn(1)
    transcript = Transcript.objects.get()
    assert (early, transcript.segments.filter(index__lt=transcript.settled_before).count()) == (2, 4)


def test_progress_is_told_over_all_stretches(in_parts):
    in_parts.turn(0)
    assert Recording.objects.get().stage_ms == (3_333, 10_000)


def test_what_the_engine_may_have_invented_keeps_its_mark(listening, engine):
    hear = engine.hear
    engine.hear = lambda samples, **options: [replace(line, suspicion="loop") for line in hear(samples)]
    listening(*FOUR_RUNS).turn()
    assert all(segment.is_doubtful for segment in Segment.objects.all())


def test_who_takes_over_right_after_the_division_does_not_divide_again(in_parts):
    run = pipeline.take_step(Step.objects.get().pk)
    pipeline.divide(run, [3_333, 3_333, 3_334])
    Step.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    for part in (0, 1, 2):
        in_parts.turn(part)
    assert (kept(), Recording.objects.get().status) == (ALL, "completed")


def test_a_turn_that_ends_in_the_neighbours_half_minute_hears_nothing_twice(in_parts, settings):
    """The first stretch is planned to end at 3.3 s and ends in the silence behind 4 s: its second slice ends between."""
    settings.STEP_TURN_SECONDS = 0
    for part in (0, 1, 2):
        while in_parts.turn(part).state == "waiting":
            pass
    assert kept() == ALL


def test_the_engine_is_told_the_names_that_the_family_uses(listening, engine, monkeypatch):
    told = []
    monkeypatch.setattr(engine, "hear", lambda samples, **options: told.append(options["hints"]) or [])
    started = listening(*FOUR_RUNS)
    started.recording.family.people.create(name="Ilse Brandt")
    started.recording.family.words.create(text="Zosia")
    started.recording.family.words.create(text="Shamanski", state="proposed")
    started.turn()
    assert set(told) == {("Ilse Brandt", "Zosia")}


def test_who_takes_over_is_told_the_same_as_who_has_heard_it(listening, engine):
    seen = []
    engine.trouble = {3: lambda: seen.extend(transcribing.said_before(Transcript.objects.get(), stretch()))}
    work = listening(*FOUR_RUNS)
    engine.trouble[2] = lambda: Segment.objects.filter(index=0).update(text="The river froze.")
    work.turn()
    assert seen == ["Run of 1.0 seconds.", "Run of 1.5 seconds.", "Run of 1.0 seconds."]


def test_what_nobody_may_have_said_is_not_told_to_who_takes_over(listening, engine):
    listening(*FOUR_RUNS).turn()
    Segment.objects.filter(index=1).update(suspicion="loop")
    assert transcribing.said_before(Transcript.objects.get(), stretch()) == [
        "Run of 1.0 seconds.",
        "Run of 1.0 seconds.",
        "Run of 2.0 seconds.",
    ]


def stretch():
    return Transcript.objects.get().stretches.get()
