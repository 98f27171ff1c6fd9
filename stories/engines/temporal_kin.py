"""Ages of others, whose birth was dated before: "when Jacob was three", "the summer he turned forty"."""

from stories.when import describe

from .languages import Language
from .life import Life
from .spans import Span, birthday, years_span
from .temporal_known import beside, last_birth, recall, stem_of
from .temporal_patterns import Phrase, read_number
from .temporal_periods import period_of
from .temporal_reading import Reader, Reading


def read_age_of_kin(phrase: Phrase, life: Life, language: Language) -> Reading | None:
    """ "When Jacob was three", where Jacob's birth was dated before."""
    age = read_number(phrase.parts["number"], language)
    who = phrase.parts["who"]
    if (
        age is None or not 0 < age < LONGEST_AGE or stem_of(who, language) == "@me"
    ):  # never another's birth for one's own
        return None
    is_pronoun = who in language.words("words", "others")
    if is_pronoun and {"lead", "period"} & set(phrase.parts):
        return None
    known = last_birth(life) if is_pronoun else recall([who, "born"], life, language) or beside(who, life, language)
    if known is None or not known.span.is_within_a_year:
        return None
    year = known.span.first.year + age
    span = years_span(year) if known.span.days > LONGEST_BIRTH else years_span(year, year + 1)
    if "period" in phrase.parts:
        span = _season_of_age(phrase, known.span, age, life, language)
    return Reading(span, 0.6, f"{phrase.text}: born {describe(known.span.edtf)}")


def _season_of_age(phrase: Phrase, born: Span, age: int, life: Life, language: Language) -> Span:
    """ "The summer he turned forty", "the fall she was eighteen": the one season that fits a known birthday, else both years."""
    name, year = phrase.parts["period"], born.first.year + age
    is_turning = phrase.parts["turn"] in language.grammar["turned"]
    if name == "year" or is_turning:
        return (period_of(name, year, life, language) if is_turning else None) or years_span(year, year + 1)
    days = Span(birthday(born.first, age), birthday(born.last, age + 1))
    seasons = [span for at in (year, year + 1) if (span := period_of(name, at, life, language))]
    fitting = [span for span in seasons if span in days]
    return fitting[0] if len(fitting) == 1 else years_span(year, year + 1)


LONGEST_AGE = 60
LONGEST_BIRTH = 1000


KIN: dict[str, Reader] = {
    "age_of_kin": read_age_of_kin,
}
