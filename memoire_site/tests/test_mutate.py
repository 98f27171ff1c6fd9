"""`script/mutate` makes each of its mistakes once, and says which of them no test notices."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

SCRIPTS = Path(settings.BASE_DIR) / "script"
SUBJECT = "def larger(one, other):\n    return one if one > other else other\n"
TESTS = (
    "from subject import larger\n\n\ndef test_larger():\n    assert larger(1, 2) == 2\n    assert larger(2, 1) == 2\n"
)


def test_what_no_test_notices_is_listed(tmp_path):
    (tmp_path / "subject.py").write_text(SUBJECT)
    (tmp_path / "test_subject.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q\n")
    told = {"MUTATED": "subject.py", "PYTHONPATH": f"{tmp_path}:{SCRIPTS}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    words = [sys.executable, "-m", "pytest", "-p", "mutations.plugin", "-p", "no:cacheprovider", "."]
    done = subprocess.run(words, cwd=tmp_path, env=os.environ | told, capture_output=True, text=True, check=False)
    assert "subject.py:2 larger: one > other  →  one >= other" in done.stderr  # of equals either is the larger
    assert "3 mistakes, 1 noticed by none of 1 tests, 0 in functions that could not be changed." in done.stderr
