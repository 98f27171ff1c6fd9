"""How old a narrator was when a story happened."""

import re
from datetime import date

from families.dates.when import edtf_bounds
from families.text.numbers import spoken
from stories.explaining import in_doubt
from stories.models import Story


def age_at(story: Story) -> str:
    """How old the narrator was, such as "9" or "9 or 10"; empty where it cannot be known, or only within four years."""
    born = story.narrator.born if story.narrator else ""
    if not (born and story.starts and story.ends):
        return ""
    earliest, latest = edtf_bounds(born)
    if not (earliest and latest):
        return ""
    first, last = full_years(latest, story.starts), full_years(earliest, story.ends)
    if first < 0 or last - first > 3:
        return ""
    return str(last) if first == last else f"{first} or {last}" if last - first == 1 else f"{first} to {last}"


def spoken_age(story: Story) -> str:
    """The same in words: "nine or ten", with a question mark where the date may be misheard."""
    age = re.sub(r"\d+", lambda number: spoken(int(number[0])), age_at(story))
    return in_doubt(age) if story.is_date_doubtful else age


def full_years(born: date, day: date) -> int:
    """Birthdays up to and on the day, without the first; -1 before birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
