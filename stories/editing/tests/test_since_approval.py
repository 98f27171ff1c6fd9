"""Which approved stories read otherwise now is told from a few columns, and as the whole of them would tell it."""

import pytest

from families.tests import factories as families
from stories.editing import review, since_approval
from stories.editing.since_approval import changed_since_approval
from stories.models import Mention, Story
from stories.models.approved_words import content_of, fingerprint_of
from stories.projections import StoryDocuments, StoryGraph
from stories.tests import factories
from transcripts.models import Segment
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
LINES = ["The river froze.", "We counted his lantern.", "Then it was spring."]


def approved(by, **fields) -> Story:
    segments = list(transcripts.transcript(texts=LINES).segments.all())
    made = factories.story(segments=segments, **fields)
    factories.person_mention(made, "Petersen")
    factories.person_mention(made, "my aunt", relation="my aunt")
    factories.place_mention(made, "Husum")
    factories.place_mention(made, "Husum")
    return review.approve(made, by=by)


@pytest.fixture
def kim():
    return families.user(name="Kim")


@pytest.fixture
def story(kim):
    return approved(kim)


def first(story) -> Segment:
    return story.segments.order_by("index").first()


CHANGES = {
    "nothing": (lambda story, by: None, False),
    "a line": (lambda story, by: correct(first(story), "The liver froze.", by=by), True),
    "a line that may be invented": (
        lambda story, by: Segment.objects.filter(pk=first(story).pk).update(suspicion="loop"),
        True,
    ),
    "one that a person has settled": (
        lambda story, by: Segment.objects.filter(pk=first(story).pk).update(
            suspicion="loop", confirmed_at=story.created_at
        ),
        False,
    ),
    "a line that went": (lambda story, by: story.story_segments.order_by("pk").first().delete(), True),
    "the title": (lambda story, by: Story.objects.filter(pk=story.pk).update(title="Ice"), True),
    "the date": (lambda story, by: Story.objects.filter(pk=story.pk).update(edtf="1950"), True),
    "a person": (lambda story, by: Mention.objects.filter(name="Petersen").update(name="Pedersen"), True),
    "a person without a name": (lambda story, by: Mention.objects.filter(name="my aunt").delete(), False),
    "one of two of a place": (lambda story, by: Mention.objects.filter(name="Husum").first().delete(), False),
    "the place": (lambda story, by: Mention.objects.filter(name="Husum").delete(), True),
    "the times": (lambda story, by: Segment.objects.filter(pk=first(story).pk).update(end_ms=999_999), False),
    "sent back": (lambda story, by: Story.objects.filter(pk=story.pk).update(state="returned", title="Ice"), False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_story_differs_where_all_of_it_read_at_once_would_differ(story, kim, change):
    do, is_other = CHANGES[change]
    do(story, kim)
    whole = Story.objects.get(pk=story.pk)
    assert since_approval.awaits_agreement(whole) == is_other
    assert changed_since_approval([story.pk]) == ({str(story.pk)} if is_other else set())


def test_the_fingerprint_is_that_of_the_whole(story):
    assert story.approved_words.fingerprint == fingerprint_of(content_of(Story.objects.get(pk=story.pk)))


def test_a_book_is_asked_in_as_many_questions_as_a_chapter(story, kim, django_assert_max_num_queries):
    others = [approved(kim, title=f"Winter {number}") for number in range(5)]
    correct(first(others[2]), "The liver froze.", by=kim)
    rows = list(Story.objects.all())
    with django_assert_max_num_queries(4 + 8):  # who differs; and all about the one that does
        assert [each.title for each in since_approval.awaiting(rows)] == ["Winter 2"]
    with django_assert_max_num_queries(4):
        assert since_approval.awaiting([row for row in rows if row.title != "Winter 2"]) == []


def test_the_words_of_a_story_that_reads_as_approved_are_not_fetched(story, django_assert_num_queries):
    with django_assert_num_queries(3) as asked:
        since_approval.awaiting([story])
    assert not any('"words"' in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("copy", [StoryDocuments, StoryGraph])
def test_every_copy_says_that_words_wait_for_a_yes(story, kim, copy):
    def said() -> bool:
        read = copy().read([str(story.pk)])[str(story.pk)]
        return (read.fields if copy is StoryDocuments else read["story"])["awaits_agreement"]

    assert said() is False
    correct(first(story), "The liver froze.", by=kim)
    assert said() is True
    review.approve(story, by=kim)
    assert said() is False
