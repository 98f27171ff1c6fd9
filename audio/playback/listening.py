"""Where somebody stopped listening, so that they can go on from there."""

from audio.models import Listening, Recording
from families.models import User

AT_AN_END_MS = 3_000


def remember_place(recording: Recording, user: User, at_ms: int) -> None:
    """Remembers the place. Whoever stopped at the end, or hardly began, begins anew next time."""
    end = recording.duration_ms if recording.duration_ms is not None else float("inf")
    if AT_AN_END_MS < at_ms < end - AT_AN_END_MS:
        Listening.objects.update_or_create(recording=recording, user=user, defaults={"at_ms": at_ms})
    else:
        Listening.objects.filter(recording=recording, user=user).delete()


def stopped_ms(recording: Recording, user: User) -> int | None:
    """Milliseconds from the beginning; None when there is nothing to go on with."""
    return Listening.objects.filter(recording=recording, user=user).values_list("at_ms", flat=True).first()
