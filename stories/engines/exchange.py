"""The JSON that `manage.py extract_stories` reads and writes."""

import json
import math
from typing import Any

from families.dates.when import is_edtf
from families.refusal import Refusal
from stories.engines.base import Extraction, FoundStory, Marker, Narrator, SpokenSegment


class BadTranscript(Refusal):
    """The input is not a transcript; the message says where, for the person who wrote it."""


def read_transcript(text: str) -> tuple[tuple[SpokenSegment, ...], Narrator | None, str | None]:
    """The segments, the narrator, and the EDTF day of recording; unknown keys are ignored. Raises BadTranscript."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadTranscript(f"Not JSON: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("segments"), list):
        raise BadTranscript('Expected an object with a list called "segments".')
    segments = tuple(_segment(number, item) for number, item in enumerate(data["segments"]))
    if len({segment.id for segment in segments}) < len(segments):
        raise BadTranscript("Two segments have the same id.")
    return segments, _narrator(data.get("narrator")), _edtf(data.get("recorded"), "recorded")


def _segment(number: int, item: Any) -> SpokenSegment:
    where = f"segments[{number}]"
    if not isinstance(item, dict):
        raise BadTranscript(f"{where} is not an object.")
    identity, text = item.get("id"), item.get("text")
    if isinstance(identity, bool) or not isinstance(identity, str | int) or identity == "":
        raise BadTranscript(f"{where}.id is missing.")
    if not isinstance(text, str):
        raise BadTranscript(f"{where}.text is not a text.")
    start, end = _seconds(item.get("start"), f"{where}.start"), _seconds(item.get("end"), f"{where}.end")
    return SpokenSegment(str(identity), start, end, text)


def _seconds(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadTranscript(f"{where} is not a number of seconds.")
    try:
        seconds = float(value)
    except OverflowError as error:
        raise BadTranscript(f"{where} is not a number of seconds.") from error
    if not math.isfinite(seconds):
        raise BadTranscript(f"{where} is not a number of seconds.")
    return seconds


def _narrator(item: Any) -> Narrator | None:
    if item is None:
        return None
    if not isinstance(item, dict) or not isinstance(item.get("name") or "", str):
        raise BadTranscript('"narrator" is neither null nor an object with a name.')
    return Narrator(item.get("name") or "", _edtf(item.get("birth"), "narrator.birth"))


def _edtf(value: Any, where: str) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not is_edtf(value):
        raise BadTranscript(f'"{where}" is not an EDTF date, such as 1934 or 2024-03-14: {value!r}')
    return value


def write_extraction(extraction: Extraction) -> dict[str, Any]:
    """What `extract_stories` prints, as plain data for `json`."""
    return {
        "stories": [_story(story) for story in extraction.stories],
        "temporal": [_marker(marker) | {"chunk_id": marker.chunk_id} for marker in extraction.markers],
    }


def _story(story: FoundStory) -> dict[str, Any]:
    return {
        "title": story.title,
        "summary": story.summary,
        "chunk_ids": list(story.chunk_ids),
        "temporal_marker": _marker(story.marker) if story.marker else None,
        "people": [{"name": person.name, "relation": person.relation} for person in story.people],
        "places": [place.name for place in story.places],
        "quotation": story.quotation,
        "themes": list(story.themes),
    }


def _marker(marker: Marker) -> dict[str, Any]:
    return {"text": marker.text, "edtf": marker.edtf, "confidence": marker.confidence, "basis": marker.basis}
