"""How dates are typed in German, French and Spanish: what stands for what in English, which families/dates/typed_dates.py reads."""

import re
from collections.abc import Iterator
from functools import cache

Rules = tuple[tuple[str, str], ...]

GERMAN: Rules = (
    (r"^(?:im jahre?|im|am|in(?: den)?|den|die|der) ", ""),
    (r"^(?:so )?(?:um|etwa|ungefähr|zirka|gegen|rund|schätzungsweise)(?: das jahr)? ", "about "),
    (r"^(?:vielleicht|wohl|wahrscheinlich|vermutlich) ", "perhaps "),
    (r"\b(?:anfang|beginn)(?: der)? ", "early "),
    (r"\bmitte(?: der)? ", "mid "),
    (r"\bende(?: der)? ", "late "),
    (r"\b(\d{2}|\d{4})er(?: ?jahren?)?$", r"\1s"),
    (r"^zwischen (.+) und (.+)", r"between \1 and \2"),
    (r"^(?:von )?(.+) bis (.+)", r"from \1 to \2"),
    (r"^bis ", "until "),
    (r"^vor(?: dem)? ", "before "),
    (r"^nach(?: dem)? ", "after "),
    (r"^(?:seit|ab)(?: dem)? ", "since "),
    (r" oder ", " or "),
    (r"\b(?:januar|jänner)\b", "january"),
    (r"\b(?:februar|feber)\b", "february"),
    (r"\b(?:märz|maerz|mär)\b", "march"),
    (r"\bmai\b", "may"),
    (r"\bjuni\b", "june"),
    (r"\bjuli\b", "july"),
    (r"\b(?:oktober|okt)\b", "october"),
    (r"\b(?:dezember|dez)\b", "december"),
    (r"\b(?:frühling|frühjahr)\b", "spring"),
    (r"\bsommer\b", "summer"),
    (r"\bherbst\b", "autumn"),
)
FRENCH: Rules = (
    (r"^(?:(?:en l['’]an|en|au|à|le|dans les|les) |(?:à )?l['’])", ""),
    (r"^(?:vers|environ|autour de|aux alentours de)(?: le| l['’])? ?", "about "),
    (r"^(?:peut-être|sans doute|probablement) (?:en )?", "perhaps "),
    (r"\b(?:début|commencement)(?: des| de)? ", "early "),
    (r"\bmilieu(?: des| de)? ", "mid "),
    (r"\bfin(?: des| de)? ", "late "),
    (r"\bannées (\d{2}|\d{4})$", r"\1s"),
    (r"^entre (.+) et (.+)", r"between \1 and \2"),
    (r"^(?:de|du) (.+) (?:à|au|jusqu['’]en|jusqu['’]à) (.+)", r"from \1 to \2"),
    (r"^jusqu['’](?:en|à|au) ", "until "),
    (r"^avant ", "before "),
    (r"^après ", "after "),
    (r"^(?:depuis|dès) ", "since "),
    (r" ou ", " or "),
    (r"\b1er\b", "1st"),
    (r"\bjanvier\b", "january"),
    (r"\b(?:février|fevrier)\b", "february"),
    (r"\bmars\b", "march"),
    (r"\bavril\b", "april"),
    (r"\bmai\b", "may"),
    (r"\bjuin\b", "june"),
    (r"\bjuillet\b", "july"),
    (r"\b(?:août|aout)\b", "august"),
    (r"\bseptembre\b", "september"),
    (r"\boctobre\b", "october"),
    (r"\bnovembre\b", "november"),
    (r"\b(?:décembre|decembre)\b", "december"),
    (r"\bprintemps\b", "spring"),
    (r"\b(?:été|ete)\b", "summer"),
    (r"\bautomne\b", "autumn"),
    (r"\bhiver\b", "winter"),
)
SPANISH: Rules = (
    (r"^(?:en el año|en los|en el|en|el|los|la) ", ""),
    (r"^(?:hacia|alrededor de|aproximadamente en|aproximadamente|cerca de|sobre) (?:el )?", "about "),
    (r"^(?:quizás?|tal vez|probablemente) (?:en )?", "perhaps "),
    (r"\b(?:principios|comienzos) de (?:los )?", "early "),
    (r"\bmediados de (?:los )?", "mid "),
    (r"\b(?:finales|fines) de (?:los )?", "late "),
    (r"\baños (\d{2}|\d{4})$", r"\1s"),
    (r"^entre (.+) y (.+)", r"between \1 and \2"),
    (r"^(?:de|desde) (.+) (?:a|hasta) (.+)", r"from \1 to \2"),
    (r"^hasta ", "until "),
    (r"^antes de ", "before "),
    (r"^después de ", "after "),
    (r"^desde ", "since "),
    (r" o ", " or "),
    (r" del? ", " "),
    (r"\benero\b", "january"),
    (r"\bfebrero\b", "february"),
    (r"\bmarzo\b", "march"),
    (r"\babril\b", "april"),
    (r"\bmayo\b", "may"),
    (r"\bjunio\b", "june"),
    (r"\bjulio\b", "july"),
    (r"\bagosto\b", "august"),
    (r"\b(?:septiembre|setiembre)\b", "september"),
    (r"\boctubre\b", "october"),
    (r"\bnoviembre\b", "november"),
    (r"\bdiciembre\b", "december"),
    (r"\bprimavera\b", "spring"),
    (r"\bverano\b", "summer"),
    (r"\botoño\b", "autumn"),
    (r"\binvierno\b", "winter"),
)


def translations(said: str) -> Iterator[str]:
    """What was typed, in small letters, as English writes it: once for each language that changes anything."""
    for rules in compiled():
        told = said
        for pattern, english in rules:
            told = pattern.sub(english, told)
        if told != said:
            yield told


@cache
def compiled() -> tuple[tuple[tuple[re.Pattern[str], str], ...], ...]:
    return tuple(
        tuple((re.compile(pattern), english) for pattern, english in rules) for rules in (GERMAN, FRENCH, SPANISH)
    )
