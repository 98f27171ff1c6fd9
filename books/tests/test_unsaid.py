"""No name stands in a title or in the index over words that do not say it; what a person wrote is marked."""

import pytest

from books.editions import current
from books.manuscript import manuscript
from books.tests import factories as books
from books.unsaid import NOTE, UnsaidName, checked
from families.tests import factories as families
from stories.editing import naming, review
from stories.tests import factories

WORDS = "Then Doctor Hill came to Husum, and Willie’s mother wept in Annas house."


def content(title="A visit", people=(), places=(), language="en", words=WORDS, **fields):
    paragraphs = [{"text": words, "at": "0:01", "link": None}]
    chapter = {"title": title, "people": list(people), "places": list(places), "paragraphs": paragraphs, **fields}
    return {"language": language, "colophon": "Spoken.", "chapters": [chapter]}


@pytest.mark.parametrize(
    "fields",
    [
        {"people": ["Dr. Hill"]},
        {"people": ["Willie Pruitt"], "title": "Willie Pruitt and the doctor"},
        {"people": ["Anna"], "places": ["Husum"]},
        {"people": ["HILL"]},
        {"title": "The Monday in May when I wept"},
        {"title": "Das Haus und die Mutter", "language": "de"},
        {"title": "Visiting Hill"},
    ],
)
def test_a_name_that_is_said_is_printed_as_it_is(fields):
    asked = content(**fields)
    assert checked(asked) == asked


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"people": ["Miss Eppelard"]}, "Miss Eppelard"),
        ({"people": ["Mrs. Ellison"]}, "Mrs. Ellison"),
        ({"people": ["Doctor Dawson"]}, "Doctor Dawson"),
        ({"places": ["Lwów"]}, "Lwów"),
        ({"title": "A visit from Eppelard"}, "Eppelard"),
    ],
)
def test_a_name_that_is_not_said_is_refused_with_the_story_the_name_and_what_to_do(fields, name):
    with pytest.raises(UnsaidName, match="Open the story") as refused:
        checked(content(**fields))
    assert f"“{name}”" in str(refused.value)
    assert fields.get("title", "A visit") in str(refused.value)


def test_what_a_person_wrote_is_marked_and_the_book_says_what_the_mark_means():
    made = checked(
        content(
            title="With Miss Eppelard to Husum",
            people=["Eppelard"],
            editorial={"With Miss Eppelard to Husum": "Kim", "Eppelard": "Kim"},
        )
    )
    assert made["chapters"][0]["title"] == "With Miss [Eppelard] to Husum"
    assert made["chapters"][0]["people"] == ["[Eppelard]"]
    assert made["colophon"].endswith(NOTE)


@pytest.mark.django_db
def test_the_book_is_not_made_while_the_index_names_who_is_not_in_the_words(client):
    kim = families.user(name="Kim")
    family = families.family(keeper=kim)
    story = factories.story(title="The lantern")
    story.family = story.recording.family = family
    story.recording.save()
    story.save()
    mention = factories.person_mention(story, "Eppelard")
    review.approve(story, by=kim)
    book = books.book(family)
    with pytest.raises(UnsaidName, match="Eppelard"):
        current(book)
    client.force_login(kim, backend="memoire_site.backends.NoDemoUsersBackend")
    answer = client.get(f"/books/{book.pk}/pdf/")
    assert answer.status_code == 409
    assert "Eppelard" in answer.text
    naming.rename(mention, "Eppelhard", by=kim)
    review.retell(story, title="Mister Eppelhard’s lantern", summary="", edtf="", by=kim)
    review.approve(story, by=kim)
    (chapter,) = checked(manuscript(book))["chapters"]
    assert (chapter["people"], chapter["title"]) == (["[Eppelhard]"], "Mister [Eppelhard]’s lantern")


@pytest.mark.django_db
def test_nothing_else_that_a_machine_wrote_is_printed():
    """Not the summary, whose names nobody has compared with the words: whoever prints more has to let `checked` read it first."""
    story = factories.story(title="The ferry", summary="Miss Eppelard came to Husum.")
    review.approve(story, by=families.user())
    (chapter,) = manuscript(books.book(story.family))["chapters"]
    assert set(chapter) == {
        *("title", "when", "basis", "narrator", "source", "paragraphs", "people", "places", "editorial"),
    }
    assert "Eppelard" not in str(chapter)
