"""What a browser plays at a second is what we say stands there: notes that tell the time, sought at twenty places of each file."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, sync_playwright

from audio.sound import sandbox
from audio.tests import voices
from audio.tests.voices import write
from memoire_site.tests.test_journey import CHROMIUM, FLAGS

pytestmark = pytest.mark.page
RATE, SECONDS, PLACES = 32_000, 120, 20
LOWEST, STEP = 400, 20  # Hz: second s sounds at LOWEST + STEP s
NEAR = 0.7  # of a step: a moment's note is that of its own second
SOUND_ALOUD = "--autoplay-policy=no-user-gesture-required"
LISTEN = """
async ({ places }) => {
    const audio = document.querySelector("audio");
    const context = new AudioContext({ sampleRate: 16000 });
    const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    context.createMediaElementSource(audio).connect(analyser);
    const wave = new Float32Array(analyser.fftSize);
    const found = [];
    for (const place of places) {
        audio.currentTime = place;
        await new Promise((done) => audio.addEventListener("seeked", done, { once: true }));
        await audio.play();
        while (audio.currentTime < place + 0.4) await new Promise((done) => setTimeout(done, 10));
        analyser.getFloatTimeDomainData(wave);
        found.push(Array.from(wave));
        audio.pause();
    }
    return { found, duration: audio.duration };
}
"""


@pytest.fixture(scope="module")
def page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, SOUND_ALOUD])
        yield browser.new_page()
        browser.close()


def clock(seconds: int, first: int = 0) -> np.ndarray:
    """A note for each second, higher from one to the next; no jump of the wave where they meet."""
    notes = LOWEST + STEP * (first + np.arange(seconds)).repeat(RATE)
    return 0.3 * np.sin(2 * np.pi * np.cumsum(notes) / RATE)[np.newaxis]


def note_of(wave: np.ndarray, rate: int) -> float:
    """Hz; 0 where nothing sounds."""
    if np.abs(wave).max() < 0.01:
        return 0
    strengths = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 16 * len(wave)))
    return float(strengths.argmax() * rate / (16 * len(wave)))


def mp3(path: Path, sound: np.ndarray, bit_rate: int) -> bytes:
    options = {"write_xing": "0", "id3v2_version": "0"}
    return write(path / "part.mp3", ("libmp3lame", sound), rate=RATE, bit_rate=bit_rate, options=options)


def varying(folder: Path) -> bytes:
    """An MP3 whose bit rate changes, without a table of its seconds."""
    rates = (32_000, 160_000, 64_000, 128_000)
    return b"".join(mp3(folder, clock(SECONDS // 4, n * SECONDS // 4), rate) for n, rate in enumerate(rates))


def changing(folder: Path) -> bytes:
    """An MP3 that becomes stereo in the middle."""
    half = SECONDS // 2
    return mp3(folder, clock(half), 64_000) + mp3(folder, np.repeat(clock(half, half), 2, axis=0), 64_000)


def made(name: str, codec: str, **how):
    return lambda folder: write(folder / name, (codec, clock(SECONDS)), rate=RATE, **how)


def stale(folder: Path) -> bytes:
    return voices.wav(clock(SECONDS), rate=RATE, said=RATE * 2 * 10)


CASES = {
    "wav": made("a.wav", "pcm_s16le"),
    "mp3": made("a.mp3", "libmp3lame", bit_rate=64_000),
    "m4a": made("a.m4a", "aac"),
    "flac": made("a.flac", "flac"),
    "mp3 of many rates": varying,
    "mp3 that becomes stereo": changing,
    "m4a that begins late": made("a.m4a", "aac", starts=(5.0,)),
    "wma": made("a.wma", "wmav2", form="asf"),
    "transport stream": made("a.mts", "mp2", form="mpegts"),
    "wav with a stale head": stale,
    "wav without a speed": lambda folder: voices.wav(clock(SECONDS), rate=RATE, per_second=0),
    "six microphones": lambda folder: write(
        folder / "a.wav",
        ("pcm_s16le", np.vstack([np.zeros((3, SECONDS * RATE)), clock(SECONDS), np.zeros((2, SECONDS * RATE))])),
        rate=RATE,
    ),
    "opposite phase": lambda folder: write(
        folder / "a.flac", ("flac", np.vstack([clock(SECONDS), -clock(SECONDS)])), rate=RATE
    ),
}


def heard_at(path: Path, places: list[float]) -> list[float]:
    """The notes that engines hear at these seconds."""
    samples = np.frombuffer(b"".join(sandbox.speech(path)), np.int16) / 32_768
    return [note_of(samples[int(at * 16_000) : int(at * 16_000) + 4_096], 16_000) for at in places]


def played_at(page: Page, path: Path, places: list[float]) -> tuple[list[float], float]:
    """The notes that the browser plays at these seconds, and how long it thinks that the sound is."""
    page.route("**/*", lambda route: serve(route, path))
    page.goto("http://sound.example/")
    answer = page.evaluate(LISTEN, {"places": places})
    page.unroute("**/*")
    return [note_of(np.array(wave), 16_000) for wave in answer["found"]], answer["duration"]


def serve(route, path: Path) -> None:
    """The page, and the sound in ranges as our own server gives it."""
    if not route.request.url.endswith("/sound"):
        route.fulfill(body='<!doctype html><audio src="/sound" preload="auto"></audio>', content_type="text/html")
        return
    content, asked = path.read_bytes(), route.request.headers.get("range", "bytes=0-")
    first, _, last = asked.removeprefix("bytes=").partition("-")
    begins, ends = int(first), min(int(last or len(content) - 1), len(content) - 1)
    headers = {
        "Content-Range": f"bytes {begins}-{ends}/{len(content)}",
        "Accept-Ranges": "bytes",
        "Content-Type": "application/octet-stream",
    }
    route.fulfill(status=206, headers=headers, body=content[begins : ends + 1])


@pytest.mark.parametrize("case", CASES)
def test_the_note_that_sounds_at_a_second_is_the_one_that_was_heard_there(page, tmp_path, case):
    path, copy = tmp_path / "original", tmp_path / "copy.m4a"
    path.write_bytes(CASES[case](tmp_path))
    found = sandbox.measure(path, most_ms=600_000, progress=lambda ms: None, copy=copy)
    length = found.duration_ms / 1000
    places = [n + 0.3 for n in np.linspace(0, length - 2, PLACES).astype(int).tolist()]
    played, duration = played_at(page, copy if found.has_copy else path, places)
    heard = heard_at(path, [at + 0.2 for at in places])
    wrong = [(at, was, is_) for at, was, is_ in zip(places, heard, played, strict=True) if abs(was - is_) > NEAR * STEP]
    assert wrong == []
    assert duration == pytest.approx(length, abs=0.25)
    late = 5 if "late" in case else 0
    assert [note for at, note in zip(places, heard, strict=True) if at > late] == pytest.approx(
        [LOWEST + STEP * (int(at) - late) for at in places if at > late], abs=NEAR * STEP
    )
