"""Pages keep to the Content-Security-Policy, and every module is found by its bare name, so that only hashed names are served."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PUBLIC = [path for path in TEMPLATES if "admin" not in path.parts]
MODULES = sorted(path for path in (settings.BASE_DIR / "static").rglob("*.js") if "vendor" not in path.parts)
STYLES = sorted(path for path in (settings.BASE_DIR / "static").rglob("*.css") if "vendor" not in path.parts)
IMPORT = re.compile(r"""(?:^\s*import\s[^"'()]*|\bfrom\s+|\bimport\()\s*["']([^"']+)["']""", re.MULTILINE)
STATIC = re.compile(r"""{%\s*static\s+["']([^"']+)["']\s*%}""")


def named(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


def import_map() -> dict[str, str]:
    """Bare names and the static files that they stand for."""
    base = (settings.BASE_DIR / "templates/base.html").read_text()
    written = re.search(r'<script type="importmap"[^>]*>(.*?)</script>', base, re.DOTALL)
    assert written, "base.html has no import map"
    return json.loads(STATIC.sub(r"\1", written[1]))["imports"]


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_imports_by_bare_names_of_the_import_map(module):
    assert set(IMPORT.findall(module.read_text())) <= set(import_map())


@pytest.mark.parametrize("name", import_map())
def test_what_the_import_map_names_exists(name):
    assert finders.find(import_map()[name])


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_static_file_that_a_template_names_exists(template):
    missing = [name for name in STATIC.findall(template.read_text()) if not finders.find(name)]
    assert not missing


@pytest.mark.parametrize("style", STYLES, ids=named)
def test_a_file_that_a_style_sheet_names_exists(style):
    urls = re.findall(r"""url\(["']?(?!data:|#)([^"')]+)""", style.read_text())
    assert all((style.parent / url).resolve().is_file() for url in urls)


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_template_has_no_inline_style_or_handler(template):
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son\w+\s*=", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_an_inline_script_or_style_element_carries_the_nonce(template):
    opened = re.findall(r"<(?:script|style)\b[^>]*>", template.read_text())
    assert all("src=" in tag or "nonce=" in tag for tag in opened)


@pytest.mark.parametrize("template", PUBLIC, ids=named)
def test_a_template_needs_no_evaluated_code_from_htmx(template):
    """`js:` values, filters in brackets and hx-on would be evaluated, which the policy forbids."""
    assert not re.search(r"hx-on\b|hx-vals=.js:|hx-trigger=\"[^\"]*\[", template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_a_template_can_be_read(template):
    get_template(str(template.relative_to(settings.BASE_DIR / "templates")))


@pytest.mark.parametrize("template", PUBLIC, ids=named)
def test_a_form_that_changes_something_carries_its_token(template):
    forms = re.findall(r'<form\b[^>]*method="post".*?</form>', template.read_text(), re.DOTALL)
    assert all("{% csrf_token %}" in form for form in forms)


def test_pages_do_not_use_the_words_of_the_workshop():
    said = " ".join(re.sub(r"{[{%#].*?[}%#]}|<[^>]*>", " ", path.read_text()) for path in PUBLIC)
    assert not re.search(r"\b(file id|job|chunk|pipeline|entity|oops|something went wrong)s?\b", said, re.IGNORECASE)
