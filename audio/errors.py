"""What can go wrong on a recording's way, in words for the people who read it. Imports nothing, so that engines may use it."""


class StepError(Exception):
    """A step could not do its work. `permanent` says that trying again would not help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class UnreadableSound(StepError):
    """The file is not sound, or not sound that can be opened safely."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=True)


class NothingInIt(UnreadableSound):
    """The file has the form of sound, and there is none in it."""


class MissingSound(StepError):
    """The bytes of a recording are not where they were kept."""

    def __init__(self) -> None:
        super().__init__(
            "The sound of this recording is not where recordings are kept. Whoever looks after this server can put the file back from a"
            " backup; then try again. If you have it still, add it once more.",
            permanent=True,
        )


class Died(UnreadableSound):
    """The child that opened the file was stopped or died: the file may be crafted, or the machine in need. Nobody knows which."""


class LeaseLost(Exception):
    """Another worker has taken this step over: stop at once and write nothing more."""
