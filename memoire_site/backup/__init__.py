"""Everything that a family would miss, in one folder, and back: `manage.py backup` and `manage.py restore` (docs/decisions/0026)."""


class BackupError(Exception):
    """Why there is no backup, or why nothing is restored, in a sentence for whoever looks after the machine."""
