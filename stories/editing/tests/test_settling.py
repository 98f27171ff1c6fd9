"""What is said of stories while lines go from one to another: there and back again is as it was, and what people said stays."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from audio.models import Recording
from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import boundaries, naming, review, since_approval
from stories.editing.arranging import Impossible
from stories.editing.snapshots import Data, snapshot
from stories.engines.cuts.boundaries import Stretch
from stories.engines.rules import RulesEngine
from stories.finding.extraction import narrator_of, replace, segments_of, spoken_segments_of
from stories.models import Story
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db
SOLDIERS = [
    "It was in the spring of 1944 that the American soldiers came.",
    "There was a soldier called Frank, from Ohio, who sat on our garden wall.",
    "He put an orange into my hand, and I bit into the skin.",
]
SLEDGE = [
    "The winter of nineteen forty seven was the worst winter that I can remember.",
    "Uncle Walter made a wooden sledge out of an old kitchen door.",
    "My brother Peter and I pulled it to every house in Church Street.",
]
BAKERY = [
    "I was born in January 1935, in Plymouth, in two rooms above a bakery.",
    "The bakery belonged to my grandfather, and the bread oven was right behind the wall of my bedroom, so I was never cold.",
    "My grandfather started work at three in the morning, and I woke up every day to the smell of bread.",
    "My mother said that I could tell the time by it.",
    "My father, Arthur, worked on the boats in the harbour, and he whistled all day.",
    "You always heard him before you saw him.",
]
HOSPITAL = [
    "In September 1953 I left home and took the train to Bristol.",
    "The matron was called Miss Fletcher, and all of us were afraid of her.",
    "Miss Fletcher helped me to pick up every piece.",
]
MOVES = [(edge, step) for edge in ("start", "end") for step in (-1, 1)]


@pytest.fixture
def kim():
    return families.user(name="Kim")


@pytest.fixture
def been(recording) -> set:
    """The lines that each story has had, of all examples: the stories are the same in all."""
    return {(story.pk, *story.segments.order_by("index").values_list("pk", flat=True)) for story in stories()}


@pytest.fixture
def recording() -> Recording:
    return told(SOLDIERS, SLEDGE, HOSPITAL)


def told(*runs: list[str]) -> Recording:
    """A recording in which the embedded engine has told each of these runs of lines as one story."""
    family = families.family()
    made = audio.recording(family, narrator=families.person(family, born="1935-01"), recorded_on="2019")
    transcripts.transcript(made, texts=[line for run in runs for line in run])
    cuts: list[Stretch] = []
    for run in runs:
        first = cuts[-1].end if cuts else 0
        cuts.append(Stretch(first, first + len(run)))
    found = RulesEngine().tell(spoken_segments_of(made), cuts, narrator=narrator_of(made), recorded="2019")
    replace(made, [], list(found.stories), "rules", {str(segment.pk): segment for segment in segments_of(made)})
    return made


def stories() -> list[Story]:
    return list(Story.objects.order_by("start_ms"))


def state() -> list[Data]:
    """All that is said of the stories, and their lines; what was decided about them apart."""
    rows = snapshot(stories())
    for each in rows:
        each.pop("reviews")
        each["own"].pop("updated_at", None)
        each["evidence"].sort(key=str)
        each["mentions"].sort(key=lambda mention: mention["id"])
    return rows


def dates() -> list[str]:
    return [story.edtf for story in stories()]


def test_a_line_that_goes_to_the_story_before_and_comes_back_changes_no_date(recording, kim):
    before, sledge = state(), stories()[1]
    assert dates() == ["1944-03/1944-05", "1947-01/1947-03", "1953-09"]
    boundaries.move(sledge, "end", 1, by=kim)
    assert dates() == ["1944-03/1944-05", "1947-01/1947-03", ""]
    boundaries.move(stories()[1], "end", -1, by=kim)
    assert (dates(), state()) == (["1944-03/1944-05", "1947-01/1947-03", "1953-09"], before)


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize(("edge", "step"), MOVES)
def test_every_move_there_and_back_is_as_it_was(recording, kim, number, edge, step):
    before = state()
    try:
        boundaries.move(stories()[number], edge, step, by=kim)
    except Impossible:
        return
    assert state() != before
    boundaries.move(stories()[number], edge, -step, by=kim)
    assert state() == before


steps = some.lists(some.tuples(some.integers(0, 2), some.sampled_from(MOVES)), min_size=1, max_size=5)


@given(steps)
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_way_that_is_gone_back_ends_where_it_began(recording, kim, steps):
    before, gone = state(), []
    for number, (edge, step) in steps:
        try:
            boundaries.move(stories()[number], edge, step, by=kim)
        except Impossible:
            continue
        gone.append((number, edge, step))
    for number, edge, step in reversed(gone):
        boundaries.move(stories()[number], edge, -step, by=kim)
    assert state() == before


@given(steps)
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_story_keeps_its_date_as_long_as_it_has_the_words_that_say_it(recording, kim, been, steps):
    for number, (edge, step) in steps:
        said = {
            story.pk: (story.edtf, row.segment_id)
            for story in stories()
            for row in story.evidence.filter(claim="marker")[:1]
        }
        try:
            boundaries.move(stories()[number], edge, step, by=kim)
        except Impossible:
            continue
        for story in stories():
            edtf, segment = said.get(story.pk, ("", None))
            lines = (story.pk, *story.segments.order_by("index").values_list("pk", flat=True))
            if story.segments.filter(pk=segment).exists() and lines not in been:  # else it is told as it was then
                assert story.edtf == edtf
            assert not story.edtf or story.evidence.filter(claim="marker").exists()
            been.add(lines)


def test_a_date_whose_words_leave_is_found_in_what_is_left_as_a_run_of_the_engine_would(kim):
    told([*SLEDGE, "By then it was March 1947, and the snow was melting."], HOSPITAL)
    boundaries.move(stories()[0], "start", 1, by=kim)
    left = stories()[0]
    assert (left.edtf, left.basis != "") == ("1947-03", True)
    assert left.evidence.get(claim="marker").segment.text.startswith("By then it was March 1947")


def test_an_undated_story_is_dated_by_a_line_that_comes_but_not_where_a_person_took_its_date_away(kim):
    told(SLEDGE[1:], HOSPITAL)
    boundaries.move(stories()[0], "end", 1, by=kim)
    assert dates() == ["1953-09", ""]
    Story.objects.all().delete()
    told(SLEDGE, HOSPITAL)
    review.set_date(stories()[0], "", by=kim)
    boundaries.move(stories()[0], "end", 1, by=kim)
    assert dates()[0] == ""


@pytest.mark.parametrize("deed", ["move", "split"])
def test_what_a_person_wrote_stays_whatever_line_leaves(recording, kim, deed):
    review.retell(stories()[1], title="Snow", summary="The winter of 1947 was the worst.", edtf="1950", by=kim)
    if deed == "move":
        boundaries.move(stories()[1], "start", 1, by=kim)
    else:
        boundaries.split(stories()[1], stories()[1].segments.last(), by=kim)
    kept = stories()[1]
    assert (kept.title, kept.summary, kept.edtf) == ("Snow", "The winter of 1947 was the worst.", "1950")


def test_a_title_and_a_summary_of_an_engine_say_nothing_that_has_left(recording, kim):
    story = stories()[1]
    assert (story.title in SLEDGE[1], story.summary) == (True, " ".join(SLEDGE[1:]))
    for _ in range(2):
        boundaries.move(stories()[1], "start", 1, by=kim)
    left = stories()[1]
    assert (left.title in SLEDGE[1], left.summary) == (False, SLEDGE[2])


def test_names_that_were_given_meanwhile_stay_and_so_does_the_date(recording, kim):
    boundaries.move(stories()[1], "end", 1, by=kim)
    walter = stories()[1].mentions.get(name__contains="Walter")
    naming.rename(walter, "Walter Tregenza", by=kim)
    boundaries.move(stories()[1], "end", -1, by=kim)
    assert stories()[1].mentions.filter(name="Walter Tregenza").exists()
    assert dates() == ["1944-03/1944-05", "1947-01/1947-03", "1953-09"]


# --- put together and split ------------------------------------------------------------------------------------------


def put_together_and_split(kim) -> None:
    first, second = stories()[:2]
    line = second.segments.first()
    boundaries.split(boundaries.merge(first, second, by=kim), line, by=kim)


def test_two_that_are_put_together_and_split_again_say_each_its_own(recording, kim):
    before = [(story.title, story.summary, story.edtf, story.quotation) for story in stories()]
    put_together_and_split(kim)
    assert [(story.title, story.summary, story.edtf, story.quotation) for story in stories()] == before


def test_a_title_that_is_told_anew_heeds_what_is_told_beside_it(kim):
    told(BAKERY, [*SLEDGE, "Walter always said it was the only winter when the bakery made any money."])
    before = [story.title for story in stories()]
    put_together_and_split(kim)
    assert [story.title for story in stories()] == before


def test_a_summary_that_a_person_wrote_stays_with_the_first_after_a_merge(recording, kim):
    review.retell(stories()[1], title="Snow", summary="It snowed.", edtf="1947", by=kim)
    put_together_and_split(kim)
    assert "It snowed." in stories()[0].summary


def test_who_puts_two_together_has_not_written_what_they_say(recording, kim):
    first = review.approve(stories()[0], by=kim)
    boundaries.merge(first, stories()[1], by=families.user(name="Robin"))
    waiting = {change.what: change.by for change in since_approval.changes(stories()[0])}
    assert (waiting["The summary"], waiting["A line that came"]) == ("", "Robin")


def test_who_wrote_the_summary_of_a_story_that_was_put_to_another_is_named(recording, kim):
    first = review.approve(stories()[0], by=kim)
    robin = families.user(name="Robin")
    review.retell(stories()[1], title="Snow", summary="It snowed.", edtf="1947", by=robin)
    boundaries.merge(first, stories()[1], by=kim)
    assert {change.what: change.by for change in since_approval.changes(stories()[0])}["The summary"] == "Robin"


def test_a_title_that_is_told_anew_after_a_persons_is_the_engines_again(recording, kim):
    review.change(stories()[1], {"edtf": "1947"}, by=kim)
    boundaries.move(stories()[1], "start", 1, by=kim)
    review.approve(stories()[1], by=kim)
    assert stories()[1].title not in stories()[1].approved_words.content["editorial"]


def test_who_wrote_what_is_found_in_the_same_queries_for_however_many_stories(kim, django_assert_max_num_queries):
    told(*[SLEDGE, HOSPITAL] * 4)
    for story in stories():
        review.approve(story, by=kim)
    for number in range(7):
        boundaries.move(stories()[number], "end", 1, by=kim)
    with django_assert_max_num_queries(12):
        waiting = since_approval.with_waiting(stories())
    assert sum(bool(story.waiting) for story in waiting) > 5
