"""A family's stories in time, in decades, with the undated in a place of their own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from stories.models import Story


@dataclass
class Decade:
    """Ten years of stories; `label` is "" for those without a date."""

    label: str
    stories: list[Story] = field(default_factory=list)


def by_decade(stories: Iterable[Story]) -> list[Decade]:
    """Groups stories that are in time order; open beginnings are filed under the end."""
    decades: list[Decade] = []
    for story in stories:
        day = story.starts or story.ends
        label = f"The {day.year // 10 * 10}s" if day else ""
        if not decades or decades[-1].label != label:
            decades.append(Decade(label))
        decades[-1].stories.append(story)
    return decades


def age_at(story: Story) -> str:
    """How old the narrator was, such as "9" or "9 to 10"; empty where it cannot be known."""
    born = story.narrator.born[:4] if story.narrator else ""
    if not (born.isdigit() and story.starts and story.ends):
        return ""
    first, last = story.starts.year - int(born) - 1, story.ends.year - int(born)
    if first < 0 or last - first > 3:
        return ""
    return str(last) if first == last else f"{first} or {last}" if last - first == 1 else f"{first} to {last}"
