"""One contract for the questions about a family's stories: the database and a real Neo4j give the same answers."""

from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest

from families.tests import factories as families
from projections import neo4j
from projections.tests.live_stores import drain_all, live
from stories.graph.connections import STEPS, Connection, Counted, Pair, Tie
from stories.graph.connections.graph import GraphQuestions
from stories.graph.connections.sql import SqlQuestions
from stories.models import Mention, Story
from stories.tests.tangle import TOWNS, Tangle, at_random

__all__ = ["live"]
pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@contextmanager
def by_graph(family):
    drain_all()
    with neo4j.transaction(seconds=60) as ask:
        yield GraphQuestions(family.pk, ask)


@contextmanager
def by_sql(family):
    yield SqlQuestions(family)


@pytest.fixture(params=["sql", pytest.param("graph", marks=pytest.mark.live)])
def questions(request):
    """The questions about a family, as a context."""
    if request.param == "sql":
        return by_sql
    request.getfixturevalue("live")
    return by_graph


@pytest.fixture
def tangle() -> Tangle:
    return Tangle()


def counted(tangle: Tangle, counts) -> dict[str, int]:
    return {tangle.named([each.id])[0]: each.stories for each in counts.items}


# --- stories with a person, and who and what is in them ----------------------------------------------------------------


def test_a_person_is_in_the_stories_that_they_tell_and_that_mention_them(questions, tangle):
    tangle.tell("told", by="Ada")
    tangle.tell("mentioned", by="Ben", who="Ada")
    tangle.tell("without", by="Ben")
    with questions(tangle.family) as ask:
        assert set(tangle.named(ask.stories_with(tangle.people["Ada"].pk).ids)) == {"told", "mentioned"}


def test_stories_come_in_time_order_the_undated_last_as_they_were_told(questions, tangle):
    for title, when in [("c", "1950"), ("d", ""), ("a", "1931-05"), ("e", ""), ("b", "../1940")]:
        tangle.tell(title, by="Ada", when=when)
    with questions(tangle.family) as ask:
        assert tangle.named(ask.stories_with(tangle.people["Ada"].pk).ids) == ["a", "b", "c", "d", "e"]


def test_a_long_list_is_cut_and_says_so(questions, tangle):
    for title, when in [("a", "1931"), ("b", "1932"), ("c", "1933")]:
        tangle.tell(title, by="Ada", when=when)
    with questions(tangle.family) as ask:
        cut, whole = (ask.stories_with(tangle.people["Ada"].pk, limit=limit) for limit in (2, 3))
        assert (tangle.named(cut.ids), cut.is_cut, whole.is_cut) == (["a", "b"], True, False)


def test_a_person_who_tells_and_is_mentioned_is_counted_once(questions, tangle):
    tangle.tell("one", by="Ada", who="Ada Ben Ben")
    tangle.tell("two", by="Ada", who="Ben Cleo")
    with questions(tangle.family) as ask:
        assert counted(tangle, ask.people_with(tangle.people["Ben"].pk)) == {"Ada": 2, "Cleo": 1}
        assert counted(tangle, ask.people_with(tangle.people["Ada"].pk)) == {"Ben": 2, "Cleo": 1}


def test_the_places_of_a_person_are_those_of_their_stories(questions, tangle):
    tangle.tell("one", by="Ada", where="Husum Husum")
    tangle.tell("two", who="Ada", where="Husum Lyon")
    tangle.tell("three", by="Ben", where="Cork")
    with questions(tangle.family) as ask:
        assert counted(tangle, ask.places_with(tangle.people["Ada"].pk)) == {"Husum": 2, "Lyon": 1}


def test_pairs_are_counted_the_most_frequent_first(questions, tangle):
    tangle.tell("one", by="Ada", who="Ben")
    tangle.tell("two", by="Ben", who="Ada Cleo")
    ada, ben, cleo = (tangle.people[name].pk for name in ("Ada", "Ben", "Cleo"))
    with questions(tangle.family) as ask:
        pairs = ask.pairs()
        assert pairs.items[0] == Pair(*sorted([ada, ben]), 2)
        assert set(pairs.items[1:]) == {Pair(*sorted([ada, cleo]), 1), Pair(*sorted([ben, cleo]), 1)}
        assert (len(ask.pairs(limit=1).items), ask.pairs(limit=1).is_cut) == (1, True)


