"""Whatever happens in whatever order to an upload, what was promised stays, and the file that was sent comes out of it."""

import hashlib
import os
import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import Phase
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audio import arrivals, files, pipeline
from audio.models import Recording, Upload
from audio.sound.child_answers import Sound
from audio.tests import factories
from audio.uploads import resumable, upload_file
from audio.uploads.leases import Busy, Finished, LeaseLost, UploadLease
from families.tests import factories as families

CONTENT = random.Random(1939).randbytes(3000)
SOUND = Sound(".wav", "audio/wav", "wav", "pcm_s16le", 16_000, 1, True)
HOW = ["whole", "cut", "reset", "died"]
SIZES = st.integers(0, len(CONTENT))


QUICK = how(max_examples=40, stateful_step_count=25, deadline=None, phases=[Phase.generate], database=None)


class Died(BaseException):
    """The process was killed: nothing of it runs any more."""


class Sender:
    """A body that comes in pieces of a few hundred bytes and ends in one of four ways. `then` happens once, in the middle."""

    def __init__(self, start: int, size: int, comes: int, end: str, then=None) -> None:
        self.at, self.stops, self.end, self.then = start, start + min(size, comes), end, then
        self.middle = (start + self.stops) // 2

    def read(self, most: int) -> bytes:
        if self.then and self.at >= self.middle:
            then, self.then = self.then, None
            then()
        if self.at == self.stops and self.end == "reset":
            raise ConnectionResetError
        if self.at == self.stops and self.end == "died":
            raise Died
        end = min(self.at + min(most, 211), self.stops)
        block, self.at = CONTENT[self.at : end], end
        return block


class OneUpload(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        keeper = families.user()
        self.home = families.family(keeper=keeper)
        self.pk = factories.upload(self.home, keeper, length=len(CONTENT)).pk
        self.promised = 0

    def upload(self) -> Upload:
        return Upload.objects.select_related("family", "user").get(pk=self.pk)

    def send(self, offset: int, size: int, sender: Sender, expected=None) -> None:
        """As the API does; the dead do not even put down their claim."""
        release = UploadLease.release
        with (
            pytest.MonkeyPatch.context() as patched,
            suppress(Busy, Finished, LeaseLost, resumable.WrongOffset, upload_file.Mismatch, Died),
        ):
            patched.setattr(upload_file, "SYNC_SECONDS", -1)
            if sender.end == "died":
                patched.setattr(UploadLease, "release", lambda claim: None)
            else:
                patched.setattr(UploadLease, "release", release)
            resumable.append(self.upload(), offset=offset, size=size, read=sender.read, expected=expected)

    @rule(size=SIZES, comes=SIZES, end=st.sampled_from(HOW))
    def go_on(self, size: int, comes: int, end: str) -> None:
        start = self.upload().offset
        size = min(size, len(CONTENT) - start)
        self.send(start, size, Sender(start, size, comes, end))

    @rule(size=SIZES, comes=SIZES, end=st.sampled_from(HOW), is_right=st.booleans())
    def go_on_with_a_checksum(self, size: int, comes: int, end: str, is_right: bool) -> None:
        start = self.upload().offset
        size = min(size, len(CONTENT) - start)
        said = CONTENT[start : start + size] if is_right else b"other bytes"
        self.send(start, size, Sender(start, size, comes, end), ("sha256", hashlib.sha256(said).digest()))

    @rule(size=SIZES, comes=SIZES, other=SIZES, end=st.sampled_from(HOW))
    def two_at_once(self, size: int, comes: int, other: int, end: str) -> None:
        """While the first waits, its claim runs out and a second goes on."""
        start = self.upload().offset
        size = min(size, len(CONTENT) - start)

        def take_over() -> None:
            self.time_passes()
            here = self.upload().offset
            rest = min(other, len(CONTENT) - here)
            self.send(here, rest, Sender(here, rest, rest, "whole"))

        self.send(start, size, Sender(start, size, comes, end, take_over))

    @rule(offset=SIZES, size=SIZES)
    def go_on_from_where_it_does_not_end(self, offset: int, size: int) -> None:
        if offset != self.upload().offset:
            self.send(offset, size, Sender(offset, size, size, "whole"))

    @rule(size=SIZES)
    def die_while_finishing(self, size: int) -> None:
        start = self.upload().offset
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(pipeline, "start", fail)
            rest = len(CONTENT) - start
            self.send(start, rest, Sender(start, rest, rest, "whole"))

    @rule(garbage=st.binary(min_size=1, max_size=500))
    def leave_bytes_behind_the_promise(self, garbage: bytes) -> None:
        upload = self.upload()
        if upload.recording_id is None:
            with open(os.open(upload.path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.seek(upload.offset)
                file.write(garbage)

    @precondition(lambda self: self.promised)
    @rule(keeps=SIZES)
    def put_an_older_file_back(self, keeps: int) -> None:
        upload = self.upload()
        if upload.recording_id is None and upload.claim is None:
            os.truncate(upload.path, min(keeps, upload.offset))
            self.send(upload.offset, 0, Sender(0, 0, 0, "whole"))
            self.promised = self.upload().offset

    @rule()
    def time_passes(self) -> None:
        Upload.objects.filter(pk=self.pk).exclude(claim=None).update(
            claim_expires_at=timezone.now() - timedelta(seconds=1)
        )

    @invariant()
    def what_was_promised_stays(self) -> None:
        upload = self.upload()
        assert upload.offset >= self.promised
        self.promised = upload.offset
        if upload.recording_id is None:
            there = upload.path.read_bytes() if upload.path.exists() else b""
            assert there[: upload.offset] == CONTENT[: upload.offset]
        assert (upload.offset == len(CONTENT)) is (upload.recording_id is not None)

    def teardown(self) -> None:
        if not hasattr(self, "pk"):
            return
        self.time_passes()
        while (upload := self.upload()).recording_id is None:
            rest = len(CONTENT) - upload.offset
            self.send(upload.offset, rest, Sender(upload.offset, rest, rest, "whole"))
        kept = Recording.objects.get(family=self.home)
        with kept.original.open() as file:
            assert file.read() == CONTENT
        assert kept.sha256 == hashlib.sha256(CONTENT).hexdigest()


def fail(recording: Recording) -> None:
    raise Died


@pytest.mark.django_db
def test_every_order_of_events_ends_in_the_file_that_was_sent(monkeypatch):
    monkeypatch.setattr(arrivals.sandbox, "probe", lambda path: SOUND)
    monkeypatch.setattr(files, "settle", lambda path: None)  # a disk is slow, and nobody pulls its plug here
    monkeypatch.setattr(upload_file.os, "fdatasync", lambda file: None)
    run_state_machine_as_test(OneUpload, settings=QUICK)
