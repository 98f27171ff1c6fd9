"""Where two processes share the tests, those of one file go to one of them: what a file sets up is then set up once."""

import os
import re
import subprocess
import sys

from django.conf import settings

FILES = ["transcripts/measuring/tests/test_numerals.py", "stories/engines/tests/test_grounds.py"]
TOGETHER = ["-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]


def test_no_file_is_divided(tmp_path):
    """Two things undo it without a word: a hook that comes before ours, and a pytest whose ids pytest-xdist cannot write into."""
    of_ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-vv", "-p", "no:cacheprovider", *TOGETHER, *FILES]
    environment = {**of_ours, "DATA_DIR": str(tmp_path), "DEBUG": "true"}
    told = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    ).stdout
    by_file = dict.fromkeys(FILES, frozenset[str]())
    for worker, file in re.findall(r"\[(gw\d)\].* PASSED (\S+?)::", told):
        by_file[file] |= {worker}
    assert {file: len(workers) for file, workers in by_file.items()} == dict.fromkeys(FILES, 1), told
