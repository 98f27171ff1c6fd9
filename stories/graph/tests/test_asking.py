"""The graph answers where it is there, quick and up to date; otherwise the database does, and nobody waits."""

import time

import pytest
from django.db.models import F

from families.tests import factories as families
from projections import neo4j, registry
from projections.entries import Drainer, Entry
from projections.errors import StoreError
from projections.rebuilding import rebuild
from projections.tests.live_stores import drain_all, empty_stores, live
from stories.graph.connections import ask_connections, chooser
from stories.graph.connections.graph import GraphQuestions
from stories.graph.connections.sql import SqlQuestions
from stories.models import Story
from stories.tests.tangle import Tangle

__all__ = ["live"]
pytestmark = pytest.mark.django_db


def source(questions) -> str:
    return type(questions).__name__


def answered_by(family) -> str:
    return ask_connections(family, source)


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    """A busy machine may be slow, and no test's trouble is another's."""
    monkeypatch.setattr(chooser.Rest, "until", 0.0)
    monkeypatch.setattr(chooser, "PATIENCE_SECONDS", 60.0)
    monkeypatch.setattr(chooser, "SERVER_SECONDS", 30.0)


@pytest.fixture
def tangle() -> Tangle:
    made = Tangle()
    made.tell("one", by="Ada", who="Ben")
    return made


@pytest.fixture
def scripted(settings, monkeypatch):
    """A Neo4j that is named and up to date, with what it does when asked."""
    settings.NEO4J_URI = "bolt://127.0.0.1:9"
    monkeypatch.setattr(chooser, "caught_up", lambda _: Drainer(projection=chooser.PROJECTION))

    def does(deed) -> list[int]:
        said = []
        monkeypatch.setattr(chooser, "by_graph", lambda *arguments: said.append(1) or deed(*arguments))
        return said

    return does


def test_without_a_graph_the_database_answers(tangle, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert answered_by(tangle.family) == "SqlQuestions"


def test_a_graph_that_refuses_is_left_alone_for_a_while(tangle, scripted, monkeypatch):
    def refuse(*_):
        raise StoreError("Neo4j does not answer.")

    said = scripted(refuse)
    assert [answered_by(tangle.family) for _ in range(3)] == ["SqlQuestions"] * 3
    assert len(said) == 1
    monkeypatch.setattr(chooser.Rest, "until", time.monotonic())
    assert (answered_by(tangle.family), len(said)) == ("SqlQuestions", 2)


def test_nobody_waits_for_a_graph_that_is_frozen(tangle, scripted, monkeypatch):
    monkeypatch.setattr(chooser, "PATIENCE_SECONDS", 0.05)
    frozen = time.monotonic() + 30
    scripted(lambda *_: time.sleep(30))
    assert answered_by(tangle.family) == "SqlQuestions"
    assert time.monotonic() < frozen


def test_a_graph_that_holds_other_stories_than_the_family_is_asked_again_next_time(tangle, scripted):
    def is_behind(*_):
        raise chooser.Behind("Neo4j does not hold the stories of this family.")

    said = scripted(is_behind)
    assert [answered_by(tangle.family) for _ in range(2)] == ["SqlQuestions"] * 2
    assert len(said) == 2


def test_a_fault_of_our_own_is_not_taken_for_the_graphs(tangle, scripted):
    scripted(lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answered_by(tangle.family)


def test_a_closed_port_costs_a_family_nothing(tangle, settings, monkeypatch):
    settings.NEO4J_URI = "bolt://127.0.0.1:9"
    monkeypatch.setattr(chooser, "caught_up", lambda _: Drainer(projection=chooser.PROJECTION))
    found = ask_connections(tangle.family, lambda q: q.stories_with(tangle.people["Ada"].pk))
    assert tangle.named(found.ids) == ["one"]


@pytest.mark.live
def test_the_graph_answers_when_it_has_all(live, tangle):
    assert answered_by(tangle.family) == "SqlQuestions"
    drain_all()
    assert answered_by(tangle.family) == "GraphQuestions"


@pytest.mark.live
def test_a_change_that_waits_is_asked_of_the_database_by_its_own_family_only(live, tangle):
    other = Tangle(families.family(name="The Iversen family"))
    other.tell("theirs", by="Dov")
    drain_all()
    Story.objects.filter(pk=other.stories["theirs"].pk).update(title="changed")
    assert (answered_by(other.family), answered_by(tangle.family)) == ("SqlQuestions", "GraphQuestions")
    drain_all()
    Story.objects.filter(pk=other.stories["theirs"].pk).delete()  # whose was it? nobody can say
    assert (answered_by(other.family), answered_by(tangle.family)) == ("SqlQuestions", "SqlQuestions")
    drain_all()
    assert (answered_by(other.family), answered_by(tangle.family)) == ("GraphQuestions", "GraphQuestions")


@pytest.mark.live
def test_a_strangers_key_that_waits_is_no_error(live, tangle):
    drain_all()
    Entry.objects.create(projection=chooser.PROJECTION, key="no id of ours")
    assert answered_by(tangle.family) == "SqlQuestions"


@pytest.mark.live
def test_a_graph_that_was_emptied_is_not_believed_until_it_is_built_again(live, tangle):
    drain_all()
    empty_stores()
    assert answered_by(tangle.family) == "SqlQuestions"
    rebuild(registry.named(chooser.PROJECTION))
    drain_all()
    assert answered_by(tangle.family) == "GraphQuestions"


@pytest.mark.live
def test_a_graph_that_was_put_back_to_an_older_state_is_not_believed(live, tangle):
    drain_all()
    Drainer.objects.filter(projection=chooser.PROJECTION).update(marked_turn=F("marked_turn") + 1)
    assert answered_by(tangle.family) == "SqlQuestions"


@pytest.mark.live
def test_a_graph_that_is_being_filled_is_not_asked(live, tangle):
    drain_all()
    rebuild(registry.named(chooser.PROJECTION))
    assert answered_by(tangle.family) == "SqlQuestions"


@pytest.mark.live
def test_a_graph_in_an_older_form_is_not_asked(live, tangle):
    drain_all()
    Drainer.objects.filter(projection=chooser.PROJECTION).update(version=1)
    assert answered_by(tangle.family) == "SqlQuestions"


@pytest.mark.live
def test_the_server_ends_a_question_that_takes_too_long(live, monkeypatch):
    neo4j.probe()
    with pytest.raises(StoreError), neo4j.transaction(seconds=0.2) as opened:
        opened("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b)")


def test_both_keep_to_the_protocol():
    names = {name for name in dir(chooser.Questions) if not name.startswith("_")}
    assert all(callable(getattr(kind, name)) for name in names for kind in (SqlQuestions, GraphQuestions))
