"""Hearing again is a proposal: the family reads the old words until somebody takes the new ones, and can have the old ones back."""

from typing import Any

import pytest
from django.utils import timezone

from audio import pipeline
from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from transcripts.models import Correction, HeardSegment, Hearing, Segment, Transcript
from transcripts.runs import choice, retranscription
from transcripts.tests import factories
from transcripts.words.corrections import correct, mark_reviewed

pytestmark = pytest.mark.django_db
State = Hearing.State


@pytest.fixture
def anna():
    return families.user(name="Anna")


@pytest.fixture
def transcript() -> Transcript:
    """Three lines, at 0, 6 and 12 seconds, of a recording whose way is done."""
    made = factories.transcript(texts=["Well, hello.", "The liver froze.", "We counted his lantern."])
    made.hearings.create(language="en", engine="scripted", engine_version="1", state=State.IN_USE)
    for name in ("inspect", "transcribe", "align", "extract"):
        audio.step(made.recording, name, state=Step.State.DONE)
    return made


@pytest.fixture
def propose(transcript, anna):
    """A hearing with these lines as (start, end, text), in seconds."""

    def make(*lines: tuple[float, float, str], **fields) -> Hearing:
        made = retranscription.ask_retranscription(transcript, "auto", by=anna)
        for index, (start, end, text) in enumerate(lines):
            span = {"start_ms": round(1000 * start), "end_ms": round(1000 * end)}
            HeardSegment.objects.create(hearing=made, index=index, text=text, **span, **fields)
        Hearing.objects.filter(pk=made.pk).update(state=State.PROPOSED, engine="better", engine_version="2")
        return Hearing.objects.get(pk=made.pk)

    return make


SAME = [(0, 5, "Well, hello."), (12, 17, "We counted his lantern.")]
BETTER = [SAME[0], (6, 11, "The river froze."), SAME[1]]


def texts(transcript) -> list[str]:
    return list(transcript.segments.order_by("index").values_list("text", flat=True))


def everything(transcript) -> list[dict[str, Any]]:
    return [*transcript.segments.order_by("index").values(), *Correction.objects.order_by("pk").values()]


# --- asking ----------------------------------------------------------------------------------------------------------


def test_asking_puts_the_work_in_line_and_changes_nothing(transcript, anna):
    before = everything(transcript)
    made = retranscription.ask_retranscription(transcript, "moonshine", by=anna)
    step = Step.objects.get(name="hear_again")
    assert (made.state, made.wanted, made.asked_by, step.state) == ("listening", "moonshine", anna, "waiting")
    assert everything(transcript) == before


def test_what_is_done_aside_does_not_change_how_the_recording_stands(transcript, anna):
    retranscription.ask_retranscription(transcript, "auto", by=anna)
    Step.objects.filter(name="hear_again").update(state=Step.State.FAILED)
    assert transcript.recording.status == "completed"


def test_it_is_heard_again_once_at_a_time(transcript, anna):
    retranscription.ask_retranscription(transcript, "auto", by=anna)
    with pytest.raises(retranscription.NotNow, match="decide about that first"):
        retranscription.ask_retranscription(transcript, "auto", by=anna)


def test_it_is_not_heard_again_while_it_is_being_heard(transcript, anna):
    Step.objects.filter(name="transcribe").update(state=Step.State.RUNNING)
    with pytest.raises(retranscription.NotNow, match="not been heard to its end"):
        retranscription.ask_retranscription(transcript, "auto", by=anna)


@pytest.mark.parametrize("name", ["whisper", "openai", "siri"])
def test_an_engine_that_is_not_here_is_refused_with_the_reason(transcript, anna, no_whisper, name):
    with pytest.raises(retranscription.NotNow) as refused:
        retranscription.ask_retranscription(transcript, name, by=anna)
    assert str(refused.value)[-1] == "."


def test_only_engines_that_hear_the_language_are_offered(transcript):
    transcript.language = "de"
    assert retranscription.engines_for(transcript) == []


def test_what_is_installed_is_offered(transcript):
    assert retranscription.engines_for(transcript) == ["auto", "moonshine", "whisper", "pocketsphinx"]


def test_an_engine_without_its_model_is_not(transcript, no_whisper):
    assert retranscription.engines_for(transcript) == ["auto", "moonshine", "pocketsphinx"]


# --- taking ----------------------------------------------------------------------------------------------------------


