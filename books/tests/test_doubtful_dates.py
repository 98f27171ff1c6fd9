"""A date that rests on a doubtful word is shown as doubtful, and never "was said", until a person says yes to it."""

import pytest
from django.urls import reverse

from audio.tests import factories as audio
from books.manuscript import manuscript
from books.tests import factories as books
from families.tests import factories as families
from stories.editing import review
from stories.explaining import explained, explained_in_doubt, explained_in_print
from stories.models import Evidence, Story
from stories.people.narrator_ages import spoken_age
from stories.projections import StoryDocuments, StoryGraph
from stories.tests import factories
from transcripts.doubt.ranking import doubt_of
from transcripts.models import Segment
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
LINE = "On the nineteenth of May 1941 the ferry sank."
DAY = (1, 6)  # which of its words say the day


@pytest.fixture
def keeper(client):
    user = families.user(name="Kim")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


def weigh(line: Segment, **doubted: float) -> None:
    """Gives every word its confidence: sure, but for those that are named by position, as `at_4=.2`."""
    sure = {int(name.removeprefix("at_")): value for name, value in doubted.items()}
    words = [[word, 100 * n, 100 * n + 90, sure.get(n, 0.95)] for n, word in enumerate(line.text.split())]
    Segment.objects.filter(pk=line.pk).update(words=words, doubt=doubt_of(words), is_weighed=True)


@pytest.fixture
def story(keeper) -> Story:
    family = families.family(keeper=keeper)
    recording = audio.recording(family, narrator=families.person(family))
    line = transcripts.transcript(recording, texts=[LINE]).segments.get()
    made = factories.story(segments=[line], edtf="1941-05-19", basis="the day was said", marker_confidence=0.98)
    first, end = DAY
    words = " ".join(LINE.split()[first:end])
    Evidence.objects.create(story=made, claim=Evidence.Claim.MARKER, segment=line, first=first, end=end, words=words)
    return made


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def test_a_day_of_a_misheard_word_is_shown_as_doubtful(story):
    weigh(story.segments.get(), at_4=0.2)
    assert (fresh(story).when, fresh(story).explanation) == ("19 May 1941?", "we may have misheard it")


def test_a_doubtful_word_beside_the_day_leaves_it_as_it_is(story):
    weigh(story.segments.get(), at_7=0.2)
    assert (fresh(story).when, fresh(story).explanation) == ("19 May 1941", "")


@pytest.mark.parametrize("name", ["recording", "stories", "retell_story", "connections"])
def test_no_page_calls_a_misheard_day_certain(client, story, name):
    weigh(story.segments.get(), at_4=0.2)
    key = {"recording": story.recording_id, "stories": story.family_id}.get(name, story.pk)
    page = client.get(reverse(name, args=[key])).text
    assert "19 May 1941?" in page
    assert "was said" not in page


def test_clients_are_told_that_a_day_may_be_misheard(client, story):
    weigh(story.segments.get(), at_4=0.2)
    marker = client.get(f"/api/v1/stories/{story.pk}/").json()["temporal_marker"]
    assert (marker["doubtful"], marker["basis"]) == (True, "we may have misheard it")
    assert (marker["edtf"], marker["confidence"]) == ("1941-05-19?", 0.5)


def test_a_date_that_a_client_sends_back_as_it_got_it_is_no_change(client, story):
    weigh(story.segments.get(), at_4=0.2)
    address = f"/api/v1/stories/{story.pk}/"
    got = client.get(address).json()
    answer = client.post(
        f"{address}change/",
        {"date": got["temporal_marker"]["edtf"], "title": "The ferry"},
        content_type="application/json",
        headers={"if-match": got["version"]},
    )
    assert (answer.status_code, answer.json()["title"]) == (200, "The ferry")
    assert (fresh(story).edtf, fresh(story).when) == ("1941-05-19", "19 May 1941?")


def test_the_admin_does_not_say_that_a_misheard_day_was_said(story, client):
    weigh(story.segments.get(), at_4=0.2)
    client.force_login(families.user(name="Root", is_staff=True, is_superuser=True))
    page = client.get(reverse("admin:stories_story_change", args=[story.pk])).text
    assert "19 May 1941?" in page
    assert ("we may have misheard it" in page, "the day was said" in page) == (True, False)


def test_an_age_that_follows_from_a_misheard_day_is_asked_too(story):
    weigh(story.segments.get(), at_4=0.2)
    story.narrator.born = "1932-01-01"
    story.narrator.save()
    assert spoken_age(fresh(story)) == "nine?"


def test_the_graph_holds_a_misheard_day_as_uncertain(story):
    line = story.segments.get()
    weigh(line, at_4=0.2)
    assert graphed(story) == "1941-05-19?"
    weigh(line)
    assert graphed(story) == "1941-05-19"


