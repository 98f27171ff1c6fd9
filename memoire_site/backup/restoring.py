"""Puts a backup back where nothing is: everything is looked at before anything is written, and the database comes last."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.db import connection

from audio.models import Recording
from families.models import Family, User
from memoire_site.backup import BackupError, databases
from memoire_site.backup.folder import BackupFolder, Kept
from memoire_site.backup.making import ARRIVING, KEY, SOUND, first
from memoire_site.occupancy import Occupied, occupy
from projections import rebuilding, registry
from transcripts.runs.doubting import FITTED_HERE


def restore(source: Path, say: Callable[[str], None]) -> None:
    """Raises BackupError, and then the database is as empty as it was; the next try goes on with the files that are there."""
    folder = BackupFolder(source)
    manifest = folder.manifest()
    database, files = databases.here(), manifest["files"]
    if manifest["database"] != database.kind:
        raise BackupError(f"This is a backup of {manifest['database']}, and DATABASE_URL names {database.kind}.")
    try:
        lock = occupy(Path(settings.DATA_DIR), "manage.py restore")
    except Occupied as error:
        raise BackupError(str(error)) from None
    with lock:
        refuse_unless_empty(files)
        say("Reading the whole backup.")
        if faults := folder.faults(files):
            raise BackupError(f"The backup is damaged, and nothing was restored: {' '.join(faults)}")
        database.check(folder.place(database.file))
        put_files_back(folder, files)
        put_key_back(folder, say)
        database.put_back(folder.place(database.file))
        call_command("migrate", verbosity=0)
        for projection in registry.configured():
            rebuilding.rebuild(projection)
        for known in manifest["faults"]:
            say(f"This was not whole when the backup was made: {known}")


def refuse_unless_empty(files: list[Kept]) -> None:
    tables = connection.introspection.table_names()
    for model in (User, Family, Recording):
        if model._meta.db_table in tables and model._base_manager.exists():
            raise BackupError("There is a family's data here already. Restore into an empty DATA_DIR and database.")
    ours = {each.name for each in files}
    for name in sound_on_disk():
        if f"{SOUND}/{name}" not in ours:
            raise BackupError(f"There are recordings here already, such as {name}. Restore into an empty DATA_DIR.")


def sound_on_disk() -> list[str]:
    storage = storages["recordings"]
    if not isinstance(storage, FileSystemStorage):
        return []  # an object storage may be shared, and no name is ever given twice
    root = Path(storage.location)
    return [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]


def put_files_back(folder: BackupFolder, files: list[Kept]) -> None:
    for each in files:
        room, _, name = each.name.partition("/")
        if room == SOUND:
            put_sound_back(folder, each, name)
        elif room == ARRIVING:
            write(Path(settings.FILE_UPLOAD_TEMP_DIR) / Path(name).name, folder, each.name)
        elif each.name == FITTED_HERE:
            write(Path(settings.DATA_DIR) / FITTED_HERE, folder, each.name)


def put_sound_back(folder: BackupFolder, each: Kept, name: str) -> None:
    """One that an interrupted restore has brought back is kept; another under its name is never touched."""
    storage = storages["recordings"]
    if storage.exists(name):
        if digest(storage, name) == each.sha256:
            return
        storage.delete(name) if is_part(storage, name, folder, each) else refuse(name)
    with folder.place(each.name).open("rb") as file:
        kept = storage.save(name, File(file))
    if kept != name or digest(storage, name) != each.sha256:
        raise BackupError(f"{name} could not be put back: the storage did not keep it as it is.")


def is_part(storage: Any, name: str, folder: BackupFolder, each: Kept) -> bool:
    """Whether it is what an interrupted restore would leave: the beginning of the whole, on a disk. Other storages take all or nothing."""
    size = storage.size(name)
    if not isinstance(storage, FileSystemStorage) or size >= each.size:
        return False
    found = hashlib.sha256()
    for block in first(folder.place(each.name), size):
        found.update(block)
    return digest(storage, name) == found.hexdigest()


def refuse(name: str) -> None:
    raise BackupError(f"There is another recording here already under the name {name}. Nothing of it was touched.")


def digest(storage: Any, name: str) -> str:
    found = hashlib.sha256()
    with storage.open(name, "rb") as file:
        for block in file.chunks(settings.CHUNK_SIZE):
            found.update(block)
    return found.hexdigest()


def put_key_back(folder: BackupFolder, say: Callable[[str], None]) -> None:
    """The key of the data folder; one in the environment goes before it, and then whoever was signed in signs in anew."""
    place = Path(settings.DATA_DIR) / KEY
    kept = folder.place(KEY).read_text()
    is_here = place.exists() and place.read_text() == settings.SECRET_KEY
    if not is_here and kept != settings.SECRET_KEY:
        say("SECRET_KEY is set to another key than the backup's: everybody must sign in anew.")
    write(place, folder, KEY)


def write(place: Path, folder: BackupFolder, name: str) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.restoring")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for block in folder.blocks(name):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
