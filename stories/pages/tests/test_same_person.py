"""Two people of a family who are one: said in one step by a keeper, and taken back as it was."""

import pytest
from django.urls import reverse

from families.models import Person
from families.removal import take_back
from families.same_person import NotTheSame, unite
from families.tests import factories as families
from stories.editing import review
from stories.editing.since_approval import changed_since_approval
from stories.models import Mention, Story
from stories.tests import factories
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim():
    return families.user()


@pytest.fixture
def story(kim):
    told = factories.story(transcripts.transcript().recording)
    told.family.memberships.create(user=kim, role="keeper")
    return told


@pytest.fixture
def ilse(story):
    return families.person(story.family, "Ilse Brandt", born="")


@pytest.fixture
def granny(story):
    """Somebody who tells a story and is told of in it, and who is Ilse."""
    found = families.person(story.family, "Granny Ilse", born="1937")
    factories.person_mention(story, "Granny Ilse", person=found)
    Story.objects.filter(pk=story.pk).update(narrator=found)
    type(story.recording).objects.filter(pk=story.recording_id).update(narrator=found)
    return found


def who(story) -> set:
    story = Story.objects.select_related("recording").get(pk=story.pk)
    return {story.narrator, story.recording.narrator, Mention.objects.get(story=story).person}


def test_all_that_one_told_and_is_told_of_is_of_the_other(story, ilse, granny, kim):
    unite(ilse, granny, by=kim)
    assert who(story) == {ilse}
    assert list(Person.objects.for_family(story.family)) == [ilse]
    assert Mention.objects.get(story=story).name == "Granny Ilse"


def test_a_birth_that_only_one_had_is_kept(ilse, granny, kim):
    unite(ilse, granny, by=kim)
    assert Person.objects.get(pk=ilse.pk).born == "1937"


def test_taken_back_both_stand_where_they_stood(story, ilse, granny, kim):
    own = factories.person_mention(factories.story(transcripts.transcript().recording), "Ilse", person=ilse)
    unite(ilse, granny, by=kim)
    assert take_back(Person.objects.removed().get(pk=granny.pk))
    assert who(story) == {granny}
    assert Mention.objects.get(pk=own.pk).person == ilse


def test_who_was_said_to_be_somebody_else_since_stays_that_when_it_is_taken_back(story, ilse, granny, kim):
    unite(ilse, granny, by=kim)
    nora = families.person(story.family, "Nora")
    Mention.objects.filter(story=story).update(person=nora)
    take_back(Person.objects.removed().get(pk=granny.pk))
    assert Mention.objects.get(story=story).person == nora


def test_an_approved_story_reads_as_it_was_approved(story, ilse, granny, kim):
    review.approve(Story.objects.get(pk=story.pk), by=kim)
    unite(ilse, granny, by=kim)
    assert Story.objects.get(pk=story.pk).state == Story.State.APPROVED
    assert not changed_since_approval([story.pk])


def test_nobody_is_united_with_themselves_or_with_somebody_of_another_family(ilse, granny, kim):
    stranger = families.person(families.family(), "Ilse Brandt")
    for other in (ilse, stranger):
        with pytest.raises(NotTheSame):
            unite(ilse, other, by=kim)
    assert Person.objects.filter(removed_at=None).count() == 3


def test_a_keeper_says_it_on_the_page_of_a_person(client, story, ilse, granny, kim):
    client.force_login(kim, backend="memoire_site.backends.NoDemoUsersBackend")
    assert "For 30 days that can be taken back" in client.get(ilse.get_absolute_url()).content.decode()
    answer = client.post(reverse("same_person", args=[ilse.pk]), {"other": str(granny.pk)}, follow=True)
    assert "“Granny Ilse” is “Ilse Brandt” now" in answer.content.decode()
    removed = client.get(reverse("removed", args=[story.family_id])).content.decode()
    assert "who said that it is <bdi>Ilse Brandt</bdi>" in removed
    client.post(reverse("same_person", args=[ilse.pk]), {"other": ""})
    assert who(story) == {ilse}
