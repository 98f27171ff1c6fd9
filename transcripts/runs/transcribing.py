"""Turning a recording into words, slice by slice: what is heard is kept at once, and listening goes on from there."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audio import pipeline
from audio.models import Recording, Step
from audio.pipeline import Outcome, Run
from audio.sound import sandbox
from audio.sound.child_answers import Apart
from transcripts.engines.base import Line
from transcripts.models import Hearing, Stretched, Transcript
from transcripts.runs.choice import Choice, choose
from transcripts.runs.listening import LINES_BEFORE, hear_slices
from transcripts.runs.slices import SAMPLES_PER_MS, Slice
from transcripts.runs.stretches import Part, part_of, parts, sound_from, sound_until
from transcripts.segments.standing_segments import OUT_OF_THE_WAY
from transcripts.word import as_kept
from transcripts.words.glossary import hints

Keeper = Transcript | Hearing  # what the lines and stretches belong to
VOICES = "AB"  # who speaks into each of two microphones
EVEN = Apart(
    balance=0.0, left=-50.0, right=-50.0
)  # by newer rules of sound they are no longer two, and the work is divided already


def listen(run: Run) -> Outcome:
    """Hears one stretch of the recording from where listening stopped, until it ends or this turn is over."""
    recording = Recording.objects.select_related("family").get(pk=run.recording_id)
    choice = choose(settings.SPEECH_ENGINE, recording.spoken_language)
    return heard(run, recording, begun(recording, choice), choice)


def listen_again(run: Run) -> Outcome:
    """Does the same for the hearing that somebody has asked for; the transcript stays as it is."""
    recording = Recording.objects.select_related("family").get(pk=run.recording_id)
    hearing = Hearing.objects.filter(transcript__recording=recording, state=Hearing.State.LISTENING).first()
    if hearing is None:
        return Outcome.DONE
    choice = choose(hearing.wanted, hearing.language)
    Hearing.objects.filter(pk=hearing.pk).update(**facts(choice))
    return heard(run, recording, hearing, choice)


def heard(run: Run, recording: Recording, keeper: Keeper, choice: Choice) -> Outcome:
    """Hears the stretch that this run is about, and keeps its lines in the transcript or in the hearing."""
    part = own_part(run, recording, keeper)
    run.still_ours(total_ms=part.length_ms)
    apart = Apart(**recording.microphones) if recording.microphones else EVEN
    with (
        sandbox.local_copy(recording.original) as path,
        sound_of(run, keeper, path, part, apart) as opened,
    ):
        stretch, sound = opened
        if stretch.is_done:
            return Outcome.DONE
        known = hints(recording.family)
        for piece, lines in hear_slices(
            sound,
            choice.engine,
            start_ms=stretch.window_ms,
            heard_ms=stretch.heard_ms,
            said=said_before(keeper, stretch),
            language=keeper.language,
            hints=known,
            alive=run.still_ours,
        ):
            keep_lines(run, keeper, stretch, piece, lines if part.side is None else said_by(VOICES[part.side], lines))
            if run.turn_is_over:
                return Outcome.MORE
    end_stretch(run, keeper, stretch, part.length_ms)
    return Outcome.DONE


def own_part(run: Run, recording: Recording, keeper: Keeper) -> Part:
    """What of the recording this run is about; a long one, or one of two microphones, is divided when it is begun with."""
    duration_ms = recording.duration_ms or 0
    steps = Step.objects.filter(recording=recording, name=run.name)
    wanted = parts(duration_ms, are_apart=recording.microphones is not None)
    if steps.count() == 1 and not keeper.stretches.exists() and len(wanted) > 1:
        pipeline.divide(run, wanted)
    return part_of(duration_ms, steps.count(), run.part)


def said_by(voice: str, lines: Sequence[Line]) -> list[Line]:
    return [replace(line, speaker=voice) for line in lines]


@contextmanager
def sound_of(
    run: Run, keeper: Keeper, path: Path, part: Part, apart: Apart
) -> Iterator[tuple[Stretched, Iterator[bytes]]]:
    """The run's stretch, and its sound from where listening to it has to be taken up, to where the next one begins."""
    stretch = keeper.stretches.filter(index=run.part).first()
    # Where the next one begins is looked for from its planned beginning on, however far we have come.
    skip_ms = part.begin_ms if stretch is None else min(stretch.window_ms, part.until_ms or stretch.window_ms)
    speech = sandbox.speech(path, skip_ms=skip_ms, side=part.side, apart=apart, alive=run.still_ours)
    with closing(speech) as sound:
        if stretch is None:
            begin_ms, rest = sound_from(sound, planned_ms=part.begin_ms)
            with transaction.atomic():
                run.still_ours()
                stretch = keeper.stretches.create(
                    index=run.part, begin_ms=begin_ms, heard_ms=begin_ms, window_ms=begin_ms, side=part.side
                )
            yield stretch, sound_until(rest, at_ms=begin_ms, planned_ms=part.until_ms)
        else:
            until = sound_until(sound, at_ms=skip_ms, planned_ms=part.until_ms)
            yield stretch, without_first(until, 2 * SAMPLES_PER_MS * (stretch.window_ms - skip_ms))


