"""The first step: a recording's length, its shape, and a copy that plays everywhere where one is needed."""

from datetime import timedelta

import av
import pytest
from django.utils import timezone

from audio import pipeline
from audio.errors import MissingSound
from audio.models import Recording
from audio.sound import inspection, sandbox
from audio.sound.tests import sounds
from audio.tasks import run_step
from audio.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspected(settings):
    """Does the first step for a file and gives the recording as it is then."""
    settings.MEMOIRE_PIPELINE = {"inspect": "audio.tasks.inspect"}

    def run(content: bytes, **fields) -> Recording:
        made = factories.recording(content=content, duration_ms=None, **fields)
        run_step(factories.step(made).pk)
        return Recording.objects.get()

    return run


def loud_at_the_end(seconds: int) -> bytes:
    tone = factories.tone(1)
    head, sample = tone[:44], tone[44:]
    data = bytes(len(sample) * (seconds - 1)) + sample
    return head[:4] + (36 + len(data)).to_bytes(4, "little") + head[8:40] + len(data).to_bytes(4, "little") + data


def test_the_length_is_measured_by_hearing_the_whole(inspected):
    assert inspected(factories.tone(2.5)).duration_ms == 2_500


def test_there_is_a_peak_for_each_tenth_of_a_second(inspected):
    assert len(inspected(factories.tone(2.5)).peaks) == 25


def test_peaks_show_where_it_is_loud(inspected):
    peaks = inspected(loud_at_the_end(3)).peaks
    assert (max(peaks[:20]), min(peaks[20:]) > 50) == (0, True)


def test_the_outline_has_sixty_points(inspected):
    assert len(inspected(factories.tone(10)).outline) == 60


def test_the_outline_of_a_short_sound_has_as_many_points_as_peaks(inspected):
    assert len(inspected(factories.tone(1)).outline) == 10


def test_no_peak_is_lost_in_the_outline():
    peaks = bytes([0] * 999 + [200])
    assert max(inspection.outline(peaks)) == 200


def test_the_player_gets_at_most_three_thousand_points():
    points = Recording(peaks=bytes(range(250)) * 400).peaks_for_player
    assert (len(points) <= 3_000, min(points) >= 0, max(points) <= 1) == (True, True, True)


def test_what_browsers_play_is_not_copied(inspected):
    assert not inspected(factories.tone()).playable


@pytest.mark.parametrize(("name", "codec"), [("a.webm", "libopus"), ("a.aiff", "pcm_s16be")])
def test_what_browsers_cannot_seek_gets_a_copy_that_they_can(inspected, tmp_path, name, codec):
    content = sounds.encode(tmp_path / name, codec, seconds=2).read_bytes()
    recording = inspected(content, plays_in_browsers=False)
    with sandbox.local_copy(recording.playable) as copy:
        found = sandbox.probe(copy)
    assert (found.content_type, found.plays_in_browsers, recording.sound_type) == ("audio/mp4", True, "audio/mp4")


def test_a_copy_is_as_long_as_the_voice(inspected, tmp_path):
    content = sounds.encode(tmp_path / "a.webm", "libopus", seconds=3).read_bytes()
    recording = inspected(content, plays_in_browsers=False)
    with sandbox.local_copy(recording.playable) as copy:
        found = sandbox.measure(copy, most_ms=60_000, progress=lambda ms: None)
    assert found.duration_ms == pytest.approx(3_000, abs=100)


def test_a_copy_has_its_index_in_front_so_that_it_plays_while_it_comes(inspected, tmp_path):
    content = sounds.encode(tmp_path / "a.webm", "libopus").read_bytes()
    with inspected(content, plays_in_browsers=False).playable.open() as copy:
        made = copy.read()
    assert made.index(b"moov") < made.index(b"mdat")


def test_the_original_stays_as_it_came(inspected, tmp_path):
    content = sounds.encode(tmp_path / "a.aiff", "pcm_s16be").read_bytes()
    with inspected(content, plays_in_browsers=False).original.open() as original:
        assert original.read() == content


@pytest.mark.parametrize(
    ("name", "recorded"), [("a.mp4", True), ("a.aac", False), ("a.mka", False)], ids=["safari", "adts", "matroska"]
)
def test_the_copy_of_aac_holds_the_same_packets(inspected, tmp_path, name, recorded):
    make = sounds.recorded if recorded else sounds.encode
    original = make(tmp_path / name, "aac", seconds=3)
    with sandbox.local_copy(inspected(original.read_bytes(), plays_in_browsers=False).playable) as copy:
        assert packets(copy) == packets(original)
        assert b"moov" in copy.read_bytes()[:4_096]


def packets(path) -> list[bytes]:
    """What is decoded, without what each container writes around it."""
    with av.open(str(path)) as file:
        head = 7 if file.format.name == "aac" else 0  # ADTS
        return [bytes(packet)[head:] for packet in file.demux(audio=0) if packet.size]


