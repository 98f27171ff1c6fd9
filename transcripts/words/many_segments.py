"""Many lines mended on one page: whichever button is pressed, what was typed in any of them is stored or asked again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from families.editing.versions import Clash, as_read, changed_since, is_touched
from families.models import User
from transcripts.models import Segment, Transcript
from transcripts.words.corrections import UnusableWords, correct, readable

TEXT, VERSION = "text-", "version-"


@dataclass(frozen=True)
class Unsaved:
    """A line whose words could not be stored, as they were typed, and why in a sentence."""

    segment: Segment
    typed: str
    problem: str


def save_sent(transcript: Transcript, sent: Mapping[str, Any], *, by: User) -> list[Unsaved]:
    """Stores those of the lines in which somebody has typed something; gives those that could not be stored."""
    return [unsaved for segment, typed in typed_in(transcript, sent) if (unsaved := save(segment, typed, by))]


def save(segment: Segment, typed: str, by: User) -> Unsaved | None:
    try:
        correct(segment, typed, by=by)
    except UnusableWords as error:
        return Unsaved(segment, typed, str(error))
    except Clash as clash:
        problem = f"{clash.told_to(by, 'this line')} It says now: “{clash.now.text}”. What you wrote stands here."
        return Unsaved(clash.now, typed, problem)
    return None


def typed_in(transcript: Transcript, sent: Mapping[str, Any]) -> Iterator[tuple[Segment, str]]:
    """The lines that say something else than what their writer had before them."""
    for segment in lines_sent(transcript, sent):
        typed = sent[f"{TEXT}{segment.pk}"]
        if is_touched(segment, segment.version_read, "text", readable(typed)):
            yield segment, typed


def changed_meanwhile(transcript: Transcript, sent: Mapping[str, Any]) -> list[Segment]:
    """The lines of the page that say something else by now than they did when it was opened, or was typed there."""
    lines = lines_sent(transcript, sent)
    others = [line for line in lines if changed_since(line, line.version_read, line.edited_fields, only=["text"])]
    typed = {line.pk: readable(sent[f"{TEXT}{line.pk}"]) for line in others}
    return [line for line in others if line.text != typed[line.pk]]


def lines_sent(transcript: Transcript, sent: Mapping[str, Any]) -> list[Segment]:
    """Those of the transcript whose words came along, each with the version that was read."""
    keys = [as_key(name.removeprefix(TEXT)) for name in sent if name.startswith(TEXT)]
    rows = transcript.segments.filter(pk__in=[key for key in keys if key]).order_by("index")
    return [as_read(row, sent.get(f"{VERSION}{row.pk}")) for row in rows]


def as_key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
