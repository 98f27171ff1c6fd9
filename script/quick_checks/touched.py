"""Which tests a change touches: those that import what was changed, by however many steps, the fewest first.

What Django finds by name (a view by its address, a task, an admin page) is imported by no test. So the other tests of the
same room follow at the end. The graph is import-linter's; it sees imports within functions too.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import grimp

from quick_checks.changes import ROOT, git, module_of

FAR = 1000  # steps: reached by no import, but of the same room


@dataclass(frozen=True)
class Touched:
    """A file of tests; `steps` is how many imports lie between it and what was changed."""

    path: str
    steps: int
    needs_django: bool


def import_graph(rooms: list[str]) -> grimp.ImportGraph:
    return grimp.build_graph(*rooms, include_external_packages=True, cache_dir=str(ROOT / "var" / "quick" / "imports"))


def tests_touched(graph: grimp.ImportGraph, changed: set[str]) -> list[Touched]:
    """Files of tests, the nearest first; of equally near ones those that are named for what was changed."""
    steps = steps_to_importers(graph, changed)
    rooms = {module.split(".")[0] for module in changed}
    needs_django = graph.find_downstream_modules("django") if "django" in graph.modules else set()
    found = []
    for path in git("ls-files", "--cached", "--others", "--exclude-standard", "*/test_*.py"):
        module = module_of(path)
        far = FAR if module.split(".")[0] in rooms else None
        if (distance := steps.get(module, far)) is not None and (ROOT / path).exists():
            found.append(Touched(path, distance, module in needs_django or asks_for(ROOT / path, djangos_fixtures())))
    return sorted(found, key=lambda each: (each.steps, not is_named_for(each.path, changed), each.path))


def steps_to_importers(graph: grimp.ImportGraph, changed: set[str]) -> dict[str, int]:
    """Each module that imports a changed one, with the number of imports between them. A package's module runs before all in it."""
    steps = {module: 0 for module in changed if module in graph.modules}
    nearest = list(steps)
    for module in nearest[:]:
        nearest += [each for each in graph.find_descendants(module) if steps.setdefault(each, 1) == 1]
    for module in nearest:  # grows while it is walked
        for importer in graph.find_modules_that_directly_import(module):
            if importer not in steps:
                steps[importer] = steps[module] + 1
                nearest.append(importer)
    return steps


def is_named_for(path: str, changed: set[str]) -> bool:
    subject = Path(path).stem.removeprefix("test_")
    return any(subject in module.split(".") or module.split(".")[-1] in subject.split("_") for module in changed)


@cache
def djangos_fixtures() -> frozenset[str]:
    """Fixtures that need Django's start: pytest-django's, and those of every conftest."""
    plugin = find_spec("pytest_django.fixtures")
    assert plugin is not None
    assert plugin.origin is not None
    files = [Path(plugin.origin), *(ROOT / path for path in git("ls-files", "*conftest.py"))]
    return frozenset(node.name for file in files for node in functions(file) if is_fixture(node))


def asks_for(path: Path, fixtures: Iterable[str]) -> bool:
    """Whether a function of the file has an argument of such a name, or a mark names one."""
    wanted = set(fixtures)
    named = {argument.arg for node in functions(path) for argument in [*node.args.args, *node.args.kwonlyargs]}
    return bool(wanted & named) or "usefixtures" in path.read_text() or "django_db" in path.read_text()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def is_fixture(node: ast.FunctionDef) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
