"""Where a listen is worth most is shown in the words and in a list, and a person's word settles it."""

from uuid import uuid4

import pytest

from families.tests import factories as families
from transcripts.doubt.ranking import doubt_of
from transcripts.models import Segment
from transcripts.words.corrections import confirm, correct
from transcripts.words.doubtful import doubtful_places, worth_a_listen
from transcripts.words.tests.test_family_words import weighed

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
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    address = line.transcript.recording.get_absolute_url()
    page = client.get(address).text
    assert 'data-doubt="1-3"' in page
    assert "Perhaps misheard: <bdi>Osbert Crane</bdi>." in page
    client.post(f"/segments/{line.pk}/right/")
    page = client.get(address).text
    assert "data-doubt" not in page
    assert "Worth a listen" not in page


def test_a_yes_leads_to_the_doubts_that_are_left_and_the_last_one_to_its_line(client):
    line = weighed(LINE, {1: 0.4, 2: 0.3})
    other = Segment.objects.get(pk=line.pk)
    other.pk, other.index, other._state.adding = uuid4(), line.index + 1, True
    other.save()
    user = families.user()
    line.family.memberships.create(user=user)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    page = line.transcript.recording.get_absolute_url()
    assert client.post(f"/segments/{line.pk}/right/").url == f"{page}#doubts"
    assert client.post(f"/segments/{other.pk}/right/").url == f"{page}#segment-{other.pk}"


@pytest.fixture
def reader(client):
    """Somebody of the family of a line with a doubtful name, and the line."""
    line = weighed(LINE, {1: 0.4, 2: 0.3})
    user = families.user(name="Ilse")
    line.family.memberships.create(user=user)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return line


def another(line: Segment, index: int) -> Segment:
    """As doubtful as this one."""
    other = Segment.objects.get(pk=line.pk)
    other.pk, other.index, other._state.adding = uuid4(), index, True
    other.save()
    return other


def test_a_line_whose_words_may_still_change_neither_stands_in_the_list_nor_leads_back_to_it(client, reader):
    another(reader, reader.transcript.settled_before + 1)
    page = reader.transcript.recording.get_absolute_url()
    assert client.get(page).text.count('class="plain">It is right') == 1
    assert client.post(f"/segments/{reader.pk}/right/").url == f"{page}#segment-{reader.pk}"


@pytest.mark.parametrize("is_last", [False, True])
def test_in_place_a_yes_is_answered_with_what_is_left_and_what_happened(client, reader, is_last):
    left = [] if is_last else [another(reader, reader.index + 1)]
    told = client.post(f"/segments/{reader.pk}/right/", headers={"HX-Request": "true"}).text
    assert [f"/segments/{line.pk}/right/" in told for line in left] == [True] * len(left)
    assert f"/segments/{reader.pk}/right/" not in told
    assert ("Nothing here is doubtful any more" in told, "is right" in told) == (is_last, True)
    assert "data-doubt" not in told  # of its own line


def test_in_place_a_yes_to_other_words_than_were_read_shows_those_that_stand(client, reader):
    read = reader.version
    correct(reader, "Then Oswald Crane came.", by=families.user(name="Anna"))
    asked = {"version": read}
    told = client.post(f"/segments/{reader.pk}/right/", asked, headers={"HX-Request": "true"}).text
    assert "Anna has changed this line since you opened it. It says now: “Then Oswald Crane came.”" in told
    assert client.post(f"/segments/{reader.pk}/right/", asked).status_code == 409


def test_a_line_that_is_mended_in_place_leaves_the_list(client, reader):
    told = client.post(f"/segments/{reader.pk}/", {"text": "So."}, headers={"HX-Request": "true"}).text
    assert ("So." in told, "Nothing here is doubtful any more" in told) == (True, True)


def test_staff_see_them_in_order_and_take_them_off(client):
    line = weighed(LINE, {1: 0.4, 2: 0.3})
    client.force_login(
        families.user(is_staff=True, is_superuser=True), backend="memoire_site.backends.NoDemoUsersBackend"
    )
    address = f"/admin/transcripts/transcript/{line.transcript.pk}/review/"
    assert "Worth a listen first" in client.get(address).text
    client.post(f"/admin/transcripts/transcript/segments/{line.pk}/right/")
    assert "Worth a listen first" not in client.get(address).text


def test_only_the_lines_that_are_listed_are_read_however_long_the_talk_is(django_assert_num_queries):
    transcript = weighed(LINE, {1: 0.58}).transcript
    words = lambda sure: [["Coal", 0, 90, sure], ["there", 100, 190, 0.9]]  # noqa: E731
    Segment.objects.bulk_create(
        Segment(
            transcript=transcript,
            index=n,
            start_ms=n,
            end_ms=n + 1,
            text="Coal there",
            heard_text="Cole there" if n == 9 else "Coal there",
            words=words(n / 100 if n % 2 else 0.9),
            is_weighed=n != 7,
            doubt=doubt_of(words(n / 100 if n % 2 else 0.9)),
        )
        for n in range(1, 50)
    )
    with django_assert_num_queries(2):
        places, more = worth_a_listen(transcript, before=40, most=5)
    assert [place.segment.index for place in places] == [1, 3, 5, 11, 13]  # 7 is not weighed, 9 is somebody's
    assert more == 14  # of twenty lines before the fortieth, and the one above, two are out and five are shown


def test_what_doubt_makes_of_a_line_is_what_the_list_is_ordered_by():
    line = weighed(LINE, {1: 0.4, 7: 0.28})
    assert line.doubt == pytest.approx(max(place.rank for place in line.doubts))
