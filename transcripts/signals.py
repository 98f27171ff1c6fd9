"""What higher rooms may say and want to hear when the lines of a transcript change."""

from typing import Any

from django.dispatch import Signal

vouched_for = Signal()  # asked with `transcript`: the ids of segments whose words a person has approved
held = Signal()  # asked with `transcript`: the ids of segments that a person's work rests on
lines_came = Signal()  # told with `transcript` and `ids`, inside the transaction that made the segments


def asked(signal: Signal, transcript: Any) -> set[str]:
    """The ids that all who answer know of."""
    answers: list[tuple[Any, Any]] = signal.send(type(transcript), transcript=transcript)
    return {str(pk) for _, found in answers for pk in found}
