"""Places in a recording and lengths, as people say them."""

import pytest

from families.text.lengths import clock, duration, long, to_the_second


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [(0, "0:00"), (59_999, "0:59"), (724_000, "12:04"), (3_723_000, "1:02:03"), (None, "0:00")],
)
def test_a_place_in_a_recording(milliseconds, said):
    assert clock(milliseconds) == said


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (None, ""),
        (200, "1 second"),
        (35_000, "35 seconds"),
        (119_000, "119 seconds"),
        (42 * 60_000, "42 minutes"),
        (60 * 60_000, "1 hour"),
        (80 * 60_000, "1 hour 20 minutes"),
        (121 * 60_000, "2 hours 1 minute"),
        (59 * 60_000 + 59_000, "1 hour"),
    ],
)
def test_a_length_in_figures(milliseconds, said):
    assert duration(milliseconds) == said


def test_a_length_in_words():
    assert long(80 * 60_000) == "one hour twenty minutes"
    assert long(42 * 60_000) == "forty-two minutes"
    assert long(None) == ""


def test_an_exact_length():
    assert to_the_second(250_000) == "4 minutes 10 seconds"
    assert to_the_second(3_601_000) == "1 hour 1 second"
    assert to_the_second(100) == "less than a second"
    assert to_the_second(None) == ""
