"""How well the embedded story engine dates published histories, whose times were marked by hand by others.

python bench/histories.py FOLDER [--only 01,02] [--show wrong missed extra]: FOLDER holds WikiWars (Mazur and Dale, EMNLP
2010; CC BY-SA 3.0) as `*.key.xml`; beside FOLDER lies its scorer, `score_timex.py`, whose figures are printed. Each
document is one recording of nobody's life, a sentence a segment, recorded on its day; each marker is found again in its
segment by its words. `--show` lists what goes wrong with its words before and behind, and the basis that we gave.
"""

import argparse
import importlib.util
import json
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = re.compile(r"\S(?:[^\n]*?(?:[.!?][\"'”’)\]]*(?= +[A-Z\"'“‘(])|(?=\n|$)))")
SHORT = re.compile(r"\b(?:Mr|Mrs|Dr|St|Gen|Lt|Col|Maj|Capt|Sgt|Adm|U\.S|vs|No|c|ca|[A-Z])\.$")
YEARS = re.compile(r"(\d{4})/(\d{4})")
RANGE = re.compile(r"(\d{4})\D+(\d{2,4})\b")
SECONDS_A_WORD = 0.4
AROUND = 70
"""Characters shown before and behind what is wrong."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--only", default="", help="documents whose name begins with one of these, by commas")
    arguments.add_argument("--ends", action="store_true", help="tell both ends of a range of years, as these marks do")
    arguments.add_argument("--show", nargs="+", default=[], choices=("wrong", "missed", "extra"))
    given = arguments.parse_args()
    scorer = _scorer(given.folder.resolve().parent / "score_timex.py")
    documents = [item for item in scorer.read_dir(given.folder) if item["doc"].startswith(tuple(given.only.split(",")))]
    if not documents:
        print(f"no documents in {given.folder}")
        return 1
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DEBUG", "true")
    found = {item["doc"]: times_of(item["text"], item["dct"]) for item in documents}
    if given.ends:
        found = {name: [end for item in times for end in _ends(item)] for name, times in found.items()}
    for item in documents if given.show else ():
        for kind, sentence in _errors(item, found[item["doc"]], scorer):
            if kind in given.show:
                print(f"{item['doc']} {kind}: {sentence}")
    print(json.dumps(scorer.score(documents, found), ensure_ascii=False, indent=1))
    return 0


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_timex", path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"the scorer is not there: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def times_of(text: str, recorded: str) -> list[dict[str, Any]]:
    """Every time that the engine finds, with its place in the text."""
    from stories.engines import SpokenSegment, get_engine

    pieces = list(_sentences(text))
    clock, segments = 0.0, []
    for number, (start, end) in enumerate(pieces):
        seconds = SECONDS_A_WORD * len(text[start:end].split())
        segments.append(SpokenSegment(str(number), clock, clock + seconds, text[start:end]))
        clock += seconds + SECONDS_A_WORD
    result: list[dict[str, Any]] = []
    reached = {str(number): start for number, (start, _) in enumerate(pieces)}
    for marker in get_engine("rules").find(tuple(segments), recorded=recorded or None).markers:
        end = pieces[int(marker.chunk_id)][1]
        said = re.compile(r"(?<!\w)" + r"\s+".join(re.escape(word) for word in marker.text.split()) + r"(?!\w)")
        place = said.search(text, reached[marker.chunk_id], end) or said.search(text, pieces[int(marker.chunk_id)][0])
        if place:
            reached[marker.chunk_id] = place.end()
            result.append({"start": place.start(), "end": place.end(), "value": marker.edtf, "basis": marker.basis})
            result[-1]["text"] = place[0]
    return result


def _ends(item: dict[str, Any]) -> list[dict[str, Any]]:
    """ "1861-1863" is one time for us and two in these marks; any other time as it is."""
    years, said = YEARS.fullmatch(item["value"]), RANGE.search(item["text"])
    if not years or not said:
        return [item]
    return [
        item | {"start": item["start"] + said.start(at), "end": item["start"] + said.end(at), "value": years[at]}
        for at in (1, 2)
    ]


def _sentences(text: str) -> list[tuple[int, int]]:
    """First and last place of each; an abbreviation ends none."""
    found: list[tuple[int, int]] = []
    for match in SENTENCE.finditer(text):
        before = text[found[-1][0] : found[-1][1]] if found else ""
        if before and SHORT.search(before) and "\n" not in text[found[-1][1] : match.start()]:
            found[-1] = (found[-1][0], match.end())
        else:
            found.append(match.span())
    return found


def _errors(document: dict[str, Any], found: list[dict[str, Any]], scorer: ModuleType) -> list[tuple[str, str]]:
    text, result, touched = document["text"], [], set()
    for gold in document["gold"]:
        days = scorer.interval(gold["value"])
        over = [at for at, item in enumerate(found) if item["start"] < gold["end"] and gold["start"] < item["end"]]
        touched.update(over)
        told = [found[at] for at in over]
        said = _around(text, gold["start"], gold["end"])
        if days and not told:
            result.append(("missed", f"{said} = {gold['value']}"))
        elif days and not any(_same_years(item["value"], days, scorer) for item in told):
            got = "; ".join(f"{item['value']} ({item['basis']})" for item in told)
            result.append(("wrong", f"{said} = {gold['value']}, we {got}"))
    for at, item in enumerate(found):
        if at not in touched:
            result.append(("extra", f"{_around(text, item['start'], item['end'])} {item['value']} ({item['basis']})"))
    return result


def _same_years(value: str, days: tuple[int, int], scorer: ModuleType) -> bool:
    found = scorer.interval(value)
    return bool(found) and scorer.years(found) == scorer.years(days)


def _around(text: str, start: int, end: int) -> str:
    said = f"{text[max(0, start - AROUND) : start]}[[{text[start:end]}]]{text[end : end + AROUND]}"
    return " ".join(said.split())


if __name__ == "__main__":
    sys.exit(main())
