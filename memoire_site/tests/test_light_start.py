"""What a process that only starts does not load: engines, decoders and the clients of stores are for those who use them."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

HEAVY = [
    "aiohttp",
    "av",
    "ctranslate2",
    "docx",
    "edtf",
    "faster_whisper",
    "fontTools",
    "google.cloud",
    "huggingface_hub",
    "moonshine_voice",
    "neo4j",
    "neomodel",
    "numpy",
    "onnxruntime",
    "openai",
    "pocketsphinx",
    "pydantic",
    "pypdf",
    "tokenizers",
    "typst",
]
STARTS = {
    "a bare start": "import django; django.setup()",
    "the check of every process": "from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])",
    "the web server, with every page": "from memoire_site import wsgi; from django.urls import get_resolver; get_resolver().url_patterns",
}


def loaded_by(code: str) -> list[str]:
    """The heavy modules that a fresh process has loaded after this code."""
    code = f"import json, sys; {code}; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    return [name for name in json.loads(done.stderr.splitlines()[-1]) if name in HEAVY]


@pytest.mark.parametrize("start", STARTS)
def test_no_heavy_module_is_loaded_by(start):
    assert loaded_by(STARTS[start]) == []


def test_a_heavy_module_that_is_loaded_is_seen():
    assert "numpy" in loaded_by("import django; django.setup(); import transcripts.tasks")


def test_every_heavy_module_that_is_named_is_here():
    code = f"from importlib.util import find_spec; print([name for name in {HEAVY} if not find_spec(name)])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
