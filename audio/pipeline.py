"""The pipeline runner: steps are rows, taken by lease, finished by conditional update; a queue message only rings.

What django-q2 does with killed workers (it loses, repeats or wedges) cannot hurt here: a message that comes twice finds the lease
taken, one that never comes is rung again by `sweep`, and a step that kills its worker each time is given up with a reason.
"""

import time
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from django_q.tasks import async_task

from audio.errors import LeaseLost, MissingSound, StepError
from audio.models import Recording, Step, StepQuerySet

log = structlog.get_logger(__name__)
RING_AGAIN = timedelta(seconds=30)
UNFORESEEN = "Something that we did not foresee stopped this step. Staff can see it in the log under the id {id}."
KILLED = "This step stopped its worker {attempts} times, so we no longer try it."
SAFE = " The recording itself is safe."


class Outcome(Enum):
    """What a step says at the end of its turn."""

    DONE = "done"
    MORE = "more"  # there is more to do: ring again, and let others go first


@dataclass(frozen=True)
class Run:
    """A step taken by this worker. Everything it writes goes through `still_ours`, so that two workers never both write."""

    step_id: int
    name: str
    part: int
    recording_id: uuid.UUID
    lease: uuid.UUID
    turn_ends_at: float  # by time.monotonic(): a date that is put back must not make a turn of a day

    def still_ours(self, *, done_ms: int | None = None, total_ms: int | None = None) -> None:
        """Renews the lease and notes the progress; call it inside the transaction that stores a result.

        Raises LeaseLost when another worker has taken over.
        """
        now = timezone.now()
        changes: dict[str, object] = {"heartbeat_at": now, "lease_expires_at": now + lease_time()}
        if done_ms is not None:
            # Whoever gets further than anybody before starts with a clean slate: bad luck does not add up over hours.
            got_further = When(done_ms__lt=done_ms, then=1)
            furthest = Greatest("done_ms", Value(done_ms), output_field=BigIntegerField())
            changes |= {
                "done_ms": furthest,
                "attempts": Case(got_further, default="attempts", output_field=IntegerField()),
            }
        if total_ms is not None:
            changes["total_ms"] = total_ms
        if not self.held().update(**changes):
            raise LeaseLost

    def held(self) -> StepQuerySet:
        return StepQuerySet(Step).filter(pk=self.step_id, lease=self.lease, state=Step.State.RUNNING)

    @property
    def turn_is_over(self) -> bool:
        """Long work ends its turn here and goes on after others, so that one recording cannot keep the rest waiting."""
        return time.monotonic() >= self.turn_ends_at


def lease_time() -> timedelta:
    return timedelta(seconds=settings.STEP_LEASE_SECONDS)


def start(recording: Recording) -> None:
    """Makes the rows of the whole way and rings for the first. Inside the transaction that makes the recording."""
    Step.objects.bulk_create(Step(recording=recording, name=name) for name in settings.MEMOIRE_PIPELINE)
    wake(recording.pk, next(iter(settings.MEMOIRE_PIPELINE)))


