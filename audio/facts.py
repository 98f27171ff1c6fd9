"""What a family says of a recording: its name, when it was recorded, and who tells."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal

from audio import pipeline
from audio.models import Recording
from families.editing.versions import expect
from families.people import narrator_named

facts_changed = Signal()
"""Sent with `recording` within the transaction that has changed when it was told, or by whom; the sender is its model."""


def change_facts(recording: Recording, **asked: Any) -> Recording:
    """Writes title, recorded_on (EDTF) or narrator (a name; "" for nobody), as far as they are asked. Raises Clash."""
    with transaction.atomic():
        hold_steps(recording)
        current: Recording = Recording.objects.select_for_update(no_key=True).get(pk=recording.pk)
        if "narrator" in asked:
            person = narrator_named(current.family, asked.pop("narrator"))
            asked["narrator_id"] = person.pk if person else None
        expect(current, recording, asked=asked)
        before = told_of(current)
        for name, value in asked.items():
            setattr(current, name, value)
        current.save(update_fields=[*asked])
        follow_facts(current, before)
    return current


def hold_steps(recording: Recording) -> None:
    """To begin a transaction with that changes facts: what one recording dates is looked for in the narrator's others too."""
    pipeline.hold(recording.pk, beside=Q(family=recording.family_id))


def told_of(recording: Recording) -> tuple[Any, str]:
    return recording.narrator_id, recording.recorded_on


def follow_facts(recording: Recording, before: tuple[Any, str]) -> None:
    """Dates and ages rest on who tells and when: what nobody has touched is looked for once more."""
    if told_of(recording) == before:
        return
    facts_changed.send(Recording, recording=recording)
    if pipeline.is_done(recording.pk, "extract"):
        pipeline.wake(recording.pk, "extract")
