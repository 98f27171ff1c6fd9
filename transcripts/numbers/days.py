"""Days of a month: "the twenty-first of March"."""

from transcripts.numbers.phrases import Text
from transcripts.numbers.reading import Read, listed
from transcripts.numbers.tokens import Token


def day(text: Text, at: int) -> tuple[str, int] | None:
    """The day that begins with this token as it is written in figures, and the token behind it; None where no month is with it."""
    found = text.reads(
        at, lambda parts, known: Read(0, each[1]) if (each := listed(parts, known.days, known.longest)) else None
    )
    if found is None or not is_led(text, at):
        return None
    behind = found[1]
    if not any(fits(text, form.split(), at, behind) for form in text.language.date_forms):
        return None
    said = " ".join(part for token in text.tokens[at:behind] for part in token.parts)
    return text.language.days[said], behind


def is_led(text: Text, at: int) -> bool:
    lead, known = text.before(at), text.language
    return lead not in known.no_day_leads and (not known.day_leads or lead in known.day_leads)


def fits(text: Text, form: list[str], at: int, behind: int) -> bool:
    """Whether the words around the day are those of this way to say a date."""
    here = form.index("{day}")
    around = [*range(at - here, at), *range(behind, behind + len(form) - here - 1)]
    if any(not 0 <= place < len(text.tokens) for place in around):
        return False
    first, last = min(at - here, at), behind + len(form) - here - 1
    between = [*range(first + 1, at + 1), *range(behind, last)]
    words = [word for word in form if word != "{day}"]
    is_whole = all(text.goes_on(place) for place in between)
    return is_whole and all(is_said(text, place, word, form) for place, word in zip(around, words, strict=True))


def is_said(text: Text, place: int, word: str, form: list[str]) -> bool:
    if word != "{month}":
        return text.tokens[place].plain == word
    return is_month(text.tokens[place], text, place, is_bare=form == ["{month}", "{day}"])


def is_month(token: Token, text: Text, place: int, *, is_bare: bool) -> bool:
    """Whether it names a month. One that is another word as well must be written as a name where only the day stands beside it."""
    if token.plain not in text.language.months:
        return False
    if not is_bare or token.plain not in text.language.other_words:
        return True
    return token.core[0].isupper() and place > 0 and not any(mark in text.tokens[place - 1].tail for mark in ".!?…")
