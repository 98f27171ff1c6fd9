"""What people answer where it is asked whether a word of the family was said. Until then the line says what was heard."""

from typing import Any

from django.db import transaction
from django_q.tasks import async_task

from audio import pipeline
from families.editing.versions import expect
from families.models import Family, User
from families.refusal import Refusal
from transcripts.doubt.ranking import doubt_of
from transcripts.models import Correction, FamilyWord, Segment, Transcript
from transcripts.segments.standing_segments import locked, vouched
from transcripts.words.glossary import MOST_MISHEARD, text_of
from transcripts.words.repair import Change, changed, said

Asked = dict[str, Any]


class Answered(Refusal):
    """Nothing is asked there any more."""


def answer(segment: Segment, first: int | None, text: str, *, is_said: bool, by: User) -> Segment:
    """Does what was answered. A yes is one to the same elsewhere in the family, which a worker sees to."""
    if not is_said:
        return refuse(segment, first, text, by=by)
    segment = agree(segment, first, text, by=by)
    family_id = str(segment.transcript.recording.family_id)
    async_task("transcripts.tasks.repeat_repairs", family_id, task_name="family words")
    return segment


def agree(segment: Segment, first: int | None, text: str, *, by: User) -> Segment:
    """It was said: the word stands, signed, and only that word is sure. From now on it is put in place of what was heard at once.

    Raises Answered, and Clash where the line says something else than what was read.
    """
    with transaction.atomic():
        current, asked = held(segment, first, text)
        before = current.text
        put_in_place(current, [asked], confidence=1.0)
        Correction.objects.create(segment=current, before=before, after=current.text, by=by)
        current.save(update_fields=["text", "repaired_text", "words", "doubt", "proposals"])
        remember(current.transcript.recording.family, asked)
        pipeline.wake_after(current.transcript.recording_id, "transcribe")
    return current


def refuse(segment: Segment, first: int | None, text: str, *, by: User) -> Segment:
    """It was not said: the line stays, and this is not asked of it again. Raises as `agree` does."""
    with transaction.atomic():
        current, asked = held(segment, first, text)
        answered = {**asked, "is_declined": True, "by": str(by.pk)}
        current.proposals = [*(each for each in current.proposals if each != asked), answered]
        current.save(update_fields=["proposals"])
    return current


def held(segment: Segment, first: int | None, text: str) -> tuple[Segment, Asked]:
    """The line as it is now, until the transaction ends, and what is asked there."""
    pipeline.hold(segment.transcript.recording_id)
    current = Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)
    expect(current, segment, "text")
    for each in current.asked:
        if (each["first"], each["text"]) == (first, text):
            return current, each
    raise Answered("This has been answered already, and the line says what it says now.")


def put_in_place(line: Segment, made: list[Asked], *, confidence: float | None = None) -> None:
    """Writes what was asked into the line; what else is asked of it stays with its words."""
    words = [list(word) for word in line.words]
    for each in made:
        for word in words[each["first"] : each["behind"]] if confidence is not None else ():
            word[3] = confidence
    steps = [Change(each["first"], each["behind"], each["text"], each["word"], 0.0) for each in made]
    line.words = changed(words, sorted(steps, key=lambda step: step.first))
    line.proposals = [moved(each, made) for each in line.proposals if each not in made]
    line.text = line.repaired_text = text_of(line.words)
    line.doubt = doubt_of(line.words)


def moved(asked: Asked, made: list[Asked]) -> Asked:
    """The same, where it is now that other words stand before it."""
    before = [each for each in made if each["behind"] <= asked["first"]]
    shift = sum(len(each["text"].split()) - (each["behind"] - each["first"]) for each in before)
    return {**asked, "first": asked["first"] + shift, "behind": asked["behind"] + shift}


def remember(family: Family, asked: Asked) -> None:
    """That these words were this name, for the next time."""
    word = FamilyWord.objects.filter(family=family).select_for_update(no_key=True).one_called(asked["word"])
    if word and (heard := said(asked["heard"])) not in word.misheard:
        word.misheard = [*word.misheard, heard][-MOST_MISHEARD:]
        word.save(update_fields=["misheard"])


def repeat(family: Family) -> int:
    """Answers at once what is asked where somebody has said yes to the same before. Lines that are people's stay. Gives how many."""
    known = {word.text: set(word.misheard) for word in family.words.in_use()}
    rows = Segment.objects.for_family(family).filter(repaired_text="", confirmed_at=None).exclude(proposals=[])
    lines = [line for line in rows.select_related("transcript") if confirmed(line, known)]
    with transaction.atomic():
        pipeline.hold(*{line.transcript.recording_id for line in lines})
        transcripts = Transcript.objects.filter(pk__in={line.transcript_id for line in lines}).order_by("pk")
        theirs = {pk for transcript in transcripts for pk in vouched(locked(transcript))}
        return sum(repeat_in(line, known) for line in lines if str(line.pk) not in theirs)


def repeat_in(line: Segment, known: dict[str, set[str]]) -> int:
    text = line.text
    put_in_place(line, confirmed(line, known))
    names = ["text", "repaired_text", "words", "doubt", "proposals"]
    done = Segment.objects.filter(pk=line.pk, text=text, repaired_text="", confirmed_at=None).update(
        **{name: getattr(line, name) for name in names}
    )
    if done:
        pipeline.wake_after(line.transcript.recording_id, "doubt")
    return done


def confirmed(line: Segment, known: dict[str, set[str]]) -> list[Asked]:
    """What is asked of the line, and was answered with yes before."""
    return [each for each in line.asked if each["may_repeat"] and said(each["heard"]) in known.get(each["word"], set())]
