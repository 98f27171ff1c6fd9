"""A hundred and twenty who sign in at once, against the server as it runs for people: nobody is met with a fault, and pages are shown."""

import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from memoire_site.tests.running import database, memoire

pytestmark = [pytest.mark.journey, pytest.mark.each_database]  # who writes at the same moment waits otherwise there
PAGE_SECONDS = 15  # on a machine that does other things as well; it was 29 with two processors for itself


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with database(folder) as address, memoire(folder, "--no-demo", DATABASE_URL=address) as site:
        yield site


def sign_in(site: str, name: str) -> tuple[int, str]:
    """The status of the answer, and after how long it says to come again."""
    body = json.dumps({"username": name, "password": "a wrong one"}).encode()
    asked = Request(f"{site}/api/v1/auth/login", body, {"Content-Type": "application/json"})
    try:
        with urlopen(asked, timeout=120) as answer:
            return answer.status, ""
    except HTTPError as refused:
        return refused.code, refused.headers.get("Retry-After", "")


def watch_page(site: str, done: threading.Event, took: list[float]) -> None:
    while not done.is_set():
        began = time.monotonic()
        with urlopen(f"{site}/sign-in/", timeout=120) as answer:
            assert answer.status == 200
        took.append(time.monotonic() - began)
        time.sleep(0.1)


def test_many_at_once_are_answered_or_asked_to_come_again_and_pages_are_shown_meanwhile(site):
    done, took = threading.Event(), []
    watcher = threading.Thread(target=watch_page, args=(site, done, took))
    watcher.start()
    with ThreadPoolExecutor(120) as pool:
        answers = list(pool.map(lambda number: sign_in(site, f"person{number}@example.net"), range(120)))
    done.set()
    watcher.join()
    kinds = Counter(status for status, _ in answers)
    assert set(kinds) <= {400, 401, 429}, kinds
    assert 0 < kinds[429] < 120, kinds
    assert all(after.isdigit() for status, after in answers if status == 429)
    assert max(took) < PAGE_SECONDS