def test_the_new_words_stand_under_the_same_ids_at_the_same_times(transcript, propose, anna):
    before = list(transcript.segments.values_list("pk", "index", "start_ms", "end_ms"))
    retranscription.accept(propose(*BETTER), by=anna)
    assert texts(transcript) == ["Well, hello.", "The river froze.", "We counted his lantern."]
    assert list(transcript.segments.values_list("pk", "index", "start_ms", "end_ms")) == before


def test_what_a_person_wrote_stays_to_the_letter(transcript, propose, anna):
    correct(transcript.segments.get(index=1), "The Eider froze, they say…", by=anna)
    retranscription.accept(propose(*BETTER), by=anna)
    segment = transcript.segments.get(index=1)
    assert (segment.text, segment.heard_text) == ("The Eider froze, they say…", "The river froze.")


def test_words_that_a_person_put_back_as_heard_are_theirs_too(transcript, propose, anna):
    segment = transcript.segments.get(index=1)
    correct(segment, "The river froze.", by=anna)
    correct(segment, "The liver froze.", by=anna)
    retranscription.accept(propose(*BETTER), by=anna)
    assert texts(transcript)[1] == "The liver froze."


def test_when_somebody_has_read_the_whole_every_word_is_theirs(transcript, propose, anna):
    mark_reviewed(transcript, by=anna)
    made = propose(*BETTER)
    assert [line.text for line in retranscription.merged(made) if line.is_conflict] == ["The liver froze."]
    retranscription.accept(made, by=anna)
    assert texts(transcript)[1] == "The liver froze."


def test_speech_that_was_missed_comes_in_at_its_place(transcript, propose, anna):
    old = set(transcript.segments.values_list("pk", flat=True))
    retranscription.accept(propose(*BETTER, (20, 22, "And then he laughed.")), by=anna)
    came = transcript.segments.exclude(pk__in=old).get()
    assert (came.index, came.start_ms, came.end_ms, came.text) == (3, 20_000, 22_000, "And then he laughed.")


def test_a_line_that_comes_into_a_transcript_somebody_has_read_is_marked(transcript, propose, anna):
    mark_reviewed(transcript, by=anna)
    retranscription.accept(propose(*BETTER, (20, 22, "And then he laughed.")), by=anna)
    assert [segment.is_doubtful for segment in transcript.segments.order_by("index")] == [False, False, False, True]


def test_what_is_not_heard_again_stays_with_a_mark(transcript, propose, anna):
    retranscription.accept(propose(*SAME), by=anna)
    segment = transcript.segments.get(index=1)
    assert (segment.text, segment.suspicion) == ("The liver froze.", "not heard again")


def test_the_transcript_says_who_hears_now_and_every_hearing_is_kept(transcript, propose, anna):
    retranscription.accept(propose(*BETTER), by=anna)
    transcript.refresh_from_db()
    assert (transcript.engine, transcript.engine_version) == ("better", "2")
    states = list(transcript.hearings.order_by("began_at").values_list("engine", "state"))
    assert states == [("scripted", "replaced"), ("better", "in_use")]


def test_the_times_of_new_words_are_looked_for_and_those_of_old_ones_kept(transcript, propose, anna):
    transcript.segments.filter(index=0).update(words=[["Well,", 0, 900, None], ["hello.", 1_000, 2_000, None]])
    retranscription.accept(propose(*BETTER), by=anna)
    assert [segment.is_timed for segment in transcript.segments.order_by("index")] == [True, False, False]
    assert Step.objects.get(name="align").state == "waiting"


def test_it_is_taken_once(transcript, propose, anna):
    made = propose(*BETTER)
    retranscription.accept(made, by=anna)
    with pytest.raises(retranscription.NotNow, match="already"):
        retranscription.accept(made, by=anna)


# --- conflicts -------------------------------------------------------------------------------------------------------


def test_a_line_takes_the_new_words_where_somebody_says_so_and_that_is_noted(transcript, propose, anna):
    mended = correct(transcript.segments.get(index=1), "The Eider froze.", by=anna)
    made = retranscription.choose_words(propose(*BETTER), mended, new=True)
    retranscription.accept(made, by=anna)
    assert texts(transcript)[1] == "The river froze."
    assert list(mended.corrections.values_list("before", "after")) == [
        ("The Eider froze.", "The river froze."),
        ("The liver froze.", "The Eider froze."),
    ]


def test_a_choice_can_be_undone(transcript, propose, anna):
    mended = correct(transcript.segments.get(index=1), "The Eider froze.", by=anna)
    made = retranscription.choose_words(propose(*BETTER), mended, new=True)
    retranscription.accept(retranscription.choose_words(made, mended, new=False), by=anna)
    assert texts(transcript)[1] == "The Eider froze."


