"""The stories in what was said: when, who, where, and what people decided about them."""

from stories.models.approved_words import ApprovedWords
from stories.models.decisions import DismissedQuestion, Review, SetAside, TwiceTold
from stories.models.evidence import Evidence
from stories.models.extraction import Asking, KnownFact, RememberedAnswer, WordsRead
from stories.models.mentions import Mention
from stories.models.places import Place
from stories.models.story import Story, StoryQuerySet, StorySegment, time_order

__all__ = [
    "ApprovedWords",
    "Asking",
    "DismissedQuestion",
    "Evidence",
    "KnownFact",
    "Mention",
    "Place",
    "RememberedAnswer",
    "Review",
    "SetAside",
    "Story",
    "StoryQuerySet",
    "StorySegment",
    "TwiceTold",
    "WordsRead",
    "time_order",
]
