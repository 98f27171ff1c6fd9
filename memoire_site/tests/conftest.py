"""What the tests in a real browser share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from memoire_site.tests.running import database, memoire

# What a page says is waited for, and not timed: five seconds, the library's own patience, are too few on a busy machine.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of Memoire with its demo family, which is heard once for all who use it."""
    folder = tmp_path_factory.mktemp("site")
    with database(folder) as address, memoire(folder, DATABASE_URL=address) as site:
        yield site
