"""Makes a backup while Memoire runs: the database at one moment, every file that it speaks of, and the key."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from memoire_site.backup import BackupError, databases
from memoire_site.backup.folder import BackupFolder, Kept, begun
from memoire_site.backup.listing import Listing, Named, Unfinished
from transcripts.runs.doubting import FITTED_HERE

TIMES = 3  # how often the database is copied anew because a file went away with its row meanwhile
SOUND, ARRIVING, KEY = "recordings", "arriving", "secret_key"


def make(target: Path, say: Callable[[str], None]) -> list[str]:
    """Writes a backup to `target`; returns what was wrong with the files that it was made of, a sentence each.

    Raises BackupError when there is none; then nothing stands under that name, and the next one goes on where this stopped.
    """
    with begun(target) as folder:
        making = Making(folder, say)
        making.copy()
        say("Reading everything once more.")
        broken = folder.faults(making.kept.values())
        if broken:
            raise BackupError(f"What was written cannot be read back: {' '.join(broken)}")
        making.finish(target)
    return making.faults


class Making:
    """One backup under way."""

    def __init__(self, folder: BackupFolder, say: Callable[[str], None]) -> None:
        self.folder, self.say, self.database = folder, say, databases.here()
        self.kept: dict[str, Kept] = {}
        self.faults: list[str] = []
        self.made_at = timezone.now()

    def copy(self) -> None:
        """The database, then its files. Where one is gone, its row may be by now: then once more, from what is there now."""
        missing: set[str] = set()
        for _ in range(TIMES):
            self.made_at = timezone.now()
            listing = self.copy_database()
            gone, self.faults = self.copy_files(listing)
            if gone == missing:
                break
            missing = gone
        named = {f"{SOUND}/{each.name}" for each in listing.files} | {self.database.file}
        self.kept = {name: kept for name, kept in self.kept.items() if name in named}
        for upload in listing.uploads:
            self.copy_upload(upload)
        self.copy_small()

    def copy_database(self) -> Listing:
        place = self.folder.place(self.database.file)
        listing = self.database.copy(place)
        self.database.check(place)
        if measured := self.folder.measure(self.database.file):
            self.kept[self.database.file] = measured
        return listing

    def copy_files(self, listing: Listing) -> tuple[set[str], list[str]]:
        """The names of those that are not there, and what is wrong in sentences."""
        gone, faults = set(), []
        for number, named in enumerate(listing.files, 1):
            try:
                kept = self.copy_file(named)
            except FileNotFoundError:
                gone.add(named.name)
                faults.append(f"{named.name} is missing: {named.of}.")
                continue
            except BackupError:
                raise  # there is no room where the backup goes
            except Exception as error:  # whatever this storage may raise: one that is lost must not cost the others
                reason = getattr(error, "strerror", None) or type(error).__name__
                faults.append(f"{named.name} cannot be read ({reason}): {named.of}.")
                continue
            if named.sha256 not in {None, kept.sha256}:
                faults.append(f"{named.name} is damaged, its bytes are not those that came: {named.of}.")
            if number % 100 == 0:
                self.say(f"{number} of {len(listing.files)} files.")
        return gone, faults

    def copy_file(self, named: Named) -> Kept:
        """From the storage, unless an earlier try has it: a file never changes under its name."""
        name, storage = f"{SOUND}/{named.name}", storages["recordings"]
        there = self.kept.get(name) or self.folder.measure(name)
        is_whole = there and (there.sha256 == named.sha256 if named.sha256 else there.size == storage.size(named.name))
        if not there or not is_whole:
            with storage.open(named.name, "rb") as file:
                there = self.folder.put(name, file.chunks(settings.CHUNK_SIZE))
        self.kept[name] = there
        return there

    def copy_upload(self, upload: Unfinished) -> None:
        """As much as was promised; it may have become a recording since, and then its sender has to send it once more."""
        name, path = f"{ARRIVING}/{upload.file}", Path(settings.FILE_UPLOAD_TEMP_DIR) / upload.file
        try:
            self.kept[name] = self.folder.put(name, first(path, upload.offset))
        except FileNotFoundError:
            self.folder.drop(f"{name}.part")

    def copy_small(self) -> None:
        self.kept[KEY] = self.folder.put(KEY, [settings.SECRET_KEY.encode()])
        fitted = Path(settings.DATA_DIR) / FITTED_HERE
        if fitted.exists():
            self.kept[FITTED_HERE] = self.folder.put(FITTED_HERE, [fitted.read_bytes()])

    def finish(self, target: Path) -> None:
        facts: dict[str, Any] = {
            "made_at": self.made_at.isoformat(),
            "database": self.database.kind,
            "faults": self.faults,
        }
        self.folder.finish(target, facts, sorted(self.kept.values(), key=lambda each: each.name))


def first(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while size > 0 and (block := file.read(min(size, settings.CHUNK_SIZE))):
            yield block
            size -= len(block)
