"""When a recording was made, as the recorder noted it in the file. Child process only."""

import re
from datetime import datetime
from typing import Any

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NAMES = ("com.apple.quicktime.creationdate", "creation_time", "date")  # the first knows where the sun stood


def made_at(container: Any) -> str:
    """ISO 8601, with an offset where the file says one; empty where it says no moment, or one that is none."""
    tags = {
        name.lower(): value for name, value in {**container.streams.audio[0].metadata, **container.metadata}.items()
    }
    return next((moment for value in said(tags) if (moment := as_moment(value))), "")


def said(tags: dict[str, str]) -> list[str]:
    found = [tags.get(name, "").strip() for name in NAMES]
    if DAY.fullmatch(tags.get("date", "")) and TIME.fullmatch(tags.get("creation_time", "")):  # a WAV's bext
        found.append(f"{tags['date']}T{tags['creation_time']}")
    return found


def as_moment(value: str) -> str:
    if not MOMENT.match(value):
        return ""
    try:
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        return ""
