"""What a worker can be asked about sound."""

import structlog

from audio import pipeline, reinspection
from audio.sound import inspection


def run_step(step_id: int) -> None:
    """Answers the doorbell: takes the step if it is to be had, and does one turn of it."""
    if run := pipeline.take_step(step_id):
        with structlog.contextvars.bound_contextvars(step_id=step_id, recording_id=str(run.recording_id)):
            pipeline.perform(run)


def inspect(run: pipeline.Run) -> pipeline.Outcome:
    inspection.inspect(run)
    return pipeline.Outcome.DONE


def inspect_again(run: pipeline.Run) -> pipeline.Outcome:
    """By the rules of today; safe to repeat."""
    reinspection.inspect_again(run)
    return pipeline.Outcome.DONE
