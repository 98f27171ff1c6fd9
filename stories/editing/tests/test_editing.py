"""Merging, splitting, moving boundaries: what hangs on the lines follows them, a rerun leaves it, and it can be undone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import approving, boundaries, changes, review
from stories.editing.boundaries import Impossible
from stories.editing.changes import CannotUndo
from stories.editing.snapshots import snapshot
from stories.finding.extraction import free_runs
from stories.models import Evidence, Mention, Review, SetAside, Story, StorySegment
from stories.tests import factories
from transcripts.models import Segment
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db
TEXTS = [
    "Hello, is it on?",
    "When I was nine the river froze.",
    "Herr Petersen walked over the ice.",
    "So.",
    "In 1953 I went to Husum by train.",
    "Herr Petersen waved from the platform.",
    "That is all.",
]


@pytest.fixture
def anna():
    return families.user(name="Anna")


@pytest.fixture
def recording():
    family = families.family()
    made = audio.recording(family, narrator=families.person(family), recorded_on="2019")
    transcripts.transcript(made, texts=TEXTS)
    return made


def line(index: int) -> Segment:
    return Segment.objects.get(index=index)


@pytest.fixture
def ice(recording) -> Story:
    made = factories.story(
        segments=[line(1), line(2)],
        title="The ice",
        marker_text="nine",
        marker_confidence=0.8,
        summary="When I was nine the river froze.",
    )
    ground(made, line(1), "When I was nine", 0, 4)
    mention = factories.person_mention(made, "Herr Petersen")
    mention.segments.set([line(2)])
    return made


@pytest.fixture
def train(recording) -> Story:
    made = factories.story(
        segments=[line(4), line(5)],
        title="The train",
        edtf="1953",
        marker_text="1953",
        marker_confidence=0.9,
        summary="In 1953 I went to Husum by train.",
    )
    ground(made, line(4), "1953", 1, 2)
    factories.person_mention(made, "herr petersen").segments.set([line(5)])
    factories.place_mention(made, "Husum").segments.set([line(4)])
    return made


def ground(story, segment, words, first, end):
    Evidence.objects.create(story=story, claim="marker", segment=segment, words=words, first=first, end=end)


def told() -> dict[str, list[int]]:
    return {story.title: indexes(story) for story in Story.objects.order_by("start_ms")}


def indexes(story) -> list[int]:
    return list(story.segments.order_by("index").values_list("index", flat=True))


def names(story) -> list[tuple[str, list[int]]]:
    mentions = story.mentions.order_by("name")
    return [(mention.name, sorted(segment.index for segment in mention.segments.all())) for mention in mentions]


# --- merging ---------------------------------------------------------------------------------------------------------


def test_two_neighbours_become_the_first_with_the_talk_between(ice, train, anna):
    boundaries.merge(train, ice, by=anna)
    assert told() == {"The ice": [1, 2, 3, 4, 5]}
    ice.refresh_from_db()
    assert (ice.start_ms, ice.end_ms) == (6_000, 35_000)


def test_a_merged_story_says_what_both_said_and_takes_the_surer_date(ice, train, anna):
    made = boundaries.merge(ice, train, by=anna)
    assert (made.summary, made.edtf, made.marker_text) == (f"{ice.summary} {train.summary}", "1953", "1953")
    assert [each.words for each in made.evidence.filter(claim="marker")] == ["1953"]


def test_a_date_that_a_person_set_is_surer_than_any_machines(ice, train, anna):
    review.set_date(ice, "around 1947", by=anna)
    assert boundaries.merge(ice, train, by=anna).edtf == "1947~"


def test_people_of_one_name_become_one_mention(ice, train, anna):
    boundaries.merge(ice, train, by=anna)
    assert names(ice) == [("Herr Petersen", [2, 5]), ("Husum", [4])]


def test_a_merge_is_signed_and_what_people_decided_before_is_kept(ice, train, anna):
    review.approve(train, by=anna)
    boundaries.merge(ice, train, by=anna)
    made = Review.objects.filter(story=ice)
    assert [(each.verdict, each.by) for each in made] == [("merged", anna), ("approved", anna)]
    assert made[0].reason == "with “The train”"


@pytest.mark.parametrize("which", ["the first", "the second"])
def test_a_merge_of_an_approved_and_a_new_story_waits_to_be_agreed_to(ice, train, anna, which):
    review.approve(ice if which == "the first" else train, by=anna)
    boundaries.merge(ice, train, by=anna)
    made = Story.objects.get(pk=ice.pk)
    assert (made.state, approving.is_as_approved(made)) == ("approved", False)


def test_a_merge_of_two_that_nobody_approved_is_not_approved(ice, train, anna):
    review.send_back(train, "Told twice.", by=anna)
    assert boundaries.merge(ice, train, by=anna).state == "proposed"


def test_stories_with_another_between_are_not_merged(ice, train, anna):
    factories.story(segments=[line(3)], title="So")
    with pytest.raises(Impossible, match="lies between"):
        boundaries.merge(ice, train, by=anna)
    assert (len(told()), Review.objects.count()) == (3, 0)


def test_stories_of_two_recordings_are_not_merged(ice, anna):
    with pytest.raises(Impossible, match="one recording"):
        boundaries.merge(ice, factories.story(), by=anna)


# --- splitting -------------------------------------------------------------------------------------------------------


def test_a_split_proposes_words_for_both_parts(train, anna):
    new = boundaries.split(train, line(5), by=anna)
    train.refresh_from_db()
    assert (indexes(train), indexes(new)) == ([4], [5])
    assert "…" not in (train.title, new.title)
    assert (train.start_ms, train.end_ms, new.start_ms, new.end_ms) == (24_000, 29_000, 30_000, 35_000)


def test_what_a_person_wrote_stays_with_the_first_part(train, anna):
    review.retell(train, title="Away", summary="I left.", edtf="1953", by=anna)
    boundaries.split(train, line(5), by=anna)
    train.refresh_from_db()
    assert (train.title, train.summary) == ("Away", "I left.")


def test_people_and_places_go_with_their_lines(train, anna):
    new = boundaries.split(train, line(5), by=anna)
    assert (names(train), names(new)) == ([("Husum", [4])], [("herr petersen", [5])])


def test_the_date_goes_with_the_words_that_say_it(recording, anna):
    made = factories.story(segments=[line(2), line(4)], edtf="1953", marker_text="1953", marker_confidence=0.9)
    ground(made, line(4), "1953", 1, 2)
    new = boundaries.split(made, line(4), by=anna)
    made.refresh_from_db()
    new.refresh_from_db()
    assert (made.edtf, new.edtf, new.marker_text) == ("", "1953", "1953")


def test_the_new_part_of_a_dated_story_has_a_date_only_where_one_was_said(train, anna):
    assert boundaries.split(train, line(5), by=anna).edtf == ""


@pytest.mark.parametrize("index", [0, 1, 4])
def test_a_story_is_split_at_a_later_line_of_its_own(ice, index, anna):
    with pytest.raises(Impossible, match="any of its lines but the first"):
        boundaries.split(ice, line(index), by=anna)


# --- moving a boundary -----------------------------------------------------------------------------------------------


def test_a_boundary_against_talk_sets_a_line_aside_for_good(ice, anna):
    boundaries.move(ice, "end", -1, by=anna)
    assert (indexes(ice), SetAside.objects.get().segment, names(ice)) == ([1], line(2), [])


def test_a_boundary_against_a_story_gives_it_the_line(ice, train, anna):
    boundaries.move(ice, "end", 1, by=anna)
    boundaries.move(ice, "end", 1, by=anna)
    assert (told(), names(ice)) == (
        {"The ice": [1, 2, 3, 4], "The train": [5]},
        [("Herr Petersen", [2]), ("Husum", [4])],
    )
    assert [review.story for review in Review.objects.order_by("pk")] == [ice, ice, train]


def test_a_date_whose_words_are_set_aside_is_gone(ice, anna):
    boundaries.move(ice, "start", 1, by=anna)
    ice.refresh_from_db()
    assert (ice.edtf, ice.starts, Evidence.objects.filter(claim="marker").count()) == ("", None, 0)


def test_a_line_that_is_taken_back_is_set_aside_no_more(ice, anna):
    boundaries.move(ice, "end", -1, by=anna)
    boundaries.move(ice, "end", 1, by=anna)
    assert (indexes(ice), SetAside.objects.count()) == ([1, 2], 0)


def test_a_line_that_was_set_aside_is_offered_to_no_engine(ice, anna):
    boundaries.move(ice, "end", -1, by=anna)
    offered = [segment.text for run in free_runs(ice.recording) for segment in run]
    assert offered == [TEXTS[0], *TEXTS[3:]]


# --- undoing ---------------------------------------------------------------------------------------------------------


def state() -> list:
    """All that a change may change, for comparison."""
    stories = snapshot(Story.objects.order_by("pk"))
    for each in stories:
        each.pop("reviews")
        each["evidence"].sort(key=str)
        each["mentions"].sort(key=lambda mention: mention["id"])
    return [stories, sorted(SetAside.objects.values_list("segment", flat=True))]


def merge(ice, train, by):
    boundaries.merge(ice, train, by=by)


def split(ice, train, by):
    boundaries.split(train, line(5), by=by)


def shrink(ice, train, by):
    boundaries.move(ice, "start", 1, by=by)


def date(ice, train, by):
    review.set_date(ice, "1950s", by=by)


def retell(ice, train, by):
    review.retell(ice, title="Ice", summary="", edtf="", by=by)


@pytest.mark.parametrize("deed", [merge, split, shrink, date, retell])
def test_undoing_leaves_everything_as_it_was(ice, train, anna, deed):
    review.approve(train, by=anna)
    boundaries.move(ice, "end", 1, by=anna)
    before = state()
    deed(ice, train, anna)
    assert state() != before
    changes.undo(Review.objects.exclude(before=None).first().story, by=anna)
    assert state() == before


def test_what_was_decided_on_a_merged_story_is_its_own_again(ice, train, anna):
    review.approve(train, by=anna)
    boundaries.merge(ice, train, by=anna)
    changes.undo(ice, by=anna)
    assert [each.verdict for each in train.reviews.all()] == ["undone", "approved"]


def test_changes_are_undone_one_after_another(ice, train, anna):
    before = state()
    for _ in range(2):
        boundaries.move(ice, "end", 1, by=anna)
    for _ in range(2):
        changes.undo(ice, by=anna)
    assert state() == before
    with pytest.raises(CannotUndo, match="nothing here to undo"):
        changes.undo(ice, by=anna)


def test_what_was_changed_again_since_is_not_undone(ice, train, anna):
    boundaries.move(ice, "end", 1, by=anna)
    boundaries.move(ice, "end", 1, by=anna)
    review.retell(train, title="By train", summary="", edtf="", by=anna)
    with pytest.raises(CannotUndo, match="“By train” was changed again since"):
        changes.undo(ice, by=anna)


def test_an_approval_is_no_change_and_stands_in_the_way_of_undoing_what_came_before(ice, anna):
    review.set_date(ice, "1950", by=anna)
    review.approve(ice, by=anna)
    with pytest.raises(CannotUndo):
        changes.undo(ice, by=anna)


def test_undoing_is_signed_too(ice, anna):
    review.set_date(ice, "1950", by=anna)
    other = families.user()
    changes.undo(ice, by=other)
    assert [(each.verdict, each.by) for each in ice.reviews.all()] == [("undone", other), ("dated", anna)]


def test_words_that_are_gone_stay_gone_when_a_merge_is_undone(ice, train, anna):
    boundaries.merge(ice, train, by=anna)
    line(5).delete()
    changes.undo(ice, by=anna)
    assert told() == {"The ice": [1, 2], "The train": [4]}


# --- whatever is done ------------------------------------------------------------------------------------------------


DEEDS = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "move", "undo"]), st.integers(0, 9), st.integers(0, 9)), max_size=6
)


@given(DEEDS)
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_segments_are_in_one_story_or_none_and_claims_rest_on_their_own(
    django_db_blocker, anna, recording, deeds
):
    Story.objects.all().delete()
    SetAside.objects.all().delete()
    for number, run in enumerate(([0, 1], [2], [4, 5, 6])):
        made = factories.story(segments=[line(index) for index in run], title=f"Story {number}")
        factories.person_mention(made, "Herr Petersen")
    for what, one, other in deeds:
        told = list(Story.objects.order_by("start_ms"))
        story = told[one % len(told)]
        try:
            perform(what, story, told[other % len(told)], other, anna)
        except (Impossible, CannotUndo):
            continue
        check()


def perform(what, story, beside, number, by):
    if what == "merge":
        boundaries.merge(story, beside, by=by)
    elif what == "split":
        boundaries.split(story, line(number % len(TEXTS)), by=by)
    elif what == "move":
        boundaries.move(story, "start" if number % 2 else "end", 1 if number > 4 else -1, by=by)
    else:
        changes.undo(story, by=by)


def check():
    for story in Story.objects.all():
        own = indexes(story)
        assert own == list(range(own[0], own[-1] + 1))
        assert (story.start_ms, story.end_ms) == (line(own[0]).start_ms, line(own[-1]).end_ms)
        assert set(story.evidence.values_list("segment__index", flat=True)) <= set(own)
        assert {index for _, where in names(story) for index in where} <= set(own)
    linked = StorySegment.objects.values_list("segment", flat=True)
    assert not SetAside.objects.filter(segment__in=linked).exists()
    assert not Mention.objects.filter(segments=None).exists()
