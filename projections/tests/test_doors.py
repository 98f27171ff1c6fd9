"""Every door of Django through which a row can be written: each leaves an entry, and none that is new goes unseen."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib import admin
from django.core import serializers
from django.core.management import call_command
from django.db import models, transaction
from django.db.models import F

from audio.models import Recording, Step
from families.models import Family, Person
from families.tests import factories as families
from projections import registry
from projections.entries import Entry
from projections.models import ProjectedModel
from stories.models import Mention, Place, Story, StorySegment
from stories.tests import factories as stories
from transcripts.models import Segment, Transcript

pytestmark = pytest.mark.django_db
Write = Callable[["House"], Any]


def wait(method: Callable[..., Any]) -> Callable[..., Any]:
    """Some of a manager's methods are asynchronous without being marked so."""

    async def run(*args: Any, **kwargs: Any) -> Any:
        return await method(*args, **kwargs)

    return async_to_sync(run)


class House:
    """A story of two segments with a third that is free, its recording, a narrator with another recording, and a place."""

    def __init__(self) -> None:
        self.story = stories.story()
        self.recording, self.family = self.story.recording, self.story.family
        self.person = families.person(self.family)
        self.mention = stories.place_mention(self.story)
        self.segments = list(self.story.segments.all())
        self.free = Segment.objects.create(
            transcript=self.recording.transcript, index=9, start_ms=0, end_ms=1, text="x", heard_text="x"
        )
        Recording.objects.filter(pk=self.recording.pk).update(narrator=self.person)
        Story.objects.filter(pk=self.story.pk).update(narrator=self.person)
        self.recording.refresh_from_db()
        self.story.refresh_from_db()

    def new(self) -> Recording:
        return Recording(family=self.family, filename="b.wav", size=1)

    @property
    def row(self) -> "models.QuerySet[Recording]":
        return Recording.objects.filter(pk=self.recording.pk)


def changed(row: models.Model, **values: object) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    return row


NEW = {"filename": "b.wav", "size": 1}

