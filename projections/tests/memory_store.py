"""A store of our own making for the tests of the drain: a dict that can refuse."""

from collections.abc import Iterator, Mapping, Sequence

from audio.models import Recording
from projections.errors import Overtaken, StoreError
from projections.fencing import FencingToken
from projections.registry import Projection


class MemoryProjection(Projection[str]):
    """Recordings' titles. `trouble` is what every call raises; `poison` are titles that are never taken."""

    name = "memory.titles"
    model = Recording
    batch = 4

    def __init__(self) -> None:
        self.titles: dict[str, str] = {}
        self.trouble: Exception | None = None
        self.poison: set[str] = set()
        self.writes: list[list[str]] = []
        self.before_write = lambda: None
        self.left: FencingToken | None = None
        self.asked = 0

    def is_configured(self) -> bool:
        return True

    def read(self, keys: Sequence[str]) -> dict[str, str]:
        return {str(pk): title for pk, title in Recording.objects.filter(pk__in=keys).values_list("pk", "title")}

    def write(self, documents: Mapping[str, str], fence: FencingToken | None = None) -> None:
        self.before_write()
        self.writes.append(list(documents))
        if self.trouble:
            raise self.trouble
        if fence and fence != self.left:
            raise Overtaken
        if self.poison & set(documents.values()):
            raise StoreError("This title is not taken here.", permanent=True)
        self.titles |= documents

    def erase(self, keys: Sequence[str], fence: FencingToken | None = None) -> None:
        if self.trouble:
            raise self.trouble
        if fence and fence != self.left:
            raise Overtaken
        for key in keys:
            self.titles.pop(key, None)

    def stored(self, keys: Sequence[str]) -> dict[str, str]:
        return {key: self.titles[key] for key in keys if key in self.titles}

    def stored_keys(self) -> Iterator[str]:
        if self.trouble:
            raise self.trouble
        yield from list(self.titles)

    def marker(self) -> FencingToken | None:
        self.asked += 1
        if isinstance(self.trouble, StoreError):
            raise self.trouble
        return self.left

    def mark(self, marker: FencingToken) -> None:
        if not marker.may_follow(self.left):
            raise Overtaken
        self.left = marker

    def empty(self) -> None:
        """Behind Memoire's back."""
        self.titles, self.left = {}, None
