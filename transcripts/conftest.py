"""What tests of words share."""

import pytest
from django.conf import LazySettings

from transcripts.engines import whisper_folders
from transcripts.runs import choice


@pytest.fixture
def no_whisper(settings: LazySettings, tmp_path, monkeypatch):
    """No model of Whisper is here, neither fetched nor brought along."""
    settings.MODELS_DIR, settings.SPEECH_MODEL = tmp_path / "models", ""
    monkeypatch.setattr(whisper_folders, "CARRIED", tmp_path / "carried")
    choice.loaded.cache_clear()
    yield
    choice.loaded.cache_clear()
