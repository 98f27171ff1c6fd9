"""Hold a story engine against the gold set, without a database."""

from argparse import ArgumentParser
from itertools import product
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stories.engines.base import StoryEngine
from stories.engines.languages import available
from stories.finding.choice import NAMES, engine_named
from stories.gold.lookalikes import is_right as is_named_right
from stories.gold.lookalikes import lookalikes, read
from stories.gold.marks import FORMS, GOLD, HALVES, gold_transcripts
from stories.gold.phrases import APART, heard_in, is_right, read_phrases
from stories.gold.scoring import Score, score

KINDS = ("boundaries", "asides", "markers", "traps", "years", "dates", "people", "places", "titles", "phrases")
SHARES = ("Pk", "WindowDiff", "right years", "date of story right", "traps sprung", "titles alike", "broken titles")


class Command(BaseCommand):
    help = "Measures a story engine on the transcripts and phrases marked by hand (stories/gold/README.md)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--half", choices=(*HALVES, "both"), default="both")
        parser.add_argument("--form", choices=(*FORMS, "both"), default="both")
        parser.add_argument("--engine", default="rules", choices=NAMES)
        parser.add_argument("--language", choices=(*available(), "all"), default="all")
        parser.add_argument(
            "--show",
            metavar="KIND",
            nargs="+",
            choices=KINDS,
            default=(),
            help=f"list what went wrong, never for the half kept apart: {', '.join(KINDS)}",
        )

    def handle(self, *, half: str, form: str, engine: str, language: str, show: list[str], **options: Any) -> None:
        if show and half == "apart":
            raise CommandError("What goes wrong in the half kept apart is not shown: nobody should tune on it.")
        languages = available() if language == "all" else (language,)
        forms = tuple(FORMS) if form == "both" else (form,)
        for chosen in HALVES if half == "both" else (half,):
            for tongue, shape in product(languages, forms):
                self._measure(engine_named(engine, tongue), tongue, chosen, shape, show if chosen == "tuning" else [])
                self._measure_names(engine_named(engine, tongue), tongue, chosen, shape, shown="people" in show)
        for path in sorted((GOLD / "phrases").glob("*.toml")):
            tongue = path.stem[:2]
            for shape in forms if tongue in languages else ():
                is_shown = "phrases" in show and not path.stem.endswith(APART)
                self._measure_phrases(engine_named(engine, tongue), path.stem, shape, shown=is_shown)

    def _measure(self, engine: StoryEngine, language: str, half: str, form: str, show: list[str]) -> None:
        total = Score()
        texts = [transcript.in_form(form) for transcript in gold_transcripts(half) if transcript.language == language]
        if not texts:
            return
        for gold in texts:
            total.add(score(gold, engine.find(gold.spoken, narrator=gold.narrator, recorded=gold.recorded)))
        named = "" if language == "en" else f"{language}, "
        self.stdout.write(f"\n{named}{half}, {form}: {len(texts)} transcripts\n")
        for line in table(total):
            self.stdout.write(f"  {line}")
        for kind, sentence in total.errors:
            if kind in show:
                self.stdout.write(f"  {kind}: {sentence}")

    def _measure_names(self, engine: StoryEngine, language: str, half: str, form: str, *, shown: bool) -> None:
        cases = [case for case in lookalikes(half) if case.language == language]
        wrong = [case for case in cases if not is_named_right(case, read(case, engine, form))]
        self.stdout.write(f"names {language}, {form}, {half}: {len(cases) - len(wrong)} of {len(cases)} right")
        for case in wrong if shown and half == "tuning" else ():
            self.stdout.write(f"  people: {case.kind}: {case.said}")

    def _measure_phrases(self, engine: StoryEngine, name: str, form: str, *, shown: bool) -> None:
        phrases = [(phrase, heard_in(phrase, engine, form)) for phrase in read_phrases(name)]
        for kind, is_dated in (("dated", True), ("silent", False)):
            asked = [(phrase, heard) for phrase, heard in phrases if bool(phrase.edtf) is is_dated]
            right = sum(is_right(phrase, heard) for phrase, heard in asked)
            self.stdout.write(f"phrases {name}, {form}, {kind}: {right} of {len(asked)} right")
        for phrase, heard in phrases:
            if shown and not is_right(phrase, heard):
                wanted, got = (", ".join(dates) or "nothing" for dates in (phrase.edtf[:1], heard))
                self.stdout.write(f"  phrases: {phrase.text} = {wanted}, heard {got}")


def table(total: Score) -> list[str]:
    """One line per figure with its counts."""
    lines = []
    for name in SHARES:
        share = total.shares[name]
        lines.append(f"{name:<20} {share.value:.3f}  {share.part} of {share.whole}")
    titles = total.shapes.total()
    for shape, count in total.shapes.most_common(1):
        shapes = ", ".join(f"{count} {shape}" for shape, count in total.shapes.most_common())
        lines.append(f"{'commonest shape':<20} {count / titles:.3f}  {count} of {titles} titles: {shapes}")
    for name, tally in total.tallies.items():
        counts = f"{tally.right} right, {tally.extra} extra, {tally.missed} missed"
        lines.append(f"{name + ' F1':<23} {tally.f1:.3f}  P {tally.precision:.3f} R {tally.recall:.3f}  {counts}")
    return lines
