"""Names as an index has them: the family's first, with what belongs to it in the language that is spoken.

Particles follow the customs that IFLA's "Names of Persons" lists by country: English keeps every one before the family's name
("Van Buren, Martin"), German, Dutch and Spanish put them behind the given name ("Humboldt, Alexander von"), French only "de"
("La Fontaine, Jean de").
"""

from families.text.letters import folded

TITLES = frozenset(
    """mr mrs ms miss mister missus dr doctor prof professor rev reverend captain sergeant sir herr frau fräulein monsieur
    madame mademoiselle
    señor señora señorita don doña sister father""".split()  # noqa: SIM905
)
KIN = frozenset(
    """
    aunt auntie aunty uncle cousin grandma grandpa granny gran nan nana nanna grandad granddad grandfather
    grandmother mama papa mum mam mom dad onkel tante oma opa mutti vati vetter oncle tonton tata tatie mamie mémé
    pépé papi tío tía abuelo abuela primo prima big old little
    """.split()  # noqa: SIM905
)
PARTICLES = frozenset(
    "van von der den de del della di da dos das du des la le las los ten ter vom zu zum zur af av af und y i e d' l'".split()  # noqa: SIM905
)
KEPT = {"en": PARTICLES, "fr": frozenset({"du", "des", "la", "le", "l'"}), "de": frozenset({"vom", "zum", "zur"})}
"""Particles under which a language sorts; the others go behind the given name."""
SUFFIXES = frozenset({"jr", "sr", "junior", "senior", "ii", "iii", "iv"})
SECOND_GIVEN = frozenset(
    """
    alberto ángel ángeles antonio beatriz carlos carmen cristina daniel eduardo elena enrique ernesto esteban felipe
    fernando francisco gabriel ignacio isabel javier jesús jorge josé josefa juan julio luis luisa manuel margarita
    maría mercedes miguel pablo pedro pilar rafael ramón raúl roberto rosa teresa
    """.split()  # noqa: SIM905
)
"""Given names that often come second, so that a Spanish name of three words has one family's name and not two."""


def index_name(name: str, language: str = "en") -> str:
    """ "Nora Vance" → "Vance, Nora"; a name without a family's stays as it is ("Aunt Nora", "Nora")."""
    family, rest = _parted(name, language.partition("-")[0])
    return f"{family}, {rest}" if family and rest else name


def index_key(name: str, language: str = "en") -> tuple[str, str]:
    """By which it is sorted: the family's name, or else the given one without title and word of kinship; then the rest."""
    family, rest = _parted(name, language.partition("-")[0])
    if family:
        return folded(family), folded(rest)
    words = name.split()
    return folded(" ".join(words[_leading(words, TITLES | KIN) :]) or name), folded(name)


def _parted(name: str, language: str) -> tuple[str, str]:
    """The family's name and the rest; no family's name where there is none."""
    words = name.split()
    start = _leading(words, TITLES)
    lead, given = words[:start], words[start:]
    if any(_plain(word) in KIN for word in words[:1]) and len(given) < 3:
        return "", name
    suffix = given[-1:] if len(given) > 2 and _plain(given[-1]) in SUFFIXES else []
    given = given[: len(given) - len(suffix)]
    if len(given) < 2 and not (lead and given):
        return "", name
    at = _family_at(given, language) if len(given) > 1 else 0
    family, first = given[at:], given[:at]
    behind: list[str] = []
    kept = KEPT.get(language, frozenset())
    while len(family) > 1 and _plain(family[0]) in PARTICLES - kept:
        behind.append(family.pop(0))
    return " ".join(family), " ".join([*lead, *first, *behind, *suffix])


def _family_at(words: list[str], language: str) -> int:
    """Where the family's name begins, with its particles."""
    at = len(words) - 1
    if language == "es" and len(words) > 2:
        particles = [here for here, word in enumerate(words) if here and _plain(word) in PARTICLES]
        is_two = len(words) > 3 or _plain(words[1]) not in SECOND_GIVEN
        at -= 1 if is_two and not particles else 0
    while at > 1 and _plain(words[at - 1]) in PARTICLES:
        at -= 1
    return at


def _leading(words: list[str], known: frozenset[str]) -> int:
    """How many words at the beginning are known, the last word never."""
    at = 0
    while at < len(words) - 1 and _plain(words[at]) in known:
        at += 1
    return at


def _plain(word: str) -> str:
    return word.lower().rstrip(".,").replace("’", "'")
