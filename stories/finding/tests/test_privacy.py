"""What leaves the machine is said; a language model is asked only where the installation names one and a keeper lets it be asked."""

import pytest
from django.test import Client

from audio import pipeline
from audio.tests import factories as audio
from families.models import Family, Membership, User
from families.permissions import allow_model
from families.tests import factories as families
from stories.engines import Asked
from stories.engines.llm import Answer
from stories.engines.tests import chat_endpoint
from stories.finding.choice import engine_for
from stories.finding.model_answers import KEPT, Memory, note_asking
from stories.finding.privacy import leaving
from stories.models import Asking, RememberedAnswer, Story
from transcripts.tests import factories as transcripts

pytestmark = pytest.mark.django_db
TALK = [
    "I was born in Hull in 1934 and my father worked on the trawlers there.",
    "We lived in Gipsy Lane by the railway and the house was small and cold.",
    "The kitchen was the only warm room, and every night my mother read to us.",
    "She read the same book over and over, and nobody minded that at all.",
]


@pytest.fixture
def family() -> Family:
    return families.family()


@pytest.fixture
def recording(family):
    made = audio.recording(family, narrator=families.person(family))
    transcripts.transcript(made, texts=TALK)
    audio.step(made, "extract")
    return made


@pytest.fixture
def endpoint(settings):
    """Whatever is asked, the answer is one story with a title that was said."""
    told = {"title": "The warm kitchen in Gipsy Lane", "summary": "They lived in Gipsy Lane."}
    with chat_endpoint.running(chat_endpoint.story(1, 4, **told)) as server:
        settings.STORY_ENGINE, settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = "llm", server.url, "sesame"
        yield server


def member(family: Family, role: str = Membership.Role.KEEPER) -> User:
    made = families.user()
    Membership.objects.create(family=family, user=made, role=role)
    return made


def signed_in(family: Family, role: str) -> Client:
    client = Client()
    client.force_login(member(family, role), backend="memoire_site.backends.NoDemoUsersBackend")
    return client


def page(family: Family) -> str:
    return f"/families/{family.pk}/what-leaves/"


def test_where_nothing_leaves_the_page_says_so(family):
    shown = signed_in(family, Membership.Role.RELATIVE).get(page(family)).content.decode()
    assert "Nothing. What your family says stays" in shown
    assert "language model" not in shown


def whats(settings) -> list[str]:
    settings.SPEECH_ENGINE = settings.STORY_ENGINE = settings.OPENAI_BASE_URL = settings.OPENAI_API_KEY = ""
    return [each.what for each in leaving(may_ask_model=True)]


def test_a_speech_engine_that_a_keeper_may_choose_is_named_before_one_does(settings):
    assert whats(settings) == []
    settings.OPENAI_API_KEY = "sesame"
    assert [each.where for each in leaving(may_ask_model=True)] == ["api.openai.com"]


def test_sound_that_is_kept_in_firestore_leaves(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "recordings": {"BACKEND": "projections.firestore_storage.FirestoreStorage"},
    }
    assert whats(settings) == ["The sound of every recording"]


@pytest.mark.parametrize(
    ("host", "leaves"), [("db.example.org", True), ("localhost", False), ("/run/postgresql", False), ("", False)]
)
def test_a_database_elsewhere_is_named(settings, monkeypatch, host, leaves):
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", host)
    assert ("All words, stories and names" in whats(settings)) == leaves


def test_each_setting_that_sends_something_away_is_named(settings):
    settings.SPEECH_ENGINE = settings.STORY_ENGINE = ""
    assert leaving(may_ask_model=True) == []
    settings.SPEECH_ENGINE, settings.STORY_ENGINE, settings.OPENAI_BASE_URL = (
        "openai",
        "llm",
        "https://api.example.org/v1",
    )
    settings.FIRESTORE_PROJECT_ID, settings.NEO4J_URI = "voices", "bolt://localhost:7687"
    found = leaving(may_ask_model=True)
    assert [each.where for each in found] == [
        "api.example.org",
        "api.example.org",
        "Google Firestore, project “voices”",
        "localhost",
    ]
    assert [each.is_near for each in found] == [False, False, False, True]
    assert len(leaving(may_ask_model=False)) == 3


