"""The lines of a transcript as a merge sees them, put in place and put back."""

import uuid
from collections.abc import Mapping
from statistics import fmean
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from families.models import User
from transcripts import signals
from transcripts.doubt.ranking import doubt_of
from transcripts.models import Correction, Hearing, Segment, Spoken, Transcript
from transcripts.segments.merging import Merged, New, Old
from transcripts.segments.spreading import spread
from transcripts.word import as_kept

KEPT = [
    "index", "text", "heard_text", "said_text", "confidence", "words", "speaker", "suspicion", "is_weighed", "repaired_text", "proposals"
]  # fmt: skip
HEARD_LATER = "heard later"  # in a transcript that somebody has read, until they have listened to it
OUT_OF_THE_WAY = 1_000_000_000  # added to places while lines are given new ones
AT_ONCE = 200


def segments_of(transcript: Transcript) -> list[Segment]:
    return list(transcript.segments.order_by("index"))


def old_lines(transcript: Transcript, segments: list[Segment]) -> list[Old]:
    """The lines that stand, each with whether it is a person's."""
    theirs = vouched(transcript)
    return [
        Old(
            str(s.pk),
            s.start,
            s.end,
            s.heard_text,
            s.text,
            s.is_settled or str(s.pk) in theirs,
            tuple(s.timed_words),
            bool(s.suspicion),
        )
        for s in segments
    ]


def locked(transcript: Transcript) -> Transcript:
    """Held until the transaction ends: whoever changes its words, or says yes to them, does so one after the other."""
    return Transcript.objects.select_for_update(no_key=True).get(pk=transcript.pk)


def vouched(transcript: Transcript) -> set[str]:
    """The ids of lines that no machine changes any more, whatever it hears later: it can only propose.

    Somebody has mended the line or found it right, has read the whole, or has approved a story of theirs or worked on it.
    """
    theirs = signals.asked(signals.vouched_for, transcript)
    is_persons = Q(confirmed_at__isnull=False) | Q(transcript__review_status=Transcript.ReviewStatus.REVIEWED)
    rows = transcript.segments.filter(is_persons | Exists(Correction.objects.filter(segment=OuterRef("pk"))))
    return theirs | {str(pk) for pk in rows.values_list("pk", flat=True)}


def new_lines(hearing: Hearing) -> list[New]:
    """The lines of the hearing; words without times share that of their line."""
    return [
        New(line.index, tuple(line.timed_words or spread(line.text, line.start, line.end)), line.start, line.end)
        for line in hearing.segments.order_by("index")
    ]


def replace(transcript: Transcript, merged: list[Merged], heard: Mapping[int, Spoken], *, by: User) -> dict[str, Any]:
    """Puts the merged lines in place, and gives what `put_back` needs. Inside a transaction that holds the transcript."""
    segments = {str(segment.pk): segment for segment in segments_of(transcript)}
    is_read = transcript.review_status == Transcript.ReviewStatus.REVIEWED
    before: dict[str, dict[str, Any]] = {}
    came, chosen = [], []
    for index, line in enumerate(merged):
        own = [heard[place] for place in line.places]
        if line.id is None:
            came.append(fresh(transcript, index, line, own, suspicion=HEARD_LATER if is_read else ""))
            continue
        segment = segments[line.id]
        was = kept(segment)
        lay(segment, index, line, own)
        if was != kept(segment):
            before[line.id] = was
        if line.is_chosen and segment.text != was["text"]:
            chosen.append(Correction(segment=segment, before=was["text"], after=segment.text, by=by))
    changed = [segments[pk] for pk in before]
    store(transcript, changed, came)
    Correction.objects.bulk_create(chosen)
    if came:
        signals.lines_came.send(Transcript, transcript=transcript, ids=[segment.pk for segment in came])
    return {
        "lines": before,
        "came": {str(segment.pk): segment.text for segment in came},
        "texts": {str(segment.pk): segment.text for segment in changed},
        "corrections": [made.pk for made in chosen],
    }


def kept(segment: Segment) -> dict[str, Any]:
    return {name: getattr(segment, name) for name in KEPT}


def lay(segment: Segment, index: int, line: Merged, own: list[Spoken]) -> None:
    """Writes a merged line into its segment. A line that says the same as before keeps the times of its words."""
    segment.index = index
    if line.words or segment.text != segment.heard_text:
        segment.heard_text = line.heard  # else the words that stand would seem to be written by somebody
        segment.said_text = said(line, own)
    if line.suspicion:
        segment.suspicion = line.suspicion
    if not line.words:
        return  # it keeps the words that stand
    segment.confidence, segment.suspicion = confidence(own), "" if line.is_chosen else suspicion_of(own)
    if line.text != segment.text:
        segment.text, segment.words = line.text, words(line, own)
        segment.is_weighed, segment.repaired_text = False, ""
        segment.proposals = [each for each in segment.proposals if each.get("is_declined")]


