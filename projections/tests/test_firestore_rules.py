"""The rules for clients of Firestore, read as text: no engine for them can be had here, so a small reader of ours judges them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from projections import registry
from projections.firestore import MARKS, FirestoreProjection
from projections.firestore_storage import CHUNKS, FILES, NOTES

TEXT = (Path(settings.BASE_DIR) / "firestore.rules").read_text()
OWN, PARENT = "isOfFamily(resource.data.family_id)", "of the parent"
CONDITIONS = {
    OWN: OWN,
    "isOfFamily(get(/databases/$(database)/documents/transcripts/$(id)).data.family_id)": PARENT,
}
FUNCTION = "return request.auth != null && request.auth.token.get('families', []).hasAny([family]);"
METHODS = {"read": {"get", "list"}, "write": {"create", "update", "delete"}}


def rules() -> list[tuple[str, set[str], str]]:
    """Each `allow` as the pattern of its path, the methods and the condition."""
    text = re.sub(r"//[^\n]*", "", TEXT)
    found, open_paths = [], []
    for token in re.finditer(
        r"match\s+(\S+)\s*\{|function[^{]*\{|allow ([\w, ]+):\s*if (.+?);|(\{)|(\})", text, re.DOTALL
    ):
        if token[1]:
            open_paths.append(token[1])
        elif token[2]:
            methods = {method for word in re.split(r",\s*", token[2]) for method in METHODS.get(word, {word})}
            found.append(("".join(open_paths), methods, " ".join(token[3].split())))
        elif token[5]:
            open_paths.pop()
        else:
            open_paths.append("")
    assert open_paths == []
    return found


def is_allowed(method: str, path: str, claims: dict | None, family: str) -> bool:
    """Whether any rule lets somebody with these claims (None: not signed in) do this to a document of this family."""
    for pattern, methods, condition in rules():
        shape = re.sub(r"\{\w+=\*\*\}", ".+", pattern)
        shape = re.sub(r"\{\w+\}", "[^/]+", shape).replace("(", r"\(").replace(")", r"\)")
        if method in methods and re.fullmatch(shape, f"/databases/(default)/documents/{path}"):
            assert condition in CONDITIONS
            if claims is not None and family in claims.get("families", []):
                return True
    return False


DOCUMENTS = ["audio_files/1", "transcripts/1", "transcripts/1/chunks/0", "stories/1", "books/1"]
OURS = [f"{MARKS}/firestore.stories", f"{FILES}/ab%2Fvoice.wav", f"{CHUNKS}/1-0", f"{NOTES}/1", "anything/else"]
MEMBER, OF_TWO, STRANGER = {"families": ["A"]}, {"families": ["B", "A"]}, {"families": ["B"]}


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("method", ["get", "list"])
@pytest.mark.parametrize(
    ("claims", "may"),
    [(MEMBER, True), (OF_TWO, True), (STRANGER, False), ({"families": []}, False), ({}, False), (None, False)],
    ids=["member", "member of two", "stranger", "of no family", "without a claim", "not signed in"],
)
def test_who_reads_a_familys_documents(path, method, claims, may) -> None:
    assert is_allowed(method, path, claims, "A") is may


@pytest.mark.parametrize("path", DOCUMENTS + OURS)
@pytest.mark.parametrize("method", ["create", "update", "delete"])
def test_nobody_writes(path, method) -> None:
    assert not is_allowed(method, path, OF_TWO, "A")


@pytest.mark.parametrize("path", OURS)
def test_what_is_ours_nobody_reads(path) -> None:
    assert not is_allowed("get", path, OF_TWO, "A")
    assert not is_allowed("list", path, OF_TWO, "A")


def test_every_collection_that_is_copied_is_read_by_a_rule_of_its_own() -> None:
    copied = [each for each in registry.registered() if isinstance(each, FirestoreProjection)]
    paths = {f"{each.collection}/1" for each in copied}
    paths |= {f"{each.collection}/1/{each.parts}/0" for each in copied if each.parts}
    assert paths == set(DOCUMENTS)


def test_the_one_condition_is_membership() -> None:
    assert FUNCTION in " ".join(TEXT.split())
    assert {condition for _, _, condition in rules()} == set(CONDITIONS)
    assert "=**" not in TEXT


def test_every_document_names_its_family() -> None:
    """The rules ask `resource.data.family_id`."""
    for projection in registry.registered():
        if isinstance(projection, FirestoreProjection):
            source = Path(settings.BASE_DIR, *type(projection).__module__.split(".")).with_suffix(".py").read_text()
            assert '"family_id": ' in source


def test_the_fields_are_described() -> None:
    described = (Path(settings.BASE_DIR) / "docs" / "firestore.md").read_text()
    for projection in registry.registered():
        if isinstance(projection, FirestoreProjection):
            assert f"`{projection.collection}/{{id}}`" in described
