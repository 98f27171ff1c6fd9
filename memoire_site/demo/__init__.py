"""A demo family, so that the first page has something to show: made once, in an empty database, in development only."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from audio import arrivals
from audio.models import Recording
from families.models import Family, Membership, User
from memoire_site.backends import DEMO_ADDRESSES

HERE = Path(__file__).parent
PASSWORD = "memoire-demo"  # noqa: S105 - printed at the start, and never made where DEBUG is off
PEOPLE = DEMO_ADDRESSES


@dataclass(frozen=True)
class Sample:
    """A recording that comes with Memoire; how each was made is told in the README beside it."""

    file: str
    title: str
    narrator: str
    born: str = ""
    recorded_on: str = ""


SAMPLES = [
    Sample("austen.m4a", "A page of Jane Austen, read aloud", "A reader for LibriVox"),
    Sample("life.m4a", "At the kitchen table", "Rose Tregenza", born="1935-01", recorded_on="2019-03-14"),
]


def is_wanted() -> bool:
    """Only in an empty database, and never where a family's own memories could be."""
    return settings.DEBUG and not User.objects.exists()


def is_there() -> bool:
    return settings.DEBUG and User.objects.filter(email__in=PEOPLE).count() == len(PEOPLE)


@transaction.atomic
def make() -> Family:
    """The family, its three people, and the recordings on their way through the real pipeline."""
    keeper = User.objects.create_user(PEOPLE[0], PASSWORD, name="Kim, the keeper")
    relative = User.objects.create_user(PEOPLE[1], PASSWORD, name="Robin, a relative")
    User.objects.create_superuser(PEOPLE[2], PASSWORD, name="Sam, of the staff")
    family = Family.objects.create(name="The demo family")
    Membership.objects.create(family=family, user=keeper, role=Membership.Role.KEEPER)
    Membership.objects.create(family=family, user=relative, role=Membership.Role.RELATIVE)
    for sample in SAMPLES:
        bring_in(family, keeper, sample)
    return family


def bring_in(family: Family, keeper: User, sample: Sample) -> Recording:
    with (HERE / sample.file).open("rb") as sound:
        return arrivals.receive(
            File(sound, sample.file),
            family=family,
            by=keeper,
            narrator=sample.narrator,
            born=sample.born,
            title=sample.title,
            recorded_on=sample.recorded_on,
        )
