"""What to ask next, from what is missing: an age without a story, somebody named often and never told of, a place.

Every question comes with its reason, the same for the same stories; none comes for a life of which too little is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils import timezone

from families import prompts
from families.dates.when import edtf_bounds
from families.models import Family, Person, Prompt, User
from families.refusal import Refusal
from families.text.numbers import spoken
from stories.models import DismissedQuestion, Mention, Story
from stories.people.resemblance import name_parts

LEAST_STORIES = 3
"""Of a narrator, before anything is said to be missing."""
LEAST_TIMES = 5
"""That somebody or somewhere is named, before we ask for more."""
MOST = {"gap": 3, "decade": 2, "person": 3, "place": 2}
"""Questions of one kind to one narrator."""
AGES = [(6, 11, "between six and eleven"), (12, 18, "between twelve and eighteen"), (19, 29, "in your twenties")]
SURE_YEARS = 4
"""A story whose time is known no better than this says nothing about an age."""


@dataclass(frozen=True)
class Question:
    """What to ask, and why; `key` names what is missing and stays the same while it is."""

    key: str
    text: str
    reason: str


@dataclass
class Named:
    """How often, and in how many stories, a narrator speaks of somebody or somewhere."""

    name: str
    key: str
    is_place: bool
    is_kin: bool
    times: int = 0
    stories: set[object] = field(default_factory=set)


@dataclass
class Told:
    """What one narrator has told."""

    narrator: Person
    stories: list[Story] = field(default_factory=list)
    named: dict[str, Named] = field(default_factory=dict)

    @property
    def titles(self) -> set[str]:
        return {word for story in self.stories for word in name_parts(story.title)}


def questions(family: Family) -> list[Question]:
    """Those that the family neither asks yet, nor has asked, nor does not want."""
    lives = lives_of(family)
    known = set(family.prompts.values_list("text", flat=True))
    unwanted = set(DismissedQuestion.objects.filter(family=family).values_list("key", flat=True))
    found = [question for told in lives for question in missing(told, is_alone=len(lives) == 1)]
    return [question for question in found if question.text not in known and question.key not in unwanted]


def lives_of(family: Family) -> list[Told]:
    """Narrators by name, each with their stories and whom they name, in two queries."""
    lives: dict[object, Told] = {}
    rows = Story.objects.for_family(family).told().exclude(narrator=None)
    for story in rows.select_related("narrator", "recording").order_by(
        "narrator__name", "narrator", "created_at", "pk"
    ):
        lives.setdefault(story.narrator_id, Told(story.narrator)).stories.append(story)
    mentions = Mention.objects.filter(story__in=rows).select_related("person", "place").order_by("pk")
    narrator = {story.pk: told for told in lives.values() for story in told.stories}
    for mention in mentions.annotate(times=Count("segments")):
        count_mention(narrator[mention.story_id], mention)
    return list(lives.values())


def count_mention(told: Told, mention: Mention) -> None:
    if mention.is_place:
        key, name = f"place:{mention.place_id}", str(mention.place)
    elif mention.person:
        key, name = f"person:{mention.person_id}", mention.person.name
    else:
        key, name = f"name:{mention.folded_name}", mention.name
    is_kin = not (mention.is_place or mention.is_named or mention.person)
    named = told.named.setdefault(key, Named(name, key, mention.is_place, is_kin))
    named.times += mention.times  # type: ignore[attr-defined]
    named.stories.add(mention.story_id)


def missing(told: Told, *, is_alone: bool) -> Iterator[Question]:
    """The questions to one narrator, who is called by name where the family has several."""
    if len(told.stories) < LEAST_STORIES:
        return
    address = "" if is_alone else f"{told.narrator.name.split()[0]}, "
    of_kind: dict[str, int] = defaultdict(int)
    for kind, question in (*gaps(told), *untold(told)):
        of_kind[kind] += 1
        if of_kind[kind] <= MOST[kind]:
            text = address + (question.text[0].lower() + question.text[1:] if address else question.text)
            yield Question(f"{told.narrator.pk}:{question.key}", text[: Prompt.LONGEST], question.reason)


def gaps(told: Told) -> Iterator[tuple[str, Question]]:
    """Ages and decades in which nothing told so far lies; only where the birth and enough dates are known."""
    born, _ = edtf_bounds(told.narrator.born) if told.narrator.born else (None, None)
    spans = [years for story in told.stories if (years := years_of(story))]
    if born is None or len(spans) < LEAST_STORIES:
        return
    name, until = told.narrator.name.split()[0], told_in(told.stories)
    for youngest, oldest, said in AGES:
        begin, end = born.year + youngest, born.year + oldest
        if end <= until and not covers(spans, begin, end):
            reason = f"Nothing told so far lies between {begin} and {end}, when {name} was {youngest} to {oldest}."
            yield "gap", Question(f"age:{youngest}-{oldest}", f"What was life like {said}?", reason)
    for decade in range((born.year + 30 + 9) // 10 * 10, until - 9, 10):
        if not covers(spans, decade, decade + 9):
            then = f"when {name} was {decade - born.year} to {decade + 9 - born.year}"
            reason = f"Nothing told so far lies in the {decade}s, {then}."
            yield "decade", Question(f"decade:{decade}", f"What do you remember of the {decade}s?", reason)


def years_of(story: Story) -> tuple[int, int] | None:
    """The first and last year of a story whose time is well enough known."""
    if not (story.starts and story.ends) or story.ends.year - story.starts.year >= SURE_YEARS:
        return None
    return story.starts.year, story.ends.year


def covers(spans: Iterable[tuple[int, int]], begin: int, end: int) -> bool:
    return any(first <= end and last >= begin for first, last in spans)


def told_in(stories: Iterable[Story]) -> int:
    """The last year in which something was told: nobody is asked about years after it."""
    days = [edtf_bounds(story.recording.recorded_on)[1] for story in stories if story.recording.recorded_on]
    return max((day.year for day in days if day), default=timezone.localdate().year)


def untold(told: Told) -> Iterator[tuple[str, Question]]:
    """Who and what is named often, and gave no story its title."""
    for named in sorted(told.named.values(), key=lambda each: (-each.times, each.name)):
        words = set(name_parts(named.name)) or {named.name.casefold()}
        if named.times < LEAST_TIMES or len(named.stories) < 2 or words & told.titles:
            continue
        times = f"named {spoken(named.times)} times, in {spoken(len(named.stories))} stories"
        if named.is_place:
            text, reason = (
                f"What was it like in {named.name}?",
                f"{named.name} is {times}, and none of them is about it.",
            )
        elif named.is_kin:
            text, reason = (
                f"What was your {named.name} like?",
                f"The {named.name} is {times}, and none of them says more.",
            )
        else:
            text, reason = (
                f"What was {named.name} like?",
                f"{named.name} is {times}, and none of them is about {named.name}.",
            )
        yield ("place" if named.is_place else "person"), Question(named.key[:150], text, reason)


# --- what people do with them ----------------------------------------------------------------------------------------


class Unasked(Refusal):
    """There is no such question for this family now."""


def asked(family: Family, key: str) -> Question:
    for question in questions(family):
        if question.key == key:
            return question
    raise Unasked("This question is not among those to ask next any more.")


def take_question(family: Family, key: str, *, by: User) -> Prompt:
    """Puts it on the family's list. Raises Unasked."""
    return prompts.add(family, asked(family, key).text, by=by)


def dismiss(family: Family, key: str, *, by: User) -> None:
    """Proposes it no more. Raises Unasked."""
    DismissedQuestion.objects.get_or_create(family=family, key=asked(family, key).key, defaults={"by": by})
