"""Staff see every step of a recording in the admin, with its reason, and try again what failed."""

import pytest

from audio.models import Recording, Step
from audio.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording() -> Recording:
    made = factories.recording(title="At the table")
    factories.step(made, "inspect", state=Step.State.DONE, attempts=1)
    factories.step(made, "transcribe", state=Step.State.FAILED, attempts=3, reason="The disk is full.")
    return made


def failed() -> Step:
    return Step.objects.get(name="transcribe")


def try_again(client):
    return client.post("/admin/audio/step/", {"action": "try_again", "_selected_action": str(failed().pk)})


def test_the_page_of_a_recording_shows_its_steps_with_the_reason(admin_client, recording):
    shown = admin_client.get(f"/admin/audio/recording/{recording.pk}/change/").content.decode()
    assert ("transcribe" in shown, "The disk is full." in shown, "<audio" in shown) == (True, True, True)


def test_what_was_measured_stands_there_to_be_read(admin_client, recording):
    shown = admin_client.get(f"/admin/audio/recording/{recording.pk}/change/").content.decode()
    assert ("Head mended" in shown, 'name="head_mended"' in shown) == (True, False)


def test_the_list_of_steps_shows_state_attempts_and_reason(admin_client, recording):
    shown = admin_client.get("/admin/audio/step/").content.decode()
    assert ("Failed" in shown, "The disk is full." in shown) == (True, True)


def test_a_failed_step_is_tried_again_from_the_list(client, staff, recording):
    staff("view_step", "change_step")
    try_again(client)
    assert (failed().state, failed().attempts, failed().reason) == ("waiting", 0, "")


def test_a_failed_step_is_tried_again_from_the_recording(client, staff, recording):
    staff("change_recording")
    client.post(f"/admin/audio/recording/{recording.pk}/try-again/")
    assert failed().state == "waiting"


def test_who_may_only_look_tries_nothing_again(client, staff, recording):
    staff("view_step", "view_recording")
    try_again(client)
    client.post(f"/admin/audio/recording/{recording.pk}/try-again/")
    assert failed().state == "failed"


def test_looking_at_the_address_tries_nothing_again(client, staff, recording):
    staff("change_recording")
    answer = client.get(f"/admin/audio/recording/{recording.pk}/try-again/")
    assert (answer.status_code, failed().state) == (403, "failed")


def test_steps_are_written_by_the_program_only(admin_client, recording):
    address = f"/admin/audio/step/{failed().pk}"
    answers = [admin_client.post(f"{address}/{verb}/", {"state": "done"}).status_code for verb in ("change", "delete")]
    assert (answers, admin_client.get("/admin/audio/step/add/").status_code) == ([403, 403], 403)


def test_who_may_not_see_recordings_does_not_hear_them(client, staff, recording):
    staff("view_step")
    assert client.get(f"/admin/audio/recording/{recording.pk}/sound/").status_code == 403


def test_staff_hear_a_recording_with_byte_ranges(client, staff, recording):
    staff("view_recording")
    answer = client.get(f"/admin/audio/recording/{recording.pk}/sound/", headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.getvalue()) == (206, b"RIFF")


def test_the_list_takes_the_same_queries_however_long_it_is(admin_client, recording, django_assert_max_num_queries):
    for _ in range(8):
        factories.step(factories.recording(), "inspect")
    with django_assert_max_num_queries(9):
        admin_client.get("/admin/audio/recording/")
