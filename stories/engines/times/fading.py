"""How sure a time is that takes its year from the tale: the less, the farther back that year was told."""

from dataclasses import replace

from stories.engines.times.reading import Reading
from stories.engines.times.tale import Tale

NEAR = 3
"""Sentences back at which the tale's year is as good as said here."""
FADE = 0.96
"""What each sentence farther leaves of the confidence."""
PASSED = 0.85
"""What another year leaves that was named in passing since."""
LEAST = 0.25


def faded(reading: Reading, tale: Tale) -> Reading:
    """`tale` is where the year was taken from; the basis tells how far back that is, where it is far."""
    far = tale.sentence - tale.anchor_sentence - NEAR
    left = FADE ** max(0, far)
    if tale.passing is not None and tale.passing_sentence > tale.anchor_sentence:
        left *= PASSED
    if left == 1:
        return reading
    basis = f"{reading.basis}; told {far + NEAR} sentences before" if far > 0 else reading.basis
    return replace(reading, confidence=round(max(LEAST, reading.confidence * left), 3), basis=basis)