# By the name of the class and the method; the write, and the projection in which it leaves an entry for its row.
ROWS: dict[str, Write] = {
    "Model.save": lambda h: changed(h.recording, title="K").save(),
    "Model.save update_fields": lambda h: changed(h.recording, title="K").save(update_fields=["title"]),
    "Model.save of a raw key": lambda h: changed(h.recording, narrator_id=None).save(update_fields=["narrator_id"]),
    "Model.asave": lambda h: wait(changed(h.recording, title="K").asave)(),
    "Model.save_base": lambda h: changed(h.recording, title="K").save_base(),
    "Model.save_base raw": lambda h: changed(h.recording, title="K").save_base(raw=True),
    "Model.delete": lambda h: h.recording.delete(),
    "Model.adelete": lambda h: wait(h.recording.adelete)(),
    "QuerySet.create": lambda h: Recording.objects.create(family=h.family, **NEW),
    "QuerySet.acreate": lambda h: wait(Recording.objects.acreate)(family=h.family, **NEW),
    "QuerySet.get_or_create": lambda h: Recording.objects.get_or_create(family=h.family, **NEW),
    "QuerySet.aget_or_create": lambda h: wait(Recording.objects.aget_or_create)(family=h.family, **NEW),
    "QuerySet.update_or_create new": lambda h: Recording.objects.update_or_create(family=h.family, **NEW),
    "QuerySet.update_or_create": lambda h: Recording.objects.update_or_create(pk=h.recording.pk, defaults={"size": 2}),
    "QuerySet.aupdate_or_create": lambda h: wait(Recording.objects.aupdate_or_create)(
        pk=h.recording.pk, defaults={"size": 2}
    ),
    "QuerySet.update": lambda h: h.row.update(title="K"),
    "QuerySet.update of a raw key": lambda h: h.row.update(narrator_id=None),
    "QuerySet.update by expression": lambda h: h.row.update(size=F("size") + 1),
    "QuerySet.update through a join": lambda h: Recording.objects.filter(family__name=h.family.name).update(title="K"),
    "QuerySet.update of distinct rows": lambda h: h.row.distinct().update(title="K"),
    "QuerySet.aupdate": lambda h: wait(h.row.aupdate)(title="K"),
    "QuerySet.bulk_create": lambda h: Recording.objects.bulk_create([h.new(), h.new()]),
    "QuerySet.bulk_create ignore_conflicts": lambda h: Recording.objects.bulk_create(
        [h.recording], ignore_conflicts=True
    ),
    "QuerySet.bulk_create update_conflicts": lambda h: Recording.objects.bulk_create(
        [h.recording], update_conflicts=True, unique_fields=["pk"], update_fields=["title"]
    ),
    "QuerySet.abulk_create": lambda h: wait(Recording.objects.abulk_create)([h.new()]),
    "QuerySet.bulk_update": lambda h: Recording.objects.bulk_update([changed(h.recording, title="K")], ["title"]),
    "QuerySet.abulk_update": lambda h: wait(Recording.objects.abulk_update)([h.recording], ["title"]),
    "QuerySet.delete": lambda h: h.row.delete(),
    "QuerySet.adelete": lambda h: wait(h.row.adelete)(),
    "QuerySet._raw_delete": lambda h: Story.objects.all().delete() and Step.objects.all()._raw_delete("default"),
    "QuerySet._update": lambda h: changed(h.recording, title="K").save(force_update=True),
    "QuerySet._insert": lambda h: h.new().save(force_insert=True),
    "RelatedManager.create": lambda h: h.person.recordings.create(family=h.family, **NEW),
    "RelatedManager.acreate": lambda h: wait(h.person.recordings.acreate)(family=h.family, **NEW),
    "RelatedManager.get_or_create": lambda h: h.person.recordings.get_or_create(family=h.family, **NEW),
    "RelatedManager.aget_or_create": lambda h: wait(h.person.recordings.aget_or_create)(family=h.family, **NEW),
    "RelatedManager.update_or_create": lambda h: h.person.recordings.update_or_create(family=h.family, **NEW),
    "RelatedManager.aupdate_or_create": lambda h: wait(h.person.recordings.aupdate_or_create)(family=h.family, **NEW),
    "RelatedManager.update": lambda h: h.person.recordings.update(title="K"),
    "RelatedManager.aupdate": lambda h: wait(h.person.recordings.aupdate)(title="K"),
    "RelatedManager._update": lambda h: changed(h.recording, title="K").save(force_update=True),
    "RelatedManager._insert": lambda h: h.new().save(force_insert=True),
    "RelatedManager.bulk_create": lambda h: h.person.recordings.bulk_create([h.new()]),
    "RelatedManager.abulk_create": lambda h: wait(h.person.recordings.abulk_create)([h.new()]),
    "RelatedManager.bulk_update": lambda h: h.person.recordings.bulk_update([h.recording], ["title"]),
    "RelatedManager.abulk_update": lambda h: wait(h.person.recordings.abulk_update)([h.recording], ["title"]),
    "RelatedManager.add": lambda h: h.person.recordings.add(h.recording),
    "RelatedManager.add in turn": lambda h: h.person.recordings.add(h.recording, bulk=False),
    "RelatedManager.aadd": lambda h: wait(h.person.recordings.aadd)(h.recording),
    "RelatedManager.remove": lambda h: h.person.recordings.remove(h.recording),
    "RelatedManager.remove in turn": lambda h: h.person.recordings.remove(h.recording, bulk=False),
    "RelatedManager.aremove": lambda h: wait(h.person.recordings.aremove)(h.recording),
    "RelatedManager.clear": lambda h: h.person.recordings.clear(),
    "RelatedManager.aclear": lambda h: wait(h.person.recordings.aclear)(),
    "RelatedManager._clear": lambda h: h.person.recordings.clear(bulk=False),
    "RelatedManager.set": lambda h: h.person.recordings.set([]),
    "RelatedManager.aset": lambda h: wait(h.person.recordings.aset)([]),
    "a cascade": lambda h: h.family.delete(),
    "a cascade that sets null": lambda h: h.person.delete(),
    "the base manager": lambda h: Recording._base_manager.filter(pk=h.recording.pk).update(title="K"),
    "a fixture": lambda h: [
        one.save() for one in serializers.deserialize("json", serializers.serialize("json", [h.recording]))
    ],
    "a watched row": lambda h: Step.objects.create(recording=h.recording, name="inspect"),
    "watched rows in bulk": lambda h: Step.objects.bulk_create([Step(recording=h.recording, name="inspect")]),
}

