"""Two tellings side by side: proposed, judged by keepers, never merged, and what differs stays on both sides."""

import pytest

from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import boundaries
from stories.finding.extraction import free_runs
from stories.models import Story, TwiceTold
from stories.tests import factories
from stories.twice_told import pairs
from stories.twice_told.pairs import Difference, Incomparable
from stories.twice_told.tests.test_pairing import ICE, ICE_AGAIN, SHOP, TRAIN, WEDDING
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    user = families.user(name="Kim")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def family(keeper):
    return families.family(keeper=keeper)


def tell(family, text: str, title: str, *, edtf: str = "", narrator: str = "Ilse") -> Story:
    person = family.people.filter(name=narrator).first() or families.person(family, narrator)
    transcript = transcripts.transcript(audio.recording(family, narrator=person), texts=[text])
    return factories.story(segments=list(transcript.segments.all()), title=title, edtf=edtf)


@pytest.fixture
def ice(family) -> list[Story]:
    """One winter told by two, among three other stories."""
    for text, title in ((WEDDING, "The wedding"), (SHOP, "The shop"), (TRAIN, "The train")):
        tell(family, text, title)
    made = [
        tell(family, ICE, "The ice", edtf="1951"),
        tell(family, ICE_AGAIN, "The lantern", edtf="1953", narrator="Karl"),
    ]
    for story, person, place in ((made[0], "Petersen", "Husum"), (made[1], "petersen", "Tönning")):
        factories.person_mention(story, person)
        factories.place_mention(story, place)
    return made


def titles(family) -> list[tuple[str, str, str]]:
    return [(pair.first.title, pair.second.title, pair.verdict) for pair in pairs.told_twice(family)]


def test_one_event_told_by_two_is_proposed(family, ice):
    assert titles(family) == [("The ice", "The lantern", "")]


def test_what_differs_stays_on_both_sides(family, ice):
    (pair,) = pairs.told_twice(family)
    assert pair.differences == (Difference("when", "1951", "1953"), Difference("where", "Husum", "Tönning"))
    assert [story.edtf for story in Story.objects.filter(pk__in=[story.pk for story in ice]).order_by("edtf")] == [
        *("1951", "1953")
    ]


def test_a_pair_that_is_confirmed_stays_two_stories(family, ice, keeper):
    pairs.judge(*ice, "same", by=keeper)
    assert (titles(family), Story.objects.count()) == ([("The ice", "The lantern", "same")], 5)


def test_two_events_are_proposed_no_more(family, ice, keeper):
    pairs.judge(ice[1], ice[0], "different", by=keeper)
    assert titles(family) == []


def test_a_judgement_may_be_changed_and_each_is_signed(family, ice, keeper):
    for verdict in ("different", "same", "same"):
        pairs.judge(*ice, verdict, by=keeper)
    assert TwiceTold.objects.get().verdict == "same"
    assert [each.reason for each in ice[0].reviews.all()] == [
        "The same event: “The lantern”",
        "Two events: “The lantern”",
    ]


def test_what_was_judged_stays_when_stories_are_looked_for_again(family, ice, keeper):
    pairs.judge(*ice, "same", by=keeper)
    assert [free_runs(story.recording) for story in ice] == [[], []]


def test_stories_of_two_families_are_not_compared(ice, keeper):
    with pytest.raises(Incomparable):
        pairs.judge(ice[0], factories.story(), "same", by=keeper)
    with pytest.raises(Incomparable):
        pairs.judge(ice[0], ice[0], "same", by=keeper)
    with pytest.raises(Incomparable):
        pairs.judge(*ice, "perhaps", by=keeper)


def test_what_is_put_together_with_another_story_keeps_its_other_telling(family, ice, keeper):
    transcript = ice[0].recording.transcript
    second = factories.story(segments=[transcripts.segment(transcript, 1, "That was cold.")], title="Cold")
    pairs.judge(second, ice[1], "same", by=keeper)
    boundaries.merge(ice[0], second, by=keeper)
    assert pairs.other_tellings([ice[0]]) == {ice[0].pk: [ice[1]], ice[1].pk: [ice[0]]}


# --- pages and clients -----------------------------------------------------------------------------------------------


def page(client, family) -> str:
    return client.get(f"/families/{family.pk}/stories/twice/").content.decode()


def judge(client, family, ice, verdict: str):
    asked = {"first": ice[0].pk, "second": ice[1].pk, "verdict": verdict}
    return client.post(f"/families/{family.pk}/stories/twice/", asked)


def test_both_clips_stand_side_by_side_with_what_differs(client, family, ice):
    shown = page(client, family)
    sounds = [f"/recordings/{story.recording_id}/sound/#t=0.000,5.000" for story in ice]
    assert [sound in shown for sound in sounds] == [True, True]
    assert ('<td dir="auto">1951</td>' in shown, '<td dir="auto">1953</td>' in shown, "The same event" in shown) == (
        True,
        True,
        True,
    )


def test_a_keeper_says_that_it_is_one_event_and_both_recordings_say_so(client, family, ice):
    judge(client, family, ice, "same")
    shown = client.get(f"/recordings/{ice[0].recording_id}/").content.decode()
    assert ("Also told as" in shown, "by <bdi>Karl</bdi>" in shown, "there 1953" in shown) == (True, True, True)


def test_a_relative_looks_and_does_not_judge(client, family, ice):
    relative = families.user()
    family.memberships.create(user=relative)
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    assert ("The ice" in page(client, family), "These are two events" in page(client, family)) == (True, False)
    assert judge(client, family, ice, "same").status_code == 403


def test_a_strangers_story_is_not_judged(client, family, ice):
    asked = {"first": ice[0].pk, "second": factories.story().pk, "verdict": "same"}
    assert client.post(f"/families/{family.pk}/stories/twice/", asked).status_code == 404


def test_clients_read_and_judge(client, family, ice):
    api = "/api/v1/twice-told/"
    (pair,) = client.get(api, {"family": family.pk}).json()
    assert (pair["first"], pair["second"], pair["verdict"]) == (str(ice[0].pk), str(ice[1].pk), "")
    assert {"about": "when", "here": "1951", "there": "1953"} in pair["differences"]
    asked = {"first": pair["first"], "second": pair["second"], "verdict": "different"}
    assert client.post(f"{api}judge/", asked).status_code == 200
    assert client.get(api).json() == []


def test_clients_judge_only_stories_of_their_own(client, family, ice):
    asked = {"first": ice[0].pk, "second": factories.story().pk, "verdict": "same"}
    assert client.post("/api/v1/twice-told/judge/", asked).status_code == 400