def test_a_choice_lapses_when_the_line_is_mended_after_it(transcript, propose, anna):
    mended = correct(transcript.segments.get(index=1), "The Eider froze.", by=anna)
    made = retranscription.choose_words(propose(*BETTER), mended, new=True)
    correct(mended, "The Eider froze over.", by=anna)
    retranscription.accept(made, by=anna)
    assert texts(transcript)[1] == "The Eider froze over."


# --- leaving, and taking back ----------------------------------------------------------------------------------------


def test_what_is_declined_changes_nothing(transcript, propose, anna):
    before = everything(transcript)
    retranscription.decline(propose(*BETTER), by=anna)
    assert (everything(transcript), Hearing.objects.get(engine="better").state) == (before, "declined")


def test_one_that_is_under_way_can_be_stopped_and_its_worker_finds_out(transcript, anna):
    made = retranscription.ask_retranscription(transcript, "auto", by=anna)
    run = pipeline.take_step(Step.objects.get(name="hear_again").pk)
    retranscription.decline(made, by=anna)
    assert (run.held().exists(), retranscription.ask_retranscription(transcript, "auto", by=anna).state) == (
        False,
        "listening",
    )


def test_taken_back_everything_is_as_it_was(transcript, propose, anna):
    correct(transcript.segments.get(index=2), "We counted his lanterns.", by=anna)
    transcript.segments.filter(index=1).update(confidence=0.25, suspicion="loop", words=[["x", 1, 2, 0.5]], speaker="A")
    before = everything(transcript)
    made = propose(
        (0, 5, "Hello."), (6, 11, "The river froze."), (12, 17, "We counted."), (30, 31, "Yes."), confidence=0.9
    )
    made = retranscription.choose_words(made, transcript.segments.get(index=2), new=True)
    retranscription.accept(made, by=anna)
    assert texts(transcript) == ["Hello.", "The river froze.", "We counted.", "Yes."]
    retranscription.take_back(made, by=anna)
    transcript.refresh_from_db()
    assert (everything(transcript), transcript.engine) == (before, "scripted")
    assert list(Hearing.objects.order_by("began_at").values_list("state", flat=True)) == ["in_use", "taken_back"]


def test_hearings_are_taken_back_one_after_another(transcript, propose, anna):
    first = retranscription.accept(propose(*BETTER), by=anna)
    Step.objects.update(state=Step.State.DONE)
    before = everything(transcript)
    second = retranscription.accept(propose((0, 5, "Hello, hello."), *BETTER[1:], (40, 41, "No.")), by=anna)
    retranscription.take_back(second, by=anna)
    assert everything(transcript) == before
    retranscription.take_back(first, by=anna)
    assert texts(transcript)[1] == "The liver froze."


def test_what_was_written_since_is_not_taken_back(transcript, propose, anna):
    made = retranscription.accept(propose(*BETTER, (30, 31, "Yes.")), by=anna)
    correct(transcript.segments.get(index=1), "The Eider froze.", by=anna)
    correct(transcript.segments.get(index=3), "Yes, yes.", by=anna)
    retranscription.take_back(made, by=anna)
    assert texts(transcript) == ["Well, hello.", "The Eider froze.", "We counted his lantern.", "Yes, yes."]
    assert transcript.segments.get(index=1).heard_text == "The liver froze."


def test_what_was_heard_first_cannot_be_taken_back(transcript, anna):
    with pytest.raises(retranscription.NotNow, match="nothing before"):
        retranscription.take_back(transcript.hearings.get(), by=anna)


# --- the work itself -------------------------------------------------------------------------------------------------


def test_no_hearing_is_lost_by_a_choice_that_is_not_possible_any_more(transcript, anna, monkeypatch):
    retranscription.ask_retranscription(transcript, "auto", by=anna)

    def gone(*args, **options):
        raise choice.NeedsEngine("No engine is here.")

    monkeypatch.setattr("transcripts.runs.transcribing.choose", gone)
    step = Step.objects.get(name="hear_again")
    Step.objects.update(not_before=timezone.now())
    pipeline.perform(pipeline.take_step(step.pk))
    shown = retranscription.step_of(Hearing.objects.get(state=State.LISTENING))
    assert (shown.state, shown.reason, Segment.objects.count()) == ("failed", "No engine is here.", 3)
