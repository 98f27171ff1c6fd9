"""Rooms, by the relations of their models: what import-linter cannot see when a foreign key is written as a string."""

import re
from pathlib import Path

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
