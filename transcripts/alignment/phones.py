"""How an English word that no dictionary holds is probably said: letters to ARPAbet phones, by the longest rule that fits.

For alignment only, where a rough guess is enough: the text is known, and only its place in the sound is asked for.
"""

import unicodedata

# What letters say, the longest spelling first. A rule of a vowel and "e" at the end of the word is given with "$".
RULES = {
    "tion$": "SH AH N",
    "sion$": "ZH AH N",
    "ough": "AO",
    "augh": "AO",
    "eigh": "EY",
    "tch": "CH",
    "sch": "SH",
    "igh": "AY",
    "ing$": "IH NG",
    "dge": "JH",
    "ch": "CH",
    "sh": "SH",
    "th": "TH",
    "ph": "F",
    "wh": "W",
    "ck": "K",
    "ng": "NG",
    "qu": "K W",
    "kn": "N",
    "wr": "R",
    "gh": "G",
    "rh": "R",
    "ee": "IY",
    "ea": "IY",
    "ie": "IY",
    "ei": "AY",
    "ey$": "IY",
    "oo": "UW",
    "ou": "AW",
    "ow": "OW",
    "oa": "OW",
    "oi": "OY",
    "oy": "OY",
    "au": "AO",
    "aw": "AO",
    "ai": "EY",
    "ay": "EY",
    "ue": "UW",
    "ew": "UW",
    "er": "ER",
    "ir": "ER",
    "ur": "ER",
    "ar": "AA R",
    "or": "AO R",
    "ce": "S",
    "ci": "S IH",
    "ge": "JH",
    "a": "AE",
    "b": "B",
    "c": "K",
    "d": "D",
    "e$": "",
    "e": "EH",
    "f": "F",
    "g": "G",
    "h": "HH",
    "i": "IH",
    "j": "JH",
    "k": "K",
    "l": "L",
    "m": "M",
    "n": "N",
    "o": "AA",
    "p": "P",
    "q": "K",
    "r": "R",
    "s": "S",
    "t": "T",
    "u": "AH",
    "v": "V",
    "w": "W",
    "x": "K S",
    "y$": "IY",
    "y": "Y",
    "z": "Z",
}
LONGEST = max(len(spelling.rstrip("$")) for spelling in RULES)
LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "þ": "th"}
UNKNOWN = "AH"  # a word without a letter that we know still takes its moment


def guessed(word: str) -> str:
    """Phones of a word in small letters, with spaces between; of what has no letters, one vowel."""
    letters = "".join(LETTERS.get(letter, letter) for letter in word.lower())
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    said, place = [], 0
    while place < len(plain):
        spelling, phones = fitting(plain, place)
        said.append(phones)
        place += len(spelling)
    return " ".join(" ".join(said).split()) or UNKNOWN


def fitting(word: str, place: int) -> tuple[str, str]:
    """The longest rule for the letters that begin at `place`, and what it says; a doubled consonant is said once."""
    if word[place : place + 2] == 2 * word[place] and word[place] not in "aeiou":
        return word[place : place + 2], RULES.get(word[place], "")
    for length in range(min(LONGEST, len(word) - place), 0, -1):
        spelling = word[place : place + length]
        if place and place + length == len(word) and f"{spelling}$" in RULES:
            return spelling, RULES[f"{spelling}$"]
        if spelling in RULES:
            return spelling, RULES[spelling]
    return word[place], ""
