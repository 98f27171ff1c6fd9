"""What somebody said about a file that the family has already: it is shown beside what is written there, and can take its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audio.facts import change_facts
from audio.models import Recording
from families.dates.typed_dates import bounded_date
from families.dates.when import describe
from families.models import Person
from families.people import narrator_named
from families.text.letters import as_name, folded

LABELS = {
    "title": "Its name",
    "narrator": "Who is speaking",
    "born": "When they were born",
    "recorded_on": "When it was recorded",
}
NAMES = tuple(LABELS)


@dataclass(frozen=True)
class Difference:
    """A fact that was told now, and is not what is written: as it is stored, and both as people read them."""

    name: str
    value: str
    now: str
    told: str

    @property
    def label(self) -> str:
        return LABELS[self.name]


def differences(recording: Recording, told: Mapping[str, Any]) -> list[Difference]:
    """What of the facts that somebody told (EDTF, or as people say it) is not what the recording says; what was left empty is not."""
    said = {name: as_name(str(told.get(name) or "")) for name in NAMES}
    said |= {name: bounded_date(said[name]) for name in ("born", "recorded_on") if said[name]}
    person = recording.narrator
    if said["narrator"]:
        person = Person.objects.for_family(recording.family).one_called(said["narrator"])
    now = {
        "title": recording.title,
        "narrator": str(recording.narrator or ""),
        "born": person.born if person else "",
        "recorded_on": recording.recorded_on,
    }
    found = [name for name in NAMES if said[name] and not is_same(name, said[name], now[name])]
    if not (recording.narrator or said["narrator"]):
        found = [name for name in found if name != "born"]  # of nobody
    return [Difference(name, said[name], shown(name, now[name]), shown(name, said[name])) for name in found]


def is_same(name: str, one: str, other: str) -> bool:
    return folded(one) == folded(other) if name == "narrator" else one == other


def shown(name: str, value: str) -> str:
    return describe(value) if name in {"born", "recorded_on"} and value else value


def take_over(recording: Recording, told: Mapping[str, Any]) -> None:
    """Writes what was told in the place of what is there. Raises Clash where that was changed since it was shown."""
    asked = {each.name: each.value for each in differences(recording, told)}
    born = asked.pop("born", "")
    with transaction.atomic():
        if asked:
            recording = change_facts(recording, **asked)
        if born and recording.narrator:
            person = narrator_named(recording.family, recording.narrator.name) or recording.narrator
            person.born = born
            person.save(update_fields=["born"])
