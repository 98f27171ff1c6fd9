"""The places of a family are looked up when stories are found; where a name has several senses people say which it is."""

import pytest

from audio import pipeline
from audio.tests import factories as audio
from families.tests import factories as families
from stories.models import Place
from stories.places import whereabouts
from stories.places.whereabouts import Elsewhere, choices, look_up, settle
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    return families.family()


def place(family, name: str) -> Place:
    return Place.objects.create(family=family, name=name)


def looked_up(*places: Place) -> list[str]:
    look_up(places)
    for each in places:
        each.refresh_from_db()
    return [each.today for each in places]


def test_finding_stories_looks_up_the_places_in_them(family, all_steps):
    recording = audio.recording(family, narrator=families.person(family))
    told = [
        "We lived in Danzig until the war.",
        "My father was a baker in Danzig and we had a small shop.",
        "Then we left.",
    ]
    transcripts.transcript(recording, texts=told)
    audio.step(recording, "extract")
    all_steps()
    found = Place.objects.get(name="Danzig")
    assert (found.today, found.country, round(found.latitude)) == ("Gdańsk, Poland", "PL", 54)


def test_of_several_senses_all_are_kept_until_a_person_chooses(family):
    cambridge = place(family, "Cambridge")
    assert looked_up(cambridge) == [""]
    assert len(cambridge.senses) > 1
    chosen = next(sense for sense in choices(cambridge) if sense.region == "Massachusetts")
    keeper = families.user()
    settle(cambridge, chosen.id, by=keeper)
    cambridge.refresh_from_db()
    assert (cambridge.today, cambridge.settled_by) == ("Cambridge, Massachusetts, United States", keeper)


def test_what_a_person_has_said_stays_whatever_is_found(family):
    london = place(family, "London")
    looked_up(london)
    settle(london, None, by=families.user())
    assert looked_up(london, place(family, "Ontario")) == ["", "Canada"]


def test_what_a_person_has_said_decides_between_namesakes_beside_it(family):
    cambridge, hull = place(family, "Cambridge"), place(family, "Hull")
    assert looked_up(cambridge, hull) == ["", ""]
    settle(hull, next(sense.id for sense in choices(hull) if sense.country == "GB"), by=families.user())
    hull.refresh_from_db()
    assert looked_up(cambridge, hull)[0] == "Cambridge, United Kingdom"


def test_a_sense_found_beside_other_names_is_not_lost_where_they_are_missing(family):
    whitby, yorkshire = place(family, "Whitby"), place(family, "Yorkshire")
    assert looked_up(whitby, yorkshire)[0] == "Whitby, United Kingdom"
    assert looked_up(whitby) == ["Whitby, United Kingdom"]


def test_another_name_is_looked_up_anew(family):
    somewhere = place(family, "Danzig")
    looked_up(somewhere)
    somewhere.name = "Gipsy Lane"
    somewhere.save()
    assert looked_up(somewhere) == [""]
    assert (somewhere.country, somewhere.latitude, somewhere.senses) == ("", None, [])


def test_nothing_is_written_where_nothing_changed(family, django_assert_num_queries):
    danzig = place(family, "Danzig")
    looked_up(danzig)
    with django_assert_num_queries(0):
        look_up([danzig])


def test_what_the_name_does_not_mean_cannot_be_chosen(family):
    with pytest.raises(Elsewhere):
        settle(place(family, "Husum"), 1, by=families.user())


def test_looking_for_stories_again_keeps_what_a_person_has_said(family, all_steps):
    recording = audio.recording(family)
    transcripts.transcript(
        recording, texts=["We lived in Boston. It was cold there.", "I liked Boston very much. We stayed long."]
    )
    audio.step(recording, "extract")
    all_steps()
    boston = Place.objects.get(name="Boston")
    assert boston.today == ""
    settle(boston, choices(boston)[1].id, by=families.user())
    pipeline.wake(recording.pk, "extract")
    all_steps()
    boston.refresh_from_db()
    assert boston.today == "Boston, United Kingdom"


def test_the_check_says_what_to_do_where_the_gazetteer_is_missing(monkeypatch, tmp_path):
    from stories.places import checks

    monkeypatch.setattr(checks, "FILE", tmp_path / "nowhere")
    (error,) = checks.gazetteer_is_there()
    assert "script/bootstrap" in error.hint
    assert whereabouts.gazetteer()  # the real one is there
