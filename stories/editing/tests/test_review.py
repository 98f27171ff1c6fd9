"""Decisions about stories keep who, when and why."""

import pytest
from django.utils import timezone

from families.tests import factories as families
from stories.editing import review
from stories.editing.review import Undecidable
from stories.models import Review, Story
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return factories.story(marker_text="when I was nine", basis="aged nine, born in 1937", marker_confidence=0.8)


@pytest.fixture
def anna():
    return families.user(name="Anna")


def retell(story, by, **asked):
    said = {"title": story.title, "summary": story.summary, "edtf": story.edtf}
    return review.retell(story, **{**said, **asked}, by=by)


def test_an_approval_says_who_and_when(story, anna):
    before = timezone.now()
    review.approve(story, by=anna)
    made = Review.objects.get()
    assert (made.story.state, made.verdict, made.by, made.reason) == ("approved", "approved", anna, "")
    assert before <= made.at <= timezone.now()


def test_approving_twice_is_one_decision(story, anna):
    review.approve(story, by=anna)
    review.approve(story, by=families.user())
    assert Review.objects.get().by == anna


def test_a_story_is_sent_back_with_a_reason(story, anna):
    review.send_back(story, " It is told twice. ", by=anna)
    made = Review.objects.get()
    assert (made.story.state, made.verdict, made.by, made.reason) == ("returned", "returned", anna, "It is told twice.")


@pytest.mark.parametrize("reason", ["", "  ", "\n", "\x00"])
def test_nothing_is_sent_back_without_a_reason(story, anna, reason):
    with pytest.raises(Undecidable, match="why you send this story back"):
        review.send_back(story, reason, by=anna)
    assert Story.objects.get().state == "proposed"


def test_a_returned_story_keeps_its_segments(story, anna):
    review.send_back(story, "It is told twice.", by=anna)
    assert story.segments.count() == 2


def test_a_second_reason_is_kept_beside_the_first(story, anna):
    review.send_back(story, "It is told twice.", by=anna)
    review.send_back(story, "And it is not ours.", by=anna)
    assert [r.reason for r in story.reviews.all()] == ["And it is not ours.", "It is told twice."]


def test_every_turn_of_a_story_is_kept_the_latest_first(story, anna):
    review.approve(story, by=anna)
    review.send_back(story, "Not yet.", by=anna)
    review.approve(story, by=anna)
    assert [r.verdict for r in story.reviews.all()] == ["approved", "returned", "approved"]


def test_a_decision_outlives_whoever_took_it(story, anna):
    review.approve(story, by=anna)
    anna.delete()
    assert Review.objects.get().by is None


def test_what_is_told_is_changed_and_signed(story, anna):
    retell(story, anna, title="The ferry", summary="A winter.")
    changed = Story.objects.get()
    assert (changed.title, changed.summary, changed.reviews.get().verdict, changed.reviews.get().by) == (
        "The ferry",
        "A winter.",
        "edited",
        anna,
    )


def test_changing_what_is_told_does_not_decide(story, anna):
    review.approve(story, by=anna)
    assert retell(story, anna, title="The ferry").state == "approved"


@pytest.mark.parametrize("title", ["", "   ", "\x00"])
def test_a_story_needs_a_title(story, anna, title):
    with pytest.raises(Undecidable, match="needs a title"):
        retell(story, anna, title=title)


def test_a_title_that_fits_on_no_page_is_refused(story, anna):
    with pytest.raises(Undecidable, match="too long for a title"):
        retell(story, anna, title="a" * 121)


@pytest.mark.parametrize(
    ("edtf", "starts", "ends"),
    [
        ("1946", "1946-01-01", "1946-12-31"),
        ("1946-05", "1946-05-01", "1946-05-31"),
        ("1946-05-02", "1946-05-02", "1946-05-02"),
        ("194X", "1940-01-01", "1949-12-31"),
        ("1946~", "1946-01-01", "1946-12-31"),
        (" 1946 ", "1946-01-01", "1946-12-31"),
    ],
)
def test_a_date_that_a_person_sets_has_its_first_and_last_day(story, anna, edtf, starts, ends):
    changed = retell(story, anna, edtf=edtf)
    assert (str(changed.starts), str(changed.ends)) == (starts, ends)


@pytest.mark.parametrize("edtf", ["whenever", "1946-13", "46", "1947/1946", "1946-02-30", "1" * 65])
def test_a_date_that_is_not_understood_is_refused_with_examples(story, anna, edtf):
    with pytest.raises(Undecidable, match="around 1950, summer 1962"):
        retell(story, anna, edtf=edtf)


def test_a_date_that_a_person_set_has_their_word_as_its_only_basis(story, anna):
    changed = retell(story, anna, edtf="1950")
    assert (changed.basis, changed.marker_text, changed.marker_confidence) == ("set by Anna", "", None)


def test_a_date_that_stays_keeps_the_words_that_it_came_from(story, anna):
    changed = retell(story, anna, title="The ferry")
    assert (changed.edtf, changed.basis, changed.marker_text) == (
        "1946/1947",
        "aged nine, born in 1937",
        "when I was nine",
    )


def test_a_date_can_be_taken_away(story, anna):
    changed = retell(story, anna, edtf="")
    assert (changed.edtf, changed.starts, changed.ends, changed.basis, changed.when) == ("", None, None, "", "")


def test_a_long_name_of_whoever_set_the_date_fits(story):
    by = families.user(email="a" * 60 + "@" + ".".join(["b" * 60] * 3) + ".org")
    assert len(retell(story, by, edtf="1950").basis) <= 200


def test_only_what_nobody_touched_may_be_replaced(story, anna):
    untouched = factories.story()
    retell(story, anna, title="The ferry")
    assert list(Story.objects.untouched()) == [untouched]


def test_a_date_long_after_the_telling_is_refused_and_one_that_stands_there_is_not(story, anna):
    story.recording.recorded_on = "2019-03-14"
    story.recording.save()
    with pytest.raises(Undecidable, match="after it was told"):
        review.set_date(story, "9999", by=anna)
    Story.objects.update(edtf="2024")  # of a plan, as the engine understood it
    assert retell(Story.objects.get(), anna, title="The ferry").edtf == "2024"


def test_a_date_to_come_is_refused_where_nobody_knows_when_it_was_told(story, anna):
    with pytest.raises(Undecidable, match="still to come"):
        review.set_date(story, "9999", by=anna)
