"""Rooms: what import-linter cannot see. Foreign keys written as strings, and modules that need each other."""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings

ROOMS = ["projections", "families", "audio", "transcripts", "stories", "books", "memoire_site"]
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_models_relations_point_to_its_own_room_or_to_the_left(model):
    here = ROOMS.index(model._meta.app_label)
    targets = [field.related_model._meta for field in model._meta.get_fields() if field.is_relation and field.concrete]
    to_the_right = [
        target.label for target in targets if target.app_label in ROOMS and ROOMS.index(target.app_label) > here
    ]
    assert to_the_right == []


def test_every_room_with_models_is_walked():
    ours = {config.label for config in apps.get_app_configs() if "/site-packages/" not in f"{config.path}/"}
    assert ours == set(ROOMS)


def test_every_module_stands_in_the_map_of_rooms():
    contributing = (Path(settings.BASE_DIR) / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\w+", contributing[contributing.index("## Where a line goes") :]))
    ours = [path for room in ROOMS for path in (Path(settings.BASE_DIR) / room).rglob("*.py")]
    nameless = {"tests", "migrations", "commands", "templatetags"}
    modules = {path.stem for path in ours if not nameless & set(path.parts)} - {"__init__", "conftest", "apps"}
    assert modules - told == set()


def circle_among(imports):
    """Modules that each import the next, and the last the first; empty where there are none. `imports` by importer."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return error.args[1][::-1]
    return []


def our_imports():
    """What each of our modules imports of the others: at its top, inside a function, or for its types alone."""
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    ours = {module for module in graph.modules if "tests" not in module.split(".")}
    return {module: graph.find_modules_directly_imported_by(module) & ours for module in ours}


def test_no_modules_of_ours_import_each_other_in_a_circle():
    assert circle_among(our_imports()) == []


def test_a_circle_is_found_through_whichever_modules_it_leads():
    assert circle_among({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert circle_among({"x": {"a"}, "a": {"b"}, "b": {"c"}, "c": {"a"}})[0] in {"a", "b", "c"}


def test_imports_within_functions_and_for_types_count():
    imports = our_imports()
    assert "transcripts.doubt.weighing" in imports["transcripts.words.glossary"], "within a function"
    assert "transcripts.alignment.aligner" in imports["transcripts.words.glossary"], "for its types"
