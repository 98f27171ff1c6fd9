"""The outline of a recording as a small picture."""

import re
from xml.etree import ElementTree

from audio.templatetags.waveform import waveform


def heights(outline):
    return [float(height) for height in re.findall(r"v([\d.]+)", waveform(outline))]


def test_every_point_is_a_bar():
    assert len(heights(bytes(range(60)))) == 60


def test_the_loudest_point_fills_the_picture_however_quiet_the_recording():
    assert max(heights(bytes([1, 5, 3]))) == max(heights(bytes([50, 255, 90]))) == 44


def test_silence_and_a_recording_not_heard_yet_are_a_row_of_dots():
    assert heights(b"") == heights(bytes(60)) == [1.5] * 60


def test_what_a_database_calls_bytes_will_do():
    assert waveform(memoryview(b"\x01\x02")) == waveform(b"\x01\x02")


def test_the_picture_is_whole_and_without_style_of_its_own():
    picture = ElementTree.fromstring(waveform(bytes(range(60))))
    assert picture.get("aria-hidden") == "true"
    assert "style" not in waveform(b"\x01")
