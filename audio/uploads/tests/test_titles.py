"""What was spoken into the recorder is called by the question that it answers, and never by the time of day."""

import pytest

from audio.models import Recording
from audio.uploads.tests.test_live_uploads import TONE, end, open_ended, tell
from audio.uploads.titles import LONGEST, title_of_answer

COOK, READ = "What did your mother cook?", "Who taught you to read?"


def question(text, at_ms=0):
    return {"prompt": None, "text": text, "at_ms": at_ms}


def recorded(browser, *asked, **metadata):
    place = open_ended(browser, **metadata)
    tell(browser, place, asked=list(asked), takes=[])
    assert end(browser, place, 0, TONE).status_code == 204
    return str(Recording.objects.get())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "metadata", "title"),
    [
        ([question(COOK), question(READ, 60_000)], {}, COOK),
        ([], {}, "Ilse, 14 March 2024"),
        ([question(COOK)], {"title": "Mother's kitchen"}, "Mother's kitchen"),
    ],
    ids=["asked", "free", "named"],
)
def test_a_recording_of_the_recorder_is_called(browser, asked, metadata, title):
    assert recorded(browser, *asked, filename="Ilse, 14 March 2024.webm", **metadata) == title


def test_a_question_that_was_passed_over_names_nothing():
    assert title_of_answer([question(COOK), question(READ, 1_500)]) == READ


def test_where_nothing_was_asked_there_is_no_title():
    assert title_of_answer([]) == ""


@pytest.mark.parametrize("text", ["Tell us of " + "the long, long winter " * 9, "x" * 300])
def test_a_long_question_is_cut_between_words(text):
    title = title_of_answer([question(text)])
    assert len(title) <= LONGEST
    assert title.endswith("…")
    assert text.startswith(title[:-1])
