"""What was said in a recording, and who mended it."""

from transcripts.models.family_words import FamilyWord
from transcripts.models.hearings import HeardSegment, HeardStretch, Hearing
from transcripts.models.segments import Correction, Segment, Spoken
from transcripts.models.speakers import Speaker
from transcripts.models.stretches import Stretch, Stretched
from transcripts.models.transcript import Transcript

__all__ = [
    "Correction",
    "FamilyWord",
    "HeardSegment",
    "HeardStretch",
    "Hearing",
    "Segment",
    "Speaker",
    "Spoken",
    "Stretch",
    "Stretched",
    "Transcript",
]
