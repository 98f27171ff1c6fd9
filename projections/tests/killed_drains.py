"""`python -m projections.tests.killed_drains ROUNDS`: workers that edit and copy, two at a time, killed at any instruction.

Prints what a check finds afterwards, a line each. It never asks a store itself before the last round, so that its
children can be forked.
"""

import os
import random
import signal
import sys
import time
from contextlib import suppress

import django


def main(rounds: int) -> None:
    django.setup()
    import neomodel  # noqa: F401 - loaded before the forks
    from django.db import connections
    from google.cloud import firestore  # noqa: F401

    from projections.tests.edits import EDITS  # noqa: F401

    family = a_family()
    chance = random.Random()
    for number in range(rounds):
        connections.close_all()
        progress, told = os.pipe()
        children = [start(family, f"{number} {each} {chance.random()}", told) for each in (1, 2)]
        for _ in range(chance.randrange(1, 12)):  # so many turns of a drain, and a little more
            os.read(progress, 1)
        time.sleep(chance.uniform(0, 0.3))
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(progress)
        os.close(told)
    settle()


def a_family() -> object:
    from families.tests import factories as families

    return families.family()


def start(family: object, seed: str, told: int) -> int:
    """A worker for ever: edits, a turn of every drain, edits, …"""
    child = os.fork()
    if child:
        return child
    try:
        work(family, random.Random(seed), told)
    finally:
        os._exit(1)


def work(family: object, chance: random.Random, told: int) -> None:
    from django.db import IntegrityError, transaction

    from projections import registry
    from projections.drain import drain
    from projections.entries import Drainer
    from projections.tests.edits import EDITS, Nothing

    begin = ["add_person", "add_recording", "hear_words", "find_story", "mention_person", "begin_book"]
    while True:
        for name in [*begin, *chance.choices(sorted(EDITS), k=6)]:
            with suppress(Nothing, IntegrityError), transaction.atomic():
                EDITS[name](family, chance.randrange(30))
        for projection in registry.configured():
            Drainer.objects.filter(projection=projection.name).update(not_before=None)  # as if a minute had passed
            drain(projection)
            os.write(told, b".")


def settle() -> None:
    from django.db import connections

    from projections import registry
    from projections.comparing import check
    from projections.drain import drain
    from projections.entries import Drainer, Entry

    connections.close_all()
    for projection in registry.configured():
        patience = time.monotonic() + 120
        while Entry.objects.of(projection.name).exists() and time.monotonic() < patience:
            Drainer.objects.update(not_before=None, leased_until=None)  # as after the minute that a lease lasts
            Entry.objects.update(not_before=None)
            drain(projection)
        left = [f"{each}: {each.reason}" for each in Entry.objects.of(projection.name)]
        found = [*map(str, check(projection)), *left] or [f"{projection.name} is as it should be"]
        sys.stdout.write("".join(f"{line}\n" for line in found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
