"""The line of time: decades, ages, spans, the undated in a place of their own; sifted by who tells, who is told of and where."""

import pytest

from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import review
from stories.models import Story
from stories.pages import timeline
from stories.pages.timeline import StoryFilter, line
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    user = families.user(name="Kim")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def family(keeper):
    return families.family(keeper=keeper)


def tell(family, edtf: str, title: str = "", **fields) -> Story:
    return factories.story(audio.recording(family, **fields), edtf=edtf, title=title or edtf or "undated")


def shape(stretches) -> list[tuple[str, list[str]]]:
    return [(stretch.label, [entry.story.title for entry in stretch.entries]) for stretch in stretches]


def in_time() -> list[Story]:
    return list(Story.objects.in_time_order().select_related("narrator"))


def test_decades_hold_their_stories_and_the_undated_have_a_place_of_their_own(family):
    for edtf in ("1958", "1941", "1946/1947", ""):
        tell(family, edtf)
    assert shape(line(in_time())) == [
        ("The 1940s", ["1941", "1946/1947"]),
        ("The 1950s", ["1958"]),
        ("", ["undated"]),
    ]


def test_no_decade_stands_there_twice(family):
    for edtf in ("1958", "../1946", "", "1941", "../1944", "1955/..", "", "194X"):
        tell(family, edtf)
    assert [label for label, _ in shape(line(in_time()))] == ["The 1940s", "The 1950s", ""]


def test_no_stories_are_no_line():
    assert line([]) == []


def test_a_life_has_its_ages_and_its_empty_decades(family):
    ilse = families.person(family, born="1937-05-10")
    for edtf in ("1946", "1968", ""):
        tell(family, edtf, narrator=ilse)
    stretches = line(in_time(), life_of=ilse)
    assert [(each.label, each.age, len(each.entries)) for each in stretches] == [
        ("The 1930s", "up to 2", 0),
        ("The 1940s", "2 to 12", 1),
        ("The 1950s", "12 to 22", 0),
        ("The 1960s", "22 to 32", 1),
        ("", "", 1),
    ]


def test_of_a_life_whose_beginning_nobody_knows_there_are_no_ages(family):
    somebody = families.person(family, born="")
    tell(family, "1946", narrator=somebody)
    tell(family, "1968", narrator=somebody)
    assert [(each.label, each.age) for each in line(in_time(), life_of=somebody)] == [
        ("The 1940s", ""),
        ("The 1950s", ""),
        ("The 1960s", ""),
    ]


@pytest.mark.parametrize(
    ("edtf", "x", "width", "beyond"),
    [
        ("1940", 0.0, 10.0, (False, False)),
        ("194X", 0.0, 100.0, (False, False)),
        ("1946/1947", 60.0, 20.0, (False, False)),
        ("1944-06-06", 44.3, 2.0, (False, False)),
        ("1949-12-31", 98.0, 2.0, (False, False)),
        ("1939/1945", 90.0, 10.0, (False, True)),
        ("1941/..", 10.0, 90.0, (False, True)),
        ("../1946", 0.0, 70.0, (True, False)),
    ],
)
def test_a_span_lies_in_its_decade(family, edtf, x, width, beyond):
    (stretch,) = line([tell(family, edtf)])
    span = stretch.entries[0].span
    assert (span.x, span.width) == (pytest.approx(x, abs=0.2), pytest.approx(width, abs=0.2))
    assert (span.is_before, span.is_after) == beyond


# --- sifting ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(family) -> dict[str, Story]:
    """Two narrators; Nora in two stories, once linked; Husum in one."""
    ilse, karl = (families.person(family, name) for name in ("Ilse", "Karl"))
    nora = families.person(family, "Nora Vance")
    stories = {
        "ice": tell(family, "1946", "The ice", narrator=ilse),
        "shop": tell(family, "1950", "The shop", narrator=karl),
        "joke": tell(family, "", "A joke", narrator=karl),
    }
    factories.person_mention(stories["ice"], "Aunt Nora", person=nora)
    factories.person_mention(stories["shop"], "Aunt Nora")
    factories.place_mention(stories["shop"], "Husum")
    return stories


def sifted(family, **asked) -> list[str]:
    return [story.title for story in timeline.rows(family, StoryFilter.of(asked))]


def test_stories_are_sifted_by_who_tells(family, told):
    assert sifted(family, narrator=str(told["shop"].narrator_id)) == ["The shop", "A joke"]


def test_stories_are_sifted_by_who_is_told_of_by_id_or_by_name(family, told):
    nora = told["ice"].mentions.get().person
    assert (sifted(family, person=str(nora.pk)), sifted(family, person="aunt nora")) == (
        ["The ice"],
        ["The ice", "The shop"],
    )


def test_stories_are_sifted_by_place_by_id_or_by_name(family, told):
    place = told["shop"].mentions.get(name="Husum").place
    assert sifted(family, place=str(place.pk)) == sifted(family, place="husum") == ["The shop"]


def test_a_person_is_no_place(family, told):
    assert (sifted(family, place="Aunt Nora"), sifted(family, person="Husum")) == ([], [])


def test_all_that_is_asked_for_must_fit(family, told):
    assert sifted(family, narrator=str(told["ice"].narrator_id), place="Husum") == []


@pytest.mark.parametrize(
    "asked", [{"narrator": "nobody"}, {"narrator": "1"}, {"person": "Olaf\x00"}, {"place": "x" * 500}]
)
def test_nobody_has_no_stories(family, told, asked):
    assert sifted(family, **asked) == []


def test_the_lists_offer_who_and_where_there_is(family, told):
    offered = timeline.choices(family)
    labels = [[choice.label for choice in some] for some in (offered.narrators, offered.people, offered.places)]
    assert labels == [["Ilse", "Karl"], ["Aunt Nora", "Nora Vance"], ["Husum"]]  # Karl may mean another


def page(client, family, **asked) -> str:
    response = client.get(f"/families/{family.pk}/stories/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_a_life(client, family, told):
    ilse = told["ice"].narrator
    shown = page(client, family, narrator=ilse.pk)
    assert ("The life of Ilse" in shown, "The ice" in shown, ">The shop<" in shown) == (True, True, False)


def test_the_page_says_that_nothing_fits_and_offers_all(client, family, told):
    shown = page(client, family, person="Olaf")
    assert ("No story speaks of all that." in shown, "Show all" in shown) == (True, True)


def test_a_narrator_of_another_family_is_nobody_here(client, family, told):
    other = families.person(families.family(), "Olaf Iversen")
    assert "Olaf Iversen" not in page(client, family, narrator=other.pk)


def test_what_was_sent_back_is_not_on_the_line(client, family, told, keeper):
    review.send_back(told["ice"], "Told twice.", by=keeper)
    assert "The ice" not in page(client, family)


def test_clients_sift_too(client, family, told):
    def titles(**asked) -> list[str]:
        return [row["title"] for row in client.get("/api/v1/stories/", asked).json()["results"]]

    assert titles(narrator=told["shop"].narrator_id) == ["The shop", "A joke"]
    assert (titles(person="Aunt Nora"), titles(place="Husum"), titles(place="Rome")) == (
        ["The ice", "The shop"],
        ["The shop"],
        [],
    )
