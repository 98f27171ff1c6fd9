"""A file that the family has already: nothing that was said about it now is lost in silence."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audio.models import Recording
from audio.tests import factories
from audio.uploads.tests.tus_client import create
from families.tests import factories as families

pytestmark = pytest.mark.django_db
TONE = factories.tone()
TOLD = {"title": "At the table", "narrator": "Ilse Brandt", "born": "1937", "recorded_on": "14 March 2024"}


@pytest.fixture
def add(browser, home):
    def send(**told):
        file = SimpleUploadedFile("kitchen.wav", TONE)
        return browser.post(f"/families/{home.pk}/recordings/new/", {"file": file, **told}, follow=True)

    return send


def facts() -> tuple[str, str, str, str]:
    kept = Recording.objects.get()
    return kept.title, str(kept.narrator or ""), kept.narrator.born if kept.narrator else "", kept.recorded_on


def test_what_was_told_now_is_shown_beside_what_is_there_and_can_be_written_down(browser, add):
    add(title="In the kitchen")
    shown = add(**TOLD)
    body = shown.content.decode()
    assert all(
        word in body for word in ("has this recording already", "At the table", "In the kitchen", "14 March 2024")
    )
    assert facts() == ("In the kitchen", "", "", "")
    form = {name: value for name, value in TOLD.items() if name != "recorded_on"} | {"recorded_on": "2024-03-14"}
    kept = Recording.objects.get()
    browser.post(f"/recordings/{kept.pk}/told-again/", {**form, "version": kept.version})
    assert facts() == ("At the table", "Ilse Brandt", "1937", "2024-03-14")


def test_where_nothing_else_was_told_the_recording_is_shown(add):
    add(**TOLD)
    for told in ({}, TOLD, {**TOLD, "narrator": "ilse brandt"}):
        assert "Here it is." in add(**told).content.decode()


def test_what_somebody_else_has_written_meanwhile_is_not_replaced_in_silence(browser, add):
    add()
    add(**TOLD)
    kept = Recording.objects.get()
    read = kept.version
    Recording.objects.update(title="By Kim")
    answer = browser.post(f"/recordings/{kept.pk}/told-again/", {"title": "At the table", "version": read})
    assert (answer.status_code, facts()[0]) == (409, "By Kim")


def test_what_is_no_fact_is_refused(browser, add):
    add()
    kept = Recording.objects.get()
    for wrong in ({"recorded_on": "last summer"}, {"title": "a" * 161}, {"born": "\x00"}):
        assert browser.post(f"/recordings/{kept.pk}/told-again/", wrong).status_code in {302, 400}
    assert facts() == ("", "", "", "")


def test_an_upload_in_pieces_says_that_more_was_told_and_leads_to_it(browser):
    create(browser, len(TONE), TONE)
    begun = create(browser, len(TONE), TONE, title="At the table")
    assert (begun.headers.get("Upload-Known"), begun.headers.get("Upload-Told-Again")) == ("1", "1")
    upload = begun.headers["Location"].rstrip("/").rsplit("/", 1)[1]
    kept = Recording.objects.get()
    body = browser.get(f"/recordings/{kept.pk}/told-again/", {"upload": upload}).content.decode()
    assert "At the table" in body
    assert browser.get(f"/recordings/{kept.pk}/told-again/", {"upload": "x"}).status_code == 404


def test_an_upload_of_something_new_says_nothing_of_the_kind(browser, home):
    families.person(home, "Ilse Brandt", born="1930")
    begun = create(browser, len(TONE), TONE, title="At the table", narrator="Ilse Brandt", born="1937")
    assert ("Upload-Known" in begun.headers, "Upload-Told-Again" in begun.headers) == (False, False)


def test_a_client_is_told_which_facts_are_not_written_there(browser, add):
    add()
    file = SimpleUploadedFile("kitchen.wav", TONE)
    told = json.loads(browser.post("/api/v1/audio/upload", {"file": file, "title": "At the table"}).content)
    assert "not written there (title)" in told["message"]
    plain = browser.post("/api/v1/audio/upload", {"file": SimpleUploadedFile("kitchen.wav", TONE)}).json()
    assert plain["message"] == "Your family has this recording already. We kept the one that was here."


def test_a_day_is_shown_in_words_where_it_is_changed(browser, add):
    add(recorded_on="2024-03-14")
    kept = Recording.objects.get()
    address = f"/recordings/{kept.pk}/facts/"
    assert 'value="14 March 2024"' in browser.get(address).content.decode()
    told = {"title": "", "narrator": "", "recorded_on": "14 March 2024", "version": kept.version}
    assert browser.post(address, told).status_code == 302
    assert Recording.objects.get().recorded_on == "2024-03-14"
