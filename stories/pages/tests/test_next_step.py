"""What a family's recordings add up to, and what to do next."""

from datetime import date

from audio.models import Recording
from families.models import Person
from stories.pages.next_step import suggestion, told, years
from stories.pages.recording_list import Standing

GOOD, WORK = Standing("good", "Ready to read"), Standing("work", "Listening")
STUCK, NEED = Standing("stuck", "It broke."), Standing("need", "2 stories to approve")


def recording(narrator="", stories=0, **fields):
    found = Recording(narrator=Person(name=narrator) if narrator else None, **fields)
    found.story_count, found.to_read = stories, stories
    return found


def test_the_years_of_a_recording():
    found = recording()
    found.first_day, found.last_day = date(1937, 1, 1), date(1958, 12, 31)
    assert years(found) == "1937 to 1958"
    found.last_day = date(1937, 12, 31)
    assert years(found) == "1937"
    found.first_day = None
    assert years(found) == ""


def test_a_shelf_adds_up_and_names_each_voice_once():
    shelf = [(recording("Ilse", 2, duration_ms=60_000), GOOD), (recording("Ilse", 1), WORK), (recording(), GOOD)]
    found = told(shelf)
    assert (found.length_ms, found.names, found.stories) == (60_000, ["Ilse"], 3)


def test_an_empty_shelf_asks_for_a_first_recording():
    assert suggestion([]).what == "add"


def test_stories_to_approve_come_before_everything_else():
    waiting = recording("Ilse", 2)
    found = suggestion([(recording(), WORK), (waiting, NEED), (recording(), STUCK)])
    assert (found.what, found.recording, found.count) == ("approve", waiting, 2)


def test_while_we_listen_there_is_nothing_to_do():
    assert suggestion([(recording(stories=3), GOOD), (recording(), WORK)]).what == "wait"


def test_a_book_is_suggested_only_when_a_story_is_in_it():
    told = recording(stories=1)
    assert suggestion([(told, GOOD)]).what == "listen"
    told.approved = 1
    assert suggestion([(told, GOOD)]).what == "read"
    assert suggestion([(recording(), GOOD)]).what == "another"
    assert suggestion([(recording(), GOOD), (recording(), STUCK)]).what == "stuck"
