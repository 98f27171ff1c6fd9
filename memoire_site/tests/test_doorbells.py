"""The worker does what is on our list and nothing else, whoever has written the row."""

import ast
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.utils import timezone
from django_q import core_signing
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler
from django_q.signing import SignedPackage
from django_q.tasks import async_task
from structlog.testing import capture_logs

from memoire_site.doorbells import Doorbells

pytestmark = pytest.mark.django_db


def ring(task: dict) -> None:
    """A row as whoever has our key would write it."""
    whole = {"id": "1", "name": "one", "args": (), "kwargs": {}, "started": timezone.now(), **task}
    write(SignedPackage.dumps(whole))


def write(payload: str) -> None:
    OrmQ.objects.create(key=settings.Q_CLUSTER["name"], payload=payload, lock=timezone.now() - timedelta(seconds=1))


def handed_over() -> list[str]:
    return [SignedPackage.loads(payload)["func"] for _, payload in get_broker().dequeue()]


def test_the_worker_asks_our_queue():
    assert isinstance(get_broker(), Doorbells)


def test_a_task_of_ours_is_handed_over():
    async_task("audio.tasks.run_step", 1, task_name="step 1", q_options={"save": False, "timeout": 5})
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=1))
    assert handed_over() == ["audio.tasks.run_step"]


@pytest.mark.parametrize(
    "task",
    [
        {"func": "os.system", "args": ("true",)},
        {"func": "audio.tasks.pipeline.subprocess.run", "args": (["true"],)},
        {"func": "audio.tasks.run_step ", "args": (1,)},
        {"func": "audio.tasks.run_step", "hook": "os.system"},
        {"func": "audio.tasks.run_step", "chain": [("os.system", ("true",))]},
        {"func": None},
        {"func": datetime(2024, 3, 14, tzinfo=UTC)},
    ],
    ids=lambda task: str(task["func"])[:40] + "".join(set(task) - {"func", "args"}),
)
def test_a_row_that_asks_for_anything_else_is_refused_logged_and_gone(task):
    ring(task)
    with capture_logs() as told:
        assert handed_over() == []
    assert ([line["event"] for line in told], OrmQ.objects.count()) == (["task_refused"], 0)


class Evil:
    ran: list[str] = []

    def __reduce__(self):
        return (Evil.ran.append, ("pickle",))


class Pickled:
    dumps = staticmethod(pickle.dumps)


@pytest.mark.parametrize("where", ["func", "args", "kwargs"])
def test_a_signed_row_runs_nothing_while_it_is_read(where):
    task = {"func": "audio.tasks.run_step", "args": (1,), "kwargs": {}, where: Evil()}
    write(core_signing.dumps(task, key=Conf.SECRET_KEY, salt=Conf.PREFIX, serializer=Pickled))
    assert (handed_over(), Evil.ran) == ([], [])


def test_a_row_without_our_signature_is_refused_and_the_next_is_taken():
    write("nonsense:of:somebody")
    ring({"func": "projections.tasks.drain", "args": ("firestore",)})
    assert handed_over() + handed_over() == ["projections.tasks.drain"]


def test_a_schedule_runs_nothing(monkeypatch):
    """The cluster does not look at its schedules; where a setting of somebody's makes it look, its row is refused like any other."""
    Schedule.objects.create(func="os.system", args="'true'", next_run=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)  # this test's own
    assert not Conf.SCHEDULER
    scheduler()
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=1))
    assert (OrmQ.objects.count(), handed_over(), OrmQ.objects.count()) == (1, [], 0)


def test_results_are_never_read_back_from_the_database():
    """Their table holds unsigned pickles: whoever may write it would have them run by the cluster."""
    assert Conf.CACHED


def asked_for() -> set[str]:
    """Each name that our code gives to `async_task`."""
    found = set()
    for room in settings.ROOMS:
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            if "tests" not in path.parts:
                calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
                found |= {
                    call.args[0].value
                    for call in calls
                    if getattr(call.func, "id", "") == "async_task" and isinstance(call.args[0], ast.Constant)
                }
    return found


def test_the_list_of_tasks_is_what_we_ask_for():
    assert asked_for() == settings.MEMOIRE_TASKS


def test_the_admin_has_pages_for_rows_of_ours_only():
    """What a library registers by itself may do more than staff may: a schedule, a group, a token."""
    rooms = {model._meta.app_label for model in admin.site._registry}
    assert rooms
    assert rooms <= set(settings.ROOMS)


@pytest.mark.parametrize("room", ["django_q", "knox", "auth", "sessions"])
def test_there_is_no_page_of_a_library_in_the_admin(admin_client, room):
    assert admin_client.get(f"/admin/{room}/").status_code == 404
