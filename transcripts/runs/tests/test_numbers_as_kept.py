"""Numbers are written when a line is heard; what stands, and what people type, is not rewritten."""

import pytest
from django.urls import reverse

from audio import pipeline
from audio.tests import factories as audio
from families.tests import factories as families
from transcripts.engines.base import Line, Word
from transcripts.models import HeardSegment, Hearing, Segment
from transcripts.runs import retranscription
from transcripts.runs.doubting import weigher_of
from transcripts.runs.placing import in_recording
from transcripts.runs.slices import Slice
from transcripts.runs.tests.test_retranscription import TALK, work
from transcripts.runs.tests.test_retranscription import engine as engine
from transcripts.runs.tests.test_retranscription import transcript as transcript
from transcripts.segments.merging import Merged
from transcripts.segments.standing_segments import said
from transcripts.tests import factories, voices
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
SAID, WRITTEN = "In nineteen forty-one it burned.", "In 1941 it burned."


@pytest.fixture
def says_years(engine, monkeypatch):
    monkeypatch.setattr(engine, "hear", lambda samples, **options: [Line(SAID, 0.3, len(samples) / 16_000 - 0.3)])
    return engine


def test_a_first_hearing_keeps_figures_and_what_the_engine_said(says_years, settings):
    settings.MEMOIRE_PIPELINE = {"transcribe": "transcripts.tasks.transcribe"}
    recording = audio.recording(content=voices.as_wav(voices.talk(*TALK)), duration_ms=10_000)
    step = audio.step(recording, "transcribe")
    pipeline.perform(pipeline.take_step(step.pk))
    line = Segment.objects.order_by("index").first()
    assert (line.text, line.heard_text, line.said_text, line.is_corrected) == (WRITTEN, WRITTEN, SAID, False)


def test_a_later_hearing_keeps_both_whatever_lines_its_words_go_to(says_years, transcript):
    work()
    retranscription.accept(Hearing.objects.get(state="proposed"), by=families.user(name="Max"))
    assert set(HeardSegment.objects.values_list("text", "said_text")) == {(WRITTEN, SAID)}
    assert all("1941" in line.heard_text and not line.is_corrected for line in Segment.objects.all())


def test_a_line_that_has_all_of_what_was_heard_has_also_what_the_engine_said():
    own = [HeardSegment(text=WRITTEN, said_text=SAID), HeardSegment(text="All of it.")]
    whole = Merged("id", 0, 3, f"{WRITTEN} All of it.", WRITTEN, "")
    part = Merged("id", 0, 3, "All of it.", WRITTEN, "")
    assert [said(line, own) for line in (whole, part)] == [f"{SAID} All of it.", ""]


def test_what_a_person_typed_is_not_rewritten_by_a_later_hearing(says_years, transcript):
    typed = "It was nineteen forty-one, and it burned for 3 days."
    correct(Segment.objects.get(index=0), typed, by=families.user(name="Kim"))
    work()
    retranscription.accept(Hearing.objects.get(), by=families.user(name="Max"))
    assert Segment.objects.order_by("index").first().text == typed


def test_a_second_hearing_for_the_doubt_is_written_in_the_same_way():
    class Engine:
        name, language = "moonshine", "en"

        def hear(self, samples, **options):
            return [Line(SAID, 0, 1)]

    assert weigher_of(Engine()).hear([]) == WRITTEN.split()


def test_a_year_is_one_word_of_the_recording():
    words = tuple(Word(text, place / 2, place / 2 + 0.4, 0.9) for place, text in enumerate(SAID.split()))
    piece = Slice(10_000, 13_000, 13_000, 0, [0.0] * 57_600, ((10_000, 13_000),))
    (line,) = in_recording(piece, [Line(SAID, 0.0, 2.4, words=words)], "en")
    assert [word.text for word in line.words] == WRITTEN.split()
    assert line.words[1].end - line.words[1].start == pytest.approx(0.9)


def test_whoever_mends_a_line_can_read_it_word_for_word(client):
    kim = families.user(name="Kim")
    made = factories.transcript(audio.recording(families.family(keeper=kim)), texts=[WRITTEN])
    made.segments.update(said_text=SAID)
    client.force_login(kim)
    assert SAID in client.get(reverse("segment", args=[made.segments.get().pk])).content.decode()
