"""A plugin of pytest that tries all tests as they are, and then for each mistake in a process of its own, until one fails."""

import ast
import importlib
import inspect
import os
import signal
import sys
import time
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import settings
from quick_checks.changes import module_of

from mutations.changes import Mistake, mistakes

FILE = os.environ["MUTATED"]
settings.register_profile(
    "mutate", max_examples=20
)  # of a property without a number of its own; each is tried for each mistake
settings.load_profile("mutate")
SURVIVED, NOTICED, NOT_MADE = 0, 1, 2  # how the process of a mistake ends; a signal is a loop, and noticed
PATIENCE = 5  # times as long as without a mistake, and a few seconds: a loop may have lost its end


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    began = time.monotonic()
    if fails(session):
        raise pytest.UsageError("The tests fail as they are.")
    patience = int(PATIENCE * (time.monotonic() - began)) + 5
    module = importlib.import_module(module_of(FILE))
    all_of_them = list(mistakes(Path(FILE).read_text()))
    survivors = out_of_reach = 0
    for mistake in all_of_them:
        end = end_of(session, module, mistake, patience)
        out_of_reach += end == NOT_MADE
        if end == SURVIVED:
            survivors += 1
            told = f"{FILE}:{mistake.line} {mistake.function}: {short(mistake.was)}  →  {short(mistake.now)}"
            print(told, file=sys.stderr, flush=True)
    counts = f"{len(all_of_them)} mistakes, {survivors} noticed by none of {len(session.items)} tests"
    print(f"{counts}, {out_of_reach} in functions that could not be changed.", file=sys.stderr)
    return True


def short(code: str) -> str:
    return " ".join(code.split())[:100]


def fails(session: pytest.Session) -> bool:
    """Whether a test does, until the first. What the whole session shares stays set up."""
    before = session.testsfailed
    for item, following in zip(session.items, [*session.items[1:], session.items[0]], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed > before:
            return True
    return False


def end_of(session: pytest.Session, module: ModuleType, mistake: Mistake, patience: int) -> int:
    child = os.fork()
    if not child:
        signal.alarm(patience)  # ends the process: a loop without an end is noticed
        session.config.pluginmanager.unregister(name="terminalreporter")
        end = NOT_MADE
        try:
            if make(module, mistake):
                end = NOTICED if fails(session) else SURVIVED
        finally:
            os._exit(end)  # whatever happened: this process must not go on with the loop of its parent
    status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status)


def make(module: ModuleType, mistake: Mistake) -> bool:
    """Gives the function its other code; whether it could be found."""
    code = code_of(compile(ast.fix_missing_locations(mistake.tree), FILE, "exec"), mistake.function.split("."))
    found: Any = module
    for name in mistake.function.split("."):
        found = inspect.getattr_static(found, name, None)
        found = getattr(found, "__func__", None) or getattr(found, "fget", None) or getattr(found, "func", found)
    function = inspect.unwrap(found) if found is not None else None
    if code is None or not isinstance(function, FunctionType) or code.co_freevars != function.__code__.co_freevars:
        return False
    function.__code__ = code
    return True


def code_of(code: CodeType, names: list[str]) -> CodeType | None:
    """The code of a function within that of its module, by the way of names that leads there."""
    for name in names:
        inner = [each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name]
        if not inner:
            return None
        code = inner[-1]
    return code
