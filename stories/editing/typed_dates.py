"""What people type when they are asked when a story happened, as EDTF: all that families/dates reads, and what depends on a life.

What no rule there knows is read as the story engine reads speech ("when she was nine"), if that leaves no word over; anything else
is refused, never guessed.
"""

import re

from families.dates.typed_dates import EXAMPLES, LONGEST_TYPED, NotUnderstood, by_rule
from families.dates.when import LONGEST, describe, is_edtf
from stories.engines import Narrator, SpokenSegment, get_engine
from stories.engines.languages import available, load

__all__ = ["EXAMPLES", "LONGEST_TYPED", "NotUnderstood", "as_typed", "understood"]

AROUND = frozenset("a about age aged at i in my of old on the then they turned was we were when year years".split())  # noqa: SIM905
"""Words that may stand around what the engine understood."""


def understood(
    text: str, *, narrator: Narrator | None = None, recorded: str | None = None, language: str = "en"
) -> str:
    """EDTF for what was typed; "" for nothing. Raises NotUnderstood.

    `narrator` and `recorded` give meaning to what depends on a life, such as "when she was nine"; `language` is that of
    the recording, whose words are understood beside English.
    """
    said = " ".join(text.split())
    if not said:
        return ""
    if found := by_rule(said):
        return found
    if len(said) <= LONGEST_TYPED:
        found = as_spoken(said, narrator, recorded, language)
        if found and len(found) <= LONGEST and is_edtf(found):
            return found
    raise NotUnderstood(f"We do not understand “{said[:LONGEST_TYPED]}” as a date. Write, for example, {EXAMPLES}.")


def as_typed(edtf: str) -> str:
    """How somebody would type this date: in words that are understood as the same, or else as EDTF."""
    said = describe(edtf)
    try:
        return said if understood(said) == edtf else edtf
    except NotUnderstood:
        return edtf


def as_spoken(said: str, narrator: Narrator | None, recorded: str | None, language: str) -> str:
    """As the engine hears it in talk, where one time expression leaves no word of what was typed over."""
    told = re.sub(r"\b(?:she|he) (was|turned)\b", r"I \1", said)
    found = heard_as(f"It happened {told}.", told, AROUND, "en", narrator, recorded)
    if found or language not in available():
        return found
    small = load(language).words("phrases", "common") | load(language).words("phrases", "verbs")
    return heard_as(f"{said[:1].upper()}{said[1:]}.", said, small, language, narrator, recorded)


def as_said(said: str) -> str:
    """What the rules of the typed dates do not know, as the engine hears it in any language where no life is needed: "Christmas 1944"."""
    found = (as_spoken(said, None, None, language) for language in available())
    return next((edtf for edtf in found if edtf and len(edtf) <= LONGEST and is_edtf(edtf)), "")


def heard_as(
    talk: str, told: str, small: frozenset[str], language: str, narrator: Narrator | None, recorded: str | None
) -> str:
    """The one time in some talk, if nothing but small words of what was told is left beside it."""
    heard = SpokenSegment("typed", 0.0, 5.0, talk)
    markers = get_engine("rules", language).find((heard,), narrator=narrator, recorded=recorded).markers
    if len(markers) != 1:
        return ""
    rest = set(re.findall(r"\w+", told.lower())) - set(re.findall(r"\w+", markers[0].text.lower()))
    return markers[0].edtf if rest <= small else ""
