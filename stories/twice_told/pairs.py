"""One event told twice, by one or by two: proposed as a pair with what differs. People say whether it is one; nothing is merged."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from families.editing.versions import as_read, expect
from families.models import Family, User
from families.refusal import Refusal
from families.text.letters import folded
from stories.editing.changes import lock
from stories.models import Mention, Review, Story, TwiceTold
from stories.people.resemblance import alike, name_parts
from stories.twice_told.pairing import WORD, Pair, Telling, pairs, stem, words_of

Verdict = TwiceTold.Verdict


class Incomparable(Refusal):
    """These two cannot be judged as a pair; the message says why."""


@dataclass(frozen=True)
class Difference:
    """What one says and the other does not, or says otherwise; "" where it says nothing."""

    about: str
    here: str
    there: str


@dataclass(frozen=True)
class Both:
    """Two tellings side by side; `verdict` is "" while nobody has said whether it is one event."""

    first: Story
    second: Story
    shared: tuple[str, ...]
    differences: tuple[Difference, ...]
    verdict: str = ""
    score: float | None = None

    @property
    def version(self) -> str:
        """What was said of the two when they were read."""
        return TwiceTold(verdict=self.verdict).version


def told_twice(family: Family) -> list[Both]:
    """What seems to be told twice and nobody has judged, the likest first; then what people said is one event."""
    stories = {story.pk: story for story in told_stories(family)}
    judged = {(row.first_id, row.second_id): row for row in judgements(family)}
    open_ = [pair for pair in pairs(tellings(stories.values())) if ordered(pair.first, pair.second) not in judged]
    proposed = [both(stories[pair.first], stories[pair.second], pair) for pair in open_]
    same = [
        both(stories[first], stories[second], None, verdict=row.verdict)
        for (first, second), row in judged.items()
        if row.verdict == Verdict.SAME and first in stories and second in stories
    ]
    return proposed + same


def told_stories(family: Family) -> Iterable[Story]:
    rows = Story.objects.for_family(family).told().with_date_doubts()
    return rows.in_time_order().select_related("recording", "narrator").prefetch_related("mentions__person", "segments")


def judgements(family: Family) -> Iterable[TwiceTold]:
    return TwiceTold.objects.filter(first__family=family, second__family=family).order_by("at", "pk")


def tellings(stories: Iterable[Story]) -> list[Telling]:
    """In the form in which they are compared; names that people have linked count as the person."""
    stories = sorted(stories, key=lambda story: (str(story.recording_id), story.start_ms))
    found, numbers = [], dict.fromkeys((story.recording_id for story in stories), 0)
    for story in stories:
        numbers[story.recording_id] += 1
        mentions = list(story.mentions.all())
        found.append(
            Telling(
                key=story.pk,
                recording=story.recording_id,
                place_in=numbers[story.recording_id],
                starts=story.starts,
                ends=story.ends,
                people=frozenset(
                    called(each) for each in mentions if not each.is_place and (each.is_named or each.person)
                ),
                places=frozenset(each.folded_name for each in mentions if each.is_place),
                kin=frozenset(called(each) for each in mentions if not each.is_place and not each.is_named),
                words=words_of(" ".join(segment.text for segment in story.segments.all())),
            )
        )
    return found


def called(mention: Mention) -> str:
    return folded(mention.person.name if mention.person else mention.name)


def both(one: Story, other: Story, pair: Pair | None, *, verdict: str = "") -> Both:
    """The earlier told first."""
    first, second = sorted((one, other), key=lambda story: (story.recording.created_at, story.start_ms))
    shared = as_said(pair, first) if pair else ()
    return Both(first, second, shared, tuple(differences(first, second)), verdict, pair.score if pair else None)


def as_said(pair: Pair, story: Story) -> tuple[str, ...]:
    """What both share, as the one says it: names first, then words that are no part of them."""
    named = {called(mention): str(mention.person or mention.name) for mention in story.mentions.all()}
    names = [named.get(name, name) for name in pair.people + pair.places]
    within = {stem(word) for word in WORD.findall(" ".join(names).lower())}
    text = " ".join(segment.text for segment in story.segments.all()).lower()
    spelt = {stem(word): word for word in reversed(WORD.findall(text))}
    return (*names, *(spelt.get(word, word) for word in pair.words if word not in within))


def differences(first: Story, second: Story) -> Iterable[Difference]:
    """Kept side by side, never averaged."""
    if first.edtf != second.edtf:
        yield Difference("when", first.when, second.when)
    for about, is_place in (("who", False), ("where", True)):
        here, there = (names(story, is_place=is_place) for story in (first, second))
        only_here, only_there = (only(here, there, second), only(there, here, first))
        if only_here or only_there:
            yield Difference(about, only_here, only_there)


def only(here: dict[str, str], there: dict[str, str], other: Story) -> str:
    """Who or what is named here alone; whoever tells the other story need not name themselves in it."""
    teller = name_parts(other.narrator.name) if other.narrator else []
    return ", ".join(name for key, name in here.items() if key not in there and not alike(name_parts(name), teller))


def names(story: Story, *, is_place: bool) -> dict[str, str]:
    mentions = [mention for mention in story.mentions.all() if mention.is_place == is_place]
    return {called(mention): str(mention.person or mention.name) for mention in mentions}


def ordered(one: Any, other: Any) -> tuple[Any, Any]:
    first, second = sorted((one, other), key=str)
    return first, second


def judge(one: Story, other: Story, verdict: str, *, by: User, read: str | None = None) -> TwiceTold:
    """Says whether two stories tell one event. Both are signed, and so stay when stories are looked for again.

    Said anew, it replaces what was said before: what the writer had read (`read`, see Pair.version), or else Clash is raised.
    Raises Incomparable.
    """
    if one.pk == other.pk or one.family_id != other.family_id:
        raise Incomparable("Choose two stories of one family.")
    if verdict not in Verdict.values:
        raise Incomparable("Say whether it is the same event or two.")
    with transaction.atomic():
        held = {
            key: story
            for pk in sorted({one.recording_id, other.recording_id}, key=str)
            for key, story in lock(pk).items()
        }
        first, second = ordered(one.pk, other.pk)
        if first not in held or second not in held:
            raise Incomparable("One of the two is not there any more.")
        row, is_new = TwiceTold.objects.get_or_create(
            first_id=first, second_id=second, defaults={"verdict": verdict, "by": by}
        )
        if not is_new:
            expect(row, as_read(TwiceTold(), read), asked={"verdict": verdict})
        if is_new or row.verdict != verdict:
            row.verdict, row.by = verdict, by
            row.save()
            for story, beside in ((one, other), (other, one)):
                reason = f"{row.get_verdict_display()}: “{beside}”"
                Review.objects.create(story=story, verdict=Review.Verdict.COMPARED, reason=reason, by=by)
    return row


def other_tellings(stories: Iterable[Story]) -> dict[object, list[Story]]:
    """For each of these stories the ones that people said tell the same event."""
    ids = {story.pk for story in stories}
    same = TwiceTold.objects.filter(Q(first__in=ids) | Q(second__in=ids), verdict=Verdict.SAME)
    rows = same.filter(first__recording__removed_at=None, second__recording__removed_at=None)
    found: dict[object, list[Story]] = {}
    for row in rows.select_related("first__recording", "first__narrator", "second__recording", "second__narrator"):
        found.setdefault(row.first_id, []).append(row.second)
        found.setdefault(row.second_id, []).append(row.first)
    return found
