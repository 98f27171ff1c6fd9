"""A chronology over all recordings of one narrator: what one dates, the others are dated by, and follow when it changes."""

import pytest

from audio.tests import factories as audio
from families.tests import factories as families
from stories.models import KnownFact, Story
from transcripts.models import Segment
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
WEDDING = ["We married in June 1958, in the rain.", "My mother cried all day and my father laughed at her."]
SHOP = ["Three years after we married we bought the shop.", "It was small and it smelled of paraffin and of soap."]


@pytest.fixture
def family():
    return families.family()


@pytest.fixture
def ruth(family):
    return families.person(family, "Ruth", born="1934")


def told(family, texts, narrator):
    made = audio.recording(family, narrator=narrator)
    transcripts.transcript(made, texts=texts)
    audio.step(made, "extract")
    return made


def date(recording) -> str:
    return Story.objects.get(recording=recording).edtf


@pytest.mark.parametrize("first", ["wedding", "shop"])
def test_a_wedding_told_in_one_recording_dates_what_came_after_it_in_another(family, ruth, all_steps, first):
    made = {}
    for which in [first, "shop" if first == "wedding" else "wedding"]:
        made[which] = told(family, WEDDING if which == "wedding" else SHOP, ruth)
        all_steps()
    assert (date(made["wedding"]), date(made["shop"])) == ("1958-06", "1961")
    assert "told in another recording" in Story.objects.get(recording=made["shop"]).basis


def test_another_narrators_wedding_is_not_hers(family, ruth, all_steps):
    told(family, WEDDING, families.person(family, "Jack", born="1930"))
    shop = told(family, SHOP, ruth)
    all_steps()
    assert date(shop) == ""


def test_a_recording_of_nobody_knows_nothing(family, all_steps):
    told(family, WEDDING, None)
    shop = told(family, SHOP, None)
    all_steps()
    assert date(shop) == ""


def test_a_mended_year_goes_on_to_the_other_recordings(family, ruth, all_steps):
    told(family, WEDDING, ruth)
    shop = told(family, SHOP, ruth)
    all_steps()
    correct(Segment.objects.get(text=WEDDING[0]), "We married in June 1959, in the rain.", by=families.user())
    from audio import pipeline

    pipeline.wake(Segment.objects.get(text__contains="1959").transcript.recording_id, "extract")
    all_steps()
    assert date(shop) == "1962"


def test_two_recordings_that_contradict_each_other_date_nothing_elsewhere(family, ruth, all_steps):
    told(family, WEDDING, ruth)
    told(family, ["We married in May 1960, they said.", "It was a Saturday and there was cake for everybody."], ruth)
    shop = told(family, SHOP, ruth)
    all_steps()
    assert date(shop) == ""


def test_what_a_deleted_recording_dated_is_not_known_any_more(family, ruth, all_steps):
    wedding, shop = told(family, WEDDING, ruth), told(family, SHOP, ruth)
    all_steps()
    wedding.delete()
    all_steps()
    assert (date(shop), KnownFact.objects.count()) == ("", 0)


def test_looking_again_ends(family, ruth, all_steps, monkeypatch):
    for texts in (WEDDING, SHOP, WEDDING, SHOP):
        told(family, texts, ruth)
    all_steps()
    runs = []
    monkeypatch.setattr("stories.finding.extraction.log.info", lambda *args, **more: runs.append(more))
    from audio import pipeline

    pipeline.wake(KnownFact.objects.first().recording_id, "extract")
    all_steps()
    assert len(runs) == 1
