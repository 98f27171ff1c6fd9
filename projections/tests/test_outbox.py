"""Whatever writes a row leaves an entry in the same transaction; nothing is queued where there is no store."""

from collections.abc import Callable

import pytest
from django.core import checks
from django.db import NotSupportedError, transaction
from django.db.models import F

from audio.models import Recording, Step
from audio.tests import factories as audio
from families.tests import factories as families
from projections import registry
from projections.entries import Drainer, Entry
from projections.models import ProjectedModel
from stories.models import Mention, Place, Story, StorySegment
from stories.tests import factories as stories
from transcripts.models import Segment
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def named_store(no_stores, settings) -> None:
    """Stores are named, and nobody asks them anything: entries only."""
    settings.FIRESTORE_PROJECT_ID = "nowhere"
    settings.NEO4J_URI = "bolt://127.0.0.1:9"


def entries(name: str) -> list[str]:
    return sorted(Entry.objects.of(name).values_list("key", flat=True))


@pytest.fixture
def announced(django_capture_on_commit_callbacks) -> Callable[..., set[str]]:
    """What a write announces to the recordings' documents, with everything before it forgotten."""

    def of(write: Callable[[], object], name: str = "firestore.audio_files") -> set[str]:
        Entry.objects.all().delete()
        transaction.get_connection().run_on_commit.clear()
        with transaction.atomic():
            write()
        return set(entries(name))

    return of


def test_new_rows_leave_an_entry(announced) -> None:
    family = families.family()
    made = [Recording(family=family, filename="a.wav", size=1) for _ in range(3)]

    assert announced(lambda: Recording.objects.bulk_create(made)) == {str(each.pk) for each in made}
    assert len(announced(lambda: audio.recording(family))) == 1
    assert len(announced(lambda: Recording.objects.get_or_create(family=family, filename="b.wav", size=1))) == 1


def test_set_null_by_a_cascade_leaves_an_entry(announced) -> None:
    recording = audio.recording()
    person = families.person(recording.family)
    Recording.objects.update(narrator=person)

    assert announced(person.delete) == {str(recording.pk)}
    assert Recording.objects.get().narrator is None


def test_the_entry_is_undone_with_its_change(announced) -> None:
    recording = audio.recording()

    def change_our_mind() -> None:
        with transaction.atomic():
            recording.save()
            transaction.set_rollback(True)

    assert announced(change_our_mind) == set()


def test_a_change_after_an_undone_one_is_announced(announced) -> None:
    recording = audio.recording()

    def try_twice() -> None:
        with transaction.atomic():
            recording.save()
            transaction.set_rollback(True)
        recording.save()

    assert announced(try_twice) == {str(recording.pk)}


def test_a_transaction_needs_one_entry_for_each_row() -> None:
    transcript = transcripts.transcript(texts=["One.", "Two.", "Three."])
    Entry.objects.all().delete()
    transaction.get_connection().run_on_commit.clear()

    with transaction.atomic():
        for segment in transcript.segments.all():
            segment.save()
        transcript.segments.all().delete()

    assert entries("firestore.transcripts") == [str(transcript.pk)]


def test_a_heartbeat_is_not_copied(announced) -> None:
    step = audio.step(audio.recording())

    assert announced(lambda: Step.objects.update(done_ms=5, attempts=F("attempts") + 1)) == set()
    assert announced(lambda: step.save(update_fields=["done_ms"])) == set()
    assert announced(lambda: Step.objects.update(state=Step.State.DONE)) == {str(step.recording_id)}


def test_a_row_that_moves_is_announced_where_it_was_and_where_it_is(announced) -> None:
    segment = transcripts.transcript(texts=["One."]).segments.get()
    before, after = segment.transcript, transcripts.transcript(texts=[])
    both = {str(before.pk), str(after.pk)}

    assert announced(lambda: Segment.objects.update(transcript=after), "firestore.transcripts") == both
    segment.transcript = before
    assert announced(segment.save, "firestore.transcripts") == both


