"""Recordings, the steps of their way, and what is on its way in."""

from audio.models.listening import Asked, Listening
from audio.models.recording import Recording, RecordingQuerySet, recordings_storage
from audio.models.steps import Step, StepQuerySet
from audio.models.upload import Upload, UploadQuerySet, finish_seconds
from audio.models.worker import Worker

__all__ = [
    "Asked",
    "Listening",
    "Recording",
    "RecordingQuerySet",
    "Step",
    "StepQuerySet",
    "Upload",
    "UploadQuerySet",
    "Worker",
    "finish_seconds",
    "recordings_storage",
]
