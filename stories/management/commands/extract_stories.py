"""Try the story engine on a transcript, without a database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audio.errors import StepError
from families.text.languages import language_option
from stories.engines.exchange import BadTranscript, read_transcript, write_extraction
from stories.engines.languages import available
from stories.finding.choice import NAMES, engine_named


class Command(BaseCommand):
    help = "Finds the stories in a transcript (JSON, as `manage.py transcribe` prints it) and prints them as JSON."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("transcript", metavar="TRANSCRIPT.json", help="the file, or - for standard input")
        parser.add_argument("--engine", default="rules", help=f"one of: {', '.join(NAMES)}")
        parser.add_argument(
            "--language", default="en", type=language_option, help=f"of the talk, one of: {', '.join(available())}"
        )

    def handle(self, *, transcript: str, engine: str, language: str, **options: Any) -> None:
        try:
            segments, narrator, recorded = read_transcript(self._read(transcript))
            extraction = engine_named(engine, language).find(segments, narrator=narrator, recorded=recorded)
        except (BadTranscript, StepError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(write_extraction(extraction), ensure_ascii=False, indent=2))

    def _read(self, transcript: str) -> str:
        try:
            raw = sys.stdin.buffer.read() if transcript == "-" else Path(transcript).read_bytes()
        except OSError as error:
            raise CommandError(f"Cannot read {transcript}: {error.strerror}.") from error
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CommandError(f"{transcript} is not UTF-8 text.") from error
