"""A long talk opens at once: the page comes with the words around one place, and the rest when somebody reads on."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audio.tests import factories as audio
from families.tests import factories as families
from stories.models import Story, StorySegment
from stories.pages import paging
from stories.tests import factories
from transcripts.models import Segment
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db
EACH_MS = 3_600


@pytest.fixture
def talk(client):
    """Makes a recording of so many lines, every third of which begins a story of two."""
    keeper = families.user(name="Kim")
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    family = families.family(keeper=keeper)

    def make(count: int):
        made = transcripts.transcript(audio.recording(family, duration_ms=count * EACH_MS), texts=[])
        made.stretches.create(index=0, begin_ms=0, heard_ms=1, window_ms=1, is_done=True)
        Segment.objects.bulk_create(
            Segment(
                transcript=made,
                index=n,
                start_ms=n * EACH_MS,
                end_ms=(n + 1) * EACH_MS - 500,
                text=f"Line {n}.",
                heard_text="x",
            )
            for n in range(count)
        )
        return made

    return make


def shown(client, transcript, **query) -> str:
    answer = client.get(f"/recordings/{transcript.recording_id}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def lines(page: str) -> list[int]:
    return [int(number) for number in re.findall(r">Line (\d+)\.", page)]


def test_a_short_talk_comes_whole(client, talk):
    assert lines(shown(client, talk(200))) == list(range(200))


def test_a_long_talk_comes_with_its_beginning_and_a_link_to_every_other_sheet(client, talk):
    page = shown(client, talk(1_000))
    assert lines(page) == list(range(2 * paging.LINES))
    assert page.count('class="unsent"') == 5
    assert f"?at={300 * EACH_MS}" in page


@pytest.mark.parametrize("line", [0, 149, 150, 612, 999])
def test_a_link_to_any_second_comes_with_its_words(client, talk, line):
    assert line in lines(shown(client, talk(1_000), at=line * EACH_MS))


def test_a_link_to_a_line_or_a_story_comes_with_its_words(client, talk):
    transcript = talk(1_000)
    segment = transcript.segments.get(index=700)
    story = factories.story(segments=[segment])
    for name in (f"segment-{segment.pk}", f"story-{story.pk}"):
        assert 700 in lines(shown(client, transcript, line=name))
    assert 700 in lines(client.get(story.get_absolute_url()).content.decode())


@pytest.mark.parametrize(
    "nonsense", ["", "x", "segment-x", "story-", "at-7", "segment-00000000-0000-0000-0000-000000000000"]
)
def test_a_link_to_nothing_comes_with_the_beginning(client, talk, nonsense):
    assert lines(shown(client, talk(400), line=nonsense))[0] == 0


def test_every_sheet_can_be_had_and_together_they_are_the_whole(client, talk):
    transcript = talk(1_000)
    answers = [client.get(f"/recordings/{transcript.recording_id}/words/{n}/") for n in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 7 + [404]
    assert [number for answer in answers[:7] for number in lines(answer.content.decode())] == list(range(1_000))


def test_a_story_that_goes_on_into_the_next_sheet_says_so(client, talk):
    transcript = talk(400)
    factories.story(segments=list(transcript.segments.filter(index__range=(290, 310))))
    fragment = client.get(f"/recordings/{transcript.recording_id}/words/2/").content.decode()
    assert "goes on" in fragment


def test_somebody_who_stopped_in_the_middle_gets_those_words(client, talk):
    transcript = talk(1_000)
    client.post(f"/recordings/{transcript.recording_id}/listening/", {"at_ms": 800 * EACH_MS})
    assert 800 in lines(shown(client, transcript))


@pytest.mark.parametrize("count", [200, 3_000])
def test_the_page_takes_the_same_queries_however_long_the_talk_is(client, talk, count):
    transcript = talk(count)
    segments = list(transcript.segments.all())
    family = transcript.recording.family
    own = [
        Story(family=family, recording=transcript.recording, title=f"Story {n}", start_ms=s.start_ms, end_ms=s.end_ms)
        for n, s in enumerate(segments[::20])
    ]
    Story.objects.bulk_create(own)
    StorySegment.objects.bulk_create(
        StorySegment(story=story, segment=segment) for story, segment in zip(own, segments[::20], strict=True)
    )
    with CaptureQueriesContext(connection) as made:
        shown(client, transcript)
    assert len(made) <= 25
