"""Who may hear gets the sound: from a disk, from any other storage, from the server before us, or by a signed address."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.test import Client
from django.urls import reverse

from audio import files
from audio.models import Recording
from audio.playback.serving import PIECE
from audio.tests import factories
from families.models import User
from families.tests import factories as families

pytestmark = pytest.mark.django_db
CONTENT = factories.tone()
COPY = b"what browsers play"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
FIRST_TWO = {"Range": "bytes=0-1"}


class Elsewhere(Storage):
    """A storage without a disk, as object storages are."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def _save(self, name: str, content: File) -> str:
        self.kept[name] = content.read()
        return name

    def _open(self, name: str, mode: str) -> File:
        return File(BytesIO(self.kept[name]))

    def exists(self, name: str) -> bool:
        return name in self.kept

    def size(self, name: str) -> int:
        return len(self.kept[name])


class Signing(Elsewhere):
    """As the storages of the large providers are: `url` is good for a while, for whoever holds it."""

    querystring_auth = True

    def url(self, name: str) -> str:
        return f"https://bucket.example/{name}?signature=good-for-a-while"


class Public(Elsewhere):
    """One whose addresses are open to everybody."""

    querystring_auth = True

    def url(self, name: str) -> str:
        return f"https://bucket.example/{name}"


@pytest.fixture
def listener() -> User:
    return families.user()


@pytest.fixture
def recording(listener) -> Recording:
    return factories.recording(families.family(relative=listener), content=CONTENT, sha256=DIGEST)


@pytest.fixture
def client(listener) -> Client:
    client = Client()
    client.force_login(listener, backend="memoire_site.backends.NoDemoUsersBackend")
    return client


@pytest.fixture
def kept_in(settings):
    """Puts recordings into a storage of this class from now on."""

    def use(storage: type) -> None:
        backend = {"BACKEND": f"{storage.__module__}.{storage.__qualname__}"}
        settings.STORAGES = {**settings.STORAGES, "recordings": backend}
        for field in ("original", "playable"):
            Recording._meta.get_field(field).storage = storages["recordings"]

    before = Recording._meta.get_field("original").storage
    yield use
    for field in ("original", "playable"):
        Recording._meta.get_field(field).storage = before


def address(name: str, recording: Recording) -> str:
    return reverse(name, args=[recording.pk])


EVERY_SOUND = pytest.mark.parametrize("name", ["sound", "original", "audio-media", "audio-original"])


@EVERY_SOUND
def test_a_part_of_the_sound_is_served_with_its_digest_for_a_tag(client, recording, name):
    response = client.get(address(name, recording), headers=FIRST_TWO)
    assert (response.status_code, response.getvalue(), response["ETag"]) == (206, CONTENT[:2], f'"{DIGEST}"')


@EVERY_SOUND
def test_who_left_the_family_gets_nothing_though_they_have_the_tag(client, recording, listener, name):
    listener.memberships.all().delete()
    response = client.get(address(name, recording), headers={"If-None-Match": f'"{DIGEST}"'})
    assert response.status_code == 404


@EVERY_SOUND
def test_a_file_that_is_gone_is_not_found(client, recording, name):
    files.discard(recording.original.name)
    assert client.get(address(name, recording)).status_code == 404


def test_a_copy_has_a_tag_of_its_own_that_stays(client, recording):
    before = client.get(address("sound", recording))["ETag"]
    recording.playable = files.keep_file(ContentFile(COPY), ".m4a")
    recording.save()
    first, second = (client.get(address("sound", recording)) for _ in range(2))
    assert (first.getvalue(), first["Content-Type"]) == (COPY, "audio/mp4")
    assert before != first["ETag"] == second["ETag"]


def test_who_began_with_the_original_is_not_given_the_rest_of_the_copy(client, recording):
    recording.playable = files.keep_file(ContentFile(COPY), ".m4a")
    recording.save()
    response = client.get(address("sound", recording), headers={"Range": "bytes=9-", "If-Range": f'"{DIGEST}"'})
    assert (response.status_code, response.getvalue()) == (200, COPY)


def test_the_date_of_the_original_is_the_day_it_came(client, recording):
    Recording.objects.update(created_at=datetime(2024, 3, 14, 9, 26, 53, 589_793, UTC))
    told = client.get(address("original", recording))["Last-Modified"]
    part = client.get(address("original", recording), headers=FIRST_TWO | {"If-Range": told})
    assert (told, part.status_code) == ("Thu, 14 Mar 2024 09:26:53 GMT", 206)


def test_our_own_player_gets_an_endless_range_in_pieces_and_a_program_gets_it_whole(client, listener):
    content = bytes(PIECE + 10)
    recording = factories.recording(listener.families.first() or families.family(relative=listener), content=content)
    lengths = [
        int(client.get(address(name, recording), headers={"Range": "bytes=5-"})["Content-Length"])
        for name in ("sound", "audio-media", "original")
    ]
    assert lengths == [PIECE, PIECE + 5, PIECE + 5]


# --- the original ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["original", "audio-original"])
def test_the_original_comes_as_it_was_though_there_is_a_copy(client, recording, name):
    recording.playable = files.keep_file(ContentFile(COPY), ".m4a")
    recording.save()
    response = client.get(address(name, recording))
    assert hashlib.sha256(response.getvalue()).hexdigest() == recording.sha256
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "audio/wav",
        'attachment; filename="kitchen.wav"',
    )


