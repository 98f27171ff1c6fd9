"""How we know a store again: a mark that every turn of the drain leaves there, and that every write is held to.

It tells a store that was emptied, exchanged, or put back to an older state, and it stops whoever still writes though
another drainer has taken over: a copy that arrives late would lie over a newer one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class FencingToken:
    """`incarnation` names one filling of a store; `turn` grows with every drainer that begins."""

    incarnation: str
    turn: int

    def may_follow(self, stored: "FencingToken | None") -> bool:
        """Whether this mark may replace the stored one: a late request of an earlier turn may not."""
        return stored is None or stored.incarnation != self.incarnation or stored.turn <= self.turn
