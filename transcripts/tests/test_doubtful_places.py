"""Where a listen is worth most is shown in the words and in a list, and a person's word settles it."""

import pytest

from families.tests import factories as families
from transcripts.corrections import confirm, correct
from transcripts.doubtful import doubtful_places
from transcripts.tests.test_family_words import weighed

pytestmark = pytest.mark.django_db
LINE = "Then Osbert Crane came in with the coal."


def test_names_come_before_other_words_and_neighbours_are_one_place():
    line = weighed(LINE, {1: 0.4, 2: 0.3, 7: 0.28})
    assert [(place.words, place.start_ms) for place in doubtful_places([line])] == [
        ("Osbert Crane", 100),
        ("coal.", 700),
    ]
    assert (line.doubt_marks, line.doubted_words) == ("1-3 7-8", ["Osbert Crane", "coal."])


@pytest.mark.parametrize("settle", [confirm, lambda line, by: correct(line, f"{LINE} So.", by=by)])
def test_what_a_person_settled_is_doubtful_no_more(settle):
    line = weighed(LINE, {1: 0.4})
    settled = settle(line, by=families.user())
    assert doubtful_places([settled]) == []


def test_words_that_are_not_weighed_are_not_shown_as_doubtful():
    line = weighed(LINE, {1: 0.4})
    line.is_weighed = False
    assert line.doubts == []


def test_the_page_marks_them_lists_them_and_takes_a_yes(client):
    line = weighed(LINE, {1: 0.4, 2: 0.3})
    user = families.user()
    line.family.memberships.create(user=user)
    client.force_login(user, backend="memoire_site.backends.Door")
    address = line.transcript.recording.get_absolute_url()
    page = client.get(address).text
    assert 'data-doubt="1-3"' in page
    assert "Perhaps misheard: Osbert Crane." in page
    client.post(f"/segments/{line.pk}/right/")
    page = client.get(address).text
    assert "data-doubt" not in page
    assert "Worth a listen" not in page


def test_staff_see_them_in_order_and_take_them_off(client):
    line = weighed(LINE, {1: 0.4, 2: 0.3})
    client.force_login(families.user(is_staff=True, is_superuser=True), backend="memoire_site.backends.Door")
    address = f"/admin/transcripts/transcript/{line.transcript.pk}/review/"
    assert "Worth a listen first" in client.get(address).text
    client.post(f"/admin/transcripts/transcript/segments/{line.pk}/right/")
    assert "Worth a listen first" not in client.get(address).text
