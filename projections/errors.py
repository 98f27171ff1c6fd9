"""The errors of a store."""


class StoreError(Exception):
    """Says in one sentence what a store would not do.

    `permanent` means that the same document would fail again: it is set aside for a person. Otherwise it is tried
    later.
    """

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class Overtaken(StoreError):
    """The store has a later turn's mark, or none: whoever drains now must not write any more."""

    def __init__(self) -> None:
        super().__init__("Somebody else copies to this store now, or it was emptied.")
