"""Where stories begin and end, as people say: merge two, split one, move a boundary. Each is one change that can be undone."""

from collections.abc import Sequence
from typing import Any, Literal

from django.db import transaction

from families.editing.versions import expect
from families.models import User
from stories.editing import approving, arranging, settling
from stories.editing.arranging import Arrangement, Edge, Impossible
from stories.editing.changes import Change, changing, lock
from stories.evidence import claims
from stories.finding import proposing
from stories.models import Evidence, Mention, Review, SetAside, Story, StorySegment, TwiceTold
from transcripts.models import Segment

__all__ = ["Edge", "Impossible", "merge", "move", "neighbour", "split"]

Lines = list[Segment]
SHARED_DATE = ["edtf", "starts", "ends", "marker_text", "marker_confidence", "basis"]


def merge(story: Story, other: Story, *, by: User) -> Story:
    """Makes the two one, with the talk between them; the earlier of the two stays, and says what both said.

    What was approved of either stays in the book until a keeper agrees to the whole.
    Raises Impossible where they are of two recordings, or another story lies between.
    """
    if story.recording_id != other.recording_id:
        raise Impossible("Two stories of one recording can be put together, not of two.")
    with transaction.atomic():
        held = lock(story.recording_id)
        first, second = sorted(still(held, story, other), key=lambda each: each.start_ms)
        lines, now = arrangement(first)
        then = arranging.merged(now, first.pk, second.pk)
        with changing([first, second], Review.Verdict.MERGED, by=by) as change:
            change.reason = f"with “{second}”"[:200]
            tell_both(first, second)
            rearrange(lines, now, then, change)
            take_over(first, second)
            approving.join(first, second)
            second.delete()
            claims.renew(first)
    return first


def tell_both(first: Story, second: Story) -> None:
    """The first's title; both summaries; the date that is surer, a person's before any machine's."""
    if surety(second) > surety(first):
        for name in SHARED_DATE:
            setattr(first, name, getattr(second, name))
        first.evidence.filter(claim=Evidence.Claim.MARKER).delete()
        second.evidence.filter(claim=Evidence.Claim.MARKER).update(story=first)
    if second.reviews.exists() and not first.reviews.exists():
        first.title = second.title
    first.summary = " ".join(filter(None, [first.summary, second.summary]))
    states = {first.state, second.state}
    if len(states) > 1:  # the book keeps what was approved of either, until a keeper agrees to the whole
        first.state = Story.State.APPROVED if Story.State.APPROVED in states else Story.State.PROPOSED
    first.save()


def surety(story: Story) -> float:
    """How much a story's date is to be believed: nothing without one, most where a person set it."""
    if not story.edtf:
        return -1.0
    return 2.0 if story.marker_confidence is None else story.marker_confidence


def take_over(first: Story, second: Story) -> None:
    """What hangs on the second and not on its lines: mentions without any, what people decided, and its other tellings."""
    second.mentions.all().update(story=first)
    second.reviews.all().update(story=first)
    for side, beside in (("first", "second"), ("second", "first")):
        for pair in TwiceTold.objects.filter(**{side: second}).exclude(**{beside: first}):
            other = getattr(pair, beside)
            earlier, later = sorted((first, other), key=lambda each: str(each.pk))
            TwiceTold.objects.get_or_create(
                first=earlier, second=later, defaults={"verdict": pair.verdict, "by": pair.by}
            )


def split(story: Story, at: Segment, *, by: User) -> Story:
    """Begins a new story at the segment, and gives that one back. Raises Impossible for the first line or a foreign one.

    Words that a person wrote stay with the first part. What a machine wrote is proposed anew for each, as its own lines say it.
    """
    with transaction.atomic():
        held = lock(story.recording_id)
        (current,) = still(held, story)
        lines, now = arrangement(current)
        number = next((number for number, line in enumerate(lines) if line.pk == at.pk), -1)
        new = Story(family_id=current.family_id, recording_id=current.recording_id, narrator_id=current.narrator_id)
        then = arranging.split(now, current.pk, number, new.pk)
        with changing([current], Review.Verdict.SPLIT, by=by) as change:
            change.reason = f"“{at.text}”"[:200]
            new.title, new.start_ms, new.end_ms = "…", at.start_ms, current.end_ms
            new.save()
            change.made.append(new)
            lost = settling.hand_over_date(current, new, at)
            lost |= rearrange(lines, now, then, change)[current.pk]
            settling.settle_halves(current, new, lost)
    return new


