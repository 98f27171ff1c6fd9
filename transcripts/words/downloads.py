"""The words of a recording to take along: as text, subtitles, data, or for a word processor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from families.text.letters import one_line, writable
from transcripts.models import Segment, Transcript
from transcripts.words import formats

QUIET = "665C50"


@dataclass(frozen=True)
class Form:
    """A kind of file: how it is called on the web, and to people."""

    content_type: str
    label: str
    made: Callable[[Transcript, Sequence[Segment]], bytes]


@dataclass(frozen=True)
class Download:
    filename: str
    content_type: str
    content: bytes


def download(transcript: Transcript, form: str) -> Download:
    """The words as they stand now, with corrections, in one of FORMS."""
    segments = list(transcript.segments.order_by("index"))
    kind = FORMS[form]
    return Download(f"{one_line(str(transcript.recording))}.{form}", kind.content_type, kind.made(transcript, segments))


def as_json(transcript: Transcript, segments: Sequence[Segment]) -> bytes:
    """The same shape as `manage.py transcribe` gives."""
    heard = [
        formats.Heard(str(s.pk), s.start, s.end, s.text, s.confidence, s.speaker, tuple(s.timed_words))
        for s in segments
    ]
    duration = (transcript.recording.duration_ms or 0) / 1000
    return formats.as_json(transcript.engine, transcript.language, duration, heard).encode()


def as_docx(transcript: Transcript, segments: Sequence[Segment]) -> bytes:
    """Paragraphs as in the text, each after the moment at which it begins."""
    import docx  # noqa: PLC0415 - its XML library is a quarter second of every start
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    recording = transcript.recording
    title, narrator = writable(str(recording)), writable(str(recording.narrator or ""))
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Garamond", Pt(12)
    document.core_properties.title, document.core_properties.author = title, narrator
    document.core_properties.language = transcript.language
    document.add_heading(title, level=1)
    if narrator:
        document.add_paragraph(narrator)
    for lines in formats.paragraphs(segments):
        paragraph = document.add_paragraph()
        moment = paragraph.add_run(f"{formats.clock(lines[0].start, '.')[:-4]}  ")
        moment.font.size, moment.font.color.rgb = Pt(9), RGBColor.from_string(QUIET)
        paragraph.add_run(writable(" ".join(line.text for line in lines)))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


FORMS = {
    "txt": Form("text/plain; charset=utf-8", "Text", lambda _, lines: formats.as_text(lines).encode()),
    "docx": Form("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", as_docx),
    "srt": Form(
        "application/x-subrip; charset=utf-8", "Subtitles (SRT)", lambda _, lines: formats.as_srt(lines).encode()
    ),
    "vtt": Form("text/vtt; charset=utf-8", "Subtitles (WebVTT)", lambda _, lines: formats.as_vtt(lines).encode()),
    "json": Form("application/json", "Data (JSON)", as_json),
}
