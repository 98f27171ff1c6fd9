"""What people type when they are asked for a date, as EDTF: "3 March 1936", "around 1950", "été 1962", "zwischen 1940 und 1945".

In English, German, French and Spanish, whatever the family speaks. Any EDTF stands as it is. What no rule knows is refused, never
guessed. `also_read_by` names readers of other rooms, who know more words ("Christmas 1944"); `stories/editing/typed_dates.py` knows in
addition what depends on a life ("when she was nine").
"""

import re
from datetime import date, timedelta

from django.utils.module_loading import import_string

from families.dates.date_words import translations
from families.dates.when import LONGEST, MONTHS, edtf_bounds, is_edtf
from families.refusal import Refusal

LONGEST_TYPED = 80
EXAMPLES = "around 1950, summer 1962, March 1962, between 1940 and 1945, the 1950s or before 1930"
BOUNDED_EXAMPLES = "1934, May 1934, 2 May 1934, about 1934 or 1934-05-02"

NUMBERED = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
MONTH_NUMBERS = NUMBERED | {name[:3]: number for name, number in NUMBERED.items()} | {"sept": 9}
MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
SEASON_MONTHS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
TENS = "twenties thirties forties fifties sixties seventies eighties nineties".split()  # noqa: SIM905
THIRDS = {"early": (0, 3), "mid": (4, 6), "the middle of": (4, 6), "late": (7, 9)}
MONTHS_OF_THIRDS = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
"""As the story engine hears "late 1944"."""
SAID_FOR_THIRDS = [
    (re.compile(r"^(?:the )?(?:beginning|start) of (?:the )?"), "early "),
    (re.compile(r"^(?:the )?middle of (?:the )?"), "mid "),
    (re.compile(r"^(?:the )?end of (?:the )?"), "late "),
]
HEDGES = [
    (
        "~",
        re.compile(
            r"^(?:around|about|approximately|approx\.?|roughly|circa|ca?\.|ca(?=[\s\d])|c(?=\d)|some time in|~)\s*|\s+or so$"
        ),
    ),
    ("?", re.compile(r"^(?:perhaps|maybe|possibly|probably|i think)\s+|\s*\?$")),
]
YEAR = r"(?:(?P<year>\d{4})|['’](?P<short>\d\d))"
POINTS = [
    re.compile(rf"{YEAR}"),
    re.compile(rf"(?P<month>{MONTH})\.?,?(?: of)? {YEAR}"),
    re.compile(rf"{YEAR},? (?P<month>{MONTH})"),
    re.compile(rf"(?P<day>\d\d?)(?:st|nd|rd|th|\.)?(?: of)? (?P<month>{MONTH})\.?,?(?: of)? {YEAR}"),
    re.compile(rf"(?P<month>{MONTH})\.? (?:the )?(?P<day>\d\d?)(?:st|nd|rd|th)?,?(?: of)? {YEAR}"),
    re.compile(
        r"(?P<day>\d\d?)\.\s?(?P<number>\d\d?)\.\s?(?P<year>\d{4})"
    ),  # 12.3.1962, as it is written in much of Europe
    re.compile(r"(?P<year>\d{4})(?P<between>[-/. ])(?P<number>0?[1-9]|1[0-2])(?:(?P=between)(?P<day>\d\d?))?"),
]
SLASHED = re.compile(r"(?P<one>\d\d?)(?P<between>[-/])(?P<two>\d\d?)(?P=between)(?P<year>\d{4})")
WEEKDAY = re.compile(r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?(?=\S)")
PART_OF_YEAR = re.compile(rf"(?P<part>{'|'.join(MONTHS_OF_THIRDS)})[ -](?:in )?{YEAR}")
SEASON = re.compile(rf"(?P<season>{'|'.join(SEASON_MONTHS)})(?: of)? {YEAR}(?:(?:[/–-]| to )\d\d(?:\d\d)?)?")
DECADE = re.compile(
    rf"(?:(?P<part>{'|'.join(THIRDS)})[ -](?:the )?)?(?:(?P<tens>\d{{3}})0['’]?s|(?:['’]?(?P<short>\d)0s|(?P<name>{'|'.join(TENS)})))"
)
CENTURY = re.compile(r"(?P<number>\d\d?)(?:st|nd|rd|th) century")
PAIRS = [
    re.compile(r"between (?P<a>.+?) and (?P<b>.+)"),
    re.compile(r"from (?P<a>.+?) (?:to|until|till) (?P<b>.+)"),
    re.compile(r"(?P<a>.+?) (?:to|until|till|or|–|-) (?P<b>.+)"),
    re.compile(r"(?P<a>\d{4})\s?[/–-]\s?(?P<b>\d{2}|\d{4})"),
]
OPEN = re.compile(r"(?P<word>before|until|till|by|up to|after|since|from)(?: about)? (?P<point>.+)")


class NotUnderstood(Refusal):
    """The text is no date that we can read; the message says what to write instead."""


READERS: list[str] = []


def also_read_by(reader: str) -> None:
    """Asks a function of another room (its dotted path) too, where no rule here fits: text → EDTF, or "" for what it does not know."""
    if reader not in READERS:
        READERS.append(reader)


def typed_date(text: str) -> str:
    """EDTF for what was typed; "" for nothing. Raises NotUnderstood."""
    said = " ".join(text.split())
    found = by_rule(said) or by_others(said)
    if said and not found:
        raise NotUnderstood(f"We do not understand “{said[:LONGEST_TYPED]}” as a date. Write, for example, {EXAMPLES}.")
    return found


def bounded_date(text: str, longest: int = 32) -> str:
    """The same for a day on which something was, such as a birth or a recording: with a first and a last day. Raises NotUnderstood."""
    said = " ".join(text.split())
    found = by_rule(said) or by_others(said)
    if said and not (found and len(found) <= longest and all(edtf_bounds(found))):
        raise NotUnderstood(
            f"We do not understand “{said[:LONGEST_TYPED]}” as a day, a month or a year. Write, for example, {BOUNDED_EXAMPLES}."
        )
    return found


def by_others(said: str) -> str:
    """EDTF by the first reader of another room that knows these words; "" where none does."""
    if not said or len(said) > LONGEST_TYPED:
        return ""
    return next((found for reader in READERS if (found := import_string(reader)(said))), "")


def by_rule(said: str) -> str:
    """EDTF by the rules of this page, in any of the languages; "" where none fits. Raises NotUnderstood for 3/4/1936, which is two days."""
    as_edtf = said.upper().replace("–", "-")
    if is_edtf(as_edtf) and as_edtf[0] not in "~?%":
        return as_edtf
    if len(said) > LONGEST_TYPED:
        return ""
    lower = said.lower().rstrip(".!,; ")
    for plain in (lower, *translations(lower)):
        plain = WEEKDAY.sub("", plain)
        found = read(re.sub(r"^(?:(?:on|in|during|at) )?(?:the )?(?:year )?", "", plain))
        if found and len(found) <= LONGEST and is_edtf(found):
            return found
    return ""


def read(said: str) -> str:
    """EDTF by the rules of this page; "" where none fits."""
    for hedge, pattern in HEDGES:
        bare = pattern.sub("", said, count=1)
        if bare != said:
            return hedged(read(bare), hedge)
    for pattern, word in SAID_FOR_THIRDS:
        said = pattern.sub(word, said)
    return point(said) or slashed(said) or pair(said) or open_ended(said)


def hedged(edtf: str, hedge: str) -> str:
    """Each end of it vague, where there is an end."""
    return "/".join(end if end in ("", "..") else end.rstrip("~?%") + hedge for end in edtf.split("/")) if edtf else ""


def point(said: str) -> str:
    said = re.sub(r"^the (?!middle)", "", said)
    for pattern in POINTS:
        if match := pattern.fullmatch(said):
            return day_or_month(match.groupdict())
    return season(said) or part_of_year(said) or decade(said) or century(said)


def slashed(said: str) -> str:
    """25/12/1944 and 12/25/1944 alike; raises NotUnderstood, with both days, where either number may be the month."""
    match = SLASHED.fullmatch(said)
    if not match:
        return ""
    one, two = int(match["one"]), int(match["two"])
    if one != two and 1 <= one <= 12 and 1 <= two <= 12:
        year = match["year"]
        raise NotUnderstood(
            f"Is “{said}” {one} {MONTHS[two - 1]} or {two} {MONTHS[one - 1]}? Please write the month as a word:"
            f" {one} {MONTHS[two - 1]} {year}, for example."
        )
    day, month = (one, two) if two <= 12 else (two, one)
    return f"{match['year']}-{month:02}-{day:02}"


def day_or_month(parts: dict[str, str | None]) -> str:
    month = MONTH_NUMBERS.get(parts.get("month") or "") or int(parts.get("number") or 0)
    written = year_of(parts) + (f"-{month:02}" if month else "")
    return written + (f"-{int(parts['day'] or 0):02}" if parts.get("day") else "")


def year_of(parts: dict[str, str | None]) -> str:
    return parts.get("year") or f"19{parts['short']}"


def season(said: str) -> str:
    match = SEASON.fullmatch(said)
    if not match:
        return ""
    first, last = SEASON_MONTHS[match["season"]]
    year = int(year_of(match.groupdict()))
    return f"{year}-{first:02}/{year + (last < first)}-{last:02}"


def part_of_year(said: str) -> str:
    match = PART_OF_YEAR.fullmatch(said)
    if not match:
        return ""
    year, (first, last) = year_of(match.groupdict()), MONTHS_OF_THIRDS[match["part"]]
    return f"{year}-{first:02}/{year}-{last:02}"


def decade(said: str) -> str:
    """ "The fifties" are those of the twentieth century: nobody tells of others."""
    match = DECADE.fullmatch(said)
    if not match:
        return ""
    tens = match["tens"] or f"19{match['short'] or TENS.index(match['name']) + 2}"
    if not match["part"]:
        return f"{tens}X"
    first, last = THIRDS[match["part"]]
    return f"{tens}{first}/{tens}{last}"


def century(said: str) -> str:
    match = CENTURY.fullmatch(said)
    return f"{int(match['number']) - 1:02}XX" if match else ""


def pair(said: str) -> str:
    """From the first day of the one to the last of the other: "1946 or 1947", "June to August 1962", "1939-45"."""
    for pattern in PAIRS:
        match = pattern.fullmatch(said)
        if not match:
            continue
        last = match["b"] if not re.fullmatch(r"\d\d", match["b"]) else match["a"][:2] + match["b"]
        end = read(last)
        begin = read(match["a"]) or (read(f"{match['a']} {last[-4:]}") if re.search(r"\d{4}$", last) else "")
        if begin and end and "X" not in begin + end and ".." not in begin + end:
            return f"{begin.split('/')[0]}/{end.split('/')[-1]}"
        if begin and end and is_edtf(begin) and is_edtf(end):
            return years(begin, end)
    return ""


def years(begin: str, end: str) -> str:
    """Decades have no EDTF interval of their own: their years do."""
    first, last = edtf_bounds(begin)[0], edtf_bounds(end)[1]
    return f"{first.year}/{last.year}" if first and last else ""


def open_ended(said: str) -> str:
    match = OPEN.fullmatch(said)
    found = read(match["point"]) if match else ""
    if not (match and found and is_edtf(found)):
        return ""
    first, last = edtf_bounds(found)
    if match["word"] in ("until", "till", "by", "up to"):
        return f"../{found.split('/')[-1]}" if "X" not in found else f"../{last.year}" if last else ""
    if match["word"] == "before":
        return f"../{beside(found, first, days=-1)}" if first else ""
    if match["word"] == "after":
        return f"{beside(found, last, days=1)}/.." if last else ""
    return f"{found.split('/')[0]}/.." if "X" not in found else f"{first.year}/.." if first else ""


def beside(edtf: str, day: date, *, days: int) -> str:
    """The day, month or year next to an end of this one, as exact as it is."""
    then = (day + timedelta(days=days)).isoformat()
    size = len(edtf.split("/")[0].rstrip("~?%"))
    return then[:4] if size == 4 else then[:size]
