"""Hears a folder of sound with texts beside it, and prints how much was misheard, by kind where that is known; needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audio.errors import StepError
from families.text.languages import language_option
from transcripts.measuring.error_rates import Errors, together
from transcripts.measuring.practice import Heard, facts, table
from transcripts.runs.choice import NAMES, choose
from transcripts.runs.doubting import weigher_of
from transcripts.runs.trials import Trial, doubt, trial

SOUND = {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".webm", ".aac"}


def sounds(folder: Path, language: str = "en") -> list[Path]:
    """Those that have a .txt beside them, and no .json that says another language. Raises CommandError where there are none."""
    every = [path for path in folder.glob("*") if path.suffix in SOUND and path.with_suffix(".txt").is_file()]
    if not every:
        raise CommandError(f"There is no sound with a .txt of the same name in {folder}.")
    found = [path for path in every if facts(path).language in ("", language)]
    if not found:
        raise CommandError(f"No sound in {folder} is in this language: {language}.")
    return sorted(found)


class Command(BaseCommand):
    help = (
        "Prints the word and name error rates of an engine on every sound in a folder that has a .txt of the same name,"
        " and for each kind and room that a .json of the same name tells of,"
        " how far its confidence is from the truth, and how many errors the most doubtful tenth of the words leads to."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--engine", default=settings.SPEECH_ENGINE, choices=NAMES)
        parser.add_argument("--language", default="en", type=language_option)

    def handle(self, *args: Any, **options: Any) -> None:
        paths = sounds(options["folder"], options["language"])
        found = []
        try:
            engine = choose(options["engine"], options["language"]).engine
            weigher = weigher_of(engine)
            self.stdout.write(f"{engine.name} {engine.version}\n\n{'':32} words first   WER  names   NER")
            for path in paths:
                found.append(trial(path, engine, weigher))
                self.told(path.name, found[-1].first, found[-1].errors)
        except StepError as error:
            raise CommandError(error.reason) from None
        self.told("all together", together(each.first for each in found), together(each.errors for each in found))
        kinds = [Heard(facts(path), each.errors, each.loops) for path, each in zip(paths, found, strict=True)]
        self.stdout.write("\n" + "\n".join(table(kinds)))
        self.summed(found, weigher)

    def told(self, name: str, first: Errors, row: Errors) -> None:
        """The word error rates as first heard and of the best hearings, and the name error rate of these."""
        names = "    –" if row.name_rate is None else f"{row.name_rate:5.1%}"
        self.stdout.write(
            f"{name[:32]:32} {row.words:5} {first.word_rate:5.1%} {row.word_rate:5.1%}  {row.names:5} {names}"
        )

    def summed(self, found: list[Trial], weigher: Any) -> None:
        seconds = sum(each.sound for each in found)
        hearing, weighing = (
            sum(parts) / seconds for parts in zip(*((t.hearing, t.weighing) for t in found), strict=True)
        )
        judged = doubt(found, weigher)
        self.stdout.write(
            f"\nLines that loop: {sum(each.loops for each in found)}."
            f"\nConfidence is off by {judged.before:.3f} before fitting and by {judged.after:.3f} after."
            f"\nThe most doubtful tenth of the words leads to {judged.met} of {judged.errors} errors"
            f" ({judged.at_best} would be the most that a tenth can),"
            f" and to {judged.hard_met} of {judged.hard} in names, numbers and dates."
            f"\n{seconds:.0f} s of speech; for each of them {hearing:.3f} s of processor time for the words,"
            f" {weighing:.3f} s for places and doubt."
        )
