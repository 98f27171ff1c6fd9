"""Documents in a real Firestore emulator follow the database."""

import queue
import time

import pytest

from audio.models import Recording, Step
from audio.tests import factories as audio
from books.tests import factories as books
from projections import firestore, registry
from projections.drain import drain
from projections.firestore import DOCUMENT_BYTES, Document, Write, fits
from projections.health import firestore_answers
from projections.rebuilding import rebuild
from projections.tests.live_stores import differences, document, drain_all, empty_stores, live
from stories.models import Mention
from stories.tests import factories as stories
from transcripts.models import Segment
from transcripts.tests import factories as transcripts

__all__ = ["live"]
pytestmark = [pytest.mark.django_db, pytest.mark.live, pytest.mark.usefixtures("live")]


def test_a_recording_has_a_document_with_how_it_stands() -> None:
    recording = audio.recording(title="Kitchen")
    step = audio.step(recording, "transcribe")
    drain_all()

    found = document(f"audio_files/{recording.pk}")
    assert found["upload_status"] == "processing"
    assert found["processing_stage"] == "transcribe"
    assert (found["filename"], found["content_type"], found["size"]) == ("kitchen.wav", "audio/wav", recording.size)
    assert found["created_at"] == recording.created_at

    Step.objects.filter(pk=step.pk).update(state=Step.State.DONE)
    drain_all()
    assert document(f"audio_files/{recording.pk}")["upload_status"] == "completed"


def test_a_deleted_family_leaves_nothing() -> None:
    story = stories.story()
    recording, transcript = story.recording, story.recording.transcript
    drain_all()
    assert document(f"transcripts/{transcript.pk}/chunks/0")

    story.family.delete()
    drain_all()
    for path in [
        f"audio_files/{recording.pk}",
        f"transcripts/{transcript.pk}",
        f"transcripts/{transcript.pk}/chunks/0",
        f"stories/{story.pk}",
    ]:
        assert document(path) is None


def test_a_transcript_has_its_words_in_chunks() -> None:
    transcript = transcripts.transcript(texts=[f"Sentence {number}." for number in range(250)])
    drain_all()

    found = document(f"transcripts/{transcript.pk}")
    assert (found["chunk_count"], found["segment_count"]) == (3, 250)
    assert found["preview"].startswith("Sentence 0. Sentence 1.")
    last = document(f"transcripts/{transcript.pk}/chunks/2")
    assert [each["index"] for each in last["segments"]] == list(range(200, 250))
    assert differences() == []


def test_a_shorter_transcript_takes_its_old_chunks_along() -> None:
    transcript = transcripts.transcript(texts=[f"Sentence {number}." for number in range(250)])
    drain_all()
    Segment.objects.filter(index__gte=50).delete()
    drain_all()

    assert document(f"transcripts/{transcript.pk}")["chunk_count"] == 1
    assert document(f"transcripts/{transcript.pk}/chunks/0")
    assert document(f"transcripts/{transcript.pk}/chunks/1") is None


def test_the_largest_transcript_is_of_small_documents() -> None:
    """An hour of speech, each segment as long as a correction may be, in a script of three bytes a letter."""
    transcript = transcripts.transcript(texts=[])
    words = "話" * 5_000
    Segment.objects.bulk_create(
        Segment(transcript=transcript, index=n, start_ms=n, end_ms=n + 1, text=words, heard_text=words)
        for n in range(500)
    )
    read = registry.named("firestore.transcripts").read([str(transcript.pk)])[str(transcript.pk)]
    writes = [Write("x", part) for part in read.parts]
    assert max(write.size for write in writes) < DOCUMENT_BYTES
    assert not fits(writes)

    drain_all()
    assert document(f"transcripts/{transcript.pk}")["chunk_count"] == len(read.parts)
    assert differences() == []
    Segment.objects.filter(index__gte=40).delete()
    drain_all()
    assert differences() == []
    assert document(f"transcripts/{transcript.pk}/chunks/{len(read.parts) - 1}") is None


def test_a_document_that_is_too_large_is_refused_by_us() -> None:
    """The emulator would take it, Firestore would not."""
    projection = registry.named("firestore.stories")
    with pytest.raises(firestore.StoreError, match="more than Firestore takes") as caught:
        projection.write({"x": Document({"summary": "x" * DOCUMENT_BYTES})})
    assert caught.value.permanent


def test_a_story_has_a_document() -> None:
    story = stories.story()
    stories.person_mention(story, relation="uncle")
    stories.place_mention(story)
    drain_all()

    found = document(f"stories/{story.pk}")
    assert found["temporal_marker"]["edtf"] == "1946/1947"
    assert (found["starts"], found["ends"]) == ("1946-01-01", "1947-12-31")
    assert found["people"] == [{"name": "Herr Petersen", "relation": "uncle", "is_animal": False, "person_id": None}]
    assert found["places"] == ["Husum"]
    assert len(found["chunk_ids"]) == 2

    Mention.objects.filter(place=None).delete()
    drain_all()
    assert document(f"stories/{story.pk}")["people"] == []


def test_a_store_that_was_emptied_is_filled_again() -> None:
    stories.place_mention(stories.story())
    drain_all()
    empty_stores()
    assert len(differences()) == 4

    for projection in registry.configured():
        rebuild(projection)
    drain_all()
    assert differences() == []


def test_strangers_and_changes_behind_our_back_are_found_and_mended() -> None:
    recording = audio.recording()
    drain_all()
    firestore.client().document("audio_files/stranger").set({"title": "?"})
    firestore.client().document(f"audio_files/{recording.pk}").update({"title": "changed"})

    assert sorted(differences()) == sorted(
        [f"firestore.audio_files {recording.pk}: stale", "firestore.audio_files stranger: foreign"]
    )
    rebuild(registry.named("firestore.audio_files"))
    drain_all()
    assert differences() == []
    assert Recording.objects.count() == 1


def test_a_book_has_a_document_with_its_last_edition() -> None:
    book = books.book(title="The Brandt book")
    drain_all()
    assert document(f"books/{book.pk}")["edition"] is None

    books.edition(book, pages=12)
    last = books.edition(book, pages=14)
    drain_all()
    found = document(f"books/{book.pk}")
    assert (found["title"], found["family_id"]) == ("The Brandt book", str(book.family_id))
    assert (found["edition"]["pages"], found["edition"]["digest"]) == (14, last.digest)
    assert differences() == []


def test_who_listens_hears_of_a_new_status(record_property) -> None:
    """A telephone needs nothing but Firestore. The figure is recorded; a second is what is aimed at."""
    recording = audio.recording(content=b"x")
    step = audio.step(recording, "transcribe")
    drain_all()
    heard: queue.Queue[tuple[str, float]] = queue.Queue()

    def listen(snapshots: list, *_: object) -> None:
        for each in snapshots:
            heard.put((each.get("upload_status"), time.monotonic()))

    watch = firestore.client().document(f"audio_files/{recording.pk}").on_snapshot(listen)
    try:
        assert heard.get(timeout=60)[0] == "processing"
        Step.objects.filter(pk=step.pk).update(state=Step.State.DONE)
        changed_at = time.monotonic()
        drain(registry.named("firestore.audio_files"))
        status, at = heard.get(timeout=60)
    finally:
        watch.unsubscribe()
    record_property("seconds_from_change_to_listener", round(at - changed_at, 3))
    assert status == "completed"


def test_it_answers() -> None:
    assert firestore_answers() is None
