"""`manage.py extract_stories`, which needs no database."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

TRANSCRIPT = {
    "narrator": {"name": "Ruth Calder", "birth": "1934"},
    "recorded": "2016-08-20",
    "segments": [
        {"id": "a", "start": 0.0, "end": 4.0, "text": "In the summer of 1952 I met Jack in Hull."},
        {"id": "b", "start": 4.2, "end": 8.0, "text": "My father, Harold, did not like the red motorcycle."},
    ],
}


def extract(data, tmp_path, **options):
    file = tmp_path / "transcript.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    output = io.StringIO()
    call_command("extract_stories", str(file), stdout=output, **options)
    return json.loads(output.getvalue())


def test_it_prints_the_stories_and_every_time(tmp_path):
    printed = extract(TRANSCRIPT, tmp_path)
    (story,) = printed["stories"]
    assert story["chunk_ids"] == ["a", "b"]
    assert story["temporal_marker"] == {
        "text": "summer of 1952",
        "edtf": "1952-06/1952-08",
        "confidence": 0.9,
        "basis": "the summer was said",
    }
    assert story["people"] == [{"name": "Jack", "relation": None}, {"name": "Harold", "relation": "father"}]
    assert story["places"] == ["Hull"]
    assert printed["temporal"] == [story["temporal_marker"] | {"chunk_id": "a"}]


def test_it_reads_standard_input(monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(TRANSCRIPT).encode()), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", stdin)
    output = io.StringIO()
    call_command("extract_stories", "-", stdout=output)
    assert len(json.loads(output.getvalue())["stories"]) == 1


def test_what_transcribe_prints_can_be_read_as_it_is(tmp_path):
    segments = [segment | {"confidence": None, "speaker": None, "words": []} for segment in TRANSCRIPT["segments"]]
    assert extract({"engine": "x", "language": "en", "duration": 8.0, "segments": segments}, tmp_path)["stories"]


def test_no_segments_give_no_stories(tmp_path):
    assert extract({"segments": []}, tmp_path) == {"stories": [], "temporal": []}


SEGMENT = TRANSCRIPT["segments"][0]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("{", "Not JSON"),
        ("[" * 100_000, "Not JSON"),
        ("[]", "segments"),
        ({"segments": [3]}, r"segments\[0\]"),
        ({"segments": [SEGMENT | {"id": None}]}, "id"),
        ({"segments": [SEGMENT | {"text": 1}]}, "text"),
        ({"segments": [SEGMENT | {"start": "0"}]}, "start"),
        ('{"segments": [{"id": "a", "start": NaN, "end": 1, "text": "x"}]}', "start"),
        ({"segments": [SEGMENT, SEGMENT]}, "same id"),
        ({"segments": [], "recorded": "yesterday"}, "recorded"),
        ({"segments": [], "narrator": {"name": "R", "birth": "1934-13"}}, "narrator.birth"),
        ({"segments": [], "narrator": "Ruth"}, "narrator"),
    ],
)
def test_bad_input_is_explained(data, complaint, tmp_path):
    with pytest.raises(CommandError, match=complaint):
        extract(data, tmp_path)


def test_a_missing_file_is_explained(tmp_path):
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("extract_stories", str(tmp_path / "none.json"))


def test_a_file_that_is_no_text_is_explained(tmp_path):
    (tmp_path / "sound.json").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("extract_stories", str(tmp_path / "sound.json"))


def test_an_unknown_engine_is_explained(tmp_path):
    with pytest.raises(CommandError, match="oracle"):
        extract(TRANSCRIPT, tmp_path, engine="oracle")
