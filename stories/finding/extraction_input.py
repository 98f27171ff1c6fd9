"""In which words the stories of a recording were looked for: they are found early, and words are bettered later."""

import hashlib
import json
from collections.abc import Iterable

from audio.models import Recording
from stories.engines import SpokenSegment
from stories.models import WordsRead


def remember_input(recording: Recording, segments: Iterable[SpokenSegment]) -> None:
    """Remembers in which words the stories were looked for."""
    WordsRead.objects.update_or_create(recording=recording, defaults={"digest": digest(segments)})


def is_same_input(recording: Recording, segments: Iterable[SpokenSegment]) -> bool:
    """Whether these are the words in which they were looked for."""
    return WordsRead.objects.filter(recording=recording, digest=digest(segments)).exists()


def digest(segments: Iterable[SpokenSegment]) -> str:
    said = [[s.id, s.text] if s.asks is None else [s.id, s.text, s.asks] for s in segments]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
