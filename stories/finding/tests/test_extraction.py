"""Finding stories: an engine proposes, again and again; what a person has touched stays as they left it."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audio import pipeline
from audio.errors import StepError
from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import boundaries, naming, review
from stories.engines import Extraction, FoundPerson, FoundPlace, FoundStory, Marker
from stories.finding import extraction, extraction_input
from stories.models import Mention, Place, Story, StorySegment
from stories.tests import factories
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db


class Scripted:
    """An engine that makes a story of every `size` segments, and remembers what it was asked."""

    name, version = "scripted", "7"

    def __init__(self, size: int = 2) -> None:
        self.size, self.prefix, self.asked = size, "Story", []
        self.people, self.places, self.marker = (), (), None
        self.meanwhile = lambda: None

    def find(self, segments, *, narrator=None, recorded=None):
        self.asked.append((segments, narrator, recorded))
        self.meanwhile()
        runs = [segments[i : i + self.size] for i in range(0, len(segments), self.size)]
        return Extraction(tuple(self.story(run) for run in runs), ())

    def facts(self, segments, *, narrator=None, recorded=None):
        return ()

    def story(self, run) -> FoundStory:
        ids = tuple(segment.id for segment in run)
        people = tuple(FoundPerson(name, relation, ids[:1]) for name, relation in self.people)
        places = tuple(FoundPlace(name, ids[:1]) for name in self.places)
        return FoundStory(f"{self.prefix}: {run[0].text}", "It is told.", ids, self.marker, people, places)


@pytest.fixture
def engine(monkeypatch) -> Scripted:
    made = Scripted()
    monkeypatch.setattr(extraction, "engine_for", lambda recording, alive: made)
    return made


@pytest.fixture
def recording():
    """Six segments, One to Six, waiting for their stories."""
    family = families.family()
    made = audio.recording(family, narrator=families.person(family), recorded_on="2024-03-14")
    transcripts.transcript(made, texts=["One", "Two", "Three", "Four", "Five", "Six"])
    audio.step(made, "extract")
    return made


@pytest.fixture
def anna():
    return families.user(name="Anna")


@pytest.fixture
def find(settings, engine, recording):
    """Does the step once."""
    settings.MEMOIRE_PIPELINE = {"extract": "stories.tasks.extract"}

    def run() -> Step:
        Step.objects.update(state=Step.State.WAITING, not_before=timezone.now())
        pipeline.perform(pipeline.take_step(Step.objects.get().pk))
        return Step.objects.get()

    return run


def told() -> dict[str, list[str]]:
    """Titles with the words of their segments, in the order of the recording."""
    return {
        story.title: [segment.text for segment in story.segments.order_by("index")]
        for story in Story.objects.order_by("start_ms")
    }


def test_what_the_engine_finds_becomes_stories_over_their_segments(find):
    find()
    assert told() == {"Story: One": ["One", "Two"], "Story: Three": ["Three", "Four"], "Story: Five": ["Five", "Six"]}


def test_a_story_knows_whose_it_is_where_it_lies_and_who_found_it(find, recording):
    find()
    story = Story.objects.order_by("start_ms")[1]
    assert (story.family, story.recording, story.narrator) == (recording.family, recording, recording.narrator)
    assert (story.start_ms, story.end_ms, story.state, story.engine) == (12_000, 23_000, "proposed", "scripted 7")


def test_the_engine_is_told_who_asks_where_a_person_has_said_so(find, engine, recording):
    transcript = recording.transcript
    for index, label in enumerate("ABABCC"):
        transcript.segments.filter(index=index).update(speaker=label)
    for label, role in (("A", "interviewer"), ("B", "teller"), ("C", "")):
        transcript.speakers.create(label=label, role=role, proposed_role="" if role else "interviewer")
    find()
    assert [segment.asks for segment in engine.asked[0][0]] == [True, False, True, False, None, None]


def test_words_of_which_nobody_has_said_who_asks_are_read_as_before(recording):
    before = extraction.spoken_segments_of(recording)
    extraction_input.remember_input(recording, before)
    recording.transcript.segments.update(speaker="A")
    voice = recording.transcript.speakers.create(label="A")
    assert extraction_input.is_same_input(recording, extraction.spoken_segments_of(recording))
    voice.role = "interviewer"
    voice.save()
    assert not extraction_input.is_same_input(recording, extraction.spoken_segments_of(recording))


def test_the_engine_is_told_who_speaks_and_when(find, engine):
    find()
    segments, narrator, recorded = engine.asked[0]
    assert (narrator.name, narrator.birth, recorded) == ("Ilse Brandt", "1937", "2024-03-14")
    assert [(u.text, u.start, u.end) for u in segments[:2]] == [("One", 0.0, 5.0), ("Two", 6.0, 11.0)]


def test_nobody_known_and_no_day_known_are_told_as_none(find, engine, recording):
    recording.narrator, recording.recorded_on = None, ""
    recording.save()
    find()
    assert engine.asked[0][1:] == (None, None)


def test_a_date_is_kept_with_its_words_its_reason_and_its_first_and_last_day(find, engine):
    engine.marker = Marker("when I was nine", "1946/1947", 0.8, "aged nine, born in 1937", "any")
    find()
    story = Story.objects.first()
    assert (story.marker_text, story.edtf, story.marker_confidence, story.basis) == (
        "when I was nine",
        "1946/1947",
        0.8,
        "aged nine, born in 1937",
    )
    assert (story.starts.isoformat(), story.ends.isoformat()) == ("1946-01-01", "1947-12-31")


def test_a_story_without_a_date_is_a_normal_story(find):
    find()
    story = Story.objects.first()
    assert (story.edtf, story.starts, story.marker_confidence) == ("", None, None)


def test_a_name_that_the_family_knows_is_linked_to_the_person(find, engine, recording):
    engine.people = (("ilse brandt", None),)
    find()
    assert Mention.objects.first().person == recording.narrator


def test_a_relation_without_a_name_is_linked_to_nobody(find, engine):
    engine.people = (("", "father"),)
    find()
    mention = Mention.objects.first()
    assert (mention.name, mention.relation, mention.person) == ("father", "father", None)


def test_a_name_of_another_family_is_linked_to_nobody(find, engine):
    families.person(families.family(), "Olaf Iversen")
    engine.people = (("Olaf Iversen", None),)
    find()
    assert Mention.objects.first().person is None


def test_a_mention_has_the_segment_where_it_was_said(find, engine):
    engine.people = (("Olaf", None),)
    find()
    assert [m.segments.get().text for m in Mention.objects.all()] == ["One", "Three", "Five"]


def test_a_place_is_one_place_of_the_family_however_often_it_is_said(find, engine):
    engine.places = ("Husum",)
    find()
    assert (Place.objects.count(), Mention.objects.exclude(place=None).count()) == (1, 3)


def test_proposals_are_replaced_by_the_next_run(find, engine):
    find()
    engine.prefix, engine.size = "Better", 3
    find()
    assert told() == {"Better: One": ["One", "Two", "Three"], "Better: Four": ["Four", "Five", "Six"]}


def test_a_proposal_over_the_same_segments_keeps_its_address(find, engine):
    find()
    before = list(Story.objects.order_by("start_ms").values_list("pk", flat=True))
    engine.prefix = "Better"
    find()
    assert list(Story.objects.order_by("start_ms").values_list("pk", flat=True)) == before


def test_running_twice_leaves_no_mention_twice(find, engine):
    engine.people, engine.places = (("Olaf", "father"),), ("Husum",)
    find()
    find()
    assert Mention.objects.count() == 6


def approve(story, by):
    review.approve(story, by=by)


def send_back(story, by):
    review.send_back(story, "Told twice.", by=by)


def change(story, by):
    review.retell(story, title="The ferry", summary="", edtf="", by=by)


def date(story, by):
    review.set_date(story, "around 1950", by=by)


def name(story, by):
    naming.link_new(factories.person_mention(story, "Olaf"), "Olaf Iversen", by=by)


@pytest.mark.parametrize("touch", [approve, send_back, change, date, name])
def test_a_story_that_a_person_touched_survives_the_next_run(find, engine, anna, touch):
    find()
    story = Story.objects.order_by("start_ms")[1]
    touch(story, anna)
    story.refresh_from_db()
    engine.prefix, engine.size = "Better", 6
    find()
    kept = Story.objects.get(pk=story.pk)
    assert (kept.title, kept.state, [s.text for s in kept.segments.order_by("index")]) == (
        story.title,
        story.state,
        ["Three", "Four"],
    )


def test_who_a_person_said_it_is_survives_the_next_run(find, anna):
    find()
    name(Story.objects.order_by("start_ms")[1], anna)
    find()
    assert Mention.objects.exclude(person=None).get().person.name == "Olaf Iversen"


def test_merges_splits_and_moved_boundaries_survive_the_next_run(find, engine, anna):
    find()
    first, second, third = Story.objects.order_by("start_ms")
    boundaries.merge(first, second, by=anna)
    new = boundaries.split(third, third.segments.get(text="Six"), by=anna)
    boundaries.move(first, "start", 1, by=anna)
    engine.prefix, engine.size = "Better", 1
    find()
    kept = [[segment.text for segment in story.segments.order_by("index")] for story in (first, third, new)]
    assert kept == [["Two", "Three", "Four"], ["Five"], ["Six"]]
    assert StorySegment.objects.count() == 5, "the line that was set aside stays there"


@pytest.mark.parametrize("touch", [approve, send_back, change])
def test_what_a_touched_story_holds_is_not_offered_to_the_engine_again(find, engine, anna, touch):
    find()
    touch(Story.objects.order_by("start_ms")[1], anna)
    engine.asked.clear()
    find()
    assert [[u.text for u in asked[0]] for asked in engine.asked] == [["One", "Two"], ["Five", "Six"]]


def test_an_approved_story_that_was_changed_back_to_nothing_special_still_survives(find, anna):
    find()
    story = Story.objects.first()
    review.approve(story, by=anna)
    review.send_back(story, "Not yet.", by=anna)
    find()
    assert Story.objects.get(pk=story.pk).state == "returned"


def test_every_segment_is_in_one_story_at_most(find, engine, anna):
    find()
    approve(Story.objects.order_by("start_ms")[1], anna)
    engine.size = 4
    find()
    links = list(StorySegment.objects.values_list("segment", flat=True))
    assert len(links) == len(set(links)) == 6


def test_the_database_itself_keeps_a_segment_in_one_story():
    story = factories.story()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.story(segments=list(story.segments.all()))


def test_no_words_give_no_stories(find, recording):
    recording.transcript.segments.all().delete()
    assert (find().state, Story.objects.count()) == ("done", 0)


def test_a_failing_engine_leaves_the_earlier_stories(find, engine):
    find()

    def fail():
        raise StepError("The engine has a cold.", permanent=True)

    engine.meanwhile = fail
    assert (find().state, len(told())) == ("failed", 3)


def test_a_worker_that_lost_its_lease_changes_nothing(find, engine):
    find()
    before = told()
    engine.prefix = "Better"
    Step.objects.update(state=Step.State.WAITING, not_before=timezone.now())
    run = pipeline.take_step(Step.objects.get().pk)
    Step.objects.update(lease=uuid.uuid4())
    pipeline.perform(run)
    assert told() == before


def test_other_recordings_keep_their_stories(find):
    other = factories.story()
    find()
    assert Story.objects.filter(pk=other.pk).exists()


def test_the_engine_reads_the_mended_words(find, engine, recording, anna):
    correct(recording.transcript.segments.get(index=0), "Uno", by=anna)
    find()
    assert engine.asked[0][0][0].text == "Uno"


def test_the_real_engine_finds_a_dated_story(settings, recording):
    settings.MEMOIRE_PIPELINE = {"extract": "stories.tasks.extract"}
    words = [
        "When I was nine the river froze.",
        "My father Petersen carried a lantern over the ice.",
        "We crossed it to Husum.",
    ]
    for segment, text in zip(recording.transcript.segments.order_by("index"), words * 2, strict=True):
        correct(segment, text, by=families.user())
    pipeline.perform(pipeline.take_step(Step.objects.get(name="extract").pk))
    assert Story.objects.filter(edtf__startswith="194").exists()


def test_a_story_that_is_approved_while_the_engine_works_stays_as_it_was_approved(find, engine, anna):
    find()
    story = Story.objects.order_by("start_ms").first()
    engine.prefix = "Later"

    def approve_once() -> None:
        engine.meanwhile = lambda: None
        review.retell(story, title="As Anna tells it", summary="", edtf="1946", by=anna)
        review.approve(story, by=anna)

    engine.meanwhile = approve_once
    step = find()
    story.refresh_from_db()
    assert (story.title, story.edtf, story.state, step.state) == ("As Anna tells it", "1946", "approved", "waiting")
    find()
    story.refresh_from_db()
    assert (story.title, story.state) == ("As Anna tells it", "approved")


def test_words_that_are_mended_while_the_engine_works_are_found_in_the_stories(find, engine, anna, recording):
    find()
    segment = recording.transcript.segments.get(index=0)

    def mend_once() -> None:
        engine.meanwhile = lambda: None
        correct(segment, "Uno", by=anna)

    engine.meanwhile = mend_once
    find()
    find()
    assert "Story: Uno" in told()
