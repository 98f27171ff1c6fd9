"""What connects a family's stories: who, where and when, asked of the graph or of the database with the same answers."""

from stories.graph.connections.base import (
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
from stories.graph.connections.chooser import ask_connections

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
    "ask_connections",
]
