"""Static files get names with their hash in them, so that a browser may keep them for ever."""

import json
import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.core.management import call_command
from django.template.loader import render_to_string

HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("collected")


@pytest.fixture
def collected(settings, folder):
    """All files under their hashed names, made once for this file."""
    settings.STATIC_ROOT = folder
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": HASHED}}
    staticfiles_storage._wrapped = storages["staticfiles"]
    if not (folder / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    yield json.loads((folder / "staticfiles.json").read_text())["paths"]
    staticfiles_storage._wrapped = storages["staticfiles"]


def test_every_file_of_ours_has_a_hashed_name(collected):
    ours = {
        name: hashed
        for name, hashed in collected.items()
        if name.startswith(("memoire_site/", "audio/", "transcripts/"))
    }
    assert ours
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", hashed) for hashed in ours.values())


def test_the_files_are_there_under_those_names(collected, folder):
    assert [hashed for hashed in collected.values() if not (folder / hashed).is_file()] == []


def test_text_is_compressed_ahead(collected, folder):
    assert (folder / (collected["memoire_site/look.css"] + ".gz")).is_file()


def test_a_page_names_its_files_by_their_hashed_names(collected):
    named = re.findall(r'/static/([^"\']+)', render_to_string("base.html"))
    assert named
    assert [name for name in named if name not in collected.values()] == []


def test_a_style_sheet_names_its_fonts_by_their_hashed_names(collected, folder):
    style = folder / collected["memoire_site/look.css"]
    named = [name for name in re.findall(r"url\([\"']?([^\"')]+)", style.read_text()) if not name.startswith("data:")]
    assert [name for name in named if not (style.parent / name).resolve().is_file()] == []
