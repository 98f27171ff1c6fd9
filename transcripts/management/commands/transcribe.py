"""Hears one file and prints its words; needs no database."""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audio.errors import StepError
from audio.sound import sandbox
from audio.sound.child_answers import Apart
from families.text.languages import language_option
from transcripts.engines.base import Line, SpeechEngine, Word
from transcripts.runs.choice import NAMES, choose
from transcripts.runs.listening import hear_slices
from transcripts.runs.slices import Slice
from transcripts.runs.timing import laid
from transcripts.runs.transcribing import VOICES
from transcripts.segments.spreading import spread
from transcripts.words import formats


class Command(BaseCommand):
    help = "Prints the words of a recording, as json, txt, srt or vtt."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("audio", type=Path)
        parser.add_argument("--engine", default=settings.SPEECH_ENGINE, choices=NAMES)
        parser.add_argument("--language", default="en", type=language_option)
        parser.add_argument("--format", default="json", choices=["json", "txt", "srt", "vtt"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(printed(options["audio"], options["engine"], options["language"], options["format"]))
        except StepError as error:
            raise CommandError(error.reason) from None


def printed(path: Path, engine_name: str, language: str, form: str) -> str:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    sandbox.probe(path)
    found = sandbox.measure(path, most_ms=settings.MAX_HOURS * 3_600_000, progress=lambda ms: None)
    choice = choose(engine_name, language)
    lines = list(heard(path, choice.engine, language, found.apart))
    if form == "json":
        return formats.as_json(choice.engine.name, language, found.duration_ms / 1000, lines)
    return {"txt": formats.as_text, "srt": formats.as_srt, "vtt": formats.as_vtt}[form](lines)


def heard(path: Path, engine: SpeechEngine, language: str, apart: Apart | None = None) -> Iterator[formats.Heard]:
    """The lines in the order of their times; of two microphones that stand apart, those of each with who speaks into it."""
    sides: list[tuple[int | None, str]] = [*enumerate(VOICES)] if apart else [(None, "")]
    lines = [
        (piece, replace(line, speaker=voice or line.speaker))
        for side, voice in sides
        for piece, found in hear_slices(sandbox.speech(path, side=side, apart=apart), engine, language=language)
        for line in found
    ]
    if apart:
        lines.sort(key=lambda each: each[1].start)
    for number, (piece, line) in enumerate(lines, 1):
        words = line.words or tuple(words_of(piece, line, language))
        yield formats.Heard(str(number), line.start, line.end, line.text, line.confidence, line.speaker, words)


def words_of(piece: Slice, line: Line, language: str) -> list[Word]:
    """The words of a line with their times in seconds of the recording."""
    in_piece = replace(line, start=line.start - piece.begin, end=line.end - piece.begin)
    found = laid(in_piece, piece, language).words
    moved = [replace(word, start=word.start + piece.begin, end=word.end + piece.begin) for word in found]
    return moved or spread(line.text, line.start, line.end)