def test_nothing_is_sent_before_a_keeper_allows_it(family, recording, endpoint, all_steps):
    all_steps()
    assert endpoint.asked == []
    assert Story.objects.get().engine.startswith("rules")


def test_a_keeper_lets_the_model_be_asked_and_the_next_look_asks_it(family, recording, endpoint, all_steps):
    keeper = signed_in(family, Membership.Role.KEEPER)
    assert "Let it be asked" in keeper.get(page(family)).content.decode()
    keeper.post(f"/families/{family.pk}/language-model/", {"allow": "yes"})
    all_steps()
    story, asking = Story.objects.get(), Asking.objects.get()
    assert story.title == "The warm kitchen in Gipsy Lane"
    assert (asking.windows, asking.answered, asking.input_tokens, asking.trouble) == (1, 1, 900, "")
    assert asking.model.startswith("gpt-4o-mini at 127.0.0.1")
    shown = keeper.get(page(family)).content.decode()
    assert "asked once" in shown
    assert "1020 tokens" in shown
    assert "The words of every recording" in shown


def test_a_keeper_takes_it_back_and_what_was_answered_is_forgotten(family, recording, endpoint, all_steps):
    keeper = signed_in(family, Membership.Role.KEEPER)
    keeper.post(f"/families/{family.pk}/language-model/", {"allow": "yes"})
    all_steps()
    keeper.post(f"/families/{family.pk}/language-model/", {"allow": "no"})
    family.refresh_from_db()
    assert (family.may_ask_model, RememberedAnswer.objects.count(), Story.objects.count()) == (False, 0, 1)


def test_a_relative_and_a_stranger_allow_nothing(family, endpoint):
    relative = signed_in(family, Membership.Role.RELATIVE)
    stranger = signed_in(families.family(), Membership.Role.KEEPER)
    asked = [who.post(f"/families/{family.pk}/language-model/", {"allow": "yes"}) for who in (relative, stranger)]
    family.refresh_from_db()
    assert ([each.status_code for each in asked], family.may_ask_model) == ([403, 404], False)
    assert "Let it be asked" not in relative.get(page(family)).content.decode()


def test_a_family_cannot_allow_what_the_installation_does_not_name(family):
    signed_in(family, Membership.Role.KEEPER).post(f"/families/{family.pk}/language-model/", {"allow": "yes"})
    family.refresh_from_db()
    assert not family.may_ask_model


def test_looking_again_asks_nothing_that_was_answered(family, recording, endpoint, all_steps):
    allow_model(family, by=member(family))
    all_steps()
    pipeline.wake(recording.pk, "extract")
    all_steps()
    assert len(endpoint.asked) == 1
    assert [each.input_tokens for each in Asking.objects.order_by("pk")] == [900, 0]


def test_an_endpoint_in_trouble_leaves_the_stories_of_the_rules_and_a_reason(family, recording, endpoint, all_steps):
    allow_model(family, by=member(family))
    endpoint.usual = chat_endpoint.says("I would rather not.")
    all_steps()
    assert Story.objects.count() == 1
    assert "not a list of stories" in Asking.objects.get().trouble


def test_what_was_answered_goes_with_the_recording_and_when_it_is_of_no_use(recording, monkeypatch):
    memory = Memory(recording)
    memory.keep("a" * 64, Answer({"stories": []}, 5, 6))
    assert memory.recall("a" * 64) == Answer({"stories": []}, 0, 0)
    RememberedAnswer.objects.update(used_at=RememberedAnswer.objects.get().used_at - KEPT)
    note_asking(recording, "llm", [None, Asked("m", "1", 0, 0, 0, 0, {})])
    assert (memory.recall("a" * 64), Asking.objects.count()) == (None, 0)
    memory.keep("b" * 64, Answer({}, 0, 0))
    recording.delete()
    assert RememberedAnswer.objects.count() == 0


def test_the_engine_is_the_rules_unless_both_have_said_so(settings, recording):
    engine = engine_for(recording, alive=lambda: None)
    settings.STORY_ENGINE = "llm"
    still = engine_for(recording, alive=lambda: None)
    allow_model(recording.family, by=member(recording.family))
    recording.family.refresh_from_db()
    assert [each.name for each in (engine, still, engine_for(recording, alive=lambda: None))] == [
        "rules",
        "rules",
        "llm",
    ]
