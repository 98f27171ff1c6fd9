"""Stories are found before the words are weighed, and once more where weighing bettered them: what a person touched stays."""

from importlib import import_module

import pytest
from django.apps import apps

from audio import pipeline
from audio.models import Step
from audio.tests import factories as audio
from stories.editing import review
from stories.finding.tests.test_extraction import anna, engine, recording, told  # noqa: F401
from stories.models import Story, TwiceTold
from stories.tests import factories
from transcripts.models import Segment
from transcripts.words import glossary

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(settings, engine, recording, all_steps):  # noqa: F811
    """The recording with its three stories, as far as nobody waits."""
    settings.MEMOIRE_PIPELINE = {"extract": "stories.tasks.extract", "reread": "stories.tasks.reread"}
    audio.step(recording, "reread", state=Step.State.PENDING)
    all_steps()
    return recording


def bettered(index: int, text: str) -> None:
    """As doubt does it: nobody is told."""
    Segment.objects.filter(index=index).update(text=text, heard_text=text)


def reread(of, all_steps) -> None:
    pipeline.wake(of.pk, "reread")
    all_steps()


def test_nothing_is_asked_again_where_the_words_stand(found, engine, all_steps):  # noqa: F811
    asked = len(engine.asked)
    reread(found, all_steps)
    assert (len(engine.asked), asked) == (1, 1)
    assert set(Step.objects.values_list("state", flat=True)) == {"done"}


def test_bettered_words_are_read_once_more_and_a_story_over_the_same_lines_keeps_its_row(found, engine, all_steps):  # noqa: F811
    before = list(Story.objects.order_by("start_ms").values_list("pk", flat=True))
    bettered(0, "Uno")
    for _ in range(2):
        reread(found, all_steps)
    assert told()["Story: Uno"] == ["Uno", "Two"]
    assert list(Story.objects.order_by("start_ms").values_list("pk", flat=True)) == before
    assert len(engine.asked) == 2


def test_what_a_person_touched_stays_though_words_were_bettered(found, engine, anna, all_steps):  # noqa: F811
    first, second, third = Story.objects.order_by("start_ms")
    review.retell(first, title="As Anna tells it", summary="", edtf="", by=anna)
    review.send_back(third, "It is private.", by=anna)
    bettered(0, "Uno")
    bettered(2, "Tres")
    engine.size = 1
    reread(found, all_steps)
    assert told() == {
        "As Anna tells it": ["Uno", "Two"],
        "Story: Tres": ["Tres"],
        "Story: Four": ["Four"],
        "Story: Five": ["Five", "Six"],
    }
    assert not Story.objects.filter(pk=second.pk).exists()


def test_stories_of_which_a_person_said_that_they_tell_the_same_stay(found, engine, anna, all_steps):  # noqa: F811
    one, other = Story.objects.order_by("start_ms").first(), factories.story()
    TwiceTold.objects.create(first=one, second=other, verdict="same", by=anna)
    bettered(0, "Uno")
    engine.size = 1
    reread(found, all_steps)
    assert TwiceTold.objects.filter(first=one, second=other).exists()


def test_a_familys_word_put_in_place_of_what_was_heard_is_found_in_the_stories(found, settings, all_steps):
    settings.MEMOIRE_PIPELINE = {"extract": "stories.tasks.extract", "doubt": "x", "reread": "stories.tasks.reread"}
    audio.step(found, "doubt", state=Step.State.DONE)
    words = [["Shamanski", 0, 900, 0.2]]
    bettered(0, "Shamanski")
    Segment.objects.filter(index=0).update(words=words, is_weighed=True, confidence=0.2, doubt=0.8)
    glossary.keep_word(found.family, "Szymanski", sounds_like="shimansky", by=None)
    found.family.words.update(misheard=["shamanski"])
    glossary.use(found.family)
    all_steps()
    assert "Story: Szymanski" in told()


@pytest.mark.parametrize("doubt", ["waiting", "running", "failed"])
def test_a_recording_that_was_between_words_and_stories_when_the_order_changed_goes_on(recording, engine, doubt):  # noqa: F811
    Step.objects.update(state=Step.State.PENDING)
    audio.step(recording, "doubt", state=doubt, reason="It broke.")
    other = audio.step(audio.recording(), "doubt", state=doubt)
    import_module("stories.migrations.0008_stories_first").let_stories_go_first(apps, None)
    states = dict(recording.steps.values_list("name", "state"))
    assert states == {"extract": "waiting", "doubt": "pending"}
    other.refresh_from_db()
    assert other.state == doubt
