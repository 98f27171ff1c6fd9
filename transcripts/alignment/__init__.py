"""Forced alignment: when each word of a known text was said. Knows no model and no setting."""

from transcripts.alignment.aligner import LANGUAGES, Aligner, Unaligned

__all__ = ["LANGUAGES", "Aligner", "Unaligned"]
