"""Models that staff let come from a page: a worker fetches one in turns, and what could not hear its language is heard.

How far it is is read from the disk, where the model comes to: a lock says whether somebody fetches it just now, a note beside it why not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_q.tasks import async_task

from audio import pipeline
from audio.errors import StepError
from audio.models import Step
from families.refusal import Refusal
from transcripts.engines.whisper_folders import coming_of, folder_of, is_there, place_of
from transcripts.engines.whisper_makers import OFFERED, Published
from transcripts.runs.choice import SAFE, installed


class NotOffered(Refusal):
    """No such model can be asked for, or it is here; the message says which."""


class TurnOver(Exception):
    """The worker is for others now; the fetching is gone on with in its next turn."""


@dataclass(frozen=True)
class Offer:
    """A model that can be fetched, and how that stands; `come` in bytes."""

    name: str
    source: Published
    is_here: bool
    is_coming: bool
    is_asked: bool
    come: int
    reason: str
    is_too_much: bool  # for this machine

    @property
    def come_megabytes(self) -> int:
        return round(self.come / 1e6)


def offers() -> list[Offer]:
    return [offer(name) for name in OFFERED]


def offer(name: str) -> Offer:
    coming, machine = coming_to(name), installed().machine
    source = OFFERED[name]
    return Offer(
        name,
        source,
        is_here=is_there(folder_of(name, Path(settings.MODELS_DIR))),
        is_coming=is_coming(coming),
        is_asked=note(coming, "asked").is_file(),
        come=sum(path.stat().st_size for path in coming.glob("*") if path.is_file()),
        reason=note(coming, "why").read_text(encoding="utf-8") if note(coming, "why").is_file() else "",
        is_too_much=not (machine.has_room_for(source.bytes) and machine.keeps_up_with(source.bytes)),
    )


def is_coming(coming: Path) -> bool:
    from transcripts.engines import whisper_models  # noqa: PLC0415 - faster_whisper, for those only who ask

    return whisper_models.is_coming(coming)


def ask(name: str) -> None:
    """Asks a worker for it. Asking twice does no harm. Raises NotOffered."""
    if name not in OFFERED:
        raise NotOffered("There is no such model.")
    if offer(name).is_here:
        raise NotOffered(f"{name} is here already.")
    coming = coming_to(name)
    coming.parent.mkdir(parents=True, exist_ok=True)
    note(coming, "why").unlink(missing_ok=True)
    note(coming, "asked").touch()
    ring(name)


def ring(name: str) -> None:
    transaction.on_commit(lambda: async_task("transcripts.tasks.fetch_model", name, task_name=f"fetch {name}"))


def go_on(name: str) -> None:
    """One turn of fetching it; safe to repeat. Says why not where it fails, and rings for the next turn where it is not done."""
    coming, ends_at = coming_to(name), time.monotonic() + settings.STEP_TURN_SECONDS

    def told(come: int, every: int) -> None:
        if time.monotonic() > ends_at and come < every:
            raise TurnOver

    try:
        bring(name, told)
    except TurnOver:
        ring(name)
    except StepError as error:
        if not is_coming(coming):  # else another worker fetches it, and nothing is wrong
            note(coming, "why").write_text(error.reason, encoding="utf-8")
            note(coming, "asked").unlink(missing_ok=True)
    else:
        for kind in ("asked", "why"):
            note(coming, kind).unlink(missing_ok=True)
        hear_what_waited()


def bring(name: str, told: Callable[[int, int], object]) -> None:
    """Raises StepError, and what `told` raises."""
    from transcripts.engines.whisper_models import fetch  # noqa: PLC0415 - faster_whisper, for those only who fetch

    fetch(name, Path(settings.MODELS_DIR), told)


def hear_what_waited() -> int:
    """Tries again what failed for want of an engine, and says how many recordings that are."""
    waiting = list(Step.objects.standing().filter(state=Step.State.FAILED, reason__endswith=SAFE))
    for step in waiting:
        pipeline.retry(step)
    return len({step.recording_id for step in waiting})


def coming_to(name: str) -> Path:
    return coming_of(place_of(name, Path(settings.MODELS_DIR)))


def note(coming: Path, kind: str) -> Path:
    return coming.with_name(f"{coming.name}.{kind}")
