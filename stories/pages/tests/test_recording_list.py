"""What is said on the shelf is true for whoever reads it, in whatever state the recordings and their stories are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import review
from stories.models import Story
from stories.tests import factories
from transcripts.runs.choice import SAFE
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(client):
    user = families.user(name="Anna")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def family(anna):
    return families.family(relative=anna)


def shelf_of(client, family) -> str:
    return " ".join(client.get(f"/families/{family.pk}/").text.split())


@pytest.mark.parametrize("state", ["proposed", "approved"])
def test_every_story_has_been_looked_at_only_when_it_has(client, family, state):
    factories.story(audio.recording(family), state=Story.State(state))
    assert ("Every story has been looked at" in shelf_of(client, family)) == (state == "approved")


def test_not_every_story_was_looked_at_while_changed_words_of_an_approved_one_wait(client, family, anna):
    story = factories.story(audio.recording(family))
    review.approve(story, by=anna)
    assert "Every story has been looked at" in shelf_of(client, family)
    correct(story.segments.first(), "The river rose.", by=anna)
    page = shelf_of(client, family)
    assert ("Every story has been looked at" in page, "One story was changed since it was approved" in page) == (
        False,
        True,
    )


def test_a_book_without_a_story_is_not_offered_to_be_read(client, family):
    factories.story(audio.recording(family), state=Story.State.PROPOSED)
    page = shelf_of(client, family)
    assert ("Read the book" in page, "One story waits for a keeper of the family." in page) == (False, True)


def test_stories_that_were_sent_back_are_not_counted_as_told_nor_as_never_found(client, family):
    factories.story(audio.recording(family), state=Story.State.RETURNED)
    page = shelf_of(client, family)
    assert ("one story" in page, "Every story has been looked at" in page, "We found no stories yet" in page) == (
        False,
        False,
        False,
    )
    assert "was sent back" in page


def test_nobody_is_asked_to_tell_for_longer_where_a_recording_is_stuck(client, family):
    audio.step(audio.recording(family), "inspect", state=Step.State.FAILED, reason="This file ends in the middle.")
    page = shelf_of(client, family)
    assert ("A longer stretch of telling" in page, "We could not go on by ourselves" in page) == (False, True)


def test_we_do_not_say_that_we_listen_while_something_keeps_us_from_it(client, family):
    later = timezone.now() + timedelta(hours=1)
    reason = "No engine on this machine hears “xx”."
    audio.step(audio.recording(family), "transcribe", state=Step.State.WAITING, reason=reason, not_before=later)
    page = shelf_of(client, family)
    assert ("We are listening" in page, "We cannot go on just now" in page, reason in page) == (False, True, True)


def test_a_recording_that_nothing_hears_waits_for_whoever_keeps_this_memoire(client, family):
    reason = f"No engine on this machine hears “de”. Run manage.py fetch_models small once. {SAFE}"
    audio.step(audio.recording(family), "transcribe", state=Step.State.FAILED, reason=reason)
    page = shelf_of(client, family)
    assert ("It waits for whoever keeps this Memoire" in page, "manage.py" in page) == (True, False)
