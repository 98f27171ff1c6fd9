"""Where Whisper models lie, and which is the best. Looks at the disk only: nobody loads an engine to learn whether there is one."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

NEEDED = ("model.bin", "tokenizer.json", "vocabulary.*")
CARRIED = Path(__file__).parent / "carried"  # what script/speech_model brings, for every installation of this folder
FOR_ENGLISH = [
    *("large-v3", "turbo", "medium.en", "medium", "small.en", "small", "base.en", "tiny.en", "base", "tiny")
]  # the best first: multilingual base is no better than tiny.en at English, and costs twice as much (docs/accuracy.md)
FOR_OTHERS = ["large-v3", "turbo", "medium", "small", "base", "tiny"]


def folder_of(model: str, models: Path) -> Path:
    """The folder of a model: the one that is named, or the place of a name in the folder of all models, or of those that come along."""
    named = Path(model).expanduser()
    if named.is_dir():
        return named
    own = place_of(model, models)
    carried = CARRIED / own.name
    return carried if is_there(carried) and not is_there(own) else own


def place_of(model: str, models: Path) -> Path:
    """Where a model comes to that is fetched by its name."""
    return models / model.replace("/", "--")


def coming_of(folder: Path) -> Path:
    """Where a model lies while it is being fetched: beside the models, and never taken for one."""
    return folder.parent / ".coming" / folder.name


def is_there(folder: Path) -> bool:
    return all(any(folder.glob(name)) for name in NEEDED)


def is_english_only(folder: Path) -> bool:
    """Whether the model hears no other language: CTranslate2 takes one for multilingual whose vocabulary has the empty string."""
    listed = next(folder.glob("vocabulary.*"), None)
    return folder.name.endswith(".en") or (listed is not None and "" not in words_in(listed))


def hears(folder: Path, spoken: str) -> bool:
    """Whether a model is here that hears the language, or, nothing said, finds out which it is."""
    return is_there(folder) and (spoken == "en" or not is_english_only(folder))


@cache
def words_in(vocabulary: Path) -> frozenset[str]:
    text = vocabulary.read_text(encoding="utf-8")
    try:
        return frozenset(json.loads(text) if vocabulary.suffix == ".json" else text.removesuffix("\n").split("\n"))
    except ValueError:
        return frozenset({""})  # whoever loads the model says what is broken


def best_folders(spoken: str, models: Path) -> Iterator[Path]:
    """Those that are here and hear the language, the best first; nothing said of a language, those that find out which it is."""
    for name in FOR_ENGLISH if spoken == "en" else FOR_OTHERS:
        folder = folder_of(name, models)
        if hears(folder, spoken):
            yield folder
