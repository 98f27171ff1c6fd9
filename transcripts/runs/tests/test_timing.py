"""Every word gets its times, and gets them again when somebody mends it."""

import numpy as np
import pytest
from django.utils import timezone

from audio import pipeline
from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from transcripts.models import Segment
from transcripts.runs import timing
from transcripts.runs.slices import SAMPLE_RATE
from transcripts.tests import factories, voices
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db

QUIET = 2 * int(0.9 * SAMPLE_RATE)
SAID = ["he was not an ill disposed young man", "unless to be rather cold hearted"]


@pytest.fixture
def recording(settings):
    """Two sentences that were read, each a segment, and the step that looks for their words."""
    settings.MEMOIRE_PIPELINE = {"align": "transcripts.tasks.align"}
    read = voices.sentences()[1]
    sound = bytes(QUIET) + read + bytes(QUIET) + read + bytes(QUIET)
    made = audio.recording(content=voices.as_wav(sound), duration_ms=len(sound) // 32)
    transcript = factories.transcript(made, texts=[])
    for index in range(2):
        start = (QUIET + index * (QUIET + len(read))) // 32
        text = voices.written_sentences()[1]
        Segment.objects.create(
            transcript=transcript,
            index=index,
            start_ms=start,
            end_ms=start + len(read) // 32,
            text=text,
            heard_text=text,
        )
    audio.step(made, "align")
    return made


def turn() -> Step:
    Step.objects.update(not_before=timezone.now())
    if run := pipeline.take_step(Step.objects.get().pk):
        pipeline.perform(run)
    return Step.objects.get()


def test_every_word_has_its_times_inside_its_line(recording):
    assert turn().state == "done"
    for line in Segment.objects.all():
        assert [word.text for word in line.timed_words] == line.text.split()
        edges = [edge for word in line.timed_words for edge in (word.start, word.end)]
        assert edges == sorted(edges)
        assert line.start - 0.3 <= edges[0] < edges[-1] <= line.end + 0.3


def test_equal_sound_gives_equal_times_wherever_it_lies(recording):
    turn()
    first, second = Segment.objects.order_by("index")
    moved = second.start_ms - first.start_ms
    apart = [abs(b[1] - a[1] - moved) for a, b in zip(first.words, second.words, strict=True)]
    assert max(apart) <= 30


def test_work_that_stops_goes_on_with_what_is_missing(recording, settings, monkeypatch):
    settings.STEP_TURN_SECONDS = 0
    monkeypatch.setattr(timing, "AT_ONCE", 1)
    assert turn().state == "waiting"
    assert [line.is_timed for line in Segment.objects.order_by("index")] == [True, False]
    assert turn().state == "done"
    assert all(line.is_timed for line in Segment.objects.all())


def test_a_line_that_is_mended_gets_new_times(recording, all_steps):
    Step.objects.create(recording=recording, name="transcribe", state=Step.State.DONE)
    timing_pipeline = {"transcribe": "transcripts.tasks.transcribe", "align": "transcripts.tasks.align"}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.conf.settings.MEMOIRE_PIPELINE", timing_pipeline)
        all_steps()
        line = correct(Segment.objects.get(index=0), "He was not an ill-disposed young woman", by=families.user())
        assert line.timed_words == []
        all_steps()
    line.refresh_from_db()
    assert line.timed_words[-1].text == "woman"


def test_words_mended_meanwhile_do_not_get_the_times_of_others(recording, monkeypatch):
    aligned = timing.aligned

    def mended(*told, **options):
        Segment.objects.filter(index=0).update(text="Something else")
        return aligned(*told, **options)

    monkeypatch.setattr(timing, "aligned", mended)
    turn()
    assert Segment.objects.get(index=0).timed_words == []


def test_where_the_aligner_does_not_know_the_language_words_share_the_time():
    words = timing.spread("Der Fluss fror zu", 10.0, 12.0)
    assert [word.text for word in words] == ["Der", "Fluss", "fror", "zu"]
    assert (words[0].start, round(words[-1].end, 6)) == (10.0, 12.0)


def test_another_language_is_not_aligned(recording):
    recording.transcript.language = "de"
    recording.transcript.save()
    turn()
    line = Segment.objects.get(index=0)
    assert line.timed_words[0].start == line.start


@pytest.mark.parametrize("size", [320, 7_777, 64_000])
def test_sound_is_given_where_it_is_asked_for(size):
    samples = np.arange(16_000 * 3, dtype=np.int16)
    raw = samples.tobytes()
    sound = timing.Sound([raw[i : i + size] for i in range(0, len(raw), size)], at_ms=1_000)
    for begin, end in [(1_100, 1_400), (1_300, 1_500), (2_900, 3_100), (3_900, 9_000)]:
        at, found = sound.between(begin, end)
        first = (at - 1_000) * 16
        assert at == begin
        assert np.array_equal(np.round(found * 32768).astype(np.int16), samples[first : (end - 1_000) * 16])
