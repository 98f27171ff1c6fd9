"""Stories follow when their recording is heard again."""

import pytest

from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import review
from stories.tests import factories
from transcripts.models import HeardSegment, Hearing
from transcripts.runs import retranscription
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db
LINES = ["Well, hello.", "The liver froze.", "We counted his lantern."]


@pytest.fixture
def kim():
    return families.user(name="Kim")


@pytest.fixture
def transcript():
    made = transcripts.transcript(texts=LINES)
    audio.step(made.recording, "transcribe", state=Step.State.DONE)
    return made


@pytest.fixture
def story(transcript):
    return factories.story(segments=list(transcript.segments.all()[1:]))


@pytest.fixture
def accept(transcript, kim):
    """Takes a hearing with these lines as (start_ms, text) of half a second."""

    def do(*lines: tuple[int, str]) -> Hearing:
        made = retranscription.ask_retranscription(transcript, "auto", by=kim)
        for index, (start, text) in enumerate(lines):
            HeardSegment.objects.create(hearing=made, index=index, start_ms=start, end_ms=start + 500, text=text)
        Hearing.objects.filter(pk=made.pk).update(state=Hearing.State.PROPOSED)
        return retranscription.accept(made, by=kim)

    return do


def told(story) -> list[str]:
    return [segment.text for segment in story.segments.order_by("index")]


def test_a_story_and_its_evidence_keep_their_lines_and_have_the_new_words(story, accept):
    mention = factories.person_mention(story)
    accept((0, "Well, hello."), (7_000, "The river froze."), (13_000, "We counted his lanterns."))
    assert told(story) == ["The river froze.", "We counted his lanterns."]
    assert [segment.text for segment in mention.segments.all()] == ["The river froze."]


def test_the_words_of_an_approved_story_are_somebodys(story, accept, kim):
    review.approve(story, by=kim)
    accept((0, "Hello."), (7_000, "The river froze."), (13_000, "We counted."))
    assert told(story) == LINES[1:]


def test_a_line_that_was_missed_joins_the_story_around_it(transcript, kim, accept):
    transcript.segments.filter(index=2).update(start_ms=20_000, end_ms=25_000)
    story = factories.story(segments=list(transcript.segments.all()[1:]))
    review.approve(story, by=kim)
    accept((0, LINES[0]), (7_000, LINES[1]), (15_000, "All of it."), (21_000, LINES[2]))
    assert told(story) == ["The liver froze.", "All of it.", "We counted his lantern."]


def test_a_line_behind_a_story_does_not_join_it(story, accept):
    accept((0, LINES[0]), (7_000, LINES[1]), (13_000, LINES[2]), (40_000, "Yes."))
    assert len(told(story)) == 2


def test_taking_back_leaves_the_lines_of_a_story_that_was_decided_since(transcript, kim, accept):
    made = accept((0, LINES[0]), (7_000, LINES[1]), (13_000, LINES[2]), (40_000, "Then he laughed."))
    story = factories.story(segments=list(transcript.segments.filter(index=3)))
    review.approve(story, by=kim)
    retranscription.take_back(made, by=kim)
    assert told(story) == ["Then he laughed."]
