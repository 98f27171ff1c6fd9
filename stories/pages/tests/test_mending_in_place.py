"""A line that is mended where it stands keeps what else stands there: who speaks from it on."""

import re
from html import unescape

import pytest

from families.models import Membership
from families.tests import factories as families
from transcripts.models import Segment
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db
IN_PLACE = {"HX-Request": "true"}
HEADING = re.compile(r'<div class="who"[^>]*>([^<]*)</div>')


@pytest.fixture
def lines(client) -> list[Segment]:
    """Two voices: Ilse in the first two lines, somebody whom nobody has named yet in the third."""
    transcript = transcripts.transcript(texts=["The river froze.", "We walked across.", "Were you afraid?"])
    family = transcript.recording.family
    lines = list(transcript.segments.order_by("index"))
    for line, label in zip(lines, "AAB", strict=True):
        line.speaker = label
        line.save()
    transcript.speakers.create(label="A", person=families.person(family, name="Ilse"))
    transcript.speakers.create(label="B")
    user = families.user()
    family.memberships.create(user=user, role=Membership.Role.KEEPER)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return lines


def on_page(client, line: Segment) -> str:
    shown = client.get(line.transcript.recording.get_absolute_url()).text
    return shown.split(f'<div class="segment" id="segment-{line.pk}">')[1].split('<div class="segment"')[0]


def asked_for(client, shown: str, word: str) -> str:
    """What comes in place of a line when somebody follows its link."""
    (address,) = re.findall(rf'hx-get="([^"]*\?{word}[^"]*)"', shown)
    return client.get(unescape(address), headers=IN_PLACE).text


def sent(client, form: str, text: str):
    """The answer to the form as it came, with these words in it."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?>', form))
    address = re.findall(r'hx-post="([^"]*)"', form)[0]
    return client.post(address, {**hidden, "text": text}, headers=IN_PLACE)


@pytest.mark.parametrize(("place", "who"), [(0, ["Ilse"]), (1, []), (2, ["Voice B"])])
def test_a_line_bears_the_same_heading_before_while_and_after_it_is_mended(client, lines, place, who):
    shown = on_page(client, lines[place])
    form = asked_for(client, shown, "mend")
    mended = sent(client, form, "Better words.").text
    assert [HEADING.findall(each) for each in (shown, form, mended)] == [who, who, who]
    assert "Better words." in mended
    again = asked_for(client, mended, "mend")
    assert HEADING.findall(again) == who


@pytest.mark.parametrize(("place", "who"), [(0, ["Ilse"]), (1, [])])
def test_a_line_that_is_left_as_it_was_keeps_its_heading(client, lines, place, who):
    form = asked_for(client, on_page(client, lines[place]), "mend")
    assert HEADING.findall(asked_for(client, form, "cancel")) == who


@pytest.mark.parametrize("text", ["", "w" * 6_000])
def test_words_that_cannot_stand_come_back_under_the_same_heading(client, lines, text):
    form = asked_for(client, on_page(client, lines[0]), "mend")
    refused = sent(client, form, text)
    assert (refused.status_code, HEADING.findall(refused.text)) == (400, ["Ilse"])
    assert HEADING.findall(sent(client, refused.text, "Better words.").text) == ["Ilse"]


def test_what_was_heard_is_put_back_under_the_same_heading(client, lines):
    line = lines[0]
    form = asked_for(client, on_page(client, line), "mend")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?>', form))
    put_back = client.post(f"/segments/{line.pk}/as-heard/", hidden, headers=IN_PLACE)
    assert HEADING.findall(put_back.text) == ["Ilse"]


def test_a_recording_of_one_voice_has_no_headings(client, lines):
    lines[2].transcript.speakers.filter(label="B").delete()
    form = client.get(f"/segments/{lines[0].pk}/?mend&headed", headers=IN_PLACE).text
    assert HEADING.findall(form) == []
