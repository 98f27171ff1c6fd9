"""A recording that kills whatever worker takes it, as a crafted file or too little memory would."""

import os
import signal

from audio.models import Recording
from audio.pipeline import Outcome, Run
from transcripts import tasks

NAME = "poison"


def transcribe(run: Run) -> Outcome:
    if Recording.objects.filter(pk=run.recording_id, title=NAME).exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return tasks.transcribe(run)
