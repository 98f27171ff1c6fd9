"""Mending what was heard: who, when, from what to what; what was heard first is kept."""

import pytest
from django.utils import timezone

from families.tests import factories as families
from transcripts.models import Correction, Segment, Transcript
from transcripts.tests import factories
from transcripts.words.corrections import MOST_LETTERS, UnusableWords, correct, mark_reviewed, readable

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment() -> Segment:
    return factories.transcript(texts=["The liver froze."]).segments.get()


@pytest.fixture
def anna():
    return families.user(name="Anna")


def test_the_mended_words_stand_and_the_heard_ones_are_kept(segment, anna):
    correct(segment, "The river froze.", by=anna)
    segment.refresh_from_db()
    assert (segment.text, segment.heard_text, segment.is_corrected) == ("The river froze.", "The liver froze.", True)


def test_a_correction_says_who_and_when_and_from_what_to_what(segment, anna):
    before = timezone.now()
    correct(segment, "The river froze.", by=anna)
    made = Correction.objects.get()
    assert (made.before, made.after, made.by) == ("The liver froze.", "The river froze.", anna)
    assert before <= made.at <= timezone.now()


def test_every_correction_is_kept_the_latest_first(segment, anna):
    correct(segment, "The river rose.", by=anna)
    correct(segment, "The river froze.", by=anna)
    assert [c.after for c in segment.corrections.all()] == ["The river froze.", "The river rose."]


@pytest.mark.parametrize("same", ["The liver froze.", "  The liver \n froze. "])
def test_the_same_words_again_are_no_correction(segment, anna, same):
    correct(segment, same, by=anna)
    assert not Correction.objects.exists()


def test_words_put_back_are_no_longer_corrected_but_the_history_stays(segment, anna):
    correct(segment, "The river froze.", by=anna)
    assert not correct(segment, "The liver froze.", by=anna).is_corrected
    assert Correction.objects.count() == 2


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t", "\x00", "\x07"])
def test_a_segment_is_not_left_without_words(segment, anna, nothing):
    with pytest.raises(UnusableWords, match="leave some words"):
        correct(segment, nothing, by=anna)


def test_more_than_anybody_says_in_a_breath_is_refused(segment, anna):
    with pytest.raises(UnusableWords, match="too long"):
        correct(segment, "a" * (MOST_LETTERS + 1), by=anna)


def test_what_is_refused_changes_nothing(segment, anna):
    with pytest.raises(UnusableWords):
        correct(segment, "", by=anna)
    assert (Segment.objects.get().text, Correction.objects.count()) == ("The liver froze.", 0)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("two\nlines", "two lines"),
        ("a\x00b", "a b"),
        ("half \ud800 a pair", "half a pair"),
        ("Grüße, naïve 日本 👵🏽", "Grüße, naïve 日本 👵🏽"),
        ("می‌خواهم", "می‌خواهم"),  # the joiner is part of the word
    ],
)
def test_words_are_kept_as_a_page_and_a_book_can_show_them(written, kept):
    assert readable(written) == kept


def test_a_correction_outlives_its_author(segment, anna):
    correct(segment, "The river froze.", by=anna)
    anna.delete()
    assert Correction.objects.get().by is None


def test_a_transcript_that_was_read_says_by_whom_and_when(segment, anna):
    mark_reviewed(segment.transcript, by=anna)
    made = Transcript.objects.get()
    assert (made.review_status, made.reviewed_by, made.reviewed_at is not None) == ("reviewed", anna, True)


@pytest.fixture
def page(client, segment, anna):
    """The page of the segment, for a relative."""
    segment.transcript.recording.family.memberships.create(user=anna)
    client.force_login(anna, backend="memoire_site.backends.NoDemoUsersBackend")
    return f"/segments/{segment.pk}/"


def test_a_relative_mends_on_a_page_and_comes_back_to_the_line(client, page, segment):
    response = client.post(page, {"text": "The river froze."})
    assert response.headers["Location"] == f"/recordings/{segment.transcript.recording_id}/#segment-{segment.pk}"


def test_a_relative_mends_in_place(client, page):
    response = client.post(page, {"text": "The river froze."}, headers={"HX-Request": "true"})
    body = response.content.decode()
    assert ("The river froze." in body, "mended" in body, "<html" in body) == (True, True, False)


def test_in_place_one_can_leave_the_words_as_they_were(client, page):
    body = client.get(f"{page}?cancel", headers={"HX-Request": "true"}).content.decode()
    assert ("The liver froze." in body, "<form" in body) == (True, False)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "in place"])
def test_an_empty_text_is_refused_in_a_sentence(client, page, headers):
    response = client.post(page, {"text": " "}, headers=headers)
    assert (response.status_code, "leave some words" in response.content.decode()) == (400, True)


def test_words_are_shown_as_words_and_never_run(client, page, segment):
    client.post(page, {"text": "<script>alert(1)</script>"})
    body = client.get(page).content.decode()
    assert ("<script>alert" in body, "&lt;script&gt;alert" in body) == (False, True)


@pytest.mark.parametrize(("words", "corrections"), [("The liver froze.", 0), ("The river froze.", 1)])
def test_whoever_has_listened_takes_the_doubt_away(segment, anna, words, corrections):
    Segment.objects.update(suspicion="over silence")
    correct(segment, words, by=anna)
    segment.refresh_from_db()
    assert (segment.is_doubtful, segment.corrections.count()) == (False, corrections)
