"""Lets a talk of the plan be told: its sound, and when each sentence begins and ends."""

import json
import subprocess
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech.plan import Talk
from speech.rooms import ROOMS
from speech.texts import Sentence
from speech.voices import RATE, Sound, Spoken, as_spoken, spoken_by_rule

NATURAL = Path(__file__).with_name("natural.py")


@dataclass(frozen=True)
class Told:
    """A talk as it sounds; the moments are seconds from its beginning.

    `begins` tells of each sentence when its tokens begin, where the synthesiser does.
    """

    sound: Sound
    moments: list[tuple[float, float]]
    begins: list[tuple[float, ...]]


def seed(talk: Talk) -> int:
    return zlib.crc32(talk.name.encode())


def told(talk: Talk, natural: Path) -> Told:
    """The sentences with a breath of 0.35 to 1.1 s between them, now and then a longer silence, and all of it heard in its room.

    `natural` is the interpreter that has piper and Kokoro.
    """
    chance, sentences = np.random.default_rng(seed(talk)), talk.sentences()
    parts, moments, begins, at = [np.zeros(RATE // 2)], [], [], RATE // 2
    for sentence, said in zip(sentences, spoken(talk, sentences, natural), strict=True):
        pause = chance.uniform(0.35, 1.1) + (chance.uniform(1, 3) if chance.random() < 0.12 else 0)
        silence = np.zeros(int(pause * talk.voice(sentence.speaker).pauses * RATE))
        parts += [said.sound, silence]
        moments.append((at / RATE, (at + len(said.sound)) / RATE))
        begins.append(tuple(at / RATE + moment for moment in said.begins))
        at += len(said.sound) + len(silence)
    return Told(ROOMS[talk.room](np.concatenate(parts), chance), moments, begins)


def spoken(talk: Talk, sentences: list[Sentence], natural: Path) -> list[Spoken]:
    with tempfile.TemporaryDirectory() as folder:
        targets = [Path(folder) / f"{number}.wav" for number in range(len(sentences))]
        jobs = [
            {
                "program": voice.program,
                "name": voice.name,
                "language": voice.language,
                "speed": voice.tract / voice.slowly,
                "spoken": sentence.spoken,
                "target": str(target),
            }
            for sentence, target in zip(sentences, targets, strict=True)
            if (voice := talk.voice(sentence.speaker)).is_natural
        ]
        if jobs:
            asked = Path(folder) / "jobs.json"
            asked.write_text(json.dumps({"seed": seed(talk) % 2**31, "jobs": jobs}), encoding="utf-8")
            subprocess.run([str(natural), str(NATURAL), str(asked)], check=True)
        return [
            as_spoken(target, voice)
            if (voice := talk.voice(sentence.speaker)).is_natural
            else spoken_by_rule(sentence.spoken, voice)
            for sentence, target in zip(sentences, targets, strict=True)
        ]
