"""“Zoë Müller” composed, decomposed, in capitals and with a letter that nobody sees is one person, at whichever door she comes in."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from audio.models import Recording
from audio.tests import factories as audio
from audio.uploads.tests.tus_client import TUS
from families.models import Family, Person, Prompt, User
from families.people import narrator_named
from families.tests import factories as families
from stories.editing import naming
from stories.editing.boundaries import hand_over
from stories.engines import FoundPerson, FoundPlace
from stories.finding import extraction
from stories.models import Mention, Place
from stories.people import proposals
from stories.tests import factories as stories
from transcripts.models import FamilyWord, Segment
from transcripts.words import glossary

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
NAME = "Zoë Müller"
WAYS = [NAME, "Zoe\u0308 Mu\u0308ller", "ZOË MÜLLER", "Zo\u200bë  Müller"]
Send = Callable[[str], Any]


@pytest.fixture
def kim() -> User:
    return families.user(name="Kim", is_staff=True, is_superuser=True)


@pytest.fixture
def family(kim) -> Family:
    return families.family(keeper=kim)


@pytest.fixture
def door(client, kim) -> Client:
    client.force_login(kim, backend="memoire_site.backends.NoDemoUsersBackend")
    return client


@pytest.fixture
def story(family):
    return stories.story(audio.recording(family))


def sound() -> bytes:
    """A note that is not as long as any before, so that nothing is the same recording."""
    return audio.tone(seconds=1 + Recording.objects.count() / 10)


def by_page(door: Client, family: Family) -> Send:
    def send(name: str) -> Any:
        file = SimpleUploadedFile("kitchen.wav", sound())
        return door.post(f"/families/{family.pk}/recordings/new/", {"file": file, "narrator": name})

    return send


def by_api(door: Client, family: Family) -> Send:
    def send(name: str) -> Any:
        file = SimpleUploadedFile("kitchen.wav", sound())
        return door.post("/api/v1/audio/upload", {"file": file, "narrator": name, "family": str(family.pk)})

    return send


def by_tus(door: Client, family: Family) -> Send:
    def send(name: str) -> Any:
        data = sound()
        said = {"filename": "kitchen.wav", "narrator": name, "family": str(family.pk)}
        told = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
        headers = {**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": told}
        kind = "application/offset+octet-stream"
        return door.generic("POST", "/api/v1/uploads/", data, content_type=kind, headers=headers)

    return send


def by_naming(door: Client, family: Family) -> Send:
    def send(name: str) -> Any:
        mention = stories.person_mention(stories.story(audio.recording(family)), "Aunt Zoë")
        return door.post(f"/api/v1/mentions/{mention.pk}/link/", {"name": name})

    return send


def by_mention_page(door: Client, family: Family) -> Send:
    def send(name: str) -> Any:
        mention = stories.person_mention(stories.story(audio.recording(family)), "Aunt Zoë")
        return door.post(f"/mentions/{mention.pk}/", {"what": "new", "new": name})

    return send


def by_speaker(door: Client, family: Family) -> Send:
    def send(name: str) -> Any:
        recording = stories.story(audio.recording(family)).recording
        speaker = recording.transcript.speakers.create(label="A")
        return door.post(f"/api/v1/speakers/{speaker.pk}/name/", {"name": name})

    return send


def by_facts(door: Client, family: Family) -> Send:
    def send(name: str) -> Any:
        return door.patch(
            f"/api/v1/audio/{audio.recording(family).pk}/", {"narrator": name}, content_type="application/json"
        )

    return send


def by_admin(door: Client, family: Family) -> Send:
    def send(name: str) -> Any:
        return door.post("/admin/families/person/add/", {"family": str(family.pk), "name": name, "born": ""})

    return send


def in_code(door: Client, family: Family) -> Send:
    return lambda name: narrator_named(family, name)


DOORS = [by_page, by_api, by_tus, by_naming, by_mention_page, by_speaker, by_facts, by_admin, in_code]


@pytest.mark.parametrize("way_in", DOORS, ids=lambda way: way.__name__)
def test_four_ways_to_write_a_name_are_one_person_at_every_door(way_in, door, family):
    send = way_in(door, family)
    answers = [send(name) for name in WAYS]
    assert [person.name for person in Person.objects.for_family(family)] == [NAME]
    assert all(getattr(answer, "status_code", 200) < 400 for answer in answers)


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_whoever_was_written_in_one_way_is_found_in_another(first, second, family):
    assert narrator_named(family, first) == narrator_named(family, second)


def test_the_database_itself_keeps_them_one(family):
    families.person(family, NAME)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.bulk_create([Person(family=family, name="ZOË MÜLLER")])


@pytest.mark.parametrize("way", WAYS)
def test_what_is_written_past_save_keeps_its_fold(way, family):
    person = families.person(family, "Somebody")
    Person.objects.filter(pk=person.pk).update(name=way)
    assert Person.objects.called(NAME).get() == person
    person.name = "Nobody"
    Person.objects.bulk_update([person], ["name"])
    assert not Person.objects.called(NAME).exists()
    person.name = way
    person.save(update_fields=["name"])
    assert Person.objects.called(NAME).get() == person


def test_accents_tell_people_apart(family):
    assert narrator_named(family, "Zoe Müller") != narrator_named(family, NAME)


def test_of_two_that_were_always_called_the_same_the_one_that_is_written_so_is_found(family):
    first, second = families.person(family, NAME), families.person(family, "Other")
    Person.objects.filter(pk=second.pk).update(twin=1, name="ZOË MÜLLER")
    assert [narrator_named(family, way) for way in (NAME, "ZOË MÜLLER", "zoë müller")] == [first, second, first]


@pytest.mark.parametrize("way", WAYS)
def test_who_was_removed_cannot_return_beside_somebody_called_the_same(way, door, family):
    gone = families.person(family, NAME)
    door.post(f"/people/{gone.pk}/remove/")
    families.person(family, way)
    answer = door.post(f"/people/{gone.pk}/take-back/", follow=True)
    assert "another Zoë Müller in your family now" in answer.content.decode()


@pytest.mark.parametrize("way", WAYS)
def test_a_mention_that_an_engine_finds_is_the_person_and_the_place_that_are_called_so(way, story, family):
    person, place = families.person(family, NAME), Place.objects.create(family=family, name=NAME)
    segments = {str(each.pk): each for each in story.segments.all()}
    ids = tuple(segments)[:1]
    assert extraction.mention_person(story, FoundPerson(way, None, ids), segments).person == person
    assert extraction.mention_place(story, FoundPlace(way, ids), segments).place == place


@pytest.mark.parametrize("way", WAYS)
def test_a_mention_is_renamed_to_the_place_that_is_called_so(way, story, family, kim):
    place = Place.objects.create(family=family, name=NAME)
    mention = naming.rename(stories.place_mention(story, "Husem"), way, by=kim)
    assert mention.place == place


@pytest.mark.parametrize("way", WAYS)
def test_what_a_person_said_of_a_name_is_proposed_for_all_ways_to_write_it(way, family, kim):
    narrator, aunt = families.person(family), families.person(family, "Aunt Nora")
    said, other = (
        stories.person_mention(stories.story(audio.recording(family, narrator=narrator)), name) for name in (NAME, way)
    )
    naming.link(said, aunt, by=kim)
    other.refresh_from_db()
    assert (other.proposed, other.confidence) == (aunt, proposals.SAID_BEFORE)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["/api/v1/stories/?person={}", "/api/v1/stories/?place={}"])
def test_stories_are_sifted_by_a_name_however_it_is_written(way, address, door, story):
    stories.place_mention(story, NAME)
    stories.person_mention(story, NAME)
    found = door.get(address.format(way)).json()
    assert [each["id"] for each in found["results"]] == [str(story.pk)]


def test_a_family_sees_a_name_once_on_its_page_of_people(door, story, family):
    for way in WAYS:
        stories.person_mention(story, way)
    page = door.get(f"/families/{family.pk}/people/").content.decode()
    assert len(re.findall(r"Müller, Zoë|MÜLLER, ZOË", page)) == 1


@pytest.mark.parametrize("address", ["/families/{}/words/", "/api/v1/words/"])
def test_four_ways_to_write_a_word_are_one_word(address, door, family):
    for way in WAYS:
        answer = door.post(address.format(family.pk), {"text": way, "kind": "person", "family": str(family.pk)})
        assert answer.status_code < 400
    assert FamilyWord.objects.get().text == NAME


def test_a_word_that_was_declined_is_taken_up_as_it_is_written_now(door, family):
    FamilyWord.objects.create(family=family, text="ZOË", state=FamilyWord.State.DECLINED)
    door.post(f"/families/{family.pk}/words/", {"text": "Zoë", "kind": "person"})
    assert [(word.text, word.state) for word in FamilyWord.objects.all()] == [("Zoë", "kept")]


@pytest.mark.parametrize("address", ["/families/{}/questions/", "/api/v1/prompts/"])
def test_four_ways_to_ask_are_one_question(address, door, family):
    for way in WAYS:
        door.post(address.format(family.pk), {"text": f"Who was {way}?", "family": str(family.pk)})
    assert Prompt.objects.get().text == "Who was Zoë Müller?"


def test_two_long_questions_that_begin_alike_are_two(family):
    for end in ("then", "now"):
        Prompt.objects.create(family=family, text=f"{'Why, oh ' * 34}{end}?")
    assert Prompt.objects.count() == 2


@pytest.mark.parametrize("nothing", ["\u200b", "\u200b \u2060", "\ufeff\u200d"])
def test_letters_that_nobody_sees_are_no_name_and_no_question(nothing, door, family, story, kim):
    mention = stories.person_mention(story, "Aunt Zoë")
    told, named = {"text": nothing, "family": str(family.pk), "kind": "person"}, {"name": nothing}
    answers = [door.post(f"/api/v1/{kind}/", told).status_code for kind in ("prompts", "words")]
    answers += [door.post(f"/api/v1/mentions/{mention.pk}/{verb}/", named).status_code for verb in ("link", "rename")]
    assert answers == [400] * 4
    with pytest.raises(naming.Unnameable):
        naming.link_new(mention, nothing, by=kim)
    assert not Prompt.objects.exists()


# --- the admin -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_staff_read_in_words_that_somebody_is_called_so_already(way, door, family):
    families.person(family, NAME)
    answer = door.post("/admin/families/person/add/", {"family": str(family.pk), "name": way, "born": ""})
    page = answer.content.decode()
    assert "There is somebody called Zoë Müller in this family already." in page
    assert "by_fold" not in page


def test_staff_may_change_what_else_is_known_of_two_who_were_always_called_the_same(door, family):
    families.person(family, NAME)
    twin = families.person(family, "Other")
    Person.objects.filter(pk=twin.pk).update(twin=1, name="ZOË MÜLLER")
    address = f"/admin/families/person/{twin.pk}/change/"
    assert door.post(address, {"name": "ZOË MÜLLER", "born": "1937"}).status_code == 302
    twin.refresh_from_db()
    assert (twin.born, twin.twin) == ("1937", 1)


@pytest.mark.parametrize("way", WAYS)
def test_staff_find_somebody_however_the_name_is_written(way, door, family):
    families.person(family, NAME)
    assert f">{NAME}<" in door.get("/admin/families/person/", {"q": way}).content.decode()


@pytest.mark.parametrize("kind", ["familyword", "place"])
def test_staff_read_in_words_that_the_family_has_that_already(kind, door, family):
    room = {"familyword": "transcripts", "place": "stories"}[kind]
    called = {"familyword": "text", "place": "name"}[kind]
    told = {"family": str(family.pk), "kind": "person", "state": "kept"}
    for way in WAYS:
        answer = door.post(f"/admin/{room}/{kind}/add/", {**told, called: way})
    assert (FamilyWord if kind == "familyword" else Place).objects.count() <= 1
    assert answer.status_code == 403 or "already" in answer.content.decode()


@pytest.mark.parametrize("way", ["Zoe@Example.org", "ZOE@EXAMPLE.ORG", "zo\u200be@example.org", "zoe@example.org"])
def test_a_second_account_with_one_address_is_refused_in_words(way, door):
    families.user(email="zoe@example.org")
    word = "a good password"
    told = {"email": way, "name": "Zoë", "usable_password": "true", "password1": word, "password2": word}
    page = door.post("/admin/families/user/add/", told).content.decode()
    assert "Somebody has an account with this e-mail address already." in page
    assert User.objects.filter(email="zoe@example.org").count() == 1


@pytest.mark.parametrize("way", ["kim@Example.ORG", "KIM@EXAMPLE.ORG", "k\u200bim@example.org"])
def test_one_signs_in_however_the_address_is_written(way, client):
    known = families.user(email="Kim@example.org")
    client.post("/sign-in/", {"username": way, "password": "a good password"})
    assert client.session.get("_auth_user_id") == str(known.pk)


def test_a_correction_proposes_a_word_once(family, story, kim):
    line = Segment.objects.first()
    for way in WAYS[:3]:
        glossary.propose(line, way.split()[0], by=kim)
    assert FamilyWord.objects.count() == 1


def test_a_mention_is_handed_over_to_its_twin_in_the_other_story(story, family):
    other = stories.story(audio.recording(family))
    there, here = stories.person_mention(other, NAME), stories.person_mention(story, "ZOË MÜLLER")
    hand_over(here, other.pk, list(story.segments.all()[:1]))
    assert list(Mention.objects.filter(story=other)) == [there]
