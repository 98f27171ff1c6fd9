"""One way to write the many ways in which a place's name is spelt. Imports nothing of ours: the gazetteer is made by it."""

import re
import unicodedata

OTHERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "’": "'", "ʼ": "'"}
)
SAINT = re.compile(r"\bst\b")


def folded(name: str) -> str:
    """Small letters without accents and marks: "Sankt Pölten" → "sankt polten", "St. Ives" → "saint ives"."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(OTHERS))
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return SAINT.sub("saint", " ".join(kept.split()))
