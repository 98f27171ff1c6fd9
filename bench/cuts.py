"""The weights of the signs of a new story, fitted anew, and how well they do in lives they were not fitted to.

python bench/cuts.py [--language en] [--ridge 2]: a logistic regression on the lives of the tuning half in both forms; then the
lives of each batch, written at one time and alike in their pauses, are cut with weights fitted to all other batches
(`stories.engines.cuts.boundaries`): held against other lives of its own batch a sign may seem good that tells nothing of other
speakers. The half kept apart is not read.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
BATCHES = (
    "trawlerman ward_sister seamstress shearers_cook",
    "youngstown_majorette sugarbush_hill_farm senglea_to_sunshine dundee_desert_nurse",
    "outport_resettled bakersfield_trucker shildon_wagon_works kampala_to_leicester huon_apple_orchard",
    "stromness_school_cook barren_lands_pilot treorchy_cafe",
)
"""Lives that were written together (`stories/gold/README.md`); all others are one batch more."""
STEPS = 25
"""Of Newton's method, which needs fewer than ten here."""


@dataclass(frozen=True, slots=True)
class Life:
    """`rows` holds the signs of each sentence and 1; `begins` whether a story was marked to begin with it."""

    name: str
    form: str
    heard: Any
    signs: Sequence[Any]
    wanted: set[int]
    rows: np.ndarray[Any, np.dtype[np.float64]]
    begins: np.ndarray[Any, np.dtype[np.float64]]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--language", default="en")
    arguments.add_argument("--ridge", type=float, default=2.0, help="how strongly weights are drawn to nothing")
    given = arguments.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DEBUG", "true")
    from stories.engines.cuts.boundary_signs import Signs

    lives = list(_lives(given.language))
    weights = _fitted(lives, given.ridge)
    print(", ".join(f"{name}={weight:.2f}" for name, weight in zip(Signs.__slots__, weights, strict=False)))
    print(f"USUAL = {weights[-1]:.2f}")
    batches = sorted({_batch(life.name) for life in lives})
    apart = {batch: _fitted([life for life in lives if _batch(life.name) != batch], given.ridge) for batch in batches}
    for batch in batches:
        loss = sum(_loss(life, apart[batch]) for life in lives if _batch(life.name) == batch)
        print(f"{batch or 'others'}: {loss:.0f} nats lost with the weights of the other batches")
    for form in sorted({life.form for life in lives}):
        print(
            _measured([(life, apart[_batch(life.name)]) for life in lives if life.form == form], form, given.language)
        )
    return 0


def _lives(language: str) -> Any:
    from stories.engines.cuts.boundary_signs import boundary_signs
    from stories.engines.rules import RulesEngine
    from stories.gold.marks import FORMS, gold_transcripts

    engine = RulesEngine(language)
    for gold in gold_transcripts("tuning"):
        for form in FORMS if gold.language == language else ():
            told = gold.in_form(form)
            heard = engine._hear(told.spoken, told.narrator, told.recorded)
            signs = boundary_signs(heard.segments, heard.sentences, heard.dated, heard.mentions, engine.language)
            order = {segment.spoken.id: at for at, segment in enumerate(told.segments)}
            wanted = {order[story.segment_ids[0]] for story in told.stories} - {0}
            rows = [[float(getattr(one, name)) for name in one.__slots__] + [1.0] for one in signs]
            begins = [float(_place(sentence) in wanted) for sentence in heard.sentences]
            yield Life(gold.name, form, heard, signs, wanted, np.array(rows[1:]), np.array(begins[1:]))


def _batch(name: str) -> str:
    return next((batch for batch in BATCHES if name in batch.split()), "")


def _place(sentence: Any) -> int:
    from stories.engines.cuts.boundaries import place_of

    return place_of(sentence)


def _fitted(lives: Sequence[Life], ridge: float) -> Any:
    """The likeliest weights, the constant last."""
    rows, begins = np.vstack([life.rows for life in lives]), np.concatenate([life.begins for life in lives])
    weights = np.zeros(rows.shape[1])
    held = np.full(rows.shape[1], ridge)
    held[-1] = 0.0
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-rows @ weights))
        bend = (rows * (odds * (1 - odds))[:, None]).T @ rows + np.diag(held)
        weights = weights - np.linalg.solve(bend, rows.T @ (odds - begins) + held * weights)
    return weights


def _loss(life: Life, weights: Any) -> float:
    odds = life.rows @ weights
    return float(np.sum(np.logaddexp(0, odds) - life.begins * odds))


def _measured(lives: Sequence[tuple[Life, Any]], form: str, language: str) -> str:
    from stories.engines.cuts import boundaries
    from stories.engines.languages import load
    from stories.gold.measures import Share, Tally, boundaries_within, pk

    windows, found = Share(), Tally()
    for life, weights in lives:
        boundaries.WEIGHTS = type(life.signs[0])(*weights[:-1])
        boundaries.USUAL = float(weights[-1])
        cuts = boundaries.stretches(life.heard.segments, life.heard.sentences, life.signs, load(language))
        ours = {cut.first for cut in cuts} - {0}
        windows += pk(life.wanted, ours, len(life.heard.segments))
        found += boundaries_within(life.wanted, ours)
    return (
        f"{form}: Pk {windows.value:.3f}, boundaries F1 {found.f1:.3f} (P {found.precision:.3f} R {found.recall:.3f})"
    )


if __name__ == "__main__":
    raise SystemExit(main())
