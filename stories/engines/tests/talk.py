"""Talk for the tests of engines: sentences become segments with the times of unhurried speech."""

import re

from stories.engines import Extraction, Narrator, SpokenSegment, get_engine

RUTH = Narrator("Ruth Calder", "1934-05-12")
RECORDED = "2016-08-20"


def talk(text: str, *, breath: float = 0.4, pause: float = 2.5) -> tuple[SpokenSegment, ...]:
    """One segment for each sentence; an empty line is a long pause."""
    heard: list[SpokenSegment] = []
    clock = 0.0
    for paragraph in text.strip().split("\n\n"):
        for sentence in re.split(r"(?<=[.!?])(?<!Mrs\.)(?<!Mr\.)\s+", " ".join(paragraph.split())):
            length = len(sentence.split()) / 2.5
            heard.append(SpokenSegment(f"u{len(heard)}", clock, clock + length, sentence))
            clock += length + breath
        clock += pause
    return tuple(heard)


def find(text: str, *, narrator: Narrator | None = RUTH, recorded: str | None = RECORDED) -> Extraction:
    return get_engine("rules").find(talk(text), narrator=narrator, recorded=recorded)


def dates(text: str, *, narrator: Narrator | None = RUTH, recorded: str | None = RECORDED) -> list[str]:
    return [marker.edtf for marker in find(text, narrator=narrator, recorded=recorded).markers]


def names(text: str, *, narrator: Narrator | None = RUTH) -> list[str]:
    people = [person for story in find(text, narrator=narrator).stories for person in story.people]
    return [person.name for person in people if person.name and not person.is_animal]


def relations(text: str) -> dict[str, str | None]:
    return {person.name: person.relation for story in find(text).stories for person in story.people}


def places(text: str) -> list[str]:
    return [place.name for story in find(text).stories for place in story.places]
