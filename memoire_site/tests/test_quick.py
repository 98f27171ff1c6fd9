"""What `script/quick` tries of a change: the nearest tests, in the time that there is, without Django where they need none."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import grimp
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SCRIPTS = str(ROOT / "script")
sys.path.insert(0, SCRIPTS)

from quick_checks import __main__ as quick  # noqa: E402
from quick_checks import changes, touched  # noqa: E402


@pytest.fixture(scope="module")
def files() -> list[touched.Touched]:
    """All files of tests, as if everything had been changed."""
    graph = touched.import_graph(quick.rooms())
    return touched.tests_touched(graph, {module for module in graph.modules if module.split(".")[0] in quick.rooms()})


def small_graph() -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for importer, imported in [("a.tests.test_verb", "a.verb"), ("a.verb", "a.row"), ("b.tests.test_page", "a.row")]:
        for module in (importer, imported):
            graph.add_module(module)
        graph.add_import(importer=importer, imported=imported)
    return graph


def test_a_test_is_as_far_from_a_change_as_there_are_imports_between_them():
    steps = touched.steps_to_importers(small_graph(), {"a.row"})
    assert steps == {"a.row": 0, "a.verb": 1, "b.tests.test_page": 1, "a.tests.test_verb": 2}


def test_what_imports_nothing_that_was_changed_is_not_touched():
    assert touched.steps_to_importers(small_graph(), {"a.verb"}) == {"a.verb": 0, "a.tests.test_verb": 1}


def test_of_equally_near_tests_those_named_for_the_change_come_first():
    assert touched.is_named_for("a/tests/test_rules_ages.py", {"a.ages"})
    assert not touched.is_named_for("a/tests/test_rules_dates.py", {"a.ages"})


@pytest.mark.parametrize(("path", "name"), [("a/b/c.py", "a.b.c"), ("a/b/__init__.py", "a.b"), ("manage.py", "manage")])
def test_a_file_of_python_has_the_name_that_others_import(path, name):
    assert changes.module_of(path) == name


def test_a_part_of_a_page_belongs_to_the_views_of_the_pages_that_include_it():
    readers = changes.readers_of(["templates/families/_door.html"])
    assert [path for path in readers if "transcripts/transcript/review.html" in (ROOT / path).read_text()]
    assert all(path.endswith(".py") for path in readers)


def test_tests_that_need_no_django_are_found_where_engines_are(files):
    assert len([each for each in files if not each.needs_django]) >= 40
    assert len([each for each in files if each.needs_django]) >= 100


def test_tests_that_are_said_to_need_no_django_can_be_read_without_it(files):
    names = [changes.module_of(each.path) for each in files if not each.needs_django]
    code = f"import sys; sys.modules['django'] = None; from importlib import import_module; [import_module(n) for n in {names}]"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_as_many_files_are_tried_as_there_is_time_for():
    known = {"dear.py": 9.0, "near.py": 1.0}
    assert quick.nearest(["near.py", "dear.py", "unknown.py"], 2.0, known) == ["near.py"]
    assert quick.nearest(["near.py", "unknown.py"], 2.0, known) == ["near.py", "unknown.py"]


def tried(folder: Path, text: str, seconds: float) -> subprocess.CompletedProcess[str]:
    (folder / "test_small.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -q\nmarkers = page: in a browser\n")
    told = {
        "QUICK_UNTIL": str(time.monotonic() + seconds),
        "QUICK_TIMES": str(folder / "times.json"),
        "QUICK_MOST": "1",
    }
    told |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": SCRIPTS}
    words = [sys.executable, "-m", "pytest", "-p", "quick_checks.plugin", "-p", "_hypothesis_pytestplugin", "."]
    return subprocess.run(words, cwd=folder, env=os.environ | told, capture_output=True, text=True, check=False)


def test_a_test_that_outlasts_the_time_is_ended_and_left_out_from_then_on(tmp_path):
    text = "import time\ndef test_quick(): pass\ndef test_dear(): time.sleep(60)\n"
    first = tried(tmp_path, text, 0)
    second = tried(tmp_path, text, 30)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "Left to CI: test_small.py::test_dear, and what follows." in first.stdout
    assert re.search(r"Left to CI: 1 that take longer than 1 s\.\n1 passed, 1 deselected", second.stdout)


def test_what_was_dear_on_a_busy_machine_is_tried_again_some_time(tmp_path):
    (tmp_path / "times.json").write_text('{"test_small.py::test_one": 1.05}')
    assert "1 deselected" in tried(tmp_path, "def test_one(): pass\n", 30).stdout
    assert "1 passed" in tried(tmp_path, "def test_one(): pass\n", 30).stdout


def test_a_failure_is_told_though_the_time_is_over(tmp_path):
    text = "import time\ndef test_wrong(): assert False\ndef test_dear(): time.sleep(60)\n"
    assert tried(tmp_path, text, 0).returncode == 1


def test_what_needs_a_browser_is_left_to_ci(tmp_path):
    done = tried(tmp_path, "import pytest\n@pytest.mark.page\ndef test_page(): assert False\n", 30)
    assert "Left to CI: 1 with a browser, a store, a clone or a killed process." in done.stdout