def hold(*recording_ids: uuid.UUID, beside: Q | None = None) -> None:
    """Holds the steps of these recordings until the transaction ends. Whoever changes words or facts and wakes a step begins with it.

    A worker that stores a result holds its step (`still_ours`) and then the words. Words first and a step second, as a change
    would have it that wakes a step at its end, is the other way round: each would wait for the other until the database gives one up.
    `beside` are other recordings that may be woken too, removed ones among them.
    """
    recordings = Recording._base_manager.filter(Q(pk__in=recording_ids) | (beside or Q()))
    steps = Step.objects.filter(recording__in=recordings.values("pk")).order_by("pk")  # in one order, so too
    list(steps.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


def wake(recording_id: uuid.UUID, name: str) -> None:
    """Puts a step in line from the beginning, and those after it behind it."""
    fresh = {
        "lease": None,
        "attempts": 0,
        "reason": "",
        "started_at": None,
        "ended_at": None,
        "done_ms": 0,
        "total_ms": 0,
    }
    with transaction.atomic():
        hold(recording_id)
        steps = Step.objects.filter(recording=recording_id)
        # Another hearing may divide the sound elsewhere (`divide`): only part 0 is begun with.
        steps.filter(name__in=[name, *after(name)], part__gt=0).delete()
        add_missing(recording_id, [name, *after(name)])
        steps.filter(name__in=after(name)).update(state=Step.State.PENDING, **fresh)
        steps.filter(name=name).update(state=Step.State.WAITING, not_before=timezone.now(), **fresh)
        ring(steps.get(name=name).pk)


def add_missing(recording_id: uuid.UUID, names: list[str]) -> None:
    """Makes the rows that a newer version of Memoire has added to the way, or that another process is making just now."""
    there = set(Step.objects.filter(recording=recording_id, part=0).values_list("name", flat=True))
    for name in names:
        if name not in there:
            Step.objects.get_or_create(recording_id=recording_id, name=name, part=0)


def wake_after(recording_id: uuid.UUID, name: str) -> None:
    """Does again what follows a step whose result a person has changed; nothing while that step is still at work."""
    if is_done(recording_id, name):
        for following in after(name)[:1]:
            wake(recording_id, following)


def is_done(recording_id: uuid.UUID, name: str) -> bool:
    """Whether every part of the step is done."""
    states = set(Step.objects.filter(recording=recording_id, name=name).values_list("state", flat=True))
    return states == {Step.State.DONE}


def divide(run: Run, totals_ms: list[int]) -> None:
    """Divides a step into parts of so many milliseconds of sound, of which this run goes on with the first.

    No more of them are rung for than there are workers here: each that ends rings for another, so that others get their turn.
    """
    with transaction.atomic():
        run.still_ours(total_ms=totals_ms[0])
        others = [
            Step(recording_id=run.recording_id, name=run.name, part=part, total_ms=total_ms, state=Step.State.WAITING)
            for part, total_ms in enumerate(totals_ms[1:], 1)
        ]
        Step.objects.bulk_create(others)
        for step in others[: settings.Q_CLUSTER["workers"] - 1]:
            ring(step.pk)


def after(name: str) -> list[str]:
    """The steps that follow, in order; nothing follows what is done aside."""
    names = list(settings.MEMOIRE_PIPELINE)
    return names[names.index(name) + 1 :] if name in names else []


def cancel(recording_id: uuid.UUID, name: str) -> None:
    """Takes what is done aside out of line; a worker that is at it finds its lease gone."""
    Step.objects.filter(recording=recording_id, name=name).exclude(name__in=settings.MEMOIRE_PIPELINE).delete()


def retry(step: Step) -> None:
    """Tries a failed step again, from where it stopped."""
    with transaction.atomic():
        waiting = {
            "state": Step.State.WAITING,
            "attempts": 0,
            "reason": "",
            "not_before": timezone.now(),
            "ended_at": None,
        }
        if Step.objects.filter(pk=step.pk, state=Step.State.FAILED).update(**waiting):
            ring(step.pk)


def ring(step_id: int) -> None:
    """Leaves a message for the workers, with the row it is about and nothing else, when this transaction commits."""
    Step.objects.filter(pk=step_id).update(rung_at=timezone.now())

    def leave_message() -> None:
        async_task("audio.tasks.run_step", step_id, task_name=f"step {step_id}")

    transaction.on_commit(
        leave_message, robust=True
    )  # what is committed stays; `sweep` rings again for a bell that fails


def take_step(step_id: int) -> Run | None:
    """Takes the lease by one conditional update; None when the step is not to be had."""
    if Step.objects.filter(pk=step_id).exclude(recording__removed_at=None).exists():
        return None  # nobody wants it now; `sweep` rings when it is taken back
    now, lease = timezone.now(), uuid.uuid4()
    taken = (
        Step.objects.takable()
        .filter(pk=step_id)
        .update(
            state=Step.State.RUNNING,
            lease=lease,
            lease_expires_at=now + lease_time(),
            heartbeat_at=now,
            attempts=F("attempts") + 1,
            ended_at=None,
        )
    )
    if not taken:
        return None
    Step.objects.filter(pk=step_id, started_at=None).update(started_at=now)
    step = Step.objects.get(pk=step_id)
    turn_ends_at = time.monotonic() + settings.STEP_TURN_SECONDS
    return Run(step_id, step.name, step.part, step.recording_id, lease, turn_ends_at)


def perform(run: Run) -> None:
    """Does one turn of a step and writes down how it ended."""
    # By its name, as late as this: the steps live in rooms that import this one.
    work: Callable[[Run], Outcome] = import_string({**settings.MEMOIRE_PIPELINE, **settings.MEMOIRE_ASIDES}[run.name])
    try:
        outcome = work(run)
    except LeaseLost:
        log.info("step_taken_over", step=run.name)
    except StepError as error:
        fail(run, error.reason, permanent=error.permanent)
    except Exception as error:
        # The kind and the place, never the message: it could hold what somebody said.
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("step_broke", step=run.name, kind=type(error).__name__, file=place.filename, line=place.lineno)
        fail(run, UNFORESEEN.format(id=run.step_id), permanent=False)
    else:
        finish(run) if outcome is Outcome.DONE else pass_on(run)


def finish(run: Run) -> None:
    """Marks the step as done and rings for what comes next, in one transaction: another of its parts, or the step that follows."""
    with transaction.atomic():
        hold(run.recording_id)  # of two parts that end at once, the second sees the first
        parts = Step.objects.filter(recording=run.recording_id, name=run.name)
        done = {"state": Step.State.DONE, "lease": None, "ended_at": timezone.now(), "reason": ""}
        if not run.held().update(**done):
            return log.info("step_taken_over", step=run.name, part=run.part)
        if is_done(run.recording_id, run.name):
            for following in after(run.name)[:1]:
                wake(run.recording_id, following)
        elif unheard := parts.filter(state=Step.State.WAITING, rung_at=None).order_by("part").first():
            ring(unheard.pk)
    return log.info("step_done", step=run.name, part=run.part)


def pass_on(run: Run) -> None:
    """Ends a turn that got further: the step waits in line again, with all its attempts."""
    with transaction.atomic():
        again = {"state": Step.State.WAITING, "lease": None, "attempts": 0, "not_before": timezone.now()}
        if run.held().update(**again):
            ring(run.step_id)


def fail(run: Run, reason: str, *, permanent: bool) -> None:
    """Writes the reason down; where another try may help, the step waits for it a little longer each time.

    Whatever went wrong, nothing can be done without the sound, and no reason may say that it is safe then.
    """
    step = Step.objects.select_related("recording").get(pk=run.step_id)
    if is_gone(step.recording):
        reason, permanent = MissingSound().reason, True
    now = timezone.now()
    if permanent or step.attempts >= settings.STEP_MAX_ATTEMPTS:
        changes = {"state": Step.State.FAILED, "ended_at": now}
    else:
        changes = {"state": Step.State.WAITING, "not_before": now + Step.pause(step.attempts)}
    # No look at the number of rows: whoever took the step over meanwhile says how it goes, and we are silent.
    run.held().update(lease=None, reason=reason, **changes)
    log.warning("step_failed", step=run.name, permanent=permanent, attempt=step.attempts)


def is_gone(recording: Recording) -> bool:
    """Whether the storage answers, and has not its sound."""
    try:
        return not recording.is_kept
    except Exception as error:  # whatever a storage that is out of reach may raise: nothing is known then
        log.warning("storage_did_not_answer", kind=type(error).__name__)
        return False


def sweep() -> None:
    """Rings again for what was lost, and gives up what killed its worker too often. Safe to run at any time, anywhere."""
    now = timezone.now()
    for step in Step.objects.filter(Step.abandoned(), attempts__gte=settings.STEP_MAX_ATTEMPTS):
        given_up = Step.objects.filter(pk=step.pk, lease=step.lease, state=Step.State.RUNNING)
        reason = KILLED.format(attempts=step.attempts)
        reason += f" {MissingSound().reason}" if is_gone(step.recording) else SAFE
        if given_up.update(state=Step.State.FAILED, lease=None, ended_at=now, reason=reason):
            log.warning("step_given_up", step=step.name, step_id=step.pk)
    if OrmQ.objects.filter(lock__lte=now).exists():
        return  # there are bells that nobody has heard yet: more of them would help nobody
    # One in the future was rung before the clock was put back. Of a step that died, only a bell since its lease ran out
    # counts: the one before began it.
    is_rung_for = Q(rung_at__gt=now - RING_AGAIN, rung_at__lte=now + RING_AGAIN) & (
        Q(state=Step.State.WAITING) | Q(rung_at__gt=F("lease_expires_at"))
    )
    unheard = Step.objects.standing().takable().exclude(is_rung_for).order_by("not_before")
    for step_id in unheard.values_list("pk", flat=True)[: settings.Q_CLUSTER["workers"]]:
        ring(step_id)