def without_first(blocks: Iterator[bytes], count: int) -> Iterator[bytes]:
    """The blocks without so many bytes."""
    for block in blocks:
        if len(block) > count:
            yield block[count:]
        count = max(count - len(block), 0)


def begun(recording: Recording, choice: Choice) -> Transcript:
    """The transcript of the recording, made with its first hearing when listening starts."""
    said = facts(choice)
    with transaction.atomic():
        transcript, is_new = Transcript.objects.get_or_create(
            recording=recording,
            defaults={
                "language": recording.spoken_language,
                **{name: said[name] for name in ("engine", "engine_version", "engine_reason")},
            },
        )
        if is_new:
            Hearing.objects.create(
                transcript=transcript,
                wanted=settings.SPEECH_ENGINE,
                language=transcript.language,
                state=Hearing.State.IN_USE,
                **said,
            )
    return transcript


def facts(choice: Choice) -> dict[str, Any]:
    """What is kept about an engine."""
    return {
        "engine": choice.engine.name,
        "engine_version": choice.engine.version,
        "engine_reason": choice.reason,
        "model": choice.model[:120],
        "settings": choice.settings,
    }


def said_before(keeper: Keeper, stretch: Stretched) -> list[str]:
    """The last lines of the stretch that may be believed, as the engine heard them: who takes over hears the same words."""
    text = "heard_text" if isinstance(keeper, Transcript) else "text"
    lines = keeper.segments.filter(index__range=room_of(stretch), suspicion="").order_by("-index")
    return list(lines.values_list(text, flat=True)[:LINES_BEFORE])[::-1]


def room_of(stretch: Stretched) -> tuple[int, int]:
    """The first and last index that a line of the stretch may have."""
    return stretch.index * stretch.MOST_SEGMENTS, (stretch.index + 1) * stretch.MOST_SEGMENTS - 1


def keep_lines(run: Run, keeper: Keeper, stretch: Stretched, piece: Slice, lines: Sequence[Line]) -> None:
    """Stores the words of one slice and how far we have heard, all or nothing, and only while the step is ours."""
    room = room_of(stretch)
    with transaction.atomic():
        run.still_ours(done_ms=piece.heard_ms - stretch.begin_ms)
        first = room[0] + keeper.segments.filter(index__range=room).count()
        found: list[Any] = [keeper.new_segment(**fields(index, line)) for index, line in enumerate(lines, first)]
        keeper.segments.model.objects.bulk_create(found)
        stretch.heard_ms, stretch.window_ms = piece.heard_ms, piece.window_ms
        stretch.save(update_fields=["heard_ms", "window_ms"])


def end_stretch(run: Run, keeper: Keeper, stretch: Stretched, length_ms: int) -> None:
    """Notes that the stretch is heard to its end; with the last one, the lines get their places in the whole."""
    with transaction.atomic():
        run.still_ours(done_ms=length_ms)
        type(keeper).objects.select_for_update(no_key=True).get(pk=keeper.pk)
        keeper.stretches.filter(pk=stretch.pk).update(is_done=True)
        count = Step.objects.filter(recording=run.recording_id, name=run.name).count()
        if keeper.stretches.filter(is_done=True).count() == count:
            number(keeper)
            keeper.hearings_in_progress().update(heard_at=timezone.now())
            keeper.hearings_in_progress().filter(state=Hearing.State.LISTENING).update(state=Hearing.State.PROPOSED)


def number(keeper: Keeper) -> None:
    """Counts the lines from 0 on, in the order of their times, one after another: each place is free when its turn comes."""
    if keeper.stretches.exclude(side=None).exists():
        lay_side_by_side(keeper)
    for index, line in enumerate(keeper.segments.order_by("index").only("index")):
        if line.index != index:
            keeper.segments.filter(pk=line.pk).update(index=index)


def lay_side_by_side(keeper: Keeper) -> None:
    """Puts the lines of two microphones into one order of time, behind all places that there are."""
    for index, line in enumerate(list(keeper.segments.order_by("start_ms", "index").only("index")), OUT_OF_THE_WAY):
        keeper.segments.filter(pk=line.pk).update(index=index)


def fields(index: int, line: Line) -> dict[str, Any]:
    return {
        "index": index,
        "start_ms": round(line.start * 1000),
        "end_ms": round(line.end * 1000),
        "text": line.text,
        "said_text": line.said,
        "confidence": line.confidence,
        "words": [as_kept(word) for word in line.words],
        "speaker": line.speaker,
        "suspicion": line.suspicion,
    }