# The same for a many-to-many relation whose rows feed the story's copy.
TIES: dict[str, Write] = {
    "ManyRelatedManager.add": lambda h: h.story.segments.add(h.free),
    "ManyRelatedManager.aadd": lambda h: wait(h.story.segments.aadd)(h.free),
    "ManyRelatedManager.add from the other side": lambda h: h.free.stories.add(h.story),
    "ManyRelatedManager.remove": lambda h: h.story.segments.remove(h.segments[0]),
    "ManyRelatedManager.aremove": lambda h: wait(h.story.segments.aremove)(h.segments[0]),
    "ManyRelatedManager.clear": lambda h: h.story.segments.clear(),
    "ManyRelatedManager.aclear": lambda h: wait(h.story.segments.aclear)(),
    "ManyRelatedManager.set": lambda h: h.story.segments.set([h.free]),
    "ManyRelatedManager.set cleared": lambda h: h.story.segments.set([h.free], clear=True),
    "ManyRelatedManager.aset": lambda h: wait(h.story.segments.aset)([h.free]),
    "ManyRelatedManager.create": lambda h: h.story.segments.create(**words(h)),
    "ManyRelatedManager.acreate": lambda h: wait(h.story.segments.acreate)(**words(h)),
    "ManyRelatedManager.get_or_create": lambda h: h.story.segments.get_or_create(**words(h)),
    "ManyRelatedManager.aget_or_create": lambda h: wait(h.story.segments.aget_or_create)(**words(h)),
    "ManyRelatedManager.update_or_create": lambda h: h.story.segments.update_or_create(**words(h)),
    "ManyRelatedManager.aupdate_or_create": lambda h: wait(h.story.segments.aupdate_or_create)(**words(h)),
    "a link": lambda h: StorySegment.objects.create(story=h.story, segment=h.free),
    "a link taken away": lambda h: StorySegment.objects.filter(segment=h.segments[0]).delete(),
    "a segment that goes": lambda h: h.segments[0].delete(),
    "a segment that takes another place": lambda h: Segment.objects.filter(pk=h.segments[0].pk).update(index=77),
    "a mention": lambda h: Mention.objects.create(story=h.story, name="Karl"),
    "a mention of another place": lambda h: h.mention.place.mentions.clear(),
    "a place with another name": lambda h: Place.objects.update(name="Bremen"),
    "a narrator": lambda h: h.person.told_stories.remove(h.story),
}
# These are the querysets' own, inherited by the manager: they never touch the table between.
INHERITED = {"_insert", "_update", "update", "aupdate", "bulk_create", "abulk_create", "bulk_update", "abulk_update"}


def words(house: House) -> dict[str, Any]:
    return {
        "transcript": house.recording.transcript,
        "index": 50,
        "start_ms": 0,
        "end_ms": 1,
        "text": "",
        "heard_text": "",
    }


@pytest.fixture
def house(no_stores, settings) -> House:
    """Stores are named, and nobody asks them anything: entries only."""
    settings.FIRESTORE_PROJECT_ID = "nowhere"
    settings.NEO4J_URI = "bolt://127.0.0.1:9"
    made = House()
    Step.objects.create(recording=made.recording, name="extract")
    Entry.objects.all().delete()
    transaction.get_connection().run_on_commit.clear()
    return made


