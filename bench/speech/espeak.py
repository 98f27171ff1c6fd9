"""espeak-ng by its library instead of its command, since only the library says when each word begins (speak_lib.h).

Each sentence is spoken by a process of its own: the library's waves begin where those of the sentence before ended, even after it was
closed and opened, so that the same sentence would not sound the same again.
"""

import ctypes
import itertools
import json
import re
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

RETRIEVAL, RATE_SETTING, CHARACTERS, UTF8 = (
    1,
    1,
    1,
    1,
)  # AUDIO_OUTPUT_RETRIEVAL, espeakRATE, POS_CHARACTER, espeakCHARS_UTF8
END_OF_LIST, WORD = 0, 1


class Event(ctypes.Structure):
    """espeak_EVENT; `text_position` counts characters from 1."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_void_p),
    ]


LISTENER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


def speak(text: str, voice: str, words_a_minute: int, target: Path) -> tuple[float, ...]:
    """Writes a WAV, and says when each token of the text begins, in seconds; one that is not said begins with the next."""
    command = [sys.executable, __file__, text, voice, str(words_a_minute), str(target)]
    return tuple(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def library() -> tuple[Any, int]:
    """And the rate of its sound in Hz."""
    found = ctypes.CDLL("libespeak-ng.so.1")
    rate = found.espeak_Initialize(RETRIEVAL, 0, None, 0)
    if rate <= 0:
        raise RuntimeError("espeak-ng does not start")
    return found, rate


def spoken_here(text: str, voice: str, words_a_minute: int, target: Path) -> tuple[float, ...]:
    program, rate = library()
    sound, heard = bytearray(), dict[int, int]()

    @LISTENER
    def listen(samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, 2 * count))
        for event in itertools.takewhile(
            lambda each: each.type != END_OF_LIST, (events[at] for at in itertools.count())
        ):
            if event.type == WORD:
                heard.setdefault(event.text_position - 1, event.sample)
        return 0

    program.espeak_SetSynthCallback(listen)
    if program.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {voice}")
    program.espeak_SetParameter(RATE_SETTING, words_a_minute, 0)
    given = text.encode()
    program.espeak_Synth(given, len(given) + 1, 0, CHARACTERS, 0, UTF8, None, None)
    program.espeak_Synchronize()
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(sound))
    return begins(text, {at: sample / rate for at, sample in heard.items()}, len(sound) / 2 / rate)


def begins(text: str, heard: dict[int, float], end: float) -> tuple[float, ...]:
    """For each token the first moment that was told within it; for one without any that of the next, at the end `end`."""
    found: list[float] = []
    for token in reversed(list(re.finditer(r"\S+", text))):
        moments = [moment for at, moment in heard.items() if token.start() <= at < token.end()]
        found.append(min(moments, default=found[-1] if found else end))
    return tuple(reversed(found))


if __name__ == "__main__":
    print(json.dumps(spoken_here(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))))
