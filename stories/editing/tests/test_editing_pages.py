"""The page of changes, and the page that asks who somebody is."""

import pytest

from audio.tests import factories as audio
from families.models import Person
from families.tests import factories as families
from stories.editing import review, since_approval
from stories.models import Evidence, Mention, Story
from stories.models.approved_words import printed
from stories.people import proposals
from stories.tests import factories
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


@pytest.fixture
def stories(family) -> list[Story]:
    recording = audio.recording(family, narrator=families.person(family))
    lines = list(transcripts.transcript(recording, texts=["One.", "Two.", "So.", "Four.", "Five."]).segments.all())
    return [
        factories.story(segments=lines[:2], title="The ice"),
        factories.story(segments=lines[3:], title="The train"),
    ]


@pytest.fixture
def mention(stories) -> Mention:
    return factories.person_mention(stories[0], "Aunt Nora")


def page(client, story: Story) -> str:
    return client.get(f"/stories/{story.pk}/change/").content.decode()


def act(client, story: Story, what: str, **data) -> str:
    """What the page that follows says."""
    return client.post(f"/stories/{story.pk}/{what}/", data, follow=True).content.decode()


def test_the_page_of_changes_offers_what_can_be_done(client, stories):
    shown = page(client, stories[0])
    assert "the story after, “<bdi>The train</bdi>”" in shown
    assert ("the story before" in shown, "It begins here" in shown, "Undo this" in shown) == (False, True, False)


def test_a_date_is_shown_as_one_would_type_it(client, stories):
    assert 'value="1946 or 1947"' in page(client, stories[0])


def test_a_keeper_types_a_date(client, stories):
    data = {"title": "The ice", "summary": "", "edtf": "around 1950"}
    client.post(f"/stories/{stories[0].pk}/change/", data)
    assert Story.objects.get(pk=stories[0].pk).edtf == "1950~"


@pytest.mark.parametrize(
    ("typed", "reads"),
    [("around 1950", "It will read: <b>about 1950</b>"), ("whenever", "We do not understand"), ("", "no date")],
)
def test_while_one_types_the_page_says_how_it_will_read(client, stories, typed, reads):
    assert reads in client.get(f"/stories/{stories[0].pk}/date/", {"edtf": typed}).content.decode()


def test_two_are_put_together_and_that_is_undone(client, stories):
    shown = act(client, stories[0], "merge", edge="end")
    assert ("The two are one story now." in shown, "Undo this" in shown, Story.objects.count()) == (True, True, 1)
    shown = act(client, stories[0], "undo")
    assert ("It is as it was before." in shown, Story.objects.count()) == (True, 2)


IN_THE_BOOK = "the book keeps what was approved until a keeper agrees to the whole"
KEPT = "The book keeps what was approved of them until a keeper agrees to the whole."


@pytest.mark.parametrize("number", [0, 1])
def test_what_becomes_of_the_book_is_said_before_and_after_two_are_put_together(client, keeper, stories, number):
    assert IN_THE_BOOK not in page(client, stories[0])
    review.approve(stories[number], by=keeper)
    assert IN_THE_BOOK in page(client, stories[0])
    assert KEPT in act(client, stories[0], "merge", edge="end")


def test_the_book_keeps_what_was_approved_through_a_merge_and_its_undoing(client, family, keeper, stories):
    review.approve(stories[1], by=keeper)
    before = chapters(family)
    act(client, stories[0], "merge", edge="end")
    assert chapters(family) == before
    act(client, stories[0], "undo")
    assert (chapters(family), Story.objects.get(title="The ice").state) == (before, "proposed")


def test_once_agreed_the_book_has_the_whole(client, family, keeper, stories):
    review.approve(stories[1], by=keeper)
    act(client, stories[0], "merge", edge="end")
    review.approve(Story.objects.get(), by=keeper)
    (only,) = chapters(family)
    assert ("One." in str(only), "Five." in str(only)) == (True, True)


def chapters(family) -> list:
    """What the book prints: what was approved of each story that is in it."""
    rows = (
        Story.objects.for_family(family)
        .approved()
        .select_related("approved_words")
        .prefetch_related(*since_approval.PARTS)
    )
    return [{name: printed(story)[name] for name in ("title", "lines", "people")} for story in rows]


def test_where_there_is_no_neighbour_the_page_says_so(client, stories):
    assert "There is no story on that side." in act(client, stories[0], "merge", edge="start")


def test_a_story_is_split_and_moved(client, stories):
    line = stories[0].segments.get(text="Two.")
    assert "A new story begins there" in act(client, stories[0], "split", at=line.pk)
    assert "moved by one line" in act(client, stories[1], "move", edge="start", step="earlier")
    assert "A story needs a line." in act(client, stories[0], "move", edge="end", step="earlier")


@pytest.fixture
def dated(family) -> list[Story]:
    """Two of an engine, of which the first is dated by its last line."""
    recording = audio.recording(family, narrator=families.person(family))
    texts = ["The river froze.", "That was in March 1947.", "I left home.", "I took the train."]
    lines = list(transcripts.transcript(recording, texts=texts).segments.all())
    ice = factories.story(
        segments=lines[:2], title="The ice", edtf="1947-03", marker_text="March 1947", marker_confidence=0.9
    )
    Evidence.objects.create(story=ice, claim="marker", segment=lines[1], words="March 1947.", first=3, end=5)
    return [ice, factories.story(segments=lines[2:], title="The train", edtf="")]


