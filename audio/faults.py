"""What may be wrong with a recording's sound, said while the person who spoke is near. Thresholds: docs/decisions/0004."""

from dataclasses import dataclass

QUIETEST = -45.0  # LUFS: a voice across the room is at -35 or above
MOST_SILENCE = 0.95  # of the whole: talk with long pauses has less than half of that
MOST_CLIPPING = 0.0005  # of all samples: where a voice begins to crackle


@dataclass(frozen=True)
class Fault:
    """`code` for programs, `sentence` for people: what is true, and what to do."""

    code: str
    sentence: str


ALMOST_SILENT = Fault(
    "almost_silent",
    "This recording is almost silent. Listen to a moment of it: if you cannot hear anybody, the microphone was covered, switched off"
    " or too far away. Ask for the story once more, with the microphone an arm’s length away.",
)
CLIPPED = Fault(
    "clipped",
    "The voice was too loud for the microphone in places, and crackles there. The words can mostly be understood. If you go on"
    " recording today, put the microphone a little further away.",
)
ENDS_EARLY = Fault(
    "ends_early",
    "The file ends early: it should go on longer than it does. What is there is safe. If the recording is still on the phone or the"
    " recorder, copy it from there once more and add it again.",
)
HEAD_MENDED = Fault(
    "head_mended",
    "The file says that it ends sooner than it does, as when a recorder’s battery runs out. All of it is heard and played here; the"
    " original is kept as it came, and other programs may stop before its end.",
)


def faults(
    *,
    loudness: float | None,
    silent_share: float | None,
    clipped_share: float | None,
    ends_early: bool,
    head_mended: bool = False,
) -> list[Fault]:
    """Those of a recording with these facts; a fact that is not known is no fault."""
    is_quiet = loudness is not None and loudness < QUIETEST
    found = {
        ALMOST_SILENT: is_quiet or (silent_share or 0) > MOST_SILENCE,
        CLIPPED: (clipped_share or 0) > MOST_CLIPPING,
        ENDS_EARLY: ends_early,
        HEAD_MENDED: head_mended,
    }
    return [fault for fault, is_there in found.items() if is_there]
