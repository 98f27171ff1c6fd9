"""What the image and the composition of containers promise, as far as it can be read: nobody there may do more than the work needs."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSED = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSED["services"]
WRITES_INTO_ITSELF = {"neo4j"}  # its configuration, at the start
LINT = ROOT / "script" / "lint_dockerfile.py"


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_has_a_right_that_it_does_not_need(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"cap_add", "privileged", "pid", "devices"} & set(service)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - WRITES_INTO_ITSELF))
def test_no_container_can_change_its_own_programs(name):
    assert SERVICES[name]["read_only"] is True
    assert any(place.split(":")[0] == "/tmp" for place in SERVICES[name]["tmpfs"])


@pytest.mark.parametrize("name", [name for name in SERVICES if "build" not in SERVICES[name]])
def test_an_image_of_others_is_named_by_its_digest(name):
    image, _, digest = SERVICES[name]["image"].partition("@sha256:")
    assert (":" in image, len(digest)) == (True, 64)


def test_only_the_pages_are_open_outside_and_only_to_a_proxy_on_this_machine():
    open_ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert open_ports == {"web": ["127.0.0.1:8000:8000"]}


@pytest.mark.parametrize("name", ["postgres", "neo4j", "firestore"])
def test_a_store_is_on_the_inner_network_only(name):
    assert SERVICES[name]["networks"] == ["stores"]
    assert COMPOSED["networks"]["stores"] == {"internal": True}


def test_large_files_are_looked_at_on_the_disk_and_not_in_memory():
    assert all(SERVICES[name]["environment"]["TMPDIR"].startswith("/data/") for name in ("web", "worker"))


@pytest.mark.parametrize(
    ("from_", "to", "is_right"),
    [("", "", True), ("read_only:", "readonly:", False), ("internal: true", "internal: [1]", False)],
    ids=["as it is", "a name that Compose does not know", "a value that it does not take"],
)
def test_the_composition_is_held_to_the_specification(from_, to, is_right, tmp_path):
    text = (ROOT / "docker-compose.yml").read_text()
    assert from_ in text
    (tmp_path / "docker-compose.yml").write_text(text.replace(from_, to, 1) if from_ else text)
    check = ["check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(tmp_path / "docker-compose.yml")]
    done = subprocess.run([sys.executable, "-m", *check], capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == is_right, done.stdout


def linted(text: str, tmp_path: Path) -> str:
    (tmp_path / "Dockerfile").write_text(text)
    done = subprocess.run(
        [sys.executable, str(LINT), str(tmp_path / "Dockerfile")], capture_output=True, text=True, check=False
    )
    return done.stderr


@pytest.mark.parametrize("image", ["python", "python:3.11", "python@sha256:" + "a" * 64, "python:3.11@sha256:abc"])
def test_a_base_without_tag_and_digest_is_refused(tmp_path, image):
    assert "no tag and digest" in linted(f"FROM {image}\nUSER memoire\n", tmp_path)


def test_our_own_image_passes():
    done = subprocess.run([sys.executable, str(LINT), str(ROOT / "Dockerfile")], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_the_image_serves_may_be_read_by_whom_it_runs_as():
    text = (ROOT / "Dockerfile").read_text()
    assert text.index("collectstatic") < text.index("chmod -R a+rX staticfiles") < text.index("USER memoire")