def fresh(transcript: Transcript, index: int, line: Merged, own: list[Spoken], *, suspicion: str) -> Segment:
    """A segment where none was."""
    return Segment(
        id=uuid.uuid4(),
        transcript=transcript,
        index=index,
        start_ms=round(line.start * 1000),
        end_ms=round(line.end * 1000),
        text=line.text,
        heard_text=line.heard,
        said_text=said(line, own),
        confidence=confidence(own),
        words=words(line, own),
        suspicion=suspicion or suspicion_of(own),
    )


def said(line: Merged, own: list[Spoken]) -> str:
    """What the engine made of the line before its numbers were written; where the line has only a part of that, the hearing keeps it."""
    is_whole = line.heard == " ".join(each.text for each in own)
    return (
        " ".join(each.said_text or each.text for each in own)
        if is_whole and any(each.said_text for each in own)
        else ""
    )


def words(line: Merged, own: list[Spoken]) -> list[list[object]]:
    """Its words with their times, where the engine gave them; others are looked for when the line stands."""
    return [as_kept(word) for word in line.words] if all(each.is_timed for each in own) else []


def confidence(own: list[Spoken]) -> float | None:
    said = [each.confidence for each in own if each.confidence is not None]
    return fmean(said) if said else None


def suspicion_of(own: list[Spoken]) -> str:
    return next((each.suspicion for each in own if each.suspicion), "")


def store(transcript: Transcript, changed: list[Segment], came: list[Segment]) -> None:
    """All at once. Places are made free before they are given anew; lines that do not change come back to theirs."""
    transcript.segments.update(index=F("index") + OUT_OF_THE_WAY)
    Segment.objects.bulk_update(changed, [*KEPT, "doubt"], batch_size=AT_ONCE)
    Segment.objects.bulk_create(came)
    transcript.segments.filter(index__gte=OUT_OF_THE_WAY).update(index=F("index") - OUT_OF_THE_WAY)


def put_back(transcript: Transcript, before: dict[str, Any]) -> None:
    """Undoes `replace` to the letter; a line that a person has written or said yes to since, or that their work rests on, stays."""
    chosen = Correction.objects.filter(pk__in=before["corrections"])
    theirs = {
        str(pk) for pk in chosen.values_list("segment", flat=True)
    }  # a person took these words, and gives them back
    chosen.delete()
    kept_since = vouched(transcript) - theirs
    came, held = before["came"], signals.asked(signals.held, transcript)
    segments = segments_of(transcript)
    going = {str(s.pk) for s in segments if came.get(str(s.pk)) == s.text and str(s.pk) not in held}
    transcript.segments.filter(pk__in=going).delete()
    staying = [segment for segment in segments if str(segment.pk) not in going]
    are = {segment.pk: kept(segment) for segment in staying}
    for segment in staying:
        if was := before["lines"].get(str(segment.pk)):
            is_as_it_was_put = segment.text == before["texts"][str(segment.pk)]
            if is_as_it_was_put and str(segment.pk) in kept_since:
                segment.index = was["index"]
            else:
                undo(segment, was, words=is_as_it_was_put)
    later = [segment for segment in staying if str(segment.pk) in came]
    for place, segment in enumerate(among(staying, later) if later else []):
        segment.index = place
    store(transcript, [segment for segment in staying if kept(segment) != are[segment.pk]], [])


def undo(segment: Segment, was: dict[str, Any], *, words: bool) -> None:
    """Its place, and what was heard before; `words` says whether it gets back what it said as well."""
    for name in KEPT if words else ["index", "heard_text", "said_text"]:
        if name in was:  # what was noted by an older Memoire has no proposals
            setattr(segment, name, was[name])
    if words and segment.is_weighed:
        segment.doubt = doubt_of(segment.words)


def among(segments: list[Segment], later: list[Segment]) -> list[Segment]:
    """All in order, with those that came later after the lines that begin before them."""
    order = sorted((segment for segment in segments if segment not in later), key=lambda segment: segment.index)
    for segment in later:
        before = [place for place, other in enumerate(order, 1) if other.start_ms <= segment.start_ms]
        order.insert(max(before, default=0), segment)
    return order
