"""After the words come their doubts: from where work stopped, never over what a person settled."""

import pytest
from django.utils import timezone

from audio import pipeline
from audio.models import Step
from families.tests import factories as families
from transcripts import signals
from transcripts.models import Segment
from transcripts.runs import doubting
from transcripts.runs.tests.test_timing import recording, turn  # noqa: F401
from transcripts.words import glossary
from transcripts.words.corrections import mark_reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def timed(recording, settings):  # noqa: F811
    """Two equal lines that Moonshine might have heard, with their times."""
    turn()
    settings.MEMOIRE_PIPELINE = {"align": "transcripts.tasks.align", "doubt": "transcripts.tasks.doubt"}
    recording.transcript.engine = "moonshine"
    recording.transcript.save()
    Step.objects.all().delete()
    Step.objects.create(recording=recording, name="doubt", state=Step.State.WAITING)
    return recording


def lines() -> list[Segment]:
    return list(Segment.objects.order_by("index"))


def test_every_word_has_its_confidence(timed):
    assert turn().state == "done"
    for line in lines():
        assert line.is_timed
        assert all(0 < word.confidence <= 1 for word in line.timed_words)
        assert line.confidence == pytest.approx(sum(w.confidence for w in line.timed_words) / len(line.timed_words))


def test_work_that_stops_goes_on_with_what_is_missing(timed, settings, monkeypatch):
    settings.STEP_TURN_SECONDS = 0
    before = {line.pk: (line.text, line.words) for line in lines()}
    monkeypatch.setattr(doubting, "AT_ONCE", 1)
    assert turn().state == "waiting"
    assert [line.is_weighed for line in lines()] == [True, False]
    assert turn().state == "done"
    stopped = [(line.text, line.words) for line in lines()]
    for pk, (text, words) in before.items():
        Segment.objects.filter(pk=pk).update(text=text, heard_text=text, words=words, is_weighed=False, confidence=None)
    pipeline.wake(timed.pk, "doubt")
    settings.STEP_TURN_SECONDS = 100
    turn()
    assert [(line.text, line.words) for line in lines()] == stopped


def test_what_a_person_settled_is_sure_and_left_alone(timed):
    Segment.objects.filter(index=0).update(confirmed_at=timezone.now())
    turn()
    first, second = lines()
    assert (first.is_weighed, second.is_weighed) == (False, True)
    assert {word.confidence for word in first.timed_words} == {1.0}


def test_a_better_hearing_becomes_what_was_heard(timed, monkeypatch):
    right = "He was not an ill disposed young man"
    monkeypatch.setattr(
        doubting.Weigher, "bettered", lambda weigher, samples, told: weigher.told(samples, right.split())
    )
    turn()
    line = lines()[0]
    assert (line.text, line.heard_text, line.is_corrected, line.is_timed) == (right, right, False, True)


def test_words_mended_meanwhile_stay_as_they_were_mended(timed, monkeypatch):
    weighed = doubting.weighed

    def mended(*told, **how):
        Segment.objects.filter(index=0).update(text="Something else")
        return weighed(*told, **how)

    monkeypatch.setattr(doubting, "weighed", mended)
    turn()
    assert (lines()[0].text, lines()[0].is_weighed) == ("Something else", False)


def test_another_language_has_no_doubts_of_ours(timed):
    timed.transcript.language = "de"
    timed.transcript.save()
    assert turn().state == "done"
    assert {word.confidence for line in lines() for word in line.timed_words} == {None}


@pytest.fixture
def better(monkeypatch):
    """A better hearing of every line."""
    right = "He was not an ill disposed young man"
    monkeypatch.setattr(
        doubting.Weigher, "bettered", lambda weigher, samples, told: weigher.told(samples, right.split())
    )
    return right


def test_words_that_a_person_approved_are_weighed_and_stay(timed, better):
    first = lines()[0].text
    vouch = lambda **asked: {lines()[0].pk}  # noqa: E731
    signals.vouched_for.connect(vouch)
    try:
        turn()
    finally:
        signals.vouched_for.disconnect(vouch)
    assert [line.text for line in lines()] == [first, better]
    assert all(line.is_weighed for line in lines())


def test_words_that_are_approved_while_they_are_weighed_stay(timed, better, monkeypatch):
    text, asked = lines()[0].text, []
    vouched = lambda transcript: asked.append(1) or ({str(lines()[0].pk)} if len(asked) > 1 else set())  # noqa: E731
    monkeypatch.setattr(doubting, "vouched", vouched)
    turn()
    assert [line.text for line in lines()] == [text, better]


def test_words_of_a_transcript_that_was_read_stay(timed, better):
    texts = [line.text for line in lines()]
    mark_reviewed(timed.transcript, by=families.user())
    turn()
    assert [line.text for line in lines()] == texts


def test_a_familys_own_word_stands_where_what_was_heard_sounds_like_it_and_is_doubtful(timed, monkeypatch):
    glossary.keep_word(timed.family, "Youngman", sounds_like="young man", by=None)
    monkeypatch.setattr(doubting.Weigher, "confidence", lambda weigher, told: [0.2] * len(told.tokens))
    monkeypatch.setattr(doubting, "agreed", lambda tokens, hearings: [False] * len(tokens))
    turn()
    line = lines()[0]
    assert (line.text[-8:], line.heard_text[-9:]) == ("Youngman", "young man")
    assert (line.is_repaired, line.is_corrected) == (True, False)


def test_a_familys_own_word_does_not_stand_in_place_of_real_words_that_were_heard_twice(timed, monkeypatch):
    glossary.keep_word(timed.family, "Youngman", sounds_like="young man", by=None)
    monkeypatch.setattr(doubting.Weigher, "confidence", lambda weigher, told: [0.2] * len(told.tokens))
    turn()
    assert lines()[0].text[-9:] == "young man"