def test_a_download_that_was_cut_goes_on(client, recording):
    begun = client.get(address("original", recording))
    had = begun.getvalue()[:1000]
    rest = client.get(address("original", recording), headers={"Range": "bytes=1000-", "If-Range": begun["ETag"]})
    assert hashlib.sha256(had + rest.getvalue()).hexdigest() == recording.sha256


@pytest.mark.parametrize(
    ("filename", "told"),
    [
        ("Küche.wav", "attachment; filename*=utf-8''K%C3%BCche.wav"),
        ('a "talk".wav', 'attachment; filename="a \\"talk\\".wav"'),
        ("one\r\nSet-Cookie: two.wav", 'attachment; filename="one Set-Cookie: two.wav"'),
        ("\u202egpj.wav", 'attachment; filename="gpj.wav"'),
        ("\n", 'attachment; filename="recording.wav"'),
        ("x.html", 'attachment; filename="x.wav"'),
        ("x.svg", 'attachment; filename="x.wav"'),
        ("x.wav.HTML", 'attachment; filename="x.wav.wav"'),
        ("tape.WAVE", 'attachment; filename="tape.WAVE"'),
        ("12. March", 'attachment; filename="12. March.wav"'),
        ("no ending", 'attachment; filename="no ending.wav"'),
    ],
)
def test_a_download_has_the_name_that_it_came_with_and_the_ending_of_what_was_found(client, recording, filename, told):
    Recording.objects.update(filename=filename)
    assert client.get(address("original", recording))["Content-Disposition"] == told


def test_the_page_offers_the_original(client, recording):
    assert f'href="{address("original", recording)}"' in client.get(recording.get_absolute_url()).content.decode()


# --- the server before us --------------------------------------------------------------------------------------------


def test_nginx_is_told_where_the_file_lies(client, recording, settings):
    settings.SENDFILE, settings.SENDFILE_PREFIX = "x-accel", "kept"
    response = client.get(address("original", recording), headers=FIRST_TWO)
    assert (response.status_code, response.content, response["X-Accel-Redirect"]) == (
        200,
        b"",
        f"/kept/{recording.original.name}",
    )
    told = [response[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")]
    assert told == ["audio/wav", 'attachment; filename="kitchen.wav"', "private, no-cache"]
    assert "ETag" not in response  # its own goes with its own ranges


def test_apache_is_told_the_path(client, recording, settings, tmp_path):
    settings.SENDFILE = "x-sendfile"
    response = client.get(address("sound", recording))
    assert (response["X-Sendfile"], response.content) == (recording.original.path, b"")


@pytest.mark.parametrize("server", ["x-accel", "x-sendfile"])
def test_the_server_before_us_is_told_nothing_for_a_stranger(recording, settings, server):
    settings.SENDFILE = server
    stranger = Client()
    stranger.force_login(families.user(), backend="memoire_site.backends.NoDemoUsersBackend")
    response = stranger.get(address("sound", recording))
    assert (response.status_code, {"X-Accel-Redirect", "X-Sendfile"} & set(response.headers)) == (404, set())


@pytest.mark.parametrize("server", ["none", "x-accel", "x-sendfile"])
def test_what_lies_on_no_disk_we_send_ourselves(client, listener, kept_in, settings, server):
    settings.SENDFILE = server
    kept_in(Elsewhere)
    recording = factories.recording(families.family(relative=listener), content=CONTENT)
    response = client.get(address("sound", recording), headers={"Range": "bytes=100-199"})
    assert (response.status_code, response.getvalue()) == (206, CONTENT[100:200])


# --- a storage that signs --------------------------------------------------------------------------------------------


@pytest.fixture
def far(kept_in, listener):
    kept_in(Signing)
    return factories.recording(families.family(relative=listener), content=CONTENT, sha256=DIGEST)


@pytest.mark.parametrize("name", ["sound", "audio-media"])
def test_a_listener_is_led_to_the_signed_address(client, far, name):
    response = client.get(address(name, far), headers=FIRST_TWO)
    assert (response.status_code, response["Location"], response["Cache-Control"]) == (
        302,
        f"https://bucket.example/{far.original.name}?signature=good-for-a-while",
        "no-store",
    )


def test_nobody_else_is_given_a_signed_address(far):
    stranger = Client()
    assert "bucket" not in stranger.get(address("sound", far))["Location"]
    stranger.force_login(families.user(), backend="memoire_site.backends.NoDemoUsersBackend")
    assert stranger.get(address("sound", far)).status_code == 404


def test_head_is_answered_here_since_the_address_is_signed_for_get(client, far):
    response = client.head(address("sound", far))
    assert (response.status_code, response["Content-Length"]) == (200, str(len(CONTENT)))


def test_a_download_keeps_its_name_and_comes_through_us(client, far):
    response = client.get(address("original", far))
    assert (response.getvalue(), response["Content-Disposition"]) == (CONTENT, 'attachment; filename="kitchen.wav"')


def test_an_address_that_is_open_to_everybody_is_given_to_nobody(client, listener, kept_in):
    kept_in(Public)
    recording = factories.recording(families.family(relative=listener), content=CONTENT)
    response = client.get(address("sound", recording))
    assert (response.status_code, response.getvalue()) == (200, CONTENT)
