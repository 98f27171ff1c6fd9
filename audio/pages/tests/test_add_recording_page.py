"""The page where a relative adds a recording; a plain form, whether or not scripts run."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audio.models import Recording
from audio.tests import factories
from families.models import Person
from families.tests import factories as families

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(browser, home):
    """Sends the form and gives the answer."""

    def send(content: bytes | None = None, name: str = "kitchen.wav", **fields):
        file = SimpleUploadedFile(name, factories.tone() if content is None else content)
        return browser.post(f"/families/{home.pk}/recordings/new/", {"file": file, **fields})

    return send


def test_a_relative_adds_a_recording_and_sees_its_page(page):
    response = page(title="At the table", narrator="Ilse Brandt", born="1937", recorded_on="2024-03")
    recording = Recording.objects.get()
    assert response.headers["Location"] == f"/recordings/{recording.pk}/"


def test_what_the_form_asks_is_kept(page, sender):
    page(title="At the table", narrator="Ilse Brandt", born="1937", recorded_on="2024-03")
    kept = Recording.objects.get()
    told = (kept.title, kept.narrator.name, kept.narrator.born, kept.recorded_on, kept.uploaded_by)
    assert told == ("At the table", "Ilse Brandt", "1937", "2024-03", sender)


def test_only_the_file_is_needed(page):
    page()
    kept = Recording.objects.get()
    assert (kept.narrator, kept.recorded_on, str(kept)) == (None, "", "kitchen")


def test_a_person_whom_the_family_knows_is_not_added_again(page, home):
    known = families.person(home)
    page(narrator=known.name.upper())
    assert Recording.objects.get().narrator == known


def test_what_is_no_sound_is_refused_in_a_sentence(page):
    response = page(b"Dear diary, " * 500, "diary.mp3")
    assert (response.status_code, "not sound that we can open" in response.content.decode()) == (400, True)


def test_after_a_refusal_the_form_still_says_what_was_written(page):
    response = page(b"Dear diary, " * 500, "diary.mp3", narrator="Ilse Brandt", title="At the table")
    body = response.content.decode()
    assert ('value="Ilse Brandt"' in body, 'value="At the table"' in body) == (True, True)


def test_a_refused_file_adds_nobody_to_the_family(page):
    page(b"Dear diary, " * 500, "diary.mp3", narrator="Nobody Yet")
    assert (Recording.objects.count(), Person.objects.count()) == (0, 0)


def test_a_file_beyond_the_limit_is_refused_with_both_sizes(page, settings):
    settings.MAX_UPLOAD_SIZE = 1024**2
    response = page(bytes(3 * 1024**2))
    assert (
        response.status_code,
        "3.0 MB" in response.content.decode(),
        "1.0 MB at most" in response.content.decode(),
    ) == (
        400,
        True,
        True,
    )


@pytest.mark.parametrize("asked", ["born", "recorded_on"])
def test_a_date_that_is_none_is_refused_with_an_example(page, asked):
    response = page(**{asked: "last summer"})
    assert (response.status_code, "for example, 1934" in response.content.decode()) == (400, True)


def test_a_missing_file_is_asked_for(page, browser, home):
    response = browser.post(f"/families/{home.pk}/recordings/new/", {"title": "Nothing"})
    assert (response.status_code, "Choose the recording first." in response.content.decode()) == (400, True)


def test_the_form_needs_its_token(sender, home):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sender, backend="memoire_site.backends.NoDemoUsersBackend")
    response = strict.post(f"/families/{home.pk}/recordings/new/", {"title": "Forged"})
    assert response.status_code == 403


def test_the_people_of_the_family_are_offered_and_no_others(page, browser, home):
    families.person(home, "Ilse Brandt")
    families.person(families.family(), "Olaf Iversen")
    body = browser.get(f"/families/{home.pk}/recordings/new/").content.decode()
    assert ("Ilse Brandt" in body, "Olaf Iversen" in body) == (True, False)


def test_a_failed_step_is_tried_again_from_the_page(browser, page, home):
    recording = factories.recording(home)
    step = factories.step(recording, "inspect", state="failed", reason="It broke.")
    browser.post(f"/recordings/{recording.pk}/try-again/")
    step.refresh_from_db()
    assert step.state == "waiting"


def test_where_nothing_failed_trying_again_changes_nothing(browser, page, home):
    recording = factories.recording(home)
    step = factories.step(recording, "inspect", state="running")
    assert browser.post(f"/recordings/{recording.pk}/try-again/").status_code == 302
    step.refresh_from_db()
    assert step.state == "running"
