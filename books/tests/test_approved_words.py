"""Approval is bound to the words: what was changed since waits, and says so, until a keeper agrees or keeps the old."""

from importlib import import_module

import pytest
from django.apps import apps

from audio.tests import factories as audio
from books.manuscript import manuscript
from books.tests import factories as books
from families.tests import factories as families
from stories.editing import boundaries, changes, naming, review, since_approval
from stories.models import ApprovedWords, Story
from stories.projections import StoryDocuments
from stories.tests import factories
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
LINES = ["The river froze.", "We counted his lantern.", "Then it was spring."]


@pytest.fixture
def kim():
    return families.user(name="Kim")


@pytest.fixture
def anna():
    return families.user(name="Anna")


@pytest.fixture
def family(kim, anna):
    return families.family(keeper=kim, relative=anna)


@pytest.fixture
def story(family, kim):
    lines = transcripts.transcript(audio.recording(family), texts=LINES).segments.all()
    made = factories.story(segments=list(lines), edtf="1946")
    factories.person_mention(made, "Petersen")
    factories.place_mention(made, "Husum")
    return review.approve(made, by=kim)


def printed(story) -> dict:
    book = story.family.books.first() or books.book(story.family)
    return manuscript(book)["chapters"][0]


def text(story) -> str:
    return " ".join(paragraph["text"] for paragraph in printed(story)["paragraphs"])


def waiting(story) -> list[tuple[str, str, str, str]]:
    found = since_approval.with_waiting([Story.objects.get(pk=story.pk)])[0].waiting
    return [(change.what, change.was, change.now, change.by) for change in found]


def mended(story, anna):
    return correct(story.segments.first(), "The liver froze.", by=anna)


def retold(story, by, **asked):
    said = {"title": story.title, "summary": story.summary, "edtf": story.edtf}
    return review.retell(story, by=by, **{**said, **asked})


def test_a_relatives_correction_is_not_printed_until_a_keeper_agrees(story, anna, kim):
    mended(story, anna)
    assert text(story).startswith("The river froze.")
    assert waiting(story) == [("A line", "The river froze.", "The liver froze.", "Anna")]
    review.approve(story, by=kim)
    assert text(story).startswith("The liver froze.")
    assert waiting(story) == []


def test_a_keeper_may_keep_what_was_approved_and_the_page_says_so_again(story, anna, kim):
    mended(story, anna)
    review.keep_approved(story, by=kim)
    assert story.segments.first().text == "The river froze."
    assert (waiting(story), text(story)) == ([], " ".join(LINES))
    with pytest.raises(review.Undecidable, match="reads as it was approved"):
        review.keep_approved(story, by=kim)


