"""Words in Hebrew or Arabic read right on every page: each stands in an element that takes its direction from them, or is set apart."""

import lxml.html
import pytest
from django.urls import reverse

from audio.models import Recording
from audio.tests import factories as audio
from books.models import Book
from families.models import Family, Prompt
from families.prompts import retire
from families.removal import remove
from families.tests import factories as families
from memoire_site.tests.test_access import WAYS
from stories.editing import review
from stories.models import Story
from stories.tests import factories as stories
from transcripts.models import FamilyWord
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db
HEBREW = range(0x0590, 0x0600)
LINES = ["הנהר קפא ואנחנו הלכנו.", "אחר כך בא האביב.", "אבא לקח אותי לרכבת.", "נסענו לילה שלם."]
PLAIN = {"title", "script", "style", "template"}
ENOUGH = "ancestor-or-self::*[@dir='auto' or self::bdi]"


@pytest.fixture
def keeper(client):
    found = families.user(name="נועה")
    client.force_login(found, backend="memoire_site.backends.NoDemoUsersBackend")
    return found


@pytest.fixture
def pages(keeper) -> dict[str, str]:
    """Every page of a family of which all is Hebrew, in all its states."""
    family = families.family(keeper=keeper, name="משפחת לוי")
    Family.objects.update(language="he")
    person, other = families.person(family, "שרה לוי"), families.person(family, "דוד לוי")
    recording = audio.recording(family, narrator=person, title="ליד השולחן", language="he", recorded_on="2024-03-14")
    lines = list(transcripts.transcript(recording, texts=LINES).segments.all())
    story, second = (
        stories.story(segments=lines[:2], title="החורף", summary="הנהר קפא."),
        stories.story(segments=lines[2:], title="הרכבת", summary="נסענו לילה."),
    )
    for each in (person, other):
        stories.person_mention(story, each.name, person=each)
    mention, place = stories.person_mention(second, "דודה רחל"), stories.place_mention(story, "חיפה").place
    review.approve(story, by=keeper)
    review.change(Story.objects.get(pk=story.pk), {"title": "החורף הגדול"}, by=keeper)
    prompt = Prompt.objects.create(family=family, text="איפה גרת?")
    retired = Prompt.objects.create(family=family, text="מה אכלתם?")
    retire(retired)
    FamilyWord.objects.create(family=family, text="זוסיה")
    book = Book.objects.create(family=family, title="הספר שלנו", subtitle="סיפורים", dedication="לסבתא")
    remove(audio.recording(family, title="נמחק"), by=keeper)
    stories.story(audio.recording(family, narrator=other, title="בגינה"), title="הגינה", summary="היה חם.")
    rows = {"family": family, "recording": recording, "story": story, "person": person, "place": place}
    rows |= {"mention": mention, "segment": lines[0], "book": book, "prompt": prompt}
    named = [(name, way) for name, way in WAYS.items() if way.method == "get" and (way.of in rows or not way.of)]
    return {
        name: reverse(name, args=[rows[way.of].pk] if way.of else [])
        for name, way in named
        if "api" not in name and ":" not in name and not way.more
    }


def is_foreign(text: str | None) -> bool:
    return any(ord(letter) in HEBREW for letter in text or "")


def astray(page: str) -> list[str]:
    """What is written from right to left, and would be shown as if it were written from left to right."""
    found = []
    for element in lxml.html.fromstring(page).iter():
        if not isinstance(element.tag, str) or element.xpath("ancestor-or-self::template|ancestor-or-self::script"):
            continue
        if element.tag in PLAIN:
            continue
        own = [(element, element.text), *((element, child.tail) for child in element)]
        found += [
            f"<{of.tag} {dict(of.attrib)}> {text.strip()}"
            for of, text in own
            if is_foreign(text) and not of.xpath(ENOUGH)
        ]
        is_typed_in = element.tag in {"input", "textarea"} and element.get("type", "text") in {"text", "search"}
        if is_typed_in and element.get("dir") != "auto":
            found.append(f"<{element.tag} {element.get('name')}> takes no direction from what is typed")
    return found


def test_no_page_shows_words_in_the_wrong_direction(client, pages):
    found = {}
    for name, address in pages.items():
        response = client.get(address)
        if "text/html" not in response.headers.get("Content-Type", "") or response.status_code != 200:
            continue
        if wrong := astray(response.text):
            found[name] = wrong
    told = "\n".join(f"{name}: {each}" for name, some in found.items() for each in some)
    assert not found, told


def test_the_pages_have_such_words_on_them(client, pages):
    """Else the test above would find nothing wrong with pages on which there is nothing."""
    for name in (
        "family",
        "recording",
        "stories",
        "people",
        "person",
        "place",
        "retell_story",
        "mention",
        "book",
        "prompts",
    ):
        assert is_foreign(client.get(pages[name]).text), name
    assert Family.objects.count() == 1
    assert Recording.objects.filter(removed_at=None).count() == 2