# --- how two people are connected ---------------------------------------------------------------------------------------


def test_two_people_are_connected_by_the_shortest_way(questions, tangle):
    tangle.tell("long 1", who="Ada Ben")
    tangle.tell("long 2", who="Ben Cleo")
    tangle.tell("long 3", who="Cleo Dov")
    tangle.tell("short 1", by="Eva", who="Ada", when="1940")
    tangle.tell("short 2", by="Eva", who="Dov", when="1950")
    tangle.tell("later", by="Eva", who="Dov", when="1960")
    with questions(tangle.family) as ask:
        found = ask.connection(tangle.people["Ada"].pk, tangle.people["Dov"].pk)
        assert tangle.named(found.people) == ["Ada", "Eva", "Dov"]
        assert tangle.named(found.stories) == ["short 1", "short 2"]


def test_of_equal_ways_the_one_through_the_smallest_ids_is_said(questions, tangle):
    for between in ("Ben", "Cleo", "Dov"):
        tangle.tell(f"to {between}", who=f"Ada {between}")
        tangle.tell(f"from {between}", who=f"{between} Eva")
    ada, eva = tangle.people["Ada"].pk, tangle.people["Eva"].pk
    between = min(tangle.people[name].pk for name in ("Ben", "Cleo", "Dov"))
    with questions(tangle.family) as ask:
        assert ask.connection(ada, eva).people == (ada, between, eva)


def test_people_in_one_story_are_one_step_apart(questions, tangle):
    story = tangle.tell("together", who="Ada Ben")
    ada, ben = tangle.people["Ada"].pk, tangle.people["Ben"].pk
    with questions(tangle.family) as ask:
        assert ask.connection(ada, ben) == Connection((ada, ben), (story.pk,))


@pytest.mark.parametrize(("steps", "is_found"), [(STEPS, True), (STEPS + 1, False)])
def test_a_way_that_nobody_could_retell_is_none(questions, tangle, steps, is_found):
    for n in range(steps):
        tangle.tell(f"step {n}", who=f"P{n} P{n + 1}")
    with questions(tangle.family) as ask:
        found = ask.connection(tangle.people["P0"].pk, tangle.people[f"P{steps}"].pk)
        assert (found is not None) == is_found
        assert not found or len(found.stories) == steps


def test_people_without_a_way_and_one_and_the_same_are_not_connected(questions, tangle):
    tangle.tell("one", who="Ada Ben")
    tangle.tell("two", who="Cleo")
    ada, cleo = tangle.people["Ada"].pk, tangle.people["Cleo"].pk
    with questions(tangle.family) as ask:
        assert (ask.connection(ada, cleo), ask.connection(ada, ada), ask.connection(ada, uuid4())) == (None, None, None)


# --- places, dates, neighbourhoods ----------------------------------------------------------------------------------------


def test_a_place_has_its_stories_through_time_and_who_is_in_them(questions, tangle):
    tangle.tell("later", by="Ada", where="Husum", when="1950", who="Ben")
    tangle.tell("earlier", by="Ada", where="Husum Lyon", when="1931")
    tangle.tell("elsewhere", by="Cleo", where="Lyon")
    with questions(tangle.family) as ask:
        assert tangle.named(ask.place_through_time(tangle.places["Husum"].pk).ids) == ["earlier", "later"]
        assert counted(tangle, ask.people_at(tangle.places["Husum"].pk)) == {"Ada": 2, "Ben": 1}


def test_around_a_date_is_whatever_may_have_happened_then_in_everybodys_telling(questions, tangle):
    for by, when in [("Ada", "1946"), ("Ben", "1946/1947"), ("Ada", "../1950"), ("Ben", "1940/.."), ("Cleo", "194X")]:
        tangle.tell(when, by=by, when=when)
    for when in ["1945", "1947", "1950/..", "../1945", ""]:
        tangle.tell(when or "undated", by="Ada", when=when)
    with questions(tangle.family) as ask:
        found = tangle.named(ask.around(date(1946, 3, 1), date(1946, 4, 1)).ids)
    assert found == ["194X", "1940/..", "1946", "1946/1947", "../1950"]


