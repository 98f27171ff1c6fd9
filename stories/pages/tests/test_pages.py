"""The family's pages: the recordings, a recording with its words and stories, all stories in time, and the people in them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audio.models import Recording, Step
from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import fingerprints, review
from stories.models import Story, WordsRead
from stories.tests import factories
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    user = families.user(name="Kim")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def family(keeper):
    return families.family(keeper=keeper)


@pytest.fixture
def story(family) -> Story:
    recording = audio.recording(family, title="At the table", narrator=families.person(family))
    transcript = transcripts.transcript(
        recording, texts=["Well, hello.", "The river froze.", "We counted his lantern."]
    )
    made = factories.story(segments=list(transcript.segments.all()[1:]))
    factories.person_mention(made, "Herr Petersen")
    factories.place_mention(made, "Husum")
    return made


def body(client, address: str, **headers) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as made:
        body(client, address)
    return len(made)


def page(story: Story) -> str:
    return f"/recordings/{story.recording_id}/"


# --- a recording -----------------------------------------------------------------------------------------------------


def test_the_page_of_a_recording_shows_its_words_in_order(client, story):
    shown = body(client, page(story))
    places = [shown.index(words) for words in ("Well, hello.", "The river froze.", "We counted his lantern.")]
    assert places == sorted(places)


def test_a_story_begins_where_it_was_told_with_its_title_and_time(client, story):
    shown = body(client, page(story))
    order = [
        shown.index(part) for part in ("Well, hello.", f'id="story-{story.pk}"', "1946 or 1947", "The river froze.")
    ]
    assert order == sorted(order)


def test_people_and_places_of_the_recording_stand_beside_it(client, story):
    shown = body(client, page(story))
    assert ("Herr Petersen" in shown, "Husum" in shown) == (True, True)


def test_each_segment_can_be_played_and_mended(client, story):
    shown = body(client, page(story))
    segment = story.segments.first()
    assert (f'data-start="{segment.start:.3f}"' in shown, f"/segments/{segment.pk}/" in shown) == (True, True)


def test_a_mended_segment_says_who_mended_it(client, keeper, story):
    correct(story.segments.first(), "The river rose.", by=keeper)
    shown = body(client, page(story))
    assert ("The river rose." in shown, "mended by <bdi>Kim</bdi>" in shown) == (True, True)


def test_a_recording_without_words_says_so(client, family):
    recording = audio.recording(family)
    transcripts.transcript(recording, texts=[])
    assert "We heard no words in this recording." in body(client, f"/recordings/{recording.pk}/")


def test_a_failed_recording_says_why_and_can_be_tried_again(client, family):
    recording = audio.recording(family)
    audio.step(recording, "inspect", state=Step.State.FAILED, reason="This file ends in the middle.")
    shown = body(client, f"/recordings/{recording.pk}/")
    assert ("This file ends in the middle." in shown, f"/recordings/{recording.pk}/try-again/" in shown) == (True, True)


def test_words_of_the_family_are_shown_and_never_run(client, keeper, story):
    correct(story.segments.first(), "<img src=x onerror=alert(1)>", by=keeper)
    review.retell(story, title="<b>Bold</b>", summary="", edtf="", by=keeper)
    shown = body(client, page(story))
    assert ("<img src=x" in shown, "<b>Bold" in shown) == (False, False)


def test_a_relative_may_look_but_gets_no_buttons_to_decide(client, family, story):
    relative = families.user()
    family.memberships.create(user=relative)
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    shown = body(client, page(story))
    assert ("The river froze." in shown, f"/stories/{story.pk}/approve/" in shown) == (True, False)


def long_recording(family, keeper, count: int) -> Recording:
    recording = audio.recording(family)
    segments = list(transcripts.transcript(recording, texts=["Words."] * count).segments.all())
    for start in range(0, count, 3):
        made = factories.story(segments=segments[start : start + 3])
        factories.person_mention(made)
        review.approve(made, by=keeper)
        correct(segments[start], "Better words.", by=keeper)
    return recording


def test_a_recordings_page_takes_the_same_queries_however_long_it_is(client, keeper, family):
    short, long = (long_recording(family, keeper, count) for count in (3, 60))
    assert queries(client, f"/recordings/{short.pk}/") == queries(client, f"/recordings/{long.pk}/") <= 33


# --- while it is being heard -----------------------------------------------------------------------------------------


@pytest.fixture
def heard(family) -> Recording:
    """A recording of which three segments are heard so far."""
    recording = audio.recording(family, duration_ms=60_000)
    audio.step(recording, "transcribe", state=Step.State.RUNNING, done_ms=20_000, total_ms=60_000)
    transcripts.transcript(recording, texts=["One.", "Two.", "Three."])
    return recording


def test_the_page_tells_how_far_listening_is_and_looks_again(client, heard):
    shown = body(client, f"/recordings/{heard.pk}/")
    assert ("Listening, 20 of 60 seconds heard" in shown, f"/recordings/{heard.pk}/live/?after=3" in shown) == (
        True,
        True,
    )


def test_new_words_come_without_the_old_ones(client, heard):
    shown = body(client, f"/recordings/{heard.pk}/live/?after=2")
    assert ("Two." in shown, "Three." in shown, "after=3" in shown) == (False, True, True)


def test_when_the_work_has_ended_the_whole_page_comes_anew(client, heard):
    Step.objects.update(state=Step.State.DONE)
    assert client.get(f"/recordings/{heard.pk}/live/?after=3").headers["HX-Refresh"] == "true"


def test_while_work_goes_on_the_page_stays(client, heard):
    assert "HX-Refresh" not in client.get(f"/recordings/{heard.pk}/live/?after=3").headers


@pytest.mark.parametrize("after", ["", "-1", "x", "1e9", "٣", "9" * 30, "9" * 5000])
def test_a_place_that_is_none_does_no_harm(client, heard, after):
    assert client.get(f"/recordings/{heard.pk}/live/", {"after": after}).status_code == 200


# --- the shelf -------------------------------------------------------------------------------------------------------


def test_the_shelf_shows_each_recording_with_how_it_stands(client, family, story, heard):
    shown = body(client, f"/families/{family.pk}/")
    assert ("At the table" in shown, "1 story to approve" in shown, "20 of 60 seconds" in shown) == (True, True, True)


def test_the_shelf_alone_is_asked_for_while_work_goes_on(client, family, heard):
    whole = body(client, f"/families/{family.pk}/")
    part = body(client, f"/families/{family.pk}/?recordings", **{"HX-Request": "true"})
    assert ("every 3s" in whole, "<html" in part, "every 3s" in part) == (True, False, True)


def test_an_empty_shelf_asks_for_a_first_recording(client, family):
    assert f"/families/{family.pk}/recordings/new/" in body(client, f"/families/{family.pk}/")


def fill(family, count: int) -> None:
    """Recordings with a story each, told by and of somebody else each time."""
    for _ in range(count):
        number = Recording.objects.count()
        recording = audio.recording(family, narrator=families.person(family, f"Person {number}"))
        audio.step(recording, "inspect", state=Step.State.DONE)
        factories.person_mention(factories.story(recording), f"Friend {number}")


@pytest.mark.parametrize("part", ["", "stories/", "stories/twice/", "people/"])
def test_a_familys_page_takes_the_same_queries_however_full_it_is(client, family, part):
    fill(family, 1)
    few = queries(client, f"/families/{family.pk}/{part}")
    fill(family, 8)
    assert queries(client, f"/families/{family.pk}/{part}") == few <= 15


def test_who_belongs_to_several_families_chooses(client, keeper, family):
    other = families.family(keeper=keeper, name="The Iversen family")
    shown = body(client, "/")
    assert (f"/families/{family.pk}/" in shown, f"/families/{other.pk}/" in shown) == (True, True)


# --- all stories in time, and the people -----------------------------------------------------------------------------


def test_all_stories_stand_in_time_by_decade(client, family):
    for edtf, title in (("1958", "The wedding"), ("1946", "The ice"), ("", "A joke")):
        factories.story(audio.recording(family), edtf=edtf, title=title)
    shown = body(client, f"/families/{family.pk}/stories/")
    order = [shown.index(part) for part in ("The 1940s", "The ice", "The 1950s", "The wedding", "A joke")]
    assert order == sorted(order)


def test_a_story_says_how_old_the_teller_was(client, family, story):
    assert "aged eight to ten" in body(client, f"/families/{family.pk}/stories/")


def test_a_story_that_was_sent_back_is_not_among_the_stories(client, keeper, family, story):
    review.send_back(story, "Told twice.", by=keeper)
    assert story.title not in body(client, f"/families/{family.pk}/stories/")


def test_people_are_those_who_tell_and_those_who_are_told_of(client, family, story):
    shown = body(client, f"/families/{family.pk}/people/")
    told_of, _, places = shown.partition('id="places"')
    assert ("Ilse Brandt" in told_of, "Petersen, Herr" in told_of, "Husum" in told_of) == (True, True, False)
    assert "Husum" in places


# --- deciding --------------------------------------------------------------------------------------------------------


def test_a_keeper_approves_and_comes_back_to_the_story(client, story):
    response = client.post(f"/stories/{story.pk}/approve/", {"seen": seen_on(body(client, page(story)))})
    story.refresh_from_db()
    assert (story.state, response.headers["Location"]) == (
        "approved",
        f"{page(story)}?at={story.start_ms}#story-{story.pk}",
    )


def seen_on(shown: str) -> str:
    return re.search(r'name="seen" value="(\w{64})"', shown).group(1)


@pytest.mark.parametrize("what", ["text", "title"])
def test_nobody_approves_what_they_have_not_seen(client, story, what):
    """Words may be bettered, and stories told otherwise, while somebody reads."""
    seen = seen_on(body(client, page(story)))
    if what == "text":
        story.segments.update(text="The river thawed.")
    else:
        Story.objects.update(title="The thaw")
    shown = client.post(f"/stories/{story.pk}/approve/", {"seen": seen}, follow=True).content.decode()
    assert "reads differently since you opened this page" in shown
    assert Story.objects.get().state == "proposed"
    assert client.post(f"/stories/{story.pk}/approve/", {"seen": seen_on(shown)}).status_code == 302
    assert Story.objects.get().state == "approved"


def test_a_keeper_who_mends_words_goes_on_to_approve_on_the_same_page(client, keeper, story):
    seen = seen_on(body(client, page(story)))
    for words in ("The river thawed.", "The river thawed early."):
        correct(story.segments.first(), words, by=keeper)
    client.post(f"/stories/{story.pk}/approve/", {"seen": seen})
    assert Story.objects.get().state == "approved"


def test_words_that_somebody_else_mended_have_to_be_read_first(client, keeper, story):
    seen = seen_on(body(client, page(story)))
    correct(story.segments.first(), "The river thawed.", by=keeper)
    correct(story.segments.first(), "The river froze over.", by=families.user(name="Anna"))
    client.post(f"/stories/{story.pk}/approve/", {"seen": seen})
    assert Story.objects.get().state == "proposed"


def test_a_keeper_sends_back_with_a_reason_that_others_read(client, story):
    client.post(f"/stories/{story.pk}/send-back/", {"reason": "Aunt Gerda tells it better."})
    assert "Sent back by <bdi>Kim</bdi>: <bdi>Aunt Gerda tells it better.</bdi>" in body(client, page(story))


def test_sending_back_without_a_reason_is_refused_in_a_sentence(client, story):
    client.post(f"/stories/{story.pk}/send-back/", {"reason": " "})
    assert "why you send this story back" in body(client, page(story))


def test_a_keeper_changes_title_summary_and_date(client, story):
    client.post(f"/stories/{story.pk}/change/", {"title": "The ferry", "summary": "A winter.", "edtf": "1947"})
    story.refresh_from_db()
    assert (story.title, story.summary, story.edtf) == ("The ferry", "A winter.", "1947")


@pytest.mark.parametrize("asked", [{"edtf": "whenever"}, {"title": " "}, {"title": "a" * 121}])
def test_what_cannot_be_kept_is_refused_with_the_form_as_it_was_filled(client, story, asked):
    response = client.post(f"/stories/{story.pk}/change/", {"title": "The ferry", "summary": "A long winter.", **asked})
    assert (response.status_code, "A long winter." in response.content.decode()) == (400, True)


def test_a_keeper_looks_for_stories_again(client, story):
    for name in ("inspect", "transcribe", "extract"):
        audio.step(story.recording, name, state=Step.State.DONE)
    client.post(f"{page(story)}find-again/")
    states = dict(Step.objects.values_list("name", "state"))
    assert states == {
        "inspect": "done",
        "transcribe": "done",
        "extract": "waiting",
        "doubt": "pending",
        "reread": "pending",
    }


def test_while_a_recording_is_heard_nobody_looks_for_stories_again(client, heard):
    client.post(f"/recordings/{heard.pk}/find-again/")
    assert [step.state for step in heard.steps.all()] == ["running"]


def test_the_page_shows_the_stories_while_words_are_still_weighed_and_says_so(client, story):
    for name in ("inspect", "transcribe", "align", "extract"):
        audio.step(story.recording, name, state=Step.State.DONE)
    weighing = audio.step(story.recording, "doubt", state=Step.State.RUNNING)
    shown = client.get(page(story)).text
    assert "1 story to approve" in shown
    assert "We are listening once more" in shown
    assert "We are listening once more" in client.get(f"{page(story)}live/?weighing").text
    Step.objects.filter(pk=weighing.pk).update(state=Step.State.FAILED)
    shown = client.get(page(story)).text
    assert "1 story to approve" in shown
    assert "We are listening once more" not in shown
    assert "We have listened once more" in client.get(f"{page(story)}live/?weighing").text


def test_while_a_mended_word_finds_its_moment_the_page_keeps_what_it_showed(client):
    keeper = families.user()
    recording = audio.recording(families.family(keeper=keeper))
    story = factories.story(recording)
    factories.person_mention(story, "Herr Petersen")
    WordsRead.objects.create(recording=recording, digest="0")
    audio.step(recording, "align", state=Step.State.RUNNING)
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    page = client.get(f"/recordings/{recording.pk}/").content.decode()
    assert [word in page for word in ("Finding the moment", "Herr Petersen", "Take the words along")] == [True] * 3


def test_before_stories_were_looked_for_the_page_only_shows_the_words_as_they_come(client):
    keeper = families.user()
    recording = audio.recording(families.family(keeper=keeper))
    factories.story(recording)
    audio.step(recording, "align", state=Step.State.RUNNING)
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    page = client.get(f"/recordings/{recording.pk}/").content.decode()
    assert ("Take the words along" in page, "appear here as we hear them" in page) == (False, True)


def test_with_htmx_a_decision_is_shown_in_its_place(client):
    keeper = families.user()
    story = factories.story(audio.recording(families.family(keeper=keeper)))
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    asked = {"seen": fingerprints.with_fingerprints([story])[0].fingerprint, "version": story.version}
    answer = client.post(f"/stories/{story.pk}/approve/", asked, headers={"HX-Request": "true"})
    told = answer.content.decode()
    assert ("<html" in told, "In the book" in told, "is in the book" in told) == (False, True, True)


def test_with_htmx_the_head_of_the_page_counts_anew_what_is_to_approve(client):
    keeper = families.user()
    recording = audio.recording(families.family(keeper=keeper))
    stories = [factories.story(segments=[line]) for line in transcripts.transcript(recording).segments.all()[:2]]
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    heads = []
    for story in fingerprints.with_fingerprints(stories):
        asked = {"seen": story.fingerprint, "version": story.version}
        told = client.post(f"/stories/{story.pk}/approve/", asked, headers={"HX-Request": "true"}).content.decode()
        heads.append(('hx-target="#state"' in told, "1 story to approve" in told, "to approve" in told))
    assert heads == [(True, True, True), (True, False, False)]


def test_with_htmx_a_story_that_reads_otherwise_by_now_is_shown_anew_before_it_is_decided(client):
    keeper = families.user()
    story = factories.story(audio.recording(families.family(keeper=keeper)))
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    answer = client.post(f"/stories/{story.pk}/approve/", {"seen": "other"}, headers={"HX-Request": "true"})
    assert (answer.headers["HX-Refresh"], Story.objects.get().state) == ("true", "proposed")