def move(story: Story, edge: Edge, step: Literal[-1, 1], *, by: User) -> Story:
    """Lets the story begin or end one line earlier (-1) or later (1); the neighbour gives or takes the line.

    A line that comes to no story is set aside for good: no engine makes a story of it. There and back again is as it was:
    a story keeps its own date while it has the words that say it, and never takes that of another. Raises Impossible.
    """
    with transaction.atomic():
        held = lock(story.recording_id)
        (current,) = still(held, story)
        lines, now = arrangement(current)
        then = arranging.moved(now, current.pk, edge, step)
        concerned = {key for pair in zip(now, then, strict=True) if pair[0] != pair[1] for key in pair} - {None}
        others = [held[key] for key in concerned if key != current.pk]
        with changing([current, *others], Review.Verdict.MOVED, by=by) as change:
            what = "begins" if edge == "start" else "ends"
            change.reason = f"{what} one line {'earlier' if step == -1 else 'later'}"
            lost = rearrange(lines, now, then, change)
            for each in (current, *others):
                settling.settle(each, lost[each.pk], has_grown=then.count(each.pk) > now.count(each.pk))
    return current


def neighbour(story: Story, edge: Edge) -> Story | None:
    """The story before or after it in the recording."""
    key = arranging.neighbour(arrangement(story)[1], story.pk, edge)
    return Story.objects.filter(pk=key).first() if key else None


# --- lines and what hangs on them ------------------------------------------------------------------------------------


def still(held: dict[Any, Story], *stories: Story) -> list[Story]:
    """The stories as they are now; raises Impossible where one is gone, and Clash where it was changed since it was read."""
    if missing := [story for story in stories if story.pk not in held]:
        raise Impossible(f"“{missing[0]}” is not there any more.")
    for story in stories:
        expect(held[story.pk], story)
    return [held[story.pk] for story in stories]


def arrangement(story: Story) -> tuple[Lines, Arrangement[Any]]:
    """All lines of the story's recording, and whose each is."""
    rows = Segment.objects.filter(transcript__recording=story.recording_id).order_by("index")
    lines = list(rows.only("id", "index", "text", "start_ms", "end_ms"))
    links = StorySegment.objects.filter(story__recording=story.recording_id)
    owner = dict(links.values_list("segment", "story"))
    return lines, tuple(owner.get(line.pk) for line in lines)


def rearrange(
    lines: Lines, now: Arrangement[Any], then: Arrangement[Any], change: Change
) -> dict[Any, set[proposing.Part]]:
    """Gives each line to its story, and lets times, mentions and evidence follow their lines; gives back what each lost by that."""
    differing = [(line, to) for line, was, to in zip(lines, now, then, strict=True) if was != to]
    moving = [line for line, _ in differing]
    change.lines |= {str(line.pk) for line in moving}
    StorySegment.objects.filter(segment__in=moving).delete()
    SetAside.objects.filter(segment__in=moving).delete()
    StorySegment.objects.bulk_create(StorySegment(story_id=to, segment=line) for line, to in differing if to)
    SetAside.objects.bulk_create(SetAside(segment=line) for line, to in differing if not to)
    for story in [*change.stories, *change.made]:
        own = [line for line, to in zip(lines, then, strict=True) if to == story.pk]
        if own:
            story.start_ms, story.end_ms = own[0].start_ms, own[-1].end_ms
            story.save(update_fields=["start_ms", "end_ms"])
    return follow({line.pk: to for line, to in zip(lines, then, strict=True)}, change)


def follow(owner: dict[Any, Any], change: Change) -> dict[Any, set[proposing.Part]]:
    """Mentions go with their segments, in parts where need be; what else rested on words that left rests on them no more."""
    touched = [*change.stories, *change.made]
    for mention in Mention.objects.filter(story__in=touched).prefetch_related("segments"):
        parts: dict[Any, Lines] = {}
        for segment in mention.segments.all():
            parts.setdefault(owner.get(segment.pk), []).append(segment)
        for target, segments in parts.items():
            if target and target != mention.story_id:
                hand_over(mention, target, segments)
        leave(mention, [segment for target, some in parts.items() if target != mention.story_id for segment in some])
    return {story.pk: settling.part_from(story) for story in touched}


def hand_over(mention: Mention, target: Any, segments: Sequence[Segment]) -> None:
    """To the mention of the same name in that story, or to a new one."""
    twins = Mention.objects.called(mention.name).filter(story=target, place=mention.place_id)
    twin = twins.first() or Mention.objects.create(
        story_id=target,
        name=mention.name,
        relation=mention.relation,
        is_animal=mention.is_animal,
        place_id=mention.place_id,
        person_id=mention.person_id,
        proposed_id=mention.proposed_id,
        confidence=mention.confidence,
    )
    if mention.person_id and not twin.person_id:
        twin.person_id = mention.person_id
        twin.save(update_fields=["person"])
    twin.segments.add(*segments)
    mention.evidence.filter(segment__in=segments).update(story=target, mention=twin)


def leave(mention: Mention, segments: Lines) -> None:
    """Its story has these segments no more; a mention that rests on no other goes."""
    if not segments:
        return
    mention.segments.remove(*segments)
    mention.evidence.filter(segment__in=segments).delete()
    if not mention.segments.exists():
        mention.delete()
