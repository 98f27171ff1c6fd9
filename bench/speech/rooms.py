"""Rooms and lines that a talk is heard through, all made of numbers: echoes, a telephone, hiss, hum, a kettle, music, a far microphone."""

from collections.abc import Callable

import numpy as np

from speech.voices import RATE, Sound

Chance = np.random.Generator
HUM_HZ = 50.0
CHORDS = [(220.0, 261.63, 329.63), (174.61, 220.0, 261.63), (196.0, 246.94, 293.66), (164.81, 196.0, 246.94)]


def level(sound: Sound) -> float:
    """How loud the speech in it is, as root mean square of what is not silence."""
    loud = sound[np.abs(sound) > 0.02 * np.abs(sound).max()]
    return float(np.sqrt(np.mean(loud**2)))


def with_noise(sound: Sound, noise: Sound, decibels: float) -> Sound:
    """With noise that is this much weaker than the speech."""
    return sound + noise * (level(sound) * 10 ** (-decibels / 20) / np.sqrt(np.mean(noise**2)))


def filtered(sound: Sound, low: float, high: float) -> Sound:
    """What lies between two frequencies in Hz."""
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(hertz < low) | (hertz > high)] = 0
    return np.fft.irfft(spectrum, len(sound))


def echoed(sound: Sound, chance: Chance, seconds: float, wet: float) -> Sound:
    """With an exponential decay of noise behind it, 60 dB down after `seconds`, as loud as `wet` times the voice itself."""
    size = int(seconds * RATE)
    tail = chance.normal(0, 1, size) * 10 ** (-3 * np.arange(size) / size)
    tail[: int(0.004 * RATE)] = 0
    whole = len(sound) + size
    tail *= wet / np.sqrt(np.sum(tail**2))
    late = np.fft.irfft(np.fft.rfft(sound, whole) * np.fft.rfft(tail, whole), whole)[: len(sound)]
    return sound + late


def clear(sound: Sound, chance: Chance) -> Sound:
    return with_noise(sound, chance.normal(0, 1, len(sound)), 50)


def room(sound: Sound, chance: Chance) -> Sound:
    return with_noise(echoed(sound, chance, 0.5, 0.7), chance.normal(0, 1, len(sound)), 40)


def far(sound: Sound, chance: Chance) -> Sound:
    """Across the room: more echo than voice, weak, and the noise of the machine."""
    distant = filtered(echoed(sound, chance, 0.6, 1.5), 80, 6_000)
    return 0.08 * with_noise(distant, chance.normal(0, 1, len(sound)), 25)


def telephone(sound: Sound, chance: Chance) -> Sound:
    """300 to 3400 Hz, in the 256 steps of mu-law (ITU-T G.711), with some noise on the line."""
    narrow = np.clip(with_noise(filtered(sound, 300, 3_400), chance.normal(0, 1, len(sound)), 30), -1, 1)
    steps = np.round(127 * np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log1p(255)) / 127
    return filtered(np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(255)) / 255, 200, 3_600)


def hiss(sound: Sound, chance: Chance) -> Sound:
    return with_noise(sound, filtered(chance.normal(0, 1, len(sound)), 1_000, 8_000), 18)


def hum(sound: Sound, chance: Chance) -> Sound:
    at = np.arange(len(sound)) / RATE
    waves = [np.sin(2 * np.pi * HUM_HZ * times * at + chance.uniform(0, 6)) / times for times in (1, 2, 3, 5, 7, 9)]
    return with_noise(with_noise(sound, np.sum(waves, axis=0), 10), chance.normal(0, 1, len(sound)), 40)


def kettle(sound: Sound, chance: Chance) -> Sound:
    """Water that begins to sing, rumbles and boils, once a minute."""
    at = np.arange(len(sound)) / RATE
    rising = np.clip((at % 60) / 45, 0.02, 1) ** 2
    bubbles = 1 + 0.6 * np.sin(2 * np.pi * 11 * at + 3 * np.sin(2 * np.pi * 1.7 * at))
    steam = filtered(chance.normal(0, 1, len(sound)), 400, 5_000)
    return with_noise(sound, steam * rising * bubbles, 14)


def music(sound: Sound, chance: Chance) -> Sound:
    """Broken chords below the voice, as from a wireless in the corner."""
    at = np.arange(int(0.35 * RATE)) / RATE
    notes: list[Sound] = []
    while len(notes) * len(at) < len(sound):
        chord = CHORDS[len(notes) // 6 % len(CHORDS)]
        pitch = chord[int(chance.integers(3))] * (2 if chance.random() < 0.4 else 1)
        notes.append(
            np.exp(-4 * at) * sum(np.sin(2 * np.pi * pitch * times * at) / times**1.5 for times in range(1, 6))
        )
    return with_noise(clear(sound, chance), np.concatenate(notes)[: len(sound)], 15)


ROOMS: dict[str, Callable[[Sound, Chance], Sound]] = {
    **{"clear": clear, "room": room, "far": far, "telephone": telephone, "hiss": hiss, "hum": hum},
    **{"kettle": kettle, "music": music, "mp3": clear},  # the last: written as MP3 of 32 kbit/s
}
