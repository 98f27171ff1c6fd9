"""Words with times as JSON, text, SRT and WebVTT. Times are seconds as floats."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from transcripts.word import Word


class Spoken(Protocol):
    """A line with its times: an engine's, or a stored segment."""

    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Heard:
    """A line as a command gives it, with an id for what is made of it next."""

    id: str
    start: float
    end: float
    text: str
    confidence: float | None
    speaker: str
    words: tuple[Word, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "speaker": self.speaker or None, "words": [vars(word) for word in self.words]}


def as_json(engine: str, language: str, duration: float, lines: Sequence[Heard]) -> str:
    head = {"engine": engine, "language": language, "duration": duration}
    return json.dumps({**head, "segments": [line.as_dict() for line in lines]}, indent=2, ensure_ascii=False)


def as_text(lines: Sequence[Spoken]) -> str:
    """Readable paragraphs."""
    return "\n\n".join(" ".join(line.text for line in run) for run in paragraphs(lines))


def paragraphs(lines: Iterable[Spoken]) -> list[list[Spoken]]:
    """Runs of lines: a new one after two seconds of silence."""
    found: list[list[Spoken]] = []
    last_end = None
    for line in lines:
        if last_end is None or line.start - last_end > 2:
            found.append([])
        found[-1].append(line)
        last_end = line.end
    return found


def as_srt(lines: Sequence[Spoken]) -> str:
    """SubRip: numbered cues with a comma before the milliseconds."""
    cues = [
        f"{n}\n{clock(line.start, ',')} --> {clock(line.end, ',')}\n{line.text}\n" for n, line in enumerate(lines, 1)
    ]
    return "\n".join(cues)


def as_vtt(lines: Sequence[Spoken]) -> str:
    """WebVTT (W3C): the three letters that would be markup are escaped."""
    cues = [f"{clock(line.start, '.')} --> {clock(line.end, '.')}\n{escaped(line.text)}\n" for line in lines]
    return "\n".join(["WEBVTT\n", *cues])


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clock(seconds: float, mark: str) -> str:
    """Hours, minutes, seconds and milliseconds, as subtitles write them."""
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"
