"""Where Whisper models lie. Looks at the disk only, so that nobody loads an engine to learn whether there is one."""

from pathlib import Path

NEEDED = ("model.bin", "tokenizer.json", "vocabulary.*")


def folder_of(model: str, models: Path) -> Path:
    """The folder of a model: the one that is named, or the place of a name in the folder of all models."""
    named = Path(model).expanduser()
    return named if named.is_dir() else models / model.replace("/", "--")


def is_there(folder: Path) -> bool:
    return all(any(folder.glob(name)) for name in NEEDED)
