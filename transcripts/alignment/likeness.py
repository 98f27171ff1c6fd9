"""How alike two words sound: their phones laid beside each other. Knows no model and no setting."""

from collections.abc import Sequence

VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])
ALIKE = [  # consonants that are taken for one another
    frozenset(group.split())
    for group in ("P B", "T D TH DH", "K G", "F V", "S Z SH ZH CH JH", "M N NG", "L R W Y", "HH")
]


def unlikeness(one: Sequence[str], other: Sequence[str]) -> float:
    """0 for the same phones, 1 for nothing in common: the cost of turning one into the other, over the longer one's length."""
    if not one or not other:
        return 1.0
    row = [float(place) for place in range(len(other) + 1)]
    for place, phone in enumerate(one, 1):
        above, row = row, [float(place)]
        for at, against in enumerate(other, 1):
            row.append(min(above[at - 1] + apart(phone, against), above[at] + 1, row[-1] + 1))
    return row[-1] / max(len(one), len(other))


def apart(one: str, other: str) -> float:
    """What it costs to take one phone for the other."""
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return 0.4
    return 0.5 if any(one in group and other in group for group in ALIKE) else 1.0
