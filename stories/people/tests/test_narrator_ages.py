"""A family's stories in time: by the first day that they may have begun, in decades, with the narrator's age."""

from datetime import date

import pytest

from audio.tests import factories as audio
from families.dates.when import edtf_bounds
from families.models import Person
from families.tests import factories as families
from stories.models import Story
from stories.people.narrator_ages import age_at, spoken_age
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    return families.family()


def tell(family, *dates: str) -> None:
    for edtf in dates:
        factories.story(audio.recording(family), edtf=edtf, title=edtf or "undated")


def in_order() -> list[str]:
    return list(Story.objects.in_time_order().values_list("title", flat=True))


def test_stories_stand_in_the_order_in_which_they_happened(family):
    tell(family, "1958", "1941-09", "1946/1947", "1941-03-02")
    assert in_order() == ["1941-03-02", "1941-09", "1946/1947", "1958"]


def test_of_two_that_begin_on_one_day_the_shorter_comes_first(family):
    tell(family, "1940/1945", "1940", "1940-01")
    assert in_order() == ["1940-01", "1940", "1940/1945"]


def test_the_undated_come_last_as_they_were_told(family):
    recording = audio.recording(family)
    factories.story(recording, edtf="", title="first told")
    tell(family, "", "2001")
    assert in_order() == ["2001", "first told", "undated"]


def test_an_open_beginning_is_filed_under_its_end(family):
    tell(family, "1958", "../1946", "", "1941")
    assert in_order() == ["1941", "../1946", "1958", "undated"]


def test_an_open_end_is_filed_under_its_beginning(family):
    tell(family, "1958", "1941/..")
    assert in_order() == ["1941/..", "1958"]


@pytest.mark.parametrize(
    ("born", "edtf", "age"),
    [
        ("1937", "1946", "8 or 9"),
        ("1937", "1946/1947", "8 to 10"),
        ("1937-05", "1946-06", "9"),
        ("1937-05-10", "1946-05-09", "8"),
        ("1937-05-10", "1946-05-10", "9"),
        ("1937-05-10", "1946", "8 or 9"),
        ("1937", "194X", ""),
        ("1937", "1930", ""),
        ("", "1946", ""),
        ("1937", "", ""),
        ("1937", "1946/..", ""),
        ("1937", "../1946", ""),
    ],
)
def test_the_age_of_the_narrator(born, edtf, age):
    starts, ends = edtf_bounds(edtf) if edtf else (None, None)
    assert age_at(Story(narrator=Person(born=born), edtf=edtf, starts=starts, ends=ends)) == age


def test_a_story_that_nobody_is_known_to_tell_has_no_age():
    starts, ends = edtf_bounds("1946")
    assert age_at(Story(starts=starts, ends=ends)) == ""


@pytest.mark.parametrize(
    ("basis", "shown"), [("the month was said", ""), ("aged nine; born 1937", "aged nine; born 1937")]
)
def test_a_date_is_explained_only_where_it_was_not_simply_said(basis, shown):
    assert Story(basis=basis).explanation == shown


def test_an_age_is_spoken():
    story = Story(narrator=Person(born="1937"), starts=date(1946, 1, 1), ends=date(1946, 12, 31))
    assert spoken_age(story) == "eight or nine"


def test_an_age_that_nobody_can_know_is_left_out():
    assert spoken_age(Story(narrator=None, starts=date(1946, 1, 1), ends=date(1946, 12, 31))) == ""
