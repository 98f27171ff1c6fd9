"""After the words come their doubts: from where work stopped, never over what a person settled."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.utils import timezone

from audio import pipeline
from audio.models import Step
from families.tests import factories as families
from transcripts import signals
from transcripts.doubt.evidence import Told
from transcripts.models import Segment, Transcript
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


@pytest.fixture
def doubtful(monkeypatch):
    """Lines of these words, all of them doubtful; whether another hearing has them is said too."""

    def make(said: str, *, is_heard_twice: bool = False) -> None:
        monkeypatch.setattr(doubting.Weigher, "bettered", lambda own, samples, told: own.told(samples, said.split()))
        monkeypatch.setattr(doubting.Weigher, "confidence", lambda weigher, told: [0.2] * len(told.tokens))
        monkeypatch.setattr(doubting, "agreed", lambda tokens, hearings: [is_heard_twice] * len(tokens))

    return make


def test_a_familys_own_word_stands_where_somebody_has_said_yes_to_the_same_before(timed, doubtful):
    glossary.keep_word(timed.family, "Szymanski", kind="person", by=None)
    timed.family.words.update(misheard=["shamanski"])
    doubtful("we saw Shamanski there")
    turn()
    line = lines()[0]
    assert (line.text, line.heard_text) == ("we saw Szymanski there", "we saw Shamanski there")
    assert (line.is_repaired, line.is_corrected, line.asked) == (True, False, [])


def test_a_familys_own_word_is_asked_about_where_nobody_has(timed, doubtful):
    glossary.keep_word(timed.family, "Szymanski", sounds_like="shimansky", kind="person", by=None)
    doubtful("we saw Shamanski there")
    turn()
    line = lines()[0]
    assert (line.text, [each["text"] for each in line.asked]) == ("we saw Shamanski there", ["Szymanski"])


def test_in_what_was_read_nothing_is_put_in_place_after_a_yes_either(timed, doubtful):
    glossary.keep_word(timed.family, "Szymanski", kind="person", by=None)
    timed.family.words.update(misheard=["shamanski"])
    words = [[word, 0, 100, None] for word in ["we", "saw", "Shamanski", "there"]]
    Segment.objects.update(text="we saw Shamanski there", heard_text="we saw Shamanski there", words=words)
    mark_reviewed(timed.transcript, by=families.user())
    doubtful("nobody asks for this")
    turn()
    line = lines()[0]
    assert (line.text, [each["text"] for each in line.asked]) == ("we saw Shamanski there", ["Szymanski"])


@pytest.mark.parametrize(("is_heard_twice", "asked"), [(True, []), (False, ["Maylie"])])
def test_real_words_that_were_heard_twice_are_not_asked_about(timed, doubtful, is_heard_twice, asked):
    glossary.keep_word(timed.family, "Maylie", kind="person", by=None)
    doubtful("and uncle mainly came to dinner", is_heard_twice=is_heard_twice)
    turn()
    line = lines()[0]
    assert (line.text, [each["text"] for each in line.asked]) == ("and uncle mainly came to dinner", asked)


@pytest.mark.parametrize(("confidences", "well"), [([0.9, 0.3, None], [True, False, True]), ([], [True, True, True])])
def test_an_engine_that_hears_once_has_to_be_unsure_itself(confidences, well):
    assert doubting.heard_well(Told(["with", "mainly", "so"], confidences=confidences)) == well


def test_what_the_engine_would_rather_have_heard_is_asked_about(timed, doubtful, monkeypatch):
    glossary.keep_word(timed.family, "Maylie", kind="person", by=None)
    doubtful("and uncle mainly came to dinner")
    asked = []

    def compare(samples):
        asked.append(len(samples))
        return lambda text, names: -10.0 if "Maylie" in text else -20.0

    made = doubting.weigher_for
    monkeypatch.setattr(doubting, "weigher_for", lambda *given: replace(made(*given), compare=compare))
    turn()
    line = lines()[0]
    assert (line.text, [each["text"] for each in line.asked]) == ("and uncle mainly came to dinner", ["Maylie"])
    assert min(asked) > 0


def test_a_line_that_is_longer_than_an_engine_compares_has_no_second_opinion(timed, doubtful, monkeypatch):
    glossary.keep_word(timed.family, "Maylie", kind="person", by=None)
    doubtful("and uncle mainly came to dinner")
    monkeypatch.setattr(doubting, "COMPARED_MS", 0)
    made = doubting.weigher_for
    monkeypatch.setattr(doubting, "weigher_for", lambda *given: replace(made(*given), compare=lambda samples: 1 / 0))
    assert turn().state == "done"


def test_only_an_engine_that_is_here_and_can_has_a_second_opinion(no_whisper, monkeypatch):
    assert doubting.second_opinion("whisper", "en") is None
    assert doubting.second_opinion("moonshine", "en") is None
    here = SimpleNamespace(likelihood_in=lambda samples, spoken: (samples, spoken))
    monkeypatch.setattr(doubting, "engines", lambda: {"whisper": lambda *given: here})
    compare = doubting.second_opinion("whisper", "en")
    assert compare is not None
    assert compare("a sound") == ("a sound", "en")


@pytest.mark.parametrize("is_heard_apart", [False, True])
def test_where_two_are_heard_side_by_side_no_other_engine_hears_both(timed, monkeypatch, is_heard_apart):
    monkeypatch.setattr(Transcript, "is_heard_apart", is_heard_apart, raising=False)
    timed.transcript.engine = "whisper"
    assert (doubting.weigher_for(timed.transcript).ask is None) == is_heard_apart
