"""How the parts are, for load balancers and for whoever looks after the machine."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from audio.errors import StepError
from audio.models import Worker
from families.tests import factories as families
from memoire_site import health
from projections.entries import Entry

pytestmark = pytest.mark.django_db
API = "/api/v1/health/"


@pytest.fixture
def staff(client):
    user = families.user(is_staff=True)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def worker() -> Worker:
    return Worker.objects.create(name="here:1", heartbeat_at=timezone.now())


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch):
    """A process that has not looked at the database yet."""
    monkeypatch.setattr(health, "last_look", {})


def fail(error):
    def ask(*args, **options):
        raise error

    return ask


def test_the_process_is_live_even_without_a_database(client, monkeypatch):
    monkeypatch.setattr(health, "database", lambda: "It does not answer.")
    assert client.get(f"{API}live").json() == {"status": "ok"}


def test_with_a_database_that_is_up_to_date_requests_may_come(client):
    response = client.get(f"{API}ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_without_a_database_no_request_may_come(client, monkeypatch):
    monkeypatch.setattr(health, "MigrationExecutor", fail(OperationalError("secret host name")))
    response = client.get(f"{API}ready")
    assert (response.status_code, response.json()) == (503, {"status": "unwell"})


def test_a_database_that_waits_for_migrations_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    assert client.get(f"{API}ready").status_code == 503


def test_once_the_database_was_up_to_date_being_ready_is_a_single_question(client, django_assert_num_queries):
    client.get(f"{API}ready")
    with django_assert_num_queries(1):
        assert client.get(f"{API}ready").status_code == 200


def test_a_database_that_goes_away_later_is_noticed(client, monkeypatch):
    client.get(f"{API}ready")
    monkeypatch.setattr(health, "connection", type("Gone", (), {"cursor": fail(OperationalError("gone"))})())
    assert client.get(f"{API}ready").status_code == 503


def test_a_database_that_is_out_of_date_is_not_looked_at_by_every_request(client, monkeypatch):
    looks = []
    monkeypatch.setattr(health, "database", lambda: looks.append(1) or "Run manage.py migrate.")
    for _ in range(5):
        assert client.get(f"{API}ready").status_code == 503
    assert len(looks) == 1
    health.last_look["again_at"] = 0.0
    monkeypatch.setattr(health, "database", lambda: None)
    assert client.get(f"{API}ready").status_code == 200


def test_staff_see_each_part(client, staff, worker):
    response = client.get(API)
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "components": dict.fromkeys(["database", "worker", "storage", "speech_engine"], "ok")},
    )


@pytest.mark.parametrize("silent_for", [None, timedelta(minutes=2)])
def test_a_worker_that_nobody_hears_of_is_told_with_what_to_do(client, staff, worker, silent_for):
    worker.delete() if silent_for is None else Worker.objects.update(heartbeat_at=timezone.now() - silent_for)
    response = client.get(API)
    assert (response.status_code, "manage.py worker" in response.json()["components"]["worker"]) == (503, True)


def test_a_storage_that_takes_nothing_is_told(client, staff, worker, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file" / "recordings"
    assert client.get(API).json()["components"]["storage"].startswith("Recordings cannot be stored")


def test_asking_leaves_nothing_in_the_storage(client, staff, worker, tmp_path):
    client.get(API)
    assert [path for path in (tmp_path / "recordings").rglob("*") if path.is_file()] == []


def test_a_speech_engine_that_cannot_be_had_is_told(client, staff, worker, monkeypatch):
    monkeypatch.setattr(health, "choose", fail(StepError("The model is not there.", permanent=True)))
    assert client.get(API).json()["components"]["speech_engine"] == "The model is not there."


@pytest.mark.parametrize(
    ("setting", "part", "asks"),
    [("FIRESTORE_PROJECT_ID", "firestore", "firestore_answers"), ("NEO4J_URI", "neo4j", "neo4j_answers")],
)
def test_a_store_is_asked_where_it_is_named(settings, monkeypatch, setting, part, asks):
    setattr(settings, setting, "named")
    monkeypatch.setattr(health.projections, asks, lambda: "It is down.")
    assert health.parts()[part]() == "It is down."


def test_stores_that_are_not_named_are_not_parts():
    assert not {"firestore", "neo4j"} & health.parts().keys()


def test_how_far_each_copy_is_behind_is_told_in_figures(client, staff, worker, settings, monkeypatch):
    settings.FIRESTORE_PROJECT_ID = "named"
    monkeypatch.setattr(health.projections, "firestore_answers", lambda: None)
    Entry.objects.create(projection="firestore.stories", key="a")
    Entry.objects.create(projection="firestore.stories", key="b", set_aside_at=timezone.now())
    Entry.objects.update(created_at=timezone.now() - timedelta(seconds=30))

    found = client.get(API).json()
    assert found["copies"]["firestore.stories"]["lag_seconds"] >= 30
    assert found["copies"]["firestore.books"] == {"waiting": 0, "lag_seconds": 0.0, "needing_a_person": 0}
    assert "must look" in found["components"]["copies"]

    Entry.objects.update(set_aside_at=None)
    assert client.get(API).json()["components"]["copies"] == "ok"
    Entry.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert "behind" in client.get(API).json()["components"]["copies"]
