"""Sound in which there is little or nothing to hear goes the whole way, and the family is told in a sentence what came of it."""

import os
import wave
from io import BytesIO

import av
import numpy as np
import pytest
from django.core.files.base import File

from audio import arrivals
from audio.models import Recording
from families.tests import factories as families
from transcripts.tests import voices

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
RATE = 16_000
NO_WORDS = "We heard no words in this recording."
LONG_SECONDS = int(os.environ.get("SILENCE_SECONDS", "240"))  # 36000 for the ten hours


def flac(samples: np.ndarray, rate: int = RATE, *, times: int = 1) -> bytes:
    """So many times the same samples, mono."""
    out = BytesIO()
    with av.open(out, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=rate, layout="mono")
        for number in range(times):
            frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, number * len(samples)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def wav(samples: np.ndarray, rate: int = RATE) -> bytes:
    """Samples of shape (channels, n)."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(len(samples))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.ascontiguousarray(samples.T).tobytes())
    return out.getvalue()


def noise(seconds: float, level: float = 3_000) -> np.ndarray:
    return np.random.default_rng(5).normal(0, level, int(seconds * RATE)).clip(-32_768, 32_767).astype(np.int16)


def music(seconds: float) -> np.ndarray:
    """Chords of plucked strings, two a second."""
    at = np.arange(RATE // 2) / RATE
    chords = [[220, 277.2, 329.6], [196, 246.9, 293.7], [174.6, 220, 261.6], [164.8, 207.7, 246.9]]
    plucked = lambda hz: sum(np.sin(2 * np.pi * hz * n * at) / n for n in range(1, 6)) * np.exp(-4 * at)  # noqa: E731
    bars = [sum(plucked(hz) for hz in chord) for chord in chords]
    return (np.concatenate(bars * int(seconds / 2)) * 2_500).astype(np.int16)


def sentence() -> np.ndarray:
    return np.frombuffer(voices.sentences()[0], np.int16)


def at_96_khz_in_six_channels() -> bytes:
    """A sentence from the middle of a cinema: centre only, with noise in the others."""
    spoken = np.repeat(sentence(), 6)
    channels = np.zeros((6, len(spoken)), np.int16)
    channels[:] = np.random.default_rng(7).normal(0, 3, channels.shape)
    channels[2] += spoken
    return wav(channels, 6 * RATE)


def right_channel_only() -> bytes:
    return wav(np.stack([np.zeros_like(sentence()), sentence()]))


NOTHING = {
    "long silence.flac": lambda: flac(np.zeros(10 * RATE, np.int16), times=LONG_SECONDS // 10),
    "noise.wav": lambda: wav(noise(20)[np.newaxis]),
    "music.wav": lambda: wav(music(20)[np.newaxis]),
    "a fifth of a second.wav": lambda: wav(noise(0.2)[np.newaxis]),
}
SOMETHING = {"cinema.wav": at_96_khz_in_six_channels, "right.wav": right_channel_only}


@pytest.fixture
def bring(client, all_steps, tmp_path):
    """Sends a file the whole way, and gives the recording and the text of its page."""

    def do(name: str, content: bytes) -> tuple[Recording, str]:
        keeper = families.user(name="Kim")
        family = families.family(keeper=keeper)
        (tmp_path / name).write_bytes(content)
        with (tmp_path / name).open("rb") as file:
            made = arrivals.receive(File(file, name), family=family, by=keeper)
        all_steps()
        client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
        shelf = client.get(f"/families/{family.pk}/").content.decode()
        page = client.get(f"/recordings/{made.pk}/").content.decode()
        return Recording.objects.get(pk=made.pk), shelf + page

    return do


@pytest.mark.parametrize("name", NOTHING)
def test_where_nobody_speaks_it_ends_without_words_and_says_so(bring, name):
    made, told = bring(name, NOTHING[name]())
    assert (made.status, made.transcript.segments.count()) == ("completed", 0)
    assert (NO_WORDS in told, "No words heard" in told, "Ready to read" in told) == (True, True, False)


@pytest.mark.parametrize("name", SOMETHING)
def test_speech_in_one_of_many_channels_is_heard(bring, name):
    made, told = bring(name, SOMETHING[name]())
    heard = " ".join(made.transcript.segments.values_list("text", flat=True)).lower()
    expected = set(voices.written_sentences()[0].lower().replace(",", "").replace(".", "").split())
    assert made.status == "completed"
    assert len(expected & set(heard.replace(",", "").replace(".", "").split())) > 0.6 * len(expected), heard
    assert "Ready to read" in told or "to approve" in told
