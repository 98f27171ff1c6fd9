"""Staff let a model come from a page; a worker fetches it in turns, and what waited for it is heard."""

import hashlib
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django_q.models import OrmQ
from huggingface_hub import constants
from lxml import html

from audio.models import Step
from audio.tests import factories as audio
from families.models import Family
from families.tests import factories as families
from transcripts import tasks
from transcripts.engines import whisper_models
from transcripts.engines.tests.hub import COMMIT, hub_of
from transcripts.engines.tests.tiny_whisper import tiny_whisper
from transcripts.engines.whisper_folders import is_there
from transcripts.engines.whisper_makers import OFFERED, File, Published
from transcripts.runs import fetching
from transcripts.runs.choice import SAFE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]
PAGE = "/admin/transcripts/transcript/how-memoire-hears/"
FETCH = f"{PAGE}fetch/"


@pytest.fixture(autouse=True)
def nothing_here(no_whisper, settings):
    settings.MODELS_DIR.mkdir(exist_ok=True)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A hub that has "base", as if the model of random numbers had been published under this name."""
    source = tiny_whisper(tmp_path / "hub")
    told = [(path.name, path.read_bytes()) for path in sorted(source.iterdir())]
    files = tuple(File(name, len(all_), hashlib.sha256(all_).hexdigest()) for name, all_ in told)
    monkeypatch.setitem(OFFERED, "base", Published("somebody/base", COMMIT, files, "a hundred languages", "MIT"))
    monkeypatch.setenv("NO_PROXY", "*")
    with hub_of("somebody/base", source) as found:
        monkeypatch.setattr(constants, "ENDPOINT", found.url)
        yield found


@pytest.fixture
def staff(client):
    user = families.user(name="Sam", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["change_transcript", "view_transcript"]))
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


def shown(client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def test_the_page_says_what_hears_which_language_and_what_can_be_fetched(client, staff):
    page = shown(client)
    assert "English (en) moonshine" in page
    assert "German (de) nothing yet No engine on this machine hears German (de). Run manage.py fetch_models" in page
    assert "small.en English, six times as large and slow" in page
    assert "486 MB MIT Not here. Fetch small" in page


def test_a_language_that_a_family_speaks_stands_on_the_page(client, staff):
    Family.objects.create(name="The Iversens", language="pt-BR")
    assert "Portuguese (pt-BR) nothing yet" in shown(client)


def test_a_button_asks_a_worker_and_what_waited_is_heard_when_it_is_here(client, staff, hub, settings):
    waiting, broken = (audio.recording(families.family()) for _ in range(2))
    waits = audio.step(waiting, "transcribe", state=Step.State.FAILED, reason=f"No engine hears “de”. {SAFE}")
    other = audio.step(broken, "transcribe", state=Step.State.FAILED, reason="This file ends in the middle.")
    answer = client.post(FETCH, {"model": "base"}, follow=True)
    assert "A worker fetches base as soon as one is free." in answer.content.decode()
    assert ("Asked for: it begins as soon as a worker is free." in shown(client), OrmQ.objects.count()) == (True, 1)
    tasks.fetch_model("base")
    assert is_there(settings.MODELS_DIR / "base")
    assert "German (de) whisper, base" in shown(client)
    assert "Asked for" not in shown(client)
    waits.refresh_from_db()
    other.refresh_from_db()
    assert (waits.state, other.state) == (Step.State.WAITING, Step.State.FAILED)


def test_what_waited_is_tried_again_when_the_command_has_brought_a_model(staff, hub, settings):
    waiting, broken = (audio.recording(families.family()) for _ in range(2))
    waits = audio.step(waiting, "transcribe", state=Step.State.FAILED, reason=f"No engine hears “de”. {SAFE}")
    other = audio.step(broken, "transcribe", state=Step.State.FAILED, reason="This file ends in the middle.")
    out = StringIO()
    call_command("fetch_models", "base", stdout=out)
    waits.refresh_from_db()
    other.refresh_from_db()
    assert (waits.state, other.state) == (Step.State.WAITING, Step.State.FAILED)
    assert "1 recording that waited for an engine will be tried again." in out.getvalue()


def test_what_waited_is_tried_again_when_the_model_was_copied_here(staff, hub, settings):
    fetching.bring("base", lambda come, every: None)
    step = audio.step(audio.recording(), "transcribe", state=Step.State.FAILED, reason=f"No engine hears “de”. {SAFE}")
    call_command("fetch_models", "base", stdout=StringIO())
    step.refresh_from_db()
    assert step.state == Step.State.WAITING


def test_what_fails_is_said_on_the_page_with_a_way_to_try_again(client, staff, hub, monkeypatch):
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    client.post(FETCH, {"model": "base"})
    tasks.fetch_model("base")
    page = shown(client)
    assert ("It did not come. base could not be fetched" in page, "Try base again" in page) == (True, True)
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    client.post(FETCH, {"model": "base"})
    assert "It did not come" not in shown(client)
    tasks.fetch_model("base")
    assert "German (de) whisper, base" in shown(client)


def test_a_long_fetching_lets_others_go_first_and_goes_on(hub, settings):
    settings.STEP_TURN_SECONDS = -1
    fetching.ask("base")
    tasks.fetch_model("base")
    offer = fetching.offer("base")
    assert (offer.is_here, offer.is_coming, offer.is_asked, offer.reason, offer.come > 0) == (
        False,
        False,
        True,
        "",
        True,
    )
    assert OrmQ.objects.count() == 2  # it rang for its next turn
    settings.STEP_TURN_SECONDS = 60
    tasks.fetch_model("base")
    assert fetching.offer("base").is_here


def test_while_it_comes_the_page_says_how_much_and_a_second_worker_changes_nothing(client, staff, hub):
    fetching.ask("base")
    with whisper_models.alone(fetching.coming_to("base")):
        assert "It is coming: 0 of" in shown(client)
        tasks.fetch_model("base")
        assert (fetching.offer("base").reason, fetching.offer("base").is_asked) == ("", True)


@pytest.mark.parametrize(("model", "says"), [("enormous", "no such model"), ("", "no such model"), ("base", "is here")])
def test_what_cannot_be_asked_for_is_refused_in_words(client, staff, settings, model, says):
    tiny_whisper(settings.MODELS_DIR / "base")
    assert says in client.post(FETCH, {"model": model}, follow=True).content.decode()
    assert OrmQ.objects.count() == 0


def test_only_staff_who_may_change_transcripts_can_fetch(client):
    relative = families.user(name="Anna")
    client.force_login(relative, backend="memoire_site.backends.NoDemoUsersBackend")
    assert client.post(FETCH, {"model": "base"}).status_code == 401
    looks = families.user(name="Lou", is_staff=True)
    looks.user_permissions.add(Permission.objects.get(codename="view_transcript"))
    client.force_login(looks, backend="memoire_site.backends.NoDemoUsersBackend")
    assert ("Fetch base" in shown(client), client.post(FETCH, {"model": "base"}).status_code) == (False, 403)
    client.force_login(families.user(name="Kim", is_staff=True), backend="memoire_site.backends.NoDemoUsersBackend")
    assert (client.get(PAGE).status_code, client.get(FETCH).status_code) == (403, 403)
    assert OrmQ.objects.count() == 0


def test_a_program_without_the_form_of_the_page_is_refused(staff):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff, backend="memoire_site.backends.NoDemoUsersBackend")
    assert strict.post(FETCH, {"model": "base"}).status_code == 403
