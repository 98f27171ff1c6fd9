"""Sentences of pages and messages hold in every state that they are shown in, and for whoever reads them."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from audio import pipeline
from audio.models import Recording, Step
from audio.tests import factories as audio
from books.manuscript import COLOPHON
from books.sheet import WORDS
from books.tests import factories as books
from families.removal import remove, take_back
from families.tests import factories as families
from stories.editing import review
from stories.models import Story
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim():
    return families.user(name="Kim")


@pytest.fixture
def anna():
    return families.user(name="Anna")


@pytest.fixture
def family(kim, anna):
    made = families.family(keeper=kim)
    made.memberships.create(user=anna)
    return made


def read(client, user, address: str) -> str:
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return " ".join(client.get(address).text.split())


def lose(recording: Recording) -> None:
    recording.original.storage.delete(recording.original.name)


# --- safe ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_recording_is_called_safe_only_where_its_sound_is(client, family, anna, is_lost):
    recording = audio.recording(family)
    audio.step(recording, "transcribe", state=Step.State.FAILED, reason="No engine hears this language.")
    if is_lost:
        lose(recording)
    page = read(client, anna, f"/recordings/{recording.pk}/")
    assert ("The recording itself is safe." in page) == (not is_lost)


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_step_that_fails_says_that_the_recording_is_safe_only_where_its_sound_is(family, is_lost):
    recording = audio.recording(family)
    step = audio.step(recording, "transcribe")
    if is_lost:
        lose(recording)
    run = pipeline.take_step(step.pk)
    pipeline.fail(run, "No engine here. The recording is safe and will be heard when there is one.", permanent=False)
    step.refresh_from_db()
    assert ("is safe" in step.reason) == (not is_lost)
    assert ("not where recordings are kept" in step.reason) == is_lost


def test_a_storage_that_does_not_answer_is_not_called_empty(family, monkeypatch):
    recording = audio.recording(family)

    def away(name: str) -> bool:
        raise ConnectionError("away")

    monkeypatch.setattr(recording.original.storage, "exists", away)
    assert not pipeline.is_gone(recording)


def test_a_page_that_broke_promises_nothing_that_it_cannot_know():
    assert "safe" not in render_to_string("500.html")


# --- counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("same", "said"),
    [
        (0, "It heard no words."),
        (1, "It heard the same words in the one line."),
        (3, "It heard the same words in all 3 lines."),
    ],
)
def test_a_hearing_counts_the_lines_that_are_there(rf, same, said):
    comparison = {"is_empty": True, "same": same}
    assert said in hearings(rf, comparison)


@pytest.mark.parametrize(("same", "said"), [(1, "1 line stays as it is."), (2, "2 lines stay as they are.")])
def test_one_line_stays_and_two_stay(rf, same, said):
    assert said in hearings(rf, {"same": same, "changed": [1]})


def hearings(rf, comparison) -> str:
    recording = audio.recording()
    context = {"open": SimpleNamespace(state="proposed", engine="e", pk=1), "comparison": comparison}
    page = render_to_string("transcripts/hearings.html", {**context, "recording": recording, "hearings": []})
    return " ".join(page.split())


# --- for whoever reads it --------------------------------------------------------------------------------------------


def test_a_relative_is_not_told_to_add_a_time(client, family, kim, anna):
    factories.story(audio.recording(family), edtf="")
    address = f"/families/{family.pk}/stories/"
    assert "tell a keeper of the family" in read(client, anna, address)
    assert "add it with “Change”" in read(client, kim, address)


def test_who_may_not_do_something_is_told_what_it_is(client, family, anna):
    client.force_login(anna, backend="memoire_site.backends.NoDemoUsersBackend")
    recording = audio.recording(family)
    page = client.post(f"/recordings/{recording.pk}/remove/").text
    assert "Only a keeper, or whoever added this recording, can remove it." in page


def test_what_was_found_to_be_two_events_is_not_called_never_found(client, family, anna):
    assert "found none so far" not in read(client, anna, f"/families/{family.pk}/stories/twice/")


# --- the book --------------------------------------------------------------------------------------------------------


def test_one_story_that_waits_is_one(client, family, anna):
    factories.story(audio.recording(family), state=Story.State.PROPOSED)
    page = read(client, anna, books.book(family).get_absolute_url())
    assert "A keeper of the family can put it in." in page


def test_a_book_is_made_from_what_was_approved(client, family, anna):
    factories.story(audio.recording(family), state=Story.State.APPROVED)
    page = read(client, anna, books.book(family).get_absolute_url())
    assert ("as they stand now" in page, "from the words that were approved" in page) == (False, True)


def test_a_book_does_not_say_that_its_titles_were_spoken_nor_who_approved():
    assert not any(word in COLOPHON for word in ("Every word", "the family read"))


def test_a_book_does_not_say_that_all_was_corrected():
    assert "corrected where that was needed" in WORDS["en"]["told"]


def test_what_waits_for_a_yes_is_not_hidden_among_the_words(client, family, kim):
    """`.words:has(.segment) .waiting` takes away what stands where words are still to come."""
    recording = audio.recording(family)
    story = factories.story(recording)
    review.approve(story, by=kim)
    review.change(Story.objects.get(), {"title": "The ferry"}, by=kim)
    page = read(client, kim, f"/recordings/{recording.pk}/")
    block = page[page.index("Changed since it was approved") - 120 : page.index("Changed since it was approved")]
    assert ('class="awaiting"' in block, 'class="waiting"' in block) == (True, False)
    assert "Approved: </span><bdi>The winter on the ferry</bdi>" in page


# --- messages --------------------------------------------------------------------------------------------------------


def test_what_somebody_took_back_before_is_not_called_back_by_us(client, family, kim, monkeypatch):
    recording = audio.recording(family)
    remove(recording, by=kim)
    monkeypatch.setattr("audio.pages.removal_views.take_back", lambda row: not take_back(row))  # somebody was first
    client.force_login(kim, backend="memoire_site.backends.NoDemoUsersBackend")
    assert client.post(f"/recordings/{recording.pk}/take-back/").status_code == 404


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("done", "We will look for stories once more."),
        ("running", "We are still at work"),
        ("failed", "We could not go on with this recording. Try again there first"),
    ],
)
def test_who_asks_for_stories_again_is_told_whether_they_are_looked_for(client, family, kim, state, said):
    recording = audio.recording(family)
    audio.step(recording, "extract", state=Step.State(state))
    client.force_login(kim, backend="memoire_site.backends.NoDemoUsersBackend")
    page = client.post(f"/recordings/{recording.pk}/find-again/", follow=True).text
    assert said in page


def test_questions_that_were_retired_are_not_said_never_to_have_been(client, family, anna):
    prompt = family.prompts.create(text="What did the ferry look like?")
    client.force_login(anna, backend="memoire_site.backends.NoDemoUsersBackend")
    client.post(f"/questions/{prompt.pk}/retire/")
    page = read(client, anna, f"/families/{family.pk}/questions/")
    assert ("None yet." in page, "None now." in page) == (False, True)


def test_who_set_a_date_is_no_words_to_go_by(client, family, kim):
    story = factories.story(audio.recording(family), edtf="1941-05-19", basis="set by Kim")
    page = read(client, kim, f"/stories/{story.pk}/change/")
    assert ("What we went by" in page, "The date was set by Kim." in page) == (False, True)


def test_a_doubtful_date_is_not_explained_by_a_doubt(client, family, kim, monkeypatch):
    monkeypatch.setattr(Story, "is_date_doubtful", True)
    story = factories.story(audio.recording(family), edtf="1941-05-19", basis="the day was said")
    page = read(client, kim, f"/stories/{story.pk}/change/")
    assert ("What we went by" in page, "The date may be misheard" in page) == (False, True)


@pytest.mark.parametrize(
    ("state", "said"),
    [(Step.State.FAILED, "1 step will be tried again."), (Step.State.DONE, "None of them has failed")],
)
def test_staff_hear_that_steps_are_tried_again_only_where_some_had_failed(admin_client, state, said):
    recording = audio.recording()
    step = audio.step(recording, "inspect", state=state, reason="It broke.")
    page = admin_client.post(f"/admin/audio/recording/{recording.pk}/try-again/", follow=True).text
    chosen = {"action": "try_again", "_selected_action": [step.pk]}
    Step.objects.filter(pk=step.pk).update(state=state)
    assert said in page
    assert said in admin_client.post("/admin/audio/step/", chosen, follow=True).text


def test_an_upload_is_not_said_to_be_listened_to_while_it_only_waits(client, family, anna):
    client.force_login(anna, backend="memoire_site.backends.NoDemoUsersBackend")
    file = SimpleUploadedFile("tone.wav", audio.tone())
    told = client.post("/api/v1/audio/upload", {"file": file}).json()["message"]
    assert ("listening" in told, "It waits to be heard" in told) == (False, True)
