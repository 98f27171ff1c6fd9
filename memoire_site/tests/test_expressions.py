"""No regular expression of ours takes for ever, whatever it is given."""

import subprocess
import sys
from pathlib import Path

import pytest

from transcripts.engines.hallucinations import is_looping, without_loops

SECONDS = 240


def test_no_expression_is_slow_on_texts_that_are_made_to_be_slow():
    asked = [sys.executable, str(Path(__file__).with_name("every_expression.py"))]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=True).stdout
    except subprocess.TimeoutExpired as late:
        told = (late.stdout or b"").decode()
        pytest.fail(f"This one never came back: {told.strip().splitlines()[-1]}")
    lines = told.splitlines()
    assert not [line for line in lines if line.startswith("SLOW")]
    assert int(lines[-1].removeprefix("TRIED ")) > 200


@pytest.mark.parametrize("text", ["a" + "'" * 5_000, "'" * 5_000 + "a", "a'" * 2_000, "don't " * 3 + "'" * 2_000])
def test_apostrophes_are_looked_through_at_once(text):
    without_loops(text)
    is_looping(text)
