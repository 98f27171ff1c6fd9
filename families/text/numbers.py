"""Numbers: how English says them, and whether what came from outside is one."""

BELOW_TEN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten",
    "eleven",
    "twelve",
    *(f"{each}teen" for each in ("thir", "four", "fif", "six", "seven", "eigh", "nine")),
]
ONES = [*BELOW_TEN, *TEENS]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
LARGEST = 2**63 - 1  # that a database can hold


def spoken(number: int) -> str:
    """A count as it is written in a sentence: "five", "ninety-nine", then "100"."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens < 2:
        return ONES[number]
    return f"{TENS[tens]}-{ONES[ones]}" if ones else TENS[tens]


def ordinal(word: str) -> str:
    """The ordinal of a number's last word: "first", "twentieth", "sixth"."""
    if word in ORDINALS:
        return ORDINALS[word]
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"


def plural(word: str) -> str:
    """Several of what a number says: "forties", "twos"."""
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


def whole_number(said: str, *, most: int = LARGEST) -> int | None:
    """What a form or an address says, as a number from 0 to `most`; None for anything else, however long."""
    if not (said.isascii() and said.isdecimal()) or len(said) > len(str(LARGEST)):
        return None
    return int(said) if int(said) <= most else None
