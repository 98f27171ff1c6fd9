"""Hears a folder of sound with texts beside it, and prints how much was misheard; needs no database."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audio import sandbox
from audio.errors import StepError
from transcripts.choice import NAMES, choose
from transcripts.engines.base import SAMPLE_RATE
from transcripts.measuring import Errors, errors, together
from transcripts.slices import slices

SOUND = {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".webm", ".aac"}


class Command(BaseCommand):
    help = (
        "Prints the word and name error rates of an engine on every sound in a folder that has a .txt of the same name."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--engine", default=settings.SPEECH_ENGINE, choices=NAMES)
        parser.add_argument("--language", default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        pairs = sorted(
            path for path in options["folder"].glob("*") if path.suffix in SOUND and path.with_suffix(".txt").is_file()
        )
        if not pairs:
            raise CommandError(f"There is no sound with a .txt of the same name in {options['folder']}.")
        try:
            choice = choose(options["engine"], options["language"])
            self.stdout.write(f"{choice.engine.name} {choice.engine.version}\n\n{'':32} words   WER  names   NER")
            found = [self.measured(path, choice.engine) for path in pairs]
        except StepError as error:
            raise CommandError(error.reason) from None
        self.told("all together", together(row for row, _, _ in found))
        seconds, took = sum(row[1] for row in found), sum(row[2] for row in found)
        self.stdout.write(f"\n{seconds:.0f} s of speech, {took / seconds:.3f} s of processor time for each.")

    def measured(self, path: Path, engine: Any) -> tuple[Errors, float, float]:
        """The errors, the seconds of speech, and the processor time of this process."""
        began, seconds, heard = time.process_time(), 0.0, []
        for piece in slices(sandbox.speech(path)):
            seconds += len(piece.samples) / SAMPLE_RATE
            heard += [line.text for line in engine.hear(piece.samples)]
        row = errors(path.with_suffix(".txt").read_text(encoding="utf-8"), " ".join(heard))
        self.told(path.name, row)
        return row, seconds, time.process_time() - began

    def told(self, name: str, row: Errors) -> None:
        names = "    –" if row.name_rate is None else f"{row.name_rate:5.1%}"
        self.stdout.write(f"{name[:32]:32} {row.words:5} {row.word_rate:5.1%}  {row.names:5} {names}")
