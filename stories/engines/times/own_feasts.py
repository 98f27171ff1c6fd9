"""The narrator's own feasts: anniversaries, and days around a birthday or an anniversary."""

from families.dates.when import describe
from stories.engines.languages import Language
from stories.engines.times.days import day_count, day_word, shifted_days
from stories.engines.times.discourse import Discourse
from stories.engines.times.numbers_said import read_number
from stories.engines.times.phrase import Phrase
from stories.engines.times.reading import Reading
from stories.engines.times.relative import MOST_YEARS
from stories.engines.times.remembering import recall
from stories.engines.times.spans import Span, birthday


def read_anniversary(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "Our golden wedding", where the wedding is known."""
    said = phrase.parts["jubilee"]
    years = language.data["jubilees"].get(said) or read_number(said, language)
    wedding = recall(language.grammar["our_wedding"], discourse.told, discourse.tale.sentence, language)
    if not years or wedding is None:
        return None
    basis = f"{phrase.text.lower()}: {years} years after {describe(wedding.span.edtf)}"
    return Reading(wedding.span.shifted_years(years), 0.7, basis)


def read_around_own(phrase: Phrase, discourse: Discourse, language: Language) -> Reading | None:
    """ "The eve of my sixtieth", "ten days before our fortieth anniversary"."""
    number = read_number(phrase.parts.get("nth") or phrase.parts["nth2"], language)
    if "nth" in phrase.parts:
        start, what = discourse.lifetime.birth, "the birthday"
    else:
        wedding = recall(language.grammar["our_wedding"], discourse.told, discourse.tale.sentence, language)
        start, what = (wedding.span, "the anniversary") if wedding else (None, "")
    if start is None or start.days > 1 or not number or number > MOST_YEARS:
        return None
    day = birthday(start.first, number)
    days = _days_from_it(phrase, language)
    if days is None:
        return None
    basis = f"{phrase.text.lower()}: {what} is {describe(day.isoformat())}"
    return Reading(shifted_days(Span(day, day), days), 0.7, basis)


def _days_from_it(phrase: Phrase, language: Language) -> int | None:
    """So many days after it, or before where negative; None for a week, which is no day."""
    side, word = phrase.parts["side"], day_word(phrase, language)
    if word == "eve":
        return -1
    if word == "week" or side in language.grammar["of"]:
        return None
    days = 1 if word else day_count(phrase, language)
    return None if not days else -days if side in language.grammar["before"] else days
