"""When each word was said: pocketsphinx (BSD) lays a known text along the sound, at a hundredth of the time it took to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pocketsphinx import Decoder

from transcripts.alignment.phones import guessed
from transcripts.alignment.spoken import spoken
from transcripts.engines.base import SAMPLE_RATE, Samples

FRAME = 0.01  # seconds
LANGUAGES = frozenset({"en"})
WIDE = {"beam": 1e-100, "wbeam": 1e-100, "pbeam": 1e-100}  # what seems unlikely now may be right at the end
NOISE = 3e-4  # far below any room: in the silence of zeros nothing is found


class Unaligned(Exception):
    """The text could not be laid along the sound: it is not what is said there."""


@dataclass(frozen=True)
class Placed:
    """When a token of the text was said, in seconds from the start of the sound.

    `score` is the acoustic model's logarithm of likelihood per frame, higher where the sound is more like the word; None for a token
    that is not said, such as a dash, which takes no time after the one before it.
    """

    start: float
    end: float
    score: float | None


class Aligner:
    """English only: the model is that of pocketsphinx's wheel. Loaded once; not for several threads at once."""

    @cached_property
    def decoder(self) -> Decoder:
        """The first utterance of a decoder is scored otherwise than all later ones, so it gets one that nobody asks for."""
        made = Decoder(lm=None, samprate=SAMPLE_RATE, loglevel="FATAL", **WIDE)
        made.set_align_text("yes")
        made.start_utt()
        made.process_raw(np.random.default_rng(0).normal(0, 300, SAMPLE_RATE).astype(np.int16).tobytes(), full_utt=True)
        made.end_utt()
        return made

    def __init__(self) -> None:
        self.guesses: set[str] = set()  # words that the dictionary got from us

    def align(self, samples: Samples, tokens: Sequence[str]) -> list[Placed]:
        """The place of each token, in order. Raises Unaligned."""
        words = [spoken(token) for token in tokens]
        flat = [self.known(word) for each in words for word in each]
        if not flat or not len(samples):
            raise Unaligned("There is nothing to align.")
        found = self.laid(samples, flat)
        placed, at, last = [], 0, 0.0
        for each in words:
            mine = found[at : at + len(each)]
            at += len(each)
            if mine:
                last = mine[-1].end
                scores = [one.score for one in mine if one.score is not None]
                placed.append(Placed(mine[0].start, last, sum(scores) / len(scores)))
            else:
                placed.append(Placed(last, last, None))
        return placed

    def known(self, word: str) -> str:
        """The word as the dictionary has it; one that it lacks is added with a guess at its sound."""
        if self.decoder.lookup_word(word) is None:
            self.decoder.add_word(word, guessed(word), True)
            self.guesses.add(word)
        return word

    def is_listed(self, word: str) -> bool:
        """Whether the dictionary had the word before we added any."""
        return word not in self.guesses and self.decoder.lookup_word(word) is not None

    def laid(self, samples: Samples, words: list[str]) -> list[Placed]:
        self.decoder.set_align_text(" ".join(words))
        breath = np.random.default_rng(0).normal(0, NOISE, len(samples))
        pcm = (np.clip(samples + breath, -1, 1) * 32767).astype(np.int16).tobytes()
        self.decoder.reinit_feat()  # it remembers the level of earlier sound, and would place the same words elsewhere
        self.decoder.start_utt()
        try:
            self.decoder.process_raw(pcm, full_utt=True)
        finally:
            self.decoder.end_utt()  # or no utterance could ever be started again
        segments = self.decoder.seg() or ()
        found = [
            Placed(seg.start_frame * FRAME, (seg.end_frame + 1) * FRAME, likelihood(seg))
            for seg in segments
            if not seg.word.startswith(("<", "[", "++"))
        ]
        if len(found) != len(words):
            raise Unaligned(f"{len(found)} of {len(words)} words were found.")
        return found


def likelihood(segment: object) -> float:
    frames = segment.end_frame - segment.start_frame + 1  # type: ignore[attr-defined]
    return float(np.log(max(segment.ascore, 1e-300))) / frames  # type: ignore[attr-defined]