def test_the_page_says_which_dates_a_move_has_changed(client, dated):
    shown = act(client, dated[0], "move", edge="end", step="earlier")
    assert "The date of “The ice” has changed: it was March 1947, and is not known now." in shown
    assert "The date of “The train” has changed: it was not known, and is March 1947 now." in shown
    assert "has changed" not in act(client, dated[1], "move", edge="end", step="earlier")


def test_what_was_decided_about_a_story_is_not_said_of_the_one_that_it_was_put_to(client, keeper, stories):
    review.send_back(stories[1], "Told twice.", by=keeper)
    shown = act(client, stories[0], "merge", edge="end")
    assert "What was decided about each of them before stands below." in shown
    assert "(this was about “<bdi>The train</bdi>”, which is part of it now)" in shown
    assert "which is part of it now" not in act(client, stories[0], "undo")


@pytest.mark.parametrize("at", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_line_that_is_none_is_not_found(client, stories, at):
    assert client.post(f"/stories/{stories[0].pk}/split/", {"at": at}).status_code == 404


def test_the_page_of_changes_takes_the_same_queries_however_long_the_story(
    client, family, django_assert_max_num_queries
):
    recording = audio.recording(family)
    lines = list(transcripts.transcript(recording, texts=["Words."] * 40).segments.all())
    story = factories.story(segments=lines)
    for number in range(10):
        factories.person_mention(story, f"Friend {number}")
    with django_assert_max_num_queries(24):
        page(client, story)


# --- who is it? ------------------------------------------------------------------------------------------------------


def name(client, mention: Mention, what: str, **data):
    return client.post(f"/mentions/{mention.pk}/", {"what": what, **data})


def test_a_relative_may_say_who_somebody_is(client, family, mention):
    relative = families.user()
    family.memberships.create(user=relative)
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    nora = families.person(family, "Nora Vance")
    name(client, mention, "person", person=nora.pk)
    assert Mention.objects.get().person == nora
    assert mention.story.reviews.get().by == relative


def test_somebody_new_is_added(client, family, mention):
    name(client, mention, "new", new="Nora Vance")
    assert Mention.objects.get().person == Person.objects.get(name="Nora Vance")


def test_a_proposal_is_asked_and_answered(client, family, mention):
    nora = families.person(family, "Nora Vance")
    proposals.propose_in([mention.story])
    assert "Is it <bdi>Nora Vance</bdi>?" in client.get(f"/mentions/{mention.pk}/").content.decode()
    name(client, mention, "yes")
    assert Mention.objects.get().person == nora


def test_a_proposal_is_refused(client, family, mention):
    families.person(family, "Nora Vance")
    proposals.propose_in([mention.story])
    name(client, mention, "no")
    assert "Is it <bdi>Nora Vance</bdi>?" not in client.get(f"/mentions/{mention.pk}/").content.decode()


def test_a_name_that_cannot_be_is_refused_in_a_sentence(client, mention):
    answer = name(client, mention, "rename", name=" ")
    assert (answer.status_code, "Please write a name." in answer.content.decode()) == (400, True)


def test_what_is_no_person_goes(client, mention):
    name(client, mention, "remove")
    assert not Mention.objects.exists()


def test_a_person_who_is_none_of_ours_is_not_found(client, mention):
    other = families.person(families.family())
    assert name(client, mention, "person", person=other.pk).status_code == 404


def test_places_are_the_same_place(client, stories):
    one, other = (factories.place_mention(stories[0], each) for each in ("Husum", "Husem"))
    name(client, other, "place", place=one.place_id)
    assert Mention.objects.get(pk=other.pk).place == one.place


def test_a_clash_of_dates_shows_both_in_words(client, family, keeper, stories):
    story = stories[0]
    address, version = f"/stories/{story.pk}/change/", story.version
    told = {"title": "The ice", "summary": "", "edtf": "3 May 1950"}
    client.post(address, {**told, "version": version})
    page = client.post(address, {**told, "edtf": "summer 1951", "version": version})
    shown = page.content.decode()
    assert (page.status_code, "3 May 1950" in shown, "summer 1951" in shown) == (409, True, True)
    assert "1950-05-03" not in shown
    assert "1951-22" not in shown


def test_a_date_that_the_writer_left_alone_stands_in_words_beside_a_clash_of_titles(client, family, keeper, stories):
    story = review.set_date(stories[0], "3 May 1950", by=keeper)
    address, version = f"/stories/{story.pk}/change/", story.version
    told = {"title": "Ice on the river", "summary": "", "edtf": "3 May 1950"}
    client.post(address, {**told, "version": version})
    shown = client.post(address, {**told, "title": "A cold winter", "version": version}).content.decode()
    assert ("3 May 1950" in shown, "1950-05-03" in shown) == (True, False)
