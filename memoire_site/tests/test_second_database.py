"""What is tried again on another database than the first: what that database can make differ, and no page, socket or sound."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings


@dataclass(frozen=True)
class Item:
    """As much of a test as the choice looks at."""

    nodeid: str
    marks: frozenset[str] = frozenset({"django_db"})
    fixturenames: tuple[str, ...] = ()

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None


@pytest.fixture
def tried_again(request):
    """The choice of the conftest that all tests share."""
    path = str(Path(settings.BASE_DIR) / "conftest.py")
    plugins = request.config.pluginmanager.get_plugins()
    (conftest,) = [each for each in plugins if getattr(each, "__file__", None) == path]
    return lambda *items: [item.nodeid for item in conftest.tried_again(list(items))]


def marked(*marks: str) -> Item:
    return Item("a.py::test", frozenset(marks))


def test_what_asks_no_database_is_not_tried_again(tried_again):
    assert tried_again(marked()) == []


def test_what_asks_one_by_a_mark_or_a_fixture_is(tried_again):
    assert tried_again(marked("django_db"), Item("b.py::test", frozenset(), ("db",))) == ["a.py::test", "b.py::test"]


@pytest.mark.parametrize("mark", ["page", "journey", "walk", "one_database"])
def test_a_page_and_what_no_database_makes_differ_is_not_unless_it_says_so(tried_again, mark):
    assert tried_again(marked("django_db", mark)) == []
    assert tried_again(marked("django_db", mark, "each_database")) == ["a.py::test"]


def test_of_many_cases_some_are_tried_from_the_first_to_near_the_last(tried_again):
    items = [Item(f"a.py::test[{number}]") for number in range(100)]
    again = tried_again(*items)
    assert len(again) == 12
    assert (again[0], again[-1]) == ("a.py::test[0]", "a.py::test[99]")


def test_every_case_is_tried_where_the_values_matter(tried_again):
    items = [Item(f"a.py::test[{number}]", frozenset({"django_db", "each_database"})) for number in range(100)]
    assert len(tried_again(*items)) == 100