EDITS = {
    "title": (lambda story, by: retold(story, by, title="The liver"), "The title"),
    "summary": (lambda story, by: retold(story, by, summary="It froze."), "The summary"),
    "date": (lambda story, by: review.set_date(story, "1950", by=by), "The date"),
    "name": (lambda story, by: naming.rename(story.mentions.get(place=None), "Peterson", by=by), "People"),
    "no name": (lambda story, by: naming.remove(story.mentions.get(place=None), by=by), "People"),
    "place": (lambda story, by: naming.rename(story.mentions.exclude(place=None).get(), "Husby", by=by), "Places"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_waits_with_who_made_it_and_can_be_agreed_to_or_taken_back(story, anna, kim, edit):
    do, what = EDITS[edit]
    before = printed(story)
    do(story, anna)
    assert printed(story) == before
    assert [(change[0], change[3]) for change in waiting(story)] == [(what, "Anna")]
    review.keep_approved(story, by=kim)
    assert (waiting(story), printed(story)) == ([], before)
    do(Story.objects.get(pk=story.pk), anna)
    review.approve(story, by=kim)
    assert waiting(story) == []
    assert edit == "summary" or printed(story) != before


def test_going_back_can_itself_be_undone(story, anna, kim):
    retold(story, anna, title="The liver")
    review.keep_approved(story, by=kim)
    changes.undo(story, by=kim)
    assert [change[2] for change in waiting(story)] == ["The liver"]


def test_a_story_that_is_split_is_printed_whole_until_somebody_agrees_and_no_line_twice(story, kim):
    new = boundaries.split(story, story.segments.last(), by=kim)
    assert text(story) == " ".join(LINES)
    review.approve(new, by=kim)
    chapters = manuscript(story.family.books.get())["chapters"]
    said = [paragraph["text"] for chapter in chapters for paragraph in chapter["paragraphs"]]
    assert sorted(" ".join(said).split(".")) == sorted(" ".join(LINES).split("."))


def test_two_approved_stories_that_are_put_together_are_printed_whole_and_undone_too(story, kim):
    new = boundaries.split(story, story.segments.last(), by=kim)
    for each in (new, story):
        review.approve(each, by=kim)
    merged = boundaries.merge(Story.objects.get(pk=story.pk), new, by=kim)
    assert text(merged) == " ".join(LINES)
    changes.undo(merged, by=kim)
    assert ApprovedWords.objects.count() == 2
    assert [" ".join(p["text"] for p in c["paragraphs"]) for c in manuscript(story.family.books.get())["chapters"]] == [
        " ".join(LINES[:2]),
        LINES[2],
    ]


def test_going_back_is_refused_where_a_line_is_in_another_story_now(story, kim):
    boundaries.split(story, story.segments.last(), by=kim)
    with pytest.raises(review.Undecidable, match="belong to another story now"):
        review.keep_approved(story, by=kim)


def test_a_line_that_came_waits_and_is_set_aside_when_the_old_is_kept(story, kim):
    came = transcripts.segment(story.recording.transcript, 7, "And then?")
    story.story_segments.create(segment=came)
    assert waiting(story) == [("A line that came", "", "And then?", "")]
    review.keep_approved(story, by=kim)
    assert waiting(story) == []
    assert came.set_aside.by == kim


def test_the_pages_say_what_waits_and_only_a_keeper_has_the_buttons(client, story, anna, kim):
    mended(story, anna)
    book = books.book(story.family)
    for user, may in ((kim, True), (anna, False)):
        client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
        for address in (f"/books/{book.pk}/", f"/recordings/{story.recording_id}/"):
            page = client.get(address).text
            assert "Changed since it was approved" in page
            assert "by <bdi>Anna</bdi>" in page
            assert ("Agree to the new words" in page) == may


def test_a_keeper_agrees_on_the_page_of_the_book(client, story, anna, kim):
    mended(story, anna)
    client.force_login(kim, backend="memoire_site.backends.NoDemoUsersBackend")
    client.post(f"/stories/{story.pk}/keep-approved/", {"from": "book"})
    assert waiting(story) == []


def test_clients_and_copies_are_told(client, story, anna, kim):
    client.force_login(kim, backend="memoire_site.backends.NoDemoUsersBackend")
    address = f"/api/v1/stories/{story.pk}/"
    assert client.get(address).json()["awaits_agreement"] is False
    mended(story, anna)
    told = client.get(address).json()
    assert (told["awaits_agreement"], told["changes"][0]["was"]) == (True, "The river froze.")
    assert StoryDocuments().read([str(story.pk)])[str(story.pk)].fields["awaits_agreement"] is True
    answer = client.post(f"{address}approve/", {"seen": told["fingerprint"]}, content_type="application/json")
    assert (answer.status_code, answer.json()["awaits_agreement"]) == (200, False)
    mended(story, anna)
    correct(story.segments.first(), "The giver froze.", by=anna)
    assert client.post(f"{address}keep-approved/").json()["awaits_agreement"] is False
    assert text(story).startswith("The liver froze.")


def test_staff_see_in_the_list_what_waits(admin_client, story, anna):
    mended(story, anna)
    assert 'alt="False"' in admin_client.get("/admin/stories/story/").text
    assert "The liver froze." in admin_client.get(f"/admin/stories/story/{story.pk}/change/").text
    admin_client.post(f"/admin/stories/story/{story.pk}/keep-approved/")
    assert waiting(story) == []


def test_what_stories_say_when_this_comes_is_what_was_approved(story, anna):
    kept = ApprovedWords.objects.get()
    ApprovedWords.objects.all().delete()
    import_module("stories.migrations.0010_what_was_approved").note_what_was_approved(apps, None)
    again = ApprovedWords.objects.get()
    said = {name: value for name, value in kept.content.items() if name != "marker_text"}  # kept only since then
    assert (again.content, again.fingerprint, again.by) == (said, kept.fingerprint, kept.by)