def test_the_neighbourhood_of_a_story_has_its_people_places_and_whatever_shares_one(questions, tangle):
    centre = tangle.tell("centre", by="Ada", who="Ben", where="Husum")
    much = tangle.tell("much", by="Ada", who="Ada Ben", where="Husum")
    little = tangle.tell("little", by="Cleo", who="Ben")
    tangle.tell("nothing", by="Cleo", where="Lyon")
    ada, ben, husum = tangle.people["Ada"].pk, tangle.people["Ben"].pk, tangle.places["Husum"].pk
    with questions(tangle.family) as ask:
        found = ask.neighbourhood(centre.pk)
        assert (found.people, found.places) == ((ada, ben), (husum,))
        assert tangle.named(found.stories) == ["much", "little"]
        own = {Tie(centre.pk, ada, "told_by"), Tie(centre.pk, ben, "mentions"), Tie(centre.pk, husum, "set_in")}
        theirs = {Tie(much.pk, ada, "told_by"), Tie(much.pk, ada, "mentions"), Tie(much.pk, ben, "mentions")}
        assert set(found.ties) == own | theirs | {Tie(much.pk, husum, "set_in"), Tie(little.pk, ben, "mentions")}
        assert (list(found.ties), found.is_cut) == (sorted(found.ties), False)


def test_a_wide_neighbourhood_is_cut_and_says_so(questions, tangle):
    centre = tangle.tell("centre", by="Ada", who="Ben Cleo", where="Husum")
    for n in range(4):
        tangle.tell(f"story {n}", by="Ada")
    with questions(tangle.family) as ask:
        found = ask.neighbourhood(centre.pk, limit=2)
        assert (len(found.people), len(found.places), len(found.stories), found.is_cut) == (2, 1, 2, True)


# --- what is nobody's business ----------------------------------------------------------------------------------------------


def test_what_was_sent_back_is_in_no_answer(questions, tangle):
    tangle.tell("kept", by="Ada", who="Ben", where="Husum", when="1946")
    gone = tangle.tell("gone", by="Ada", who="Ben Cleo", where="Husum", when="1946", state=Story.State.RETURNED)
    ada, ben, cleo = (tangle.people[name].pk for name in ("Ada", "Ben", "Cleo"))
    with questions(tangle.family) as ask:
        assert tangle.named(ask.stories_with(ada).ids) == ["kept"]
        assert ask.people_with(ada).items == (Counted(ben, 1),)
        assert [pair.stories for pair in ask.pairs().items] == [1]
        assert ask.connection(ada, cleo) is None
        assert tangle.named(ask.place_through_time(tangle.places["Husum"].pk).ids) == ["kept"]
        assert tangle.named(ask.around(date(1946, 1, 1), date(1946, 12, 31)).ids) == ["kept"]
        assert ask.neighbourhood(tangle.stories["kept"].pk).stories == ()
        assert ask.neighbourhood(gone.pk).ties == ()


def test_another_familys_rows_are_in_no_answer_even_where_a_mention_leads_there(questions, tangle):
    other = Tangle(families.family(name="The Iversen family"))
    theirs = other.tell("theirs", by="Dov", who="Eva", where="Oslo", when="1946")
    ours = tangle.tell("ours", by="Ada", who="Ben", when="1946")
    Mention.objects.create(story=theirs, name="Ada", person=tangle.people["Ada"])
    Mention.objects.create(story=ours, name="Dov", person=other.people["Dov"])
    Mention.objects.create(story=ours, name="Oslo", place=other.places["Oslo"])
    ada, ben, dov = tangle.people["Ada"].pk, tangle.people["Ben"].pk, other.people["Dov"].pk
    with questions(tangle.family) as ask:
        assert tangle.named(ask.stories_with(ada).ids) == ["ours"]
        assert ask.people_with(ada).items == (Counted(ben, 1),)
        assert (ask.places_with(ada).items, ask.people_with(dov).items, ask.stories_with(dov).ids) == ((), (), ())
        assert [{pair.one, pair.other} for pair in ask.pairs().items] == [{ada, ben}]
        assert (ask.connection(ada, dov), ask.connection(dov, ada)) == (None, None)
        assert ask.place_through_time(other.places["Oslo"].pk).ids == ()
        assert tangle.named(ask.around(date(1946, 1, 1), date(1946, 12, 31)).ids) == ["ours"]
        assert ask.neighbourhood(theirs.pk).ties == ()
        around = ask.neighbourhood(ours.pk)
        assert (set(around.people), around.places, around.stories) == ({ada, ben}, (), ())


