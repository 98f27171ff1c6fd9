"""A voice in 256 numbers, by the network for voices that Moonshine's library carries (WeSpeaker's ResNet34, as in pyannote's community-1).

The library tells voices apart by it as well, but gives no prints, and ten times as slowly: it lays ten windows over each second, we
hear each line once. So its network is read out of it, where it lies under a name that the library exports, and run by ONNX Runtime.
What it wants to hear is written beside it there: filter banks of Kaldi's kind (`filterbank`).
"""

import ctypes
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE, Samples
from transcripts.engines.filterbank import filterbank

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

NETWORK = "_ZN9cppannote19embedded_community118embedding_ort_dataE"  # and how many bytes it has
NETWORK_SIZE = "_ZN9cppannote19embedded_community123embedding_ort_data_sizeE"
NUMBERS = 256
SHORTEST = 0.4  # seconds: less tells nothing
LONGEST = 20.0  # seconds: more tells nothing new
SAME = 0.42  # prints of whole voices whose distance is at most this are of one


@cache
def network() -> "InferenceSession":
    """One for the life of the process. Raises StepError where the library does not carry it."""
    import moonshine_voice  # noqa: PLC0415 - loaded by whoever listens
    import onnxruntime  # noqa: PLC0415

    try:
        library = ctypes.CDLL(str(Path(str(moonshine_voice.__file__)).parent / "libmoonshine.so"))
        size = ctypes.c_uint64.in_dll(library, NETWORK_SIZE).value
        carried = bytes((ctypes.c_char * size).in_dll(library, NETWORK))
    except (OSError, ValueError) as error:
        raise StepError(f"The model that tells voices apart could not be loaded: {error}", permanent=True) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(carried, options, providers=["CPUExecutionProvider"])


def print_of(samples: Samples) -> list[float]:
    """The print of some speech, of length 1; none of less than SHORTEST. Raises StepError where the model cannot be loaded."""
    if len(samples) < SHORTEST * SAMPLE_RATE:
        return []
    spare = max(len(samples) - round(LONGEST * SAMPLE_RATE), 0) // 2
    bands, is_loud = filterbank(samples[spare : len(samples) - spare])
    found = network().run(None, {"fbank": bands[None], "weights": is_loud[None].astype(np.float32)})[0][0]
    return rounded(found / max(float(np.linalg.norm(found)), 1e-9))


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """0 for the same voice, 1 for two that have nothing in common: one less their cosine. Without end where they cannot be compared."""
    if len(one) != len(other) or not one:  # an older print, or none
        return float("inf")
    first, second = np.array(one), np.array(other)
    return float(1 - first @ second / max(float(np.linalg.norm(first) * np.linalg.norm(second)), 1e-9))


def nearest_voice(voice: Sequence[float], known: dict[str, list[float]], *, within: float = SAME) -> str | None:
    """The name under which this voice is known; None where none is near enough."""
    far = {name: distance(voice, other) for name, other in known.items()}
    best = min(far, key=far.__getitem__, default=None)
    return best if best is not None and far[best] <= within else None


def blended(one: Sequence[float], weight: float, other: Sequence[float], other_weight: float) -> list[float]:
    """The print of both, each by how many seconds were heard; of the newer kind where only one is."""
    if len(one) != len(other):
        return list(one if len(one) == NUMBERS else other)
    share = other_weight / max(weight + other_weight, 1e-9)
    return rounded(np.array(one) + (np.array(other) - np.array(one)) * share)


def rounded(numbers: NDArray[np.floating[Any]]) -> list[float]:
    return [round(float(number), 4) for number in numbers]
