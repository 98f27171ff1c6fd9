"""All that a time expression is understood by, in parts: a function takes the part that it needs, or the whole for several."""

from dataclasses import dataclass, field

from stories.engines.base import Narrator
from stories.engines.times.ahead import Ahead
from stories.engines.times.lifetime import Lifetime
from stories.engines.times.scene import Scene
from stories.engines.times.tale import Tale
from stories.engines.times.told_events import ToldEvents


@dataclass(slots=True)
class Discourse:
    """`lifetime`, `scene` and `ahead` never change, but are replaced as the reading goes on; `told` and `tale` grow with it."""

    lifetime: Lifetime = field(default_factory=Lifetime)
    told: ToldEvents = field(default_factory=ToldEvents)
    tale: Tale = field(default_factory=Tale)
    scene: Scene = field(default_factory=Scene)
    ahead: Ahead = field(default_factory=Ahead)

    @classmethod
    def of(cls, narrator: Narrator | None, recorded: str | None) -> "Discourse":
        """Before a recording is read. Raises StepError for a date that is no EDTF."""
        return cls(Lifetime.of(narrator, recorded), ToldEvents.of(narrator.facts if narrator else ()))