# --- the same answers, in as many queries ----------------------------------------------------------------------------------


def every_answer(ask, tangle: Tangle, limit: int) -> list[object]:
    """What this source says to every question about everybody."""
    people, places = sorted(row.pk for row in tangle.people.values()), [row.pk for row in tangle.places.values()]
    dates = [(date(1931, 5, 1), date(1931, 5, 31)), (date(1940, 1, 1), date(1960, 1, 1))]
    answers = [ask.pairs(limit=limit), *(ask.around(*days, limit=limit) for days in dates)]
    for who in people:
        answers += [about(who, limit=limit) for about in (ask.stories_with, ask.people_with, ask.places_with)]
        answers += [ask.connection(who, other) for other in people]
    for place in places:
        answers += [ask.place_through_time(place, limit=limit), ask.people_at(place, limit=limit)]
    return answers + [ask.neighbourhood(row.pk, limit=limit) for row in tangle.stories.values()]


@pytest.mark.live
@pytest.mark.parametrize("seed", range(2))
def test_both_say_the_same_of_families_made_at_random(live, seed):
    tangles = [at_random(100 * seed + n) for n in range(4)]
    for tangle in tangles:
        for limit in (2, 50):
            with by_graph(tangle.family) as graph, by_sql(tangle.family) as sql:
                assert every_answer(graph, tangle, limit) == every_answer(sql, tangle, limit)


QUERIES = {
    "stories_with": 1,
    "people_with": 2,
    "places_with": 1,
    "pairs": 3,
    "connection": 3,
    "place_through_time": 1,
    "people_at": 2,
    "around": 1,
    "neighbourhood": 4,
}


def asked(ask, tangle: Tangle, name: str) -> object:
    ada, ben = tangle.people["Ada"].pk, tangle.people["Ben"].pk
    arguments = {
        "pairs": (),
        "connection": (ada, ben),
        "place_through_time": (tangle.places["Husum"].pk,),
        "people_at": (tangle.places["Husum"].pk,),
        "around": (date(1946, 1, 1), date(1946, 12, 31)),
        "neighbourhood": (tangle.stories["story 0"].pk,),
    }
    return getattr(ask, name)(*arguments.get(name, (ada,)))


def many(count: int) -> Tangle:
    tangle = Tangle()
    for n in range(count):
        tangle.tell(f"story {n}", by="Ada", who=f"Ben Q{n}", where=f"Husum {TOWNS[n % 4]}", when="1946")
    return tangle


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize("name", QUERIES)
def test_the_database_is_asked_as_often_however_much_was_told(name, count, django_assert_num_queries):
    tangle = many(count)
    with django_assert_num_queries(QUERIES[name]):
        assert asked(SqlQuestions(tangle.family), tangle, name)


@pytest.mark.live
@pytest.mark.parametrize("name", QUERIES)
def test_the_graph_is_asked_as_often_however_much_was_told(live, name):
    numbers = []
    for tangle in (many(2), many(12)):
        drain_all()
        with neo4j.transaction(seconds=60) as ask:
            said = []
            assert asked(GraphQuestions(tangle.family.pk, lambda *a, **k: said.append(a) or ask(*a, **k)), tangle, name)  # noqa: B023
        numbers.append(len(said))
    assert numbers == [{"connection": 3, "neighbourhood": 2}.get(name, 1)] * 2
