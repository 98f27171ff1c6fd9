"""A mended word reaches a title and a summary that a machine wrote: at once, or as something to take where people said yes."""

import pytest

from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import review
from stories.editing.older_wording import rewordings
from stories.finding import proposing
from stories.models import Story
from stories.models.approved_words import printed
from stories.tests import factories
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
LINES = [
    "The winter of nineteen forty seven was the worst winter that I can remember.",
    "Uncle Walter made a wooden sledge out of an old kitchen door.",
    "My brother Peter and I pulled the sledge of Uncle Walter to every house in Church Street.",
]


@pytest.fixture
def kim(client):
    user = families.user(name="Kim")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def story(kim):
    """An approved story of which a machine wrote title and summary."""
    recording = audio.recording(families.family(keeper=kim))
    made = factories.story(segments=list(transcripts.transcript(recording, texts=LINES).segments.all()), edtf="")
    told = proposing.wording_now(made)
    Story.objects.filter(pk=made.pk).update(**told)
    assert "sledge" in (told["title"] + told["summary"]).lower()
    return review.approve(Story.objects.get(pk=made.pk), by=kim)


def mend(story, kim, was="sledge", now="sleigh") -> Story:
    for line in story.segments.all():
        if was in line.text:
            correct(line, line.text.replace(was, now), by=kim)
    return Story.objects.get(pk=story.pk)


def test_nothing_is_proposed_where_the_words_are_as_they_were_approved(story):
    assert rewordings(story) == []


def test_an_approved_story_stays_and_what_would_be_written_now_is_proposed(story, kim):
    before = (story.title, story.summary)
    now = mend(story, kim)
    found = rewordings(now)
    assert (now.title, now.summary) == before
    assert found
    for each in found:
        assert ("sledge" in each.was.lower(), "sledge" in each.now.lower(), "sleigh" in each.now.lower()) == (
            True,
            False,
            True,
        )


def test_the_page_shows_it_and_one_button_takes_it_while_the_book_prints_what_was_approved(story, kim, client):
    now = mend(story, kim)
    address = f"/stories/{story.pk}/change/"
    assert f"{address}#reworded" in client.get(story.recording.get_absolute_url()).text
    found = {each.name: each.now for each in rewordings(now)}
    shown = client.get(address).text
    assert "The words of this story have changed since" in shown
    assert client.post(address, {**found, "version": now.version}).status_code == 302
    now.refresh_from_db()
    assert {name: getattr(now, name) for name in found} == found
    assert (now.edtf, printed(now)["title"]) == (story.edtf, story.title)
    assert rewordings(now) == []


def test_what_a_person_wrote_is_never_proposed_to_be_otherwise(story, kim):
    review.retell(story, title="The sledge of my uncle", summary="A sledge.", edtf="", by=kim)
    assert rewordings(mend(story, kim)) == []


def test_a_story_that_somebody_only_dated_is_proposed_it_too(story, kim):
    Story.objects.filter(pk=story.pk).update(state=Story.State.PROPOSED)
    review.set_date(Story.objects.get(pk=story.pk), "1947", by=kim)
    assert rewordings(mend(story, kim))


def test_title_and_summary_of_a_story_that_nobody_touched_follow_at_once(kim, settings, all_steps):
    settings.MEMOIRE_PIPELINE = {"transcribe": "x", "extract": "stories.tasks.extract"}
    recording = audio.recording(families.family(keeper=kim))
    transcript = transcripts.transcript(recording, texts=LINES)
    audio.step(recording, "transcribe", state=Step.State.DONE)
    audio.step(recording, "extract", state=Step.State.WAITING)
    all_steps()
    before = " ".join(f"{each.title} {each.summary}" for each in Story.objects.all())
    for line in transcript.segments.all():
        correct(line, line.text.replace("sledge", "sleigh"), by=kim)
    all_steps()
    after = " ".join(f"{each.title} {each.summary}" for each in Story.objects.all())
    assert ("sledge" in before.lower(), "sledge" in after.lower(), "sleigh" in after.lower()) == (True, False, True)
