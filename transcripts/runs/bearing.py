"""What this machine can bear: whether a model of a given size fits into its memory, and keeps up with talk.

Of the machine as it is built, not of the moment: with what is free just now, two workers would hear one recording with two models.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container
WORKER = 250_000_000  # bytes that a worker takes beside its model, measured with tiny.en and base
PER_BYTE = 1.3  # of memory for a byte of the model's file, measured so too
ASKED = 200_000_000  # bytes that a worker takes more when it asks Moonshine too, measured with tiny.en
REST = 1_000_000_000  # bytes for pages, database and system
SECONDS = 0.07 / 75_500_000  # of one processor for a second of talk, for a byte of the model's file: tiny.en's


@dataclass(frozen=True)
class Machine:
    """`memory` in bytes, `workers` that hear at once, `threads` of each."""

    memory: int
    workers: int
    threads: int

    @cached_property
    def has_gpu(self) -> bool:
        return bool(import_module("transcripts.engines.whisper").has_gpu())

    def needs(self, size: int) -> int:
        """Bytes of memory that hearing with a model of this size takes, all workers together."""
        return int(self.workers * (WORKER + PER_BYTE * size))

    def has_room_for(self, size: int, *, asks: bool = False) -> bool:
        """With a model of this size, and with another engine that is asked beside it."""
        beside = self.workers * ASKED if asks else 0
        return self.needs(size) + beside + REST <= self.memory or self.has_gpu

    def keeps_up_with(self, size: int) -> bool:
        """Whether an hour of talk is heard within an hour."""
        return SECONDS * size / self.threads <= 1 or self.has_gpu


def this_machine(workers: int) -> Machine:
    return Machine(memory_here(), workers, max((os.cpu_count() or 1) // workers, 1))


def memory_here() -> int:
    """Bytes that this machine has, or that its container may take."""
    own = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = LIMIT.read_text().strip() if LIMIT.is_file() else ""
    return min(own, int(limit)) if limit.isdigit() else own


def size_of(folder: Path) -> int:
    return (folder / "model.bin").stat().st_size