def graphed(story: Story) -> str:
    return str(StoryGraph().read([str(story.pk)])[str(story.pk)]["story"]["temporal_marker"])


@pytest.mark.parametrize("projection", [StoryDocuments, StoryGraph])
@pytest.mark.parametrize("field", ["doubt", "is_weighed", "words"])
def test_a_copy_follows_when_words_are_weighed(projection, field):
    assert any(watch.is_touched_by(Segment, [field]) for watch in projection.watches[Segment])


def test_documents_do_not_say_that_a_misheard_day_was_said(story):
    weigh(story.segments.get(), at_4=0.2)
    document = StoryDocuments().read([str(story.pk)])[str(story.pk)]
    marker = document.fields["temporal_marker"]
    assert "misheard" in marker["basis"]
    assert (marker["edtf"], marker["confidence"], marker["doubtful"]) == ("1941-05-19?", 0.5, True)


def test_a_day_that_was_heard_well_was_said_to_clients(client, story):
    weigh(story.segments.get())
    marker = client.get(f"/api/v1/stories/{story.pk}/").json()["temporal_marker"]
    assert (marker["doubtful"], marker["basis"]) == (False, "the day was said")


def test_a_date_that_a_person_set_is_not_doubtful(story, keeper):
    weigh(story.segments.get(), at_4=0.2)
    review.set_date(story, "20 May 1941", by=keeper)
    assert fresh(story).when == "20 May 1941"


def test_who_types_the_very_date_that_may_be_misheard_says_that_it_is_right(story, keeper):
    weigh(story.segments.get(), at_4=0.2)
    review.set_date(story, "19 May 1941", by=keeper)
    assert (fresh(story).when, fresh(story).explanation) == ("19 May 1941", "set by Kim")


def test_who_changes_a_title_says_nothing_of_the_date_beside_it(story, keeper):
    weigh(story.segments.get(), at_4=0.2)
    review.retell(story, title="The ferry", summary=story.summary, edtf="19 May 1941", by=keeper)
    assert fresh(story).when == "19 May 1941?"


def test_a_date_that_a_person_approved_is_not_doubtful_in_print_nor_on_pages(story, keeper):
    weigh(story.segments.get(), at_4=0.2)
    review.approve(story, by=keeper)
    chapter = manuscript(books.book(story.family))["chapters"][0]
    assert (fresh(story).when, chapter["when"], chapter["basis"]) == ("19 May 1941", "19 May 1941", None)


def test_a_line_that_a_person_mended_gives_no_doubtful_date(story, keeper):
    line = story.segments.get()
    weigh(line, at_4=0.2)
    correct(line, "On the nineteenth of May 1941 the old ferry sank.", by=keeper)
    assert fresh(story).when == "19 May 1941"


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("the day was said", "we may have misheard it"),
        ("aged nine; born 1932", "aged nine; born 1932; we may have misheard it"),
        (
            "the day was said; the year is that of the tale, 1941",
            "the day was heard; the year is that of the tale, 1941; we may have misheard it",
        ),
        ("both years were said", "both years were heard; we may have misheard it"),
    ],
)
def test_nothing_was_said_that_may_be_misheard(basis, said):
    assert explained_in_doubt(basis) == said


@pytest.mark.parametrize(
    ("basis", "when", "marker", "printed"),
    [
        ("set by Kim, the keeper", "May 1941", "", ""),
        ("the Great Freeze of 1947: January to March 1947", "January to March 1947", "the Great Freeze", ""),
        ("the Great Freeze of 1947: January to March 1947", "January to March 1947", "", "the Great Freeze of 1947"),
        ("in the spring of 1941", "spring 1941", "in the spring", ""),
        ("aged nine; born 1932", "1941 or 1942", "when I was nine", "aged nine; born 1932"),
        ("the month was said", "May 1941", "in May", ""),
    ],
)
def test_print_has_no_date_twice_and_not_who_set_it(basis, when, marker, printed):
    assert explained_in_print(basis, when, marker) == printed


def test_a_page_does_not_repeat_the_date_after_what_it_was():
    basis, when = "the Great Freeze of 1947: January to March 1947", "January to March 1947"
    assert explained(basis, when) == "the Great Freeze of 1947"


def test_a_chapter_has_its_date_once_and_not_who_set_it(story, keeper):
    review.set_date(story, "May 1941", by=keeper)
    review.approve(fresh(story), by=keeper)
    chapter = manuscript(books.book(story.family))["chapters"][0]
    assert (chapter["when"], chapter["basis"]) == ("May 1941", None)
