"""What all tests share: a folder of their own for sound, plain static files, and work that is done at once when asked for."""

from collections.abc import Callable, Iterator
from time import sleep

import pytest
from django.conf import LazySettings
from django.db import connection

from audio.models import Step
from audio.tasks import run_step

pytest_plugins = ["projections.tests.servers"]
ASKS_A_DATABASE = {"db", "transactional_db", "live_server"}
MARKS_OF_A_DATABASE = {"django_db", "live", "journey", "chaos"}
SHARED_SERVERS = {"stores": 1, "site": 2}  # fixtures whose servers are started once for all, and when their tests begin


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database was tried with the first one, as how pages behave in a browser.

    pytest-django refuses a query in a test that asks for none.
    """
    if connection.vendor != "sqlite":
        apart = [item for item in items if not asks_a_database(item)]
        items[:] = [item for item in items if asks_a_database(item)]
        config.hook.pytest_deselected(items=apart)
    share_out(items)


def asks_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("page"):
        return False
    fixtures = set(getattr(item, "fixturenames", []))
    return bool(ASKS_A_DATABASE & fixtures) or any(item.get_closest_marker(name) for name in MARKS_OF_A_DATABASE)


def share_out(items: list[pytest.Item]) -> None:
    """Where several processes share the tests: those of one file, and those of one set of servers, go to one of them.

    What takes longest comes first, so that no process is left alone with it at the end.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    items.sort(key=turn_of)  # a stable sort: files keep their order


def group_of(item: pytest.Item) -> str:
    fixtures = [] if item.get_closest_marker("walk") else getattr(item, "fixturenames", [])  # walks share a clone
    return next((name for name in SHARED_SERVERS if name in fixtures), str(item.path))


def turn_of(item: pytest.Item) -> int:
    return 0 if any(map(item.get_closest_marker, ["chaos", "walk"])) else SHARED_SERVERS.get(group_of(item), 3)


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path) -> None:
    """No test writes where a family's recordings are."""
    settings.MEDIA_ROOT = tmp_path / "recordings"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "arriving"
    (tmp_path / "arriving").mkdir()


@pytest.fixture(autouse=True)
def plain_static_files(settings: LazySettings) -> None:
    """Pages can be drawn without collectstatic; one test makes the hashed names."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def no_stores(settings: LazySettings) -> None:
    """Copies are made only in the tests that start the stores."""
    settings.FIRESTORE_PROJECT_ID = settings.NEO4J_URI = ""


@pytest.fixture(autouse=True)
def quick_passwords(settings: LazySettings) -> None:
    """A careful hash takes a third of a second, several times in nearly every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def all_steps() -> Callable[[], None]:
    """Does every step that a worker could take now, in this process, until none is left."""

    def do() -> None:
        while step := Step.objects.takable().first():
            run_step(step.pk)

    return do


OTHERS = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture(scope="session", autouse=True)
def nobody_stays_connected(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever is left connected to PostgreSQL keeps its database from being thrown away: what they asked last is said here."""
    if connection.vendor == "sqlite":
        yield
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    yield
    with blocker.unblock(), connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute(OTHERS)
            if not (left := cursor.fetchall()):
                return
            sleep(0.1)
    raise AssertionError(f"Still connected: {left}")
