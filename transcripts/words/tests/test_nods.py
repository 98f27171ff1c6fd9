"""Where a word of the family may have been said it is asked, and the line says what was heard until somebody says yes."""

import pytest

from families.tests import factories as families
from transcripts.models import Correction, FamilyWord, Segment
from transcripts.segments.standing_segments import vouched
from transcripts.tests import factories
from transcripts.words import glossary, nods
from transcripts.words.corrections import confirm, mark_reviewed
from transcripts.words.tests.test_family_words import kept_word, weighed

pytestmark = pytest.mark.django_db
SAID = "Then Doctor Shamanski came with Isobell."


@pytest.fixture
def line(all_steps) -> Segment:
    """A line with two names that nobody has heard right, each asked about."""
    made = weighed(SAID, {2: 0.2, 5: 0.2})
    kept_word(made)
    glossary.keep_word(made.family, "Isobel", kind="person", by=None)
    assert glossary.use(made.family) == 1
    made.refresh_from_db()
    return made


def another(line: Segment, text: str = "So Shamanski left.") -> Segment:
    """A line of the same family in which the same was heard, asked about as well."""
    more = factories.segment(line.transcript, line.transcript.segments.count(), text)
    words = [
        [word, 100 * n, 100 * n + 90, 0.2 if word[0] == "S" and n else 0.95] for n, word in enumerate(text.split())
    ]
    Segment.objects.filter(pk=more.pk).update(words=words, is_weighed=True, doubt=0.8)
    glossary.use(line.family)
    return Segment.objects.get(pk=more.pk)


def test_the_line_says_what_was_heard_and_asks(line):
    assert line.text == SAID
    assert [(each["heard"], each["text"]) for each in line.asked] == [
        ("Shamanski", "Szymanski"),
        ("Isobell.", "Isobel."),
    ]


def test_a_yes_puts_the_word_in_place_signed_and_leaves_the_rest_asked(line):
    kim = families.user()
    now = nods.agree(line, 2, "Szymanski", by=kim)
    now.refresh_from_db()
    assert (now.text, now.is_repaired, now.is_settled) == ("Then Doctor Szymanski came with Isobell.", True, False)
    assert [each["text"] for each in now.asked] == ["Isobel."]
    assert [word[3] for word in now.words[2:6]] == [1.0, 0.95, 0.95, 0.2]
    assert (Correction.objects.get().by, FamilyWord.objects.get(text="Szymanski").misheard) == (kim, ["shamanski"])
    assert str(now.pk) in vouched(now.transcript)


def test_a_no_leaves_the_line_and_is_not_asked_again(line):
    now = nods.refuse(line, 2, "Szymanski", by=families.user())
    glossary.use(line.family)
    now.refresh_from_db()
    assert (now.text, [each["text"] for each in now.asked]) == (SAID, ["Isobel."])


def test_a_yes_is_one_to_the_same_elsewhere_but_not_in_lines_that_are_somebodys(line):
    more, theirs = another(line), another(line, "Now Shamanski stays.")
    confirm(theirs, by=families.user())
    nods.agree(line, 2, "Szymanski", by=families.user())
    assert nods.repeat(line.family) == 1
    more.refresh_from_db()
    theirs.refresh_from_db()
    assert (more.text, more.is_repaired) == ("So Szymanski left.", True)
    assert theirs.text == "Now Shamanski stays."


def test_in_what_was_read_as_a_whole_it_is_asked_even_after_a_yes(line):
    FamilyWord.objects.filter(text="Szymanski").update(misheard=["shamanski"])
    mark_reviewed(line.transcript, by=families.user())
    more = another(line)
    assert (more.text, [each["text"] for each in more.asked]) == ("So Shamanski left.", ["Szymanski"])
    assert nods.repeat(line.family) == 0


def test_what_is_answered_twice_is_refused(line):
    nods.agree(line, 2, "Szymanski", by=families.user())
    with pytest.raises(nods.Answered):
        nods.agree(line, 2, "Szymanski", by=families.user())


def test_what_is_put_back_as_heard_is_not_put_in_place_again(line):
    now = glossary.as_heard(nods.agree(line, 2, "Szymanski", by=families.user()))
    glossary.use(line.family)
    nods.repeat(line.family)
    now.refresh_from_db()
    assert now.text == SAID


def test_a_line_that_somebody_found_right_asks_nothing(line):
    assert confirm(line, by=families.user()).asked == []


def test_a_word_that_is_used_no_more_is_asked_about_no_more(line):
    for word in FamilyWord.objects.all():
        glossary.decline(word)
    glossary.use(line.family)
    line.refresh_from_db()
    assert line.proposals == []


def test_the_page_asks_and_takes_a_yes_and_a_no(line, client):
    line.family.memberships.create(user=(user := families.user()), role="relative")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    shown = client.get(line.transcript.recording.get_absolute_url()).text
    assert "Was “<bdi>Szymanski</bdi>” said?" in shown
    address = f"/segments/{line.pk}/own-word/"
    client.post(address, {"yes": "", "first": "2", "text": "Szymanski"})
    client.post(address, {"no": "", "first": "5", "text": "Isobel."})
    line.refresh_from_db()
    assert (line.text, line.asked) == ("Then Doctor Szymanski came with Isobell.", [])


def test_clients_are_told_what_is_asked_and_answer(line, client):
    line.family.memberships.create(user=(user := families.user()), role="relative")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    address = f"/api/v1/segments/{line.pk}/"
    asked = client.get(address).json()["proposals"][0]
    assert asked == {"first": 2, "behind": 3, "heard": "Shamanski", "text": "Szymanski"}
    sent = {"first": 2, "text": "Szymanski", "is_said": True}
    now = client.post(f"{address}own-word/", sent, content_type="application/json").json()
    assert (now["text"], now["is_repaired"]) == ("Then Doctor Szymanski came with Isobell.", True)
    assert client.post(f"{address}own-word/", sent, content_type="application/json").status_code == 409
