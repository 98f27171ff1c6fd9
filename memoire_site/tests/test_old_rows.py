"""Rows from before names had a fold: cleaned, told apart, merged with nothing, and the way back is open."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from families.models import Person, User
from families.text.letters import folded
from stories.models import Mention, Place, Story
from stories.models.approved_words import content_of, fingerprint_of
from transcripts.models import FamilyWord

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [
    ("families", "0006_sign_ins"),
    ("audio", "0006_head_mended"),
    ("transcripts", "0009_doubt_of_lines"),
    ("stories", "0010_what_was_approved"),
    ("books", "0002_announced"),
]
NAME, DECOMPOSED, UNSEEN = "Zoë Müller", "Zoe\u0308 Mu\u0308ller", "Zoë Mü\u200bller"


def migrate(to: list[tuple[str, str]] | None = None) -> Any:
    """The models as they are there; none where it is now, for which we have our own."""
    executor = MigrationExecutor(connection)
    executor.migrate(to or executor.loader.graph.leaf_nodes())
    return executor.loader.project_state(to).apps if to else None


@pytest.fixture
def old() -> Iterator[Any]:
    yield migrate(BEFORE)
    migrate()


@pytest.fixture
def family(old) -> Any:
    return old.get_model("families", "Family").objects.create(name="The Mu\u0308llers\x01", language="de")


def add(old: Any, label: str, **columns: Any) -> Any:
    return old.get_model(label).objects.create(**columns)


def test_two_that_turn_out_to_be_called_the_same_stay_two_and_are_told_apart_on_the_way_back(
    old, family, caplog, capsys
):
    first, second = (add(old, "families.Person", family=family, name=name) for name in (NAME, DECOMPOSED))
    add(old, "families.Person", family=family, name=UNSEEN, removed_at=timezone.now())
    places = [add(old, "stories.Place", family=family, name=name) for name in ("Łódź", "ŁÓDŹ")]
    words = [add(old, "transcripts.FamilyWord", family=family, text=text) for text in ("Zoë", "ZOË")]
    migrate()
    people = Person.objects.filter(removed_at=None).order_by("twin").values_list("pk", "name", "folded", "twin")
    assert list(people) == [(first.pk, NAME, folded(NAME), 0), (second.pk, NAME, folded(NAME), 1)]
    assert Person.objects.exclude(removed_at=None).get().twin == 0
    assert set(Place.objects.values_list("pk", flat=True)) == {place.pk for place in places}
    assert sorted(FamilyWord.objects.values_list("text", "twin")) == [("ZOË", 1), ("Zoë", 0)]
    said = caplog.text + "".join(capsys.readouterr())
    assert str(second.pk) in said
    assert str(words[1].pk) in said
    assert "ller" not in said
    assert "ZO" not in said
    names = migrate(BEFORE).get_model("families", "Person").objects.filter(removed_at=None)
    assert sorted(names.values_list("name", flat=True)) == [NAME, f"{NAME} (2)"]


def test_an_address_that_would_stand_there_twice_stays_as_it_was(old):
    for email in ("zoë@example.org", "Zoe\u0308@example.org", "kim\u200b@example.org"):
        add(old, "families.User", email=email, password="x")
    migrate()
    found = set(User.objects.values_list("email", flat=True))
    assert found == {"zoë@example.org", "Zoe\u0308@example.org", "kim@example.org"}


def test_letters_that_no_file_can_hold_leave_old_rows_and_approval_stays(old, family):
    recording = add(old, "audio.Recording", family=family, title="At\x02 table", filename="a\uffff.wav", size=1)
    transcript = add(old, "transcripts.Transcript", recording=recording, language="de", engine="x")
    line = add(old, "transcripts.Segment", transcript=transcript, index=0, text="Was\uffff war", start_ms=0, end_ms=9)
    told = {"start_ms": 0, "end_ms": 9, "title": UNSEEN, "summary": "Da\x0b.", "state": "approved"}
    story = add(old, "stories.Story", family=family, recording=recording, **told)
    add(old, "stories.StorySegment", story=story, segment=line)
    mention = add(old, "stories.Mention", story=story, name=DECOMPOSED)
    lines = [{"id": str(line.pk), "text": line.text, "start_ms": 0, "end_ms": 9}]
    content = {"title": story.title, "summary": story.summary, "edtf": "", "basis": "", "lines": lines}
    content |= {"people": [mention.name], "places": [], "editorial": {mention.name: "Kim"}}
    fingerprint = fingerprint_of(content)
    add(old, "stories.ApprovedWords", story=story, content=content, fingerprint=fingerprint)
    migrate()
    now = Story.objects.get()
    said = (now.title, now.summary, now.segments.get().text, now.recording.title, now.recording.filename)
    assert said == (NAME, "Da .", "Was war", "At table", "a.wav")
    assert (now.family.name, Mention.objects.get().folded) == ("The Müllers", folded(NAME))
    assert now.approved_words.fingerprint == fingerprint_of(content_of(now)) != fingerprint
