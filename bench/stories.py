"""How long and how much memory the embedded story engine takes for an hour of talk, and how both grow with its length.

python bench/stories.py [--hours 1 10 100]: each length in a process of its own; start-up is told apart. The talk is the
gold set's tuning half, over and over, 9,400 words an hour. Ends with 1 where an hour takes more than a second of the
processor beyond start-up or more than 250 MiB, or where ten times the talk takes more than fifteen times as long.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from itertools import cycle, pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS_AN_HOUR = 9_400
MOST_SECONDS, MOST_MIB, MOST_GROWTH = 1.0, 250.0, 1.5


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--hours", type=float, nargs="+", default=[1.0, 10.0, 100.0])
    arguments.add_argument("--one", type=float, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one is not None:
        print(json.dumps(measure(given.one)))
        return 0
    figures = [in_its_own_process(hours) for hours in given.hours]
    print(f"{'hours':>6} {'words':>9} {'start-up s':>10} {'stories s':>10} {'MiB':>7} {'stories':>8}")
    for figure in figures:
        print(
            f"{figure['hours']:>6g} {figure['words']:>9.0f} {figure['start']:>10.2f} {figure['seconds']:>10.2f}"
            f" {figure['mib']:>7.0f} {figure['stories']:>8.0f}"
        )
    return report(figures)


def report(figures: list[dict[str, float]]) -> int:
    """Says what is beyond the limits; 1 where something is."""
    faults = []
    for figure in figures:
        if figure["hours"] <= 1 and (figure["seconds"] > MOST_SECONDS or figure["mib"] > MOST_MIB):
            faults.append(f"an hour takes {figure['seconds']:.2f} s and {figure['mib']:.0f} MiB")
    for short, long in pairwise(figures):
        growth = (long["seconds"] / short["seconds"]) / (long["words"] / short["words"])
        print(f"from {short['hours']:g} to {long['hours']:g} hours a word costs {growth:.2f} times as much")
        if growth > MOST_GROWTH:
            faults.append(f"a word costs {growth:.2f} times as much in {long['hours']:g} hours")
    for fault in faults:
        print("too much:", fault)
    return 1 if faults else 0


def in_its_own_process(hours: float) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(hours)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def measure(hours: float) -> dict[str, float]:
    """Seconds of the processor: `start` until the engine has read its lists, `seconds` for the talk."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DEBUG", "true")
    from stories.engines import Narrator, SpokenSegment, get_engine
    from stories.gold.marks import gold_transcripts

    lives = gold_transcripts("tuning")
    engine = get_engine("rules")
    engine.find(lives[0].spoken[:20], narrator=lives[0].narrator, recorded=lives[0].recorded)
    start = time.process_time()
    talk: list[SpokenSegment] = []
    clock, words = 0.0, 0
    for said in cycle(segment for life in lives for segment in life.spoken):
        if words >= hours * WORDS_AN_HOUR:
            break
        length = said.end - said.start
        talk.append(SpokenSegment(str(len(talk)), clock, clock + length, said.text))
        clock, words = clock + length + 0.3, words + len(said.text.split())
    began = time.process_time()
    found = engine.find(tuple(talk), narrator=Narrator("Ruth", "1930-05-01"), recorded="2001-06-01")
    seconds = time.process_time() - began
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "hours": hours,
        "words": words,
        "start": start,
        "seconds": seconds,
        "mib": mib,
        "stories": len(found.stories),
    }


if __name__ == "__main__":
    sys.exit(main())
