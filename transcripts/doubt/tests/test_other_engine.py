"""Where an engine is not sure of a line, one that was made otherwise is asked: what that does not hear is doubtful, and no word changes."""

import numpy as np
import pytest

from audio.tests.factories import SAMPLES
from transcripts.doubt.evidence import Told
from transcripts.doubt.weighing import Weigher, scales
from transcripts.engines.whisper_folders import CARRIED
from transcripts.measuring.error_rates import errors
from transcripts.runs import bearing, doubting
from transcripts.runs.choice import Installed, NeedsEngine, installed
from transcripts.runs.doubting import heard_well, weigher_of
from transcripts.tests import voices

TOKENS = ["we", "swam", "in", "the", "cold", "river"]
QUIET = np.zeros(16_000, np.float32)


@pytest.mark.parametrize(
    ("sure", "times"), [([0.99] * 6, 0), ([0.99, 0.2, 0.99, 0.9, 0.5, 0.9], 1), ([None] * 6, 0), ([], 0)]
)
def test_another_engine_is_asked_once_about_a_line_of_which_the_first_is_not_sure(sure, times):
    asked: list[int] = []
    weigher = Weigher("whisper", None, scales(), ask=lambda samples: asked.append(1) or TOKENS)
    assert len(weigher.told(QUIET, TOKENS, sure).hearings) == len(asked) == times


def test_what_it_hears_otherwise_is_doubtful_and_stays():
    other = ["we", "swam", "in", "the", "gold", "river"]
    weigher = Weigher("whisper", None, scales(), ask=lambda samples: other)
    told = weigher.told(QUIET, TOKENS, [0.7] * 6)
    assert weigher.bettered(QUIET, told) is told
    sure = weigher.confidence(told)
    agreed = weigher.confidence(Told(TOKENS, [TOKENS], told.placed, [0.7] * 6))
    assert sure[4] < agreed[4] - 0.1


def test_of_what_whisper_heard_moonshine_is_asked():
    ask = weigher_of(None, name="whisper").ask
    assert ask is not None
    heard = " ".join(ask(voices.at_16_khz(SAMPLES / "austen-0880.wav")))
    assert errors(voices.written_sentences()[1], heard).word_rate <= 0.3


@pytest.mark.parametrize("name", ["moonshine", "openai", "pocketsphinx"])
def test_of_what_others_heard_nobody_else_is(name):
    assert weigher_of(None, name=name).ask is None


def test_where_it_is_not_installed_nobody_is_asked(monkeypatch):
    def missing(*given):
        raise NeedsEngine("The package of moonshine cannot be loaded on this machine.")

    monkeypatch.setattr(doubting, "engines", lambda: {"moonshine": missing})
    assert weigher_of(None, name="whisper").ask is None


@pytest.mark.parametrize(("memory", "is_asked"), [(2_000_000_000, False), (4_000_000_000, True)])
def test_where_there_is_no_room_for_both_whisper_hears_alone(monkeypatch, memory, is_asked):
    monkeypatch.setattr(Installed, "whisper_folder", lambda here, spoken: CARRIED / "tiny.en")
    monkeypatch.setattr(bearing, "memory_here", lambda: memory)
    assert installed().machine.has_room_for(bearing.size_of(CARRIED / "tiny.en"))
    assert (weigher_of(None, name="whisper").ask is not None) == is_asked


def test_a_word_that_both_have_or_of_which_the_first_was_sure_counts_as_heard_well():
    told = Told(["a", "cold", "river"], [["a", "gold", "liver"]], confidences=[0.2, 0.3, 0.8])
    assert heard_well(told) == [True, False, True]
