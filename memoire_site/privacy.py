"""Whether others on this machine could read what a family has said: asked at every start, and by `manage.py check`."""

import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def nobody_else_may_read(**_: Any) -> list[CheckMessage]:
    """A warning for each folder or file that is open to others. What lies in a closed folder is closed."""
    return [
        Warning(
            f"Others on this machine may open {path}, and with it what the family has said.",
            hint=f"Close it: chmod {'700' if path.is_dir() else '600'} {path}",
            id="memoire_site.W001",
        )
        for path in kept_places()
        if is_open(path)
    ]


def kept_places() -> list[Path]:
    """The data folder, and a database of one file that lies elsewhere."""
    folder, file = Path(settings.DATA_DIR), database_file()
    return [folder, file] if file and folder not in file.parents else [folder]


def database_file() -> Path | None:
    default = settings.DATABASES["default"]
    return Path(default["NAME"]) if default["ENGINE"].endswith("sqlite3") else None


def is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OTHERS)
    except OSError:  # not there yet: it will be made closed
        return False
