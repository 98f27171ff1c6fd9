"""Almost silent, clipped, cut off: told to the person who added it, while the one who spoke is near."""

import numpy as np
import pytest

from audio.faults import faults
from audio.models import Recording
from audio.sound import sandbox
from audio.sound.inspection import facts_of
from audio.sound.tests import sounds
from audio.tests import factories
from audio.uploads.tests.tus_client import signed_in
from families.models import Membership
from families.tests import factories as families

RATE = 48_000
pytestmark = pytest.mark.django_db


def voice(seconds: float, level: float) -> np.ndarray:
    """Half a second of a note, half a second of nothing, and so on: as loud as `level` decibels of full scale."""
    time = np.arange(int(seconds * RATE)) / RATE
    return 32_767 * 10 ** (level / 20) * np.sin(2 * np.pi * 220 * time) * (time % 1 < 0.5)


def warnings(tmp_path, samples: np.ndarray) -> list[str]:
    path = sounds.encode(tmp_path / "a.wav", "pcm_s16le", sound=sounds.frame(samples, RATE))
    found = facts_of(sandbox.measure(path, most_ms=3_600_000, progress=lambda ms: None))
    names = ("loudness", "silent_share", "clipped_share", "ends_early")
    return [fault.code for fault in faults(**{name: found[name] for name in names})]


@pytest.mark.parametrize("level", [-1, -12, -25, -38])
def test_a_voice_that_can_be_heard_has_no_fault(tmp_path, level):
    assert warnings(tmp_path, voice(4, level)) == []


@pytest.mark.parametrize("level", [-48, -60, -100])
def test_a_voice_that_can_hardly_be_heard_is_almost_silent(tmp_path, level):
    assert warnings(tmp_path, voice(4, level)) == ["almost_silent"]


def test_a_recorder_that_went_on_when_all_had_left_is_almost_silent(tmp_path):
    assert warnings(tmp_path, np.concatenate([voice(1, -20), np.zeros(40 * RATE)])) == ["almost_silent"]


def test_the_noise_of_an_open_microphone_is_almost_silent(tmp_path):
    noise = np.random.default_rng(1).normal(0, 32_767 * 10 ** (-65 / 20), 4 * RATE)
    assert warnings(tmp_path, noise) == ["almost_silent"]


@pytest.mark.parametrize("level", [3, 12])
def test_a_voice_too_loud_for_the_microphone_is_clipped(tmp_path, level):
    assert warnings(tmp_path, voice(4, level)) == ["clipped"]


def test_what_is_not_known_yet_is_no_fault():
    assert faults(loudness=None, silent_share=None, clipped_share=None, ends_early=False) == []


@pytest.fixture
def silent(home, sender) -> Recording:
    return factories.recording(home, uploaded_by=sender, loudness=-58.0, silent_share=0.99, clipped_share=0.0)


def test_the_page_tells_the_person_who_added_it(browser, silent):
    assert "almost silent" in browser.get(f"/recordings/{silent.pk}/").content.decode()


def test_the_page_tells_it_while_the_work_goes_on(browser, silent):
    factories.step(silent, "extract", state="running")
    assert "almost silent" in browser.get(f"/recordings/{silent.pk}/live/").content.decode()


def test_another_of_the_family_reads_no_warning(home, silent):
    another = families.user()
    Membership.objects.create(family=home, user=another, role=Membership.Role.RELATIVE)
    page = signed_in(another).get(f"/recordings/{silent.pk}/")
    assert (page.status_code, b"almost silent" in page.content) == (200, False)


def test_a_good_recordings_page_has_no_warning(browser, home, sender):
    good = factories.recording(home, uploaded_by=sender, loudness=-20.0, silent_share=0.2, clipped_share=0.0)
    assert b'class="warnings"' not in browser.get(f"/recordings/{good.pk}/").content


def test_programs_get_the_facts_and_the_warnings(browser, silent):
    found = browser.get(f"/api/v1/audio/{silent.pk}/").json()
    assert [warning["code"] for warning in found["warnings"]] == ["almost_silent"]
    assert "microphone" in found["warnings"][0]["sentence"]
    assert found["loudness"] == -58.0
    assert {"container", "codec", "sample_rate", "channels", "made_at"} <= found.keys()


def test_staff_read_them_beside_the_facts(admin_client, silent):
    page = admin_client.get(f"/admin/audio/recording/{silent.pk}/change/").content.decode()
    assert ("almost silent" in page, "-58" in page) == (True, True)
