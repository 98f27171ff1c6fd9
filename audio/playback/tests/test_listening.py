"""Where each listener stopped: theirs alone, told when they come back, forgotten at the end."""

import pytest
from django.test import Client
from django.urls import reverse

from audio.models import Listening, Recording
from audio.playback import listening
from audio.tests import factories
from families.models import User
from families.tests import factories as families

pytestmark = pytest.mark.django_db
LENGTH_MS = 4_800_000


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return client


@pytest.fixture
def kim() -> User:
    return families.user()


@pytest.fixture
def robin() -> User:
    return families.user()


@pytest.fixture
def recording(kim, robin) -> Recording:
    return factories.recording(families.family(keeper=kim, relative=robin), duration_ms=LENGTH_MS)


def stop(user: User, recording: Recording, at_ms: object) -> int:
    return signed_in(user).post(reverse("listening", args=[recording.pk]), {"at_ms": at_ms}).status_code


def page(user: User, recording: Recording) -> str:
    return signed_in(user).get(recording.get_absolute_url()).content.decode()


def test_who_stopped_is_told_where(kim, recording):
    assert stop(kim, recording, 760_000) == 204
    assert "You stopped at 12:40." in page(kim, recording)


def test_nobody_else_is(kim, robin, recording):
    stop(kim, recording, 760_000)
    assert "You stopped" not in page(robin, recording)


def test_everybody_has_a_place_of_their_own_in_each_recording(kim, robin, recording):
    other = factories.recording(recording.family, duration_ms=LENGTH_MS)
    for who, what, at_ms in [(kim, recording, 10_000), (robin, recording, 20_000), (kim, other, 30_000)]:
        stop(who, what, at_ms)
    places = [
        listening.stopped_ms(*pair) for pair in [(recording, kim), (recording, robin), (other, kim), (other, robin)]
    ]
    assert places == [10_000, 20_000, 30_000, None]


def test_the_last_place_counts(kim, recording):
    for at_ms in (760_000, 15_000):
        stop(kim, recording, at_ms)
    assert list(Listening.objects.values_list("at_ms", flat=True)) == [15_000]


@pytest.mark.parametrize("at_ms", [0, 3_000, LENGTH_MS - 3_000, LENGTH_MS, LENGTH_MS + 60_000])
def test_who_heard_it_to_the_end_or_hardly_began_begins_anew(kim, recording, at_ms):
    stop(kim, recording, 760_000)
    assert (stop(kim, recording, at_ms), listening.stopped_ms(recording, kim)) == (204, None)


def test_a_place_is_kept_while_the_length_is_not_known_yet(kim, recording):
    Recording.objects.update(duration_ms=None)
    stop(kim, recording, 760_000)
    assert listening.stopped_ms(recording, kim) == 760_000


@pytest.mark.parametrize("nonsense", ["", "soon", "-5", "1.5", "٣", "9" * 30])
def test_what_is_no_place_is_refused(kim, recording, nonsense):
    assert (stop(kim, recording, nonsense), Listening.objects.count()) == (400, 0)


def test_a_stranger_notes_nothing(recording):
    assert (stop(families.user(), recording, 760_000), Listening.objects.count()) == (404, 0)


def test_another_site_notes_nothing(kim, recording):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(kim, backend="memoire_site.backends.NoDemoUsersBackend")
    response = strict.post(reverse("listening", args=[recording.pk]), {"at_ms": "760000"})
    assert (response.status_code, Listening.objects.count()) == (403, 0)
