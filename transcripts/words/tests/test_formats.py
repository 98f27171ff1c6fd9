"""Words with times as JSON, text, SRT and WebVTT."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.engines.base import Word
from transcripts.words import formats
from transcripts.words.formats import Heard


def line(start: float, end: float, text: str, **fields) -> Heard:
    return Heard(**{"id": "1", "confidence": None, "speaker": "", **fields}, start=start, end=end, text=text)


LINES = [line(0.5, 2.0, "The river froze."), line(2.4, 4.25, "We crossed it."), line(9.0, 3_725.5, "Tom & <Ann> too.")]


def test_json_is_as_the_design_has_it():
    word = Word("froze", 1.2, 1.9, 0.8)
    made = formats.as_json(
        "moonshine", "en", 12.5, [line(0.5, 2.0, "froze", confidence=0.9, speaker="A", words=(word,))]
    )
    assert json.loads(made) == {
        "engine": "moonshine",
        "language": "en",
        "duration": 12.5,
        "segments": [
            {
                "id": "1",
                "start": 0.5,
                "end": 2.0,
                "text": "froze",
                "confidence": 0.9,
                "speaker": "A",
                "words": [{"text": "froze", "start": 1.2, "end": 1.9, "confidence": 0.8}],
            }
        ],
    }


def test_json_says_null_for_an_unknown_speaker():
    assert json.loads(formats.as_json("moonshine", "en", 1, LINES))["segments"][0]["speaker"] is None


def test_json_keeps_letters_readable():
    assert "Grüße" in formats.as_json("moonshine", "de", 1, [line(0, 1, "Grüße")])


def test_text_begins_a_paragraph_after_two_seconds_of_silence():
    assert formats.as_text(LINES) == "The river froze. We crossed it.\n\nTom & <Ann> too."


def test_srt_numbers_its_cues_and_writes_a_comma():
    assert formats.as_srt(LINES[:2]) == (
        "1\n00:00:00,500 --> 00:00:02,000\nThe river froze.\n\n2\n00:00:02,400 --> 00:00:04,250\nWe crossed it.\n"
    )


def test_vtt_begins_with_its_name_and_escapes_what_would_be_markup():
    assert formats.as_vtt(LINES[2:]) == "WEBVTT\n\n00:00:09.000 --> 01:02:05.500\nTom &amp; &lt;Ann&gt; too.\n"


@pytest.mark.parametrize("form", [formats.as_text, formats.as_srt, formats.as_vtt])
def test_nothing_said_is_no_error(form):
    assert form([]).strip() in {"", "WEBVTT"}


@given(st.floats(0, 100 * 3600))
def test_a_time_is_written_to_the_millisecond(seconds):
    hours, minutes, rest, ms = map(
        int, re.fullmatch(r"(\d\d+):(\d\d):(\d\d)\.(\d{3})", formats.clock(seconds, ".")).groups()
    )
    assert (minutes < 60, rest < 60) == (True, True)
    assert hours * 3600 + minutes * 60 + rest + ms / 1000 == pytest.approx(seconds, abs=0.0006)