def entries(name: str) -> set[str]:
    return set(Entry.objects.of(name).values_list("key", flat=True))


@pytest.mark.parametrize("write", ROWS.values(), ids=ROWS)
def test_every_door_of_a_row_leaves_an_entry(write, house) -> None:
    before, key = {str(pk) for pk in Recording.objects.values_list("pk", flat=True)}, str(house.recording.pk)
    with transaction.atomic():
        write(house)

    made = {str(pk) for pk in Recording.objects.values_list("pk", flat=True)} - before
    assert entries("firestore.audio_files") == (made or {key})


@pytest.mark.parametrize("write", TIES.values(), ids=TIES)
@pytest.mark.parametrize("name", ["firestore.stories", "neo4j.stories"])
def test_every_door_of_a_relation_leaves_an_entry(name, write, house) -> None:
    with transaction.atomic():
        write(house)

    assert entries(name) == {str(house.story.pk)}


def writing(of: type) -> set[str]:
    return {name for name in dir(of) if getattr(getattr(of, name, None), "alters_data", False)}


def test_a_door_that_django_adds_is_seen_here() -> None:
    """A method of a later Django must get a line above."""
    seen = {name.split(" ")[0] for name in [*ROWS, *TIES]}
    doors = {f"Model.{name}" for name in writing(models.Model)}
    doors |= {f"QuerySet.{name}" for name in writing(models.QuerySet)}
    doors |= {f"RelatedManager.{name}" for name in writing(type(Person().recordings))}
    doors |= {f"ManyRelatedManager.{name}" for name in writing(type(Story().segments)) - INHERITED}
    assert doors - seen == set()


def test_the_methods_that_write_without_saying_so_are_known() -> None:
    """Django marks what alters data; nothing of our own querysets writes unmarked, and Django's other methods only ask."""
    asking = {name for name in dir(models.QuerySet) if not name.startswith("_")} - writing(models.QuerySet)
    assert asking == set(ASKING.split())


ASKING = """
aaggregate acontains acount aearliest aexists aexplain afirst aggregate ain_bulk aiterator alast alatest alias all annotate
aget as_manager complex_filter contains count dates datetimes db defer difference distinct earliest exclude exists explain
extra filter first get in_bulk intersection iterator last latest none only order_by ordered prefetch_related query raw reverse
resolve_expression select_for_update select_related union using values values_list
"""


def test_staff_who_delete_rows_leave_entries(house, client) -> None:
    client.force_login(families.user(is_staff=True, is_superuser=True))
    projected = [model for model in admin.site._registry if issubclass(model, ProjectedModel)]
    assert {Recording, Story} <= set(projected)

    chosen = {"action": "delete_selected", "_selected_action": [house.story.pk], "post": "yes"}
    assert client.post("/admin/stories/story/", chosen).status_code == 302
    assert entries("firestore.stories") == entries("neo4j.stories") == {str(house.story.pk)}


def test_a_cascade_reaches_every_copy(house) -> None:
    transcript, story = Transcript.objects.get(), house.story
    Family.objects.all().delete()

    assert entries("firestore.transcripts") == {str(transcript.pk)}
    assert entries("firestore.stories") == entries("neo4j.stories") == {str(story.pk)}


def test_loaddata_leaves_entries(house, tmp_path) -> None:
    fixture = tmp_path / "one.json"
    fixture.write_text(serializers.serialize("json", [house.recording]))
    call_command("loaddata", str(fixture), stdout=io.StringIO())

    assert entries("firestore.audio_files") == {str(house.recording.pk)}


def test_every_watched_path_leads_to_a_row() -> None:
    for projection in registry.registered():
        for model, watches in projection.watches.items():
            for watch in watches:
                model._base_manager.values_list(watch.path)
                assert all(model._meta.get_field(name) for name in watch.fields or [])
