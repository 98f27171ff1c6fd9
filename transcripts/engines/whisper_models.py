"""How Whisper models come: once, from the Hugging Face hub, on request only."""

import shutil
from pathlib import Path

import httpx2
from faster_whisper.utils import _MODELS as REPOSITORIES
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

from audio.errors import StepError
from transcripts.engines.whisper_folders import NEEDED, folder_of, is_there

FILES = ["config.json", "preprocessor_config.json", *NEEDED]


def fetch(model: str, models: Path) -> Path:
    """Fetches a model by its size (small) or its repository (owner/name), goes on after a break. Raises StepError."""
    folder = folder_of(model, models)
    if is_there(folder):
        return folder
    repository = model if "/" in model else REPOSITORIES.get(model)
    if repository is None:
        sizes = ", ".join(REPOSITORIES)
        raise StepError(f"There is no Whisper model called {model}. There are: {sizes}.", permanent=True)
    try:
        snapshot_download(repository, local_dir=folder, allow_patterns=FILES)
    except HFValidationError:
        reason = f"“{model}” is neither a folder nor a model's name."
        raise StepError(reason, permanent=True) from None
    except HfHubHTTPError as error:
        reason = f"The hub does not give {repository}: it answers with {error.response.status_code}."
        raise StepError(reason, permanent=True) from None
    except (LocalEntryNotFoundError, httpx2.HTTPError, OSError) as error:
        raise StepError(unreachable(repository, folder, error), permanent=False) from None
    if not is_there(folder):
        reason = f"{repository} is no Whisper model for faster-whisper: it lacks {' or '.join(NEEDED)}."
        raise StepError(reason, permanent=True)
    shutil.rmtree(folder / ".cache", ignore_errors=True)  # notes of the download, of no use any more
    return folder


def unreachable(repository: str, folder: Path, error: Exception) -> str:
    return (
        f"{repository} could not be fetched ({type(error).__name__}). Is there a network here? Otherwise fetch it on a machine that "
        f"has one, copy the folder to {folder}, and nothing else is needed."
    )
