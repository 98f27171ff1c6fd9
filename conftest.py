"""What all tests share: a folder of their own for sound, plain static files, and work that is done at once when asked for."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from time import sleep

import coverage
import pytest
from django.conf import LazySettings
from django.core import signals
from django.db import close_old_connections, connection
from hypothesis import settings

from audio.models import Step
from audio.tasks import run_step

pytest_plugins = ["projections.tests.servers"]
ASKS_A_DATABASE = {"db", "transactional_db", "live_server"}
MARKS_OF_A_DATABASE = {"django_db", "live", "journey", "chaos"}
FIRST_DATABASE_ONLY = ["page", "journey", "walk", "one_database"]  # marks; each_database is stronger
MOST_CASES = 12  # of one test on the second database
MEASURED_CASES = 3
cases: Counter[str] = Counter()  # begun so far, by test
settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of what is tried
if settings.get_current_profile_name() in ("default", "ci"):
    settings.load_profile("untimed")
SHARED_SERVERS = {"stores": 1, "site": 2}  # fixtures whose servers are started once for all, and when their tests begin


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database was tried with the first one. pytest-django refuses a query in a test that asks for none."""
    is_first = connection.vendor == "sqlite"
    wanted = {i for i in items if not i.get_closest_marker("second_database")} if is_first else set(tried_again(items))
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = [item for item in items if item in wanted]
    share_out(items)


def tried_again(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """What another database can make differ; of a test with many cases, some from its beginning to its end."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in filter(asks_a_database, items):
        if item.get_closest_marker("each_database") or not any(map(item.get_closest_marker, FIRST_DATABASE_ONLY)):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for alike in cases.values():
        is_each = any(map(alike[0].get_closest_marker, ["each_database", "second_database"]))
        yield from alike if is_each else alike[:: -(-len(alike) // MOST_CASES)]


def asks_a_database(item: pytest.Item) -> bool:
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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Where coverage is measured: by the first cases of each test. Hundreds more take the same branches, each a third slower."""
    measured = coverage.Coverage.current()
    cases[item.nodeid.partition("[")[0]] += 1
    if measured is None or cases[item.nodeid.partition("[")[0]] <= MEASURED_CASES:
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()


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
def stays_connected() -> Iterator[None]:
    """As Django's test client does by itself: an answer that is closed would close the connection, and end the test's transaction."""
    ends = (signals.request_started, signals.request_finished)
    for each in ends:
        each.disconnect(close_old_connections)
    yield
    for each in ends:
        each.connect(close_old_connections)


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
