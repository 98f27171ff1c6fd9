"""The index of decisions: every page has its line, with the day since when it stands and whether it still does."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "docs" / "decisions"
LINE = re.compile(
    r"^\| \[(?P<number>\d{4})\]\((?P<page>[\w.-]+)\) \| .+ \| \d{4}-\d\d-\d\d \| (?P<status>in force|followed by \d{4}) \|$"
)
PAGES = sorted(path.name for path in FOLDER.glob("0*.md"))
ROWS = [line for line in (FOLDER / "README.md").read_text().splitlines() if line.startswith("| [")]


@pytest.mark.parametrize("row", ROWS)
def test_a_line_names_a_page_its_day_and_its_status(row):
    found = LINE.match(row)
    assert found
    assert found["page"].startswith(found["number"])


def test_every_page_has_one_line_in_order():
    assert [row.split("(")[1].split(")")[0] for row in ROWS] == PAGES


def test_no_two_decisions_have_one_number():
    assert len({page[:4] for page in PAGES}) == len(PAGES)