def test_aac_that_changes_its_rate_on_the_way_is_encoded_anew(inspected, tmp_path):
    one = sounds.encode(tmp_path / "one.aac", "aac", seconds=2, rate=48_000).read_bytes()
    two = sounds.encode(tmp_path / "two.aac", "aac", seconds=2, rate=24_000).read_bytes()
    recording = inspected(one + two, plays_in_browsers=False)
    with sandbox.local_copy(recording.playable) as copy:
        found = sandbox.measure(copy, most_ms=60_000, progress=lambda ms: None)
    assert recording.duration_ms == pytest.approx(4_000, abs=200)
    assert (found.duration_ms, found.sound.sample_rate) == (pytest.approx(recording.duration_ms, abs=50), 48_000)


def test_a_film_is_played_from_a_copy_without_its_pictures(inspected, tmp_path):
    recording = inspected(sounds.film(tmp_path / "garden.mp4", seconds=2).read_bytes(), plays_in_browsers=False)
    with av.open(recording.playable.path) as copy:
        assert (len(copy.streams.video), len(copy.streams.audio)) == (0, 1)


def test_what_an_old_tablet_cannot_play_is_copied_even_if_it_was_thought_playable(inspected, tmp_path):
    content = sounds.encode(tmp_path / "a.ogg", "libopus").read_bytes()
    recording = inspected(content, plays_in_browsers=True)
    assert (bool(recording.playable), recording.plays_in_browsers) == (True, False)


def test_the_file_is_decoded_once(inspected, tmp_path, monkeypatch):
    started, popen = [], sandbox.subprocess.Popen
    monkeypatch.setattr(sandbox.subprocess, "Popen", lambda *a, **o: started.append(a[0][4]) or popen(*a, **o))
    assert inspected(sounds.encode(tmp_path / "a.webm", "libopus").read_bytes(), plays_in_browsers=False).playable
    assert started == ["measure"]


def test_the_row_says_what_the_file_is(inspected, tmp_path):
    found = inspected(sounds.encode(tmp_path / "a.mka", "aac", rate=44_100).read_bytes())
    assert (found.container, found.codec, found.sample_rate, found.channels) == ("matroska", "aac", 44_100, 1)
    assert found.loudness == pytest.approx(-16, abs=1)


def test_a_disk_without_room_for_the_copy_is_tried_again_later(inspected, tmp_path, monkeypatch):
    popen = sandbox.subprocess.Popen
    program = 'echo \'{"later": "There was no room on the disk."}\''
    monkeypatch.setattr(sandbox.subprocess, "Popen", lambda _, **o: popen(["/bin/sh", "-c", program], **o))
    step = inspected(factories.tone()).steps.get()
    assert (step.state, step.reason) == ("waiting", "There was no room on the disk.")


def test_a_second_run_makes_no_second_copy(inspected, tmp_path):
    content = sounds.encode(tmp_path / "a.webm", "libopus").read_bytes()
    recording = inspected(content, plays_in_browsers=False)
    step = recording.steps.get()
    step.state = "waiting"
    step.save()
    run_step(step.pk)
    assert Recording.objects.get().playable == recording.playable


def test_a_recording_that_is_too_long_fails_with_a_sentence(inspected, settings):
    settings.MAX_HOURS = 0
    step = inspected(factories.tone()).steps.get()
    assert (step.state, "Cut it into parts" in step.reason) == ("failed", True)


def test_no_temporary_file_stays_behind(inspected, tmp_path):
    content = sounds.encode(tmp_path / "a.webm", "libopus").read_bytes()
    inspected(content, plays_in_browsers=False)
    assert list((tmp_path / "arriving").iterdir()) == []


def test_a_recording_whose_file_is_gone_says_so_and_what_to_do(settings):
    settings.MEMOIRE_PIPELINE = {"inspect": "audio.tasks.inspect"}
    made = factories.recording()
    made.original.storage.delete(made.original.name)
    run_step(factories.step(made).pk)
    step = made.steps.get()
    assert (step.state, step.reason) == ("failed", MissingSound().reason)
    assert "not sound" not in step.reason
    assert "safe" not in step.reason


@pytest.mark.parametrize(("is_kept", "said"), [(True, "is safe"), (False, "not where recordings are kept")])
def test_a_step_that_is_given_up_says_whether_the_recording_is_there(settings, is_kept, said):
    made = factories.recording()
    if not is_kept:
        made.original.storage.delete(made.original.name)
    past = timezone.now() - timedelta(hours=1)
    factories.step(made, state="running", attempts=settings.STEP_MAX_ATTEMPTS, lease_expires_at=past)
    pipeline.sweep()
    reason = made.steps.get().reason
    assert (said in reason, "is safe" in reason) == (True, is_kept)