@pytest.mark.parametrize("name", ["firestore.stories", "neo4j.stories"])
def test_what_a_story_is_made_of_announces_the_story(name, announced) -> None:
    story = stories.story()
    mention = stories.place_mention(story)

    for write in [
        lambda: Mention.objects.update(name="Bremen"),
        lambda: Mention.objects.update(is_animal=True),
        lambda: Place.objects.update(name="Bremen"),
        lambda: StorySegment.objects.filter(story=story).delete(),
        lambda: mention.place.delete(),
        lambda: Segment.objects.all().delete() and story.save(),
    ]:
        assert announced(write, name) == {str(story.pk)}


def test_a_renamed_person_announces_the_stories_told_by_and_about_them(announced) -> None:
    story = stories.story()
    person = families.person(story.family)
    about = stories.story(title="About her")
    stories.person_mention(about, person=person)
    Story.objects.filter(pk=story.pk).update(narrator=person)

    def rename() -> None:
        person.name = "Ilse Petersen"
        person.save()

    assert announced(rename, "neo4j.stories") == {str(story.pk), str(about.pk)}


def test_an_update_changes_only_what_still_matches() -> None:
    step = audio.step(audio.recording())

    assert Step.objects.filter(pk=step.pk, state=Step.State.WAITING).update(state=Step.State.RUNNING) == 1
    assert Step.objects.filter(pk=step.pk, state=Step.State.WAITING).update(state=Step.State.RUNNING) == 0


@pytest.mark.parametrize("project", ["nowhere", ""], ids=["with a store", "without"])
def test_rows_that_nobody_could_name_are_refused(project, settings) -> None:
    settings.FIRESTORE_PROJECT_ID, settings.NEO4J_URI = project, ""
    recording = audio.recording()
    with pytest.raises(NotSupportedError, match="keys"):
        Step.objects.bulk_create([Step(recording=recording, name="inspect")], ignore_conflicts=True)
    with pytest.raises(NotSupportedError, match="primary key"):
        Step.objects.bulk_create(
            [Step(recording=recording, name="inspect")],
            update_conflicts=True,
            unique_fields=["recording", "name"],
            update_fields=["state"],
        )


def test_without_a_store_nothing_is_queued(settings) -> None:
    settings.FIRESTORE_PROJECT_ID = settings.NEO4J_URI = ""

    story = stories.story()
    Story.objects.update(title="Ice")
    story.family.delete()

    assert not Entry.objects.exists()
    assert not Drainer.objects.exists()


def test_a_transaction_rings_once_for_each_projection(django_capture_on_commit_callbacks, monkeypatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr("projections.outbox.async_task", lambda task, name, **_: rung.append(name))
    recording = audio.recording()

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            recording.save()
            with transaction.atomic():
                transcripts.transcript(audio.recording())

    assert rung == ["firestore.audio_files", "firestore.transcripts"]


def test_a_bell_that_cannot_be_rung_fails_nobody(django_capture_on_commit_callbacks, monkeypatch) -> None:
    def broken(*_, **__) -> None:
        raise ConnectionError

    monkeypatch.setattr("projections.outbox.async_task", broken)
    with django_capture_on_commit_callbacks() as hooks:
        audio.recording()
    robust = [hook for _, hook, is_robust in transaction.get_connection().run_on_commit if is_robust]
    assert set(hooks) <= set(robust)


def test_a_model_that_would_leave_no_entry_is_found(monkeypatch) -> None:
    assert [each.id for each in checks.run_checks(tags=["projections"]) if each.id == "projections.E001"] == []

    projection = registry.named("firestore.audio_files")
    monkeypatch.setattr(type(projection), "model", Drainer)
    assert "projections.E001" in [each.id for each in checks.run_checks(tags=["projections"])]


def test_every_projected_model_is_derived_from_the_base() -> None:
    for projection in registry.registered():
        assert issubclass(projection.model, ProjectedModel)
