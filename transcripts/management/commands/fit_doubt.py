"""Fits how sure Memoire is of a word to what is known to be right and wrong."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audio.errors import StepError
from transcripts.management.commands.measure_speech import sounds
from transcripts.runs.choice import NAMES, choose
from transcripts.runs.doubting import FITTED_HERE, weigher_of
from transcripts.runs.refitting import TooLittle, scales_from, settled_lines, written
from transcripts.runs.trials import trial


class Command(BaseCommand):
    help = (
        "Fits confidence on a folder of sound with texts beside it, or (--corrected) on the lines that people here have"
        " corrected or confirmed, and writes DATA_DIR/doubt.json, which is used from then on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?")
        parser.add_argument("--corrected", action="store_true")
        parser.add_argument("--engine", default="moonshine", choices=NAMES)
        parser.add_argument("--output", type=Path, default=Path(settings.DATA_DIR) / FITTED_HERE)

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["folder"] is None) is not options["corrected"]:
            raise CommandError("Name a folder, or say --corrected.")
        try:
            found = self.fitted(options["folder"], options["engine"])
        except (StepError, TooLittle) as error:
            raise CommandError(str(error)) from None
        written(options["output"], found)
        for engine, scale in found.items():
            self.stdout.write(f"{engine}: fitted on {scale.words} words, {scale.wrong} of them wrong.")

    def fitted(self, folder: Path | None, name: str) -> Any:
        if folder is None:
            return scales_from(name, settled_lines(name), "lines corrected or confirmed here")
        engine = choose(name, "en").engine
        weigher = weigher_of(engine)
        trials = [trial(path, engine, weigher) for path in sounds(folder)]
        lines = [pair for each in trials for pair in zip(each.lines, each.right(), strict=True)]
        return scales_from(engine.name, lines, f"{folder.name}: {sum(each.sound for each in trials):.0f} s of speech")
