"""What connects a family's stories: who, where and when, asked of the graph or of the database with the same answers."""

from stories.connections.asking import ask
from stories.connections.base import (
    LIMIT,
    MOST,
    STEPS,
    Connection,
    Counted,
    Counts,
    Kind,
    Neighbourhood,
    Pair,
    Pairs,
    Questions,
    StoryList,
    Tie,
)

__all__ = [
    "LIMIT",
    "MOST",
    "STEPS",
    "Connection",
    "Counted",
    "Counts",
    "Kind",
    "Neighbourhood",
    "Pair",
    "Pairs",
    "Questions",
    "StoryList",
    "Tie",
    "ask",
]
