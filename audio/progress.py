"""How long the step under way will still take, as far as that can be told."""

from datetime import datetime, timedelta

from audio.models import Recording

SHORTEST_LOOK = timedelta(seconds=20)  # of work, before which any guess would jump about
LONGEST_GUESS = timedelta(hours=12)
LEAST_SHARE = 0.02


def time_left(recording: Recording, now: datetime) -> timedelta | None:
    """By what was done since the step began, in all its parts; None where a guess would not be worth reading."""
    step = recording.current_step
    done_ms, total_ms = recording.stage_ms
    if step is None or done_ms < LEAST_SHARE * total_ms or not done_ms:
        return None
    begun = [each.started_at for each in recording.steps.all() if each.name == step.name and each.started_at]
    took = now - min(begun, default=now)
    if took < SHORTEST_LOOK:
        return None
    left = took * ((total_ms - done_ms) / done_ms)
    return left if left <= LONGEST_GUESS else None


def in_words(left: timedelta) -> str:
    """Rounded up as people do: “about 20 minutes left”."""
    minutes = -(-left // timedelta(minutes=1))
    if minutes <= 1:
        return "less than a minute left"
    if minutes > 10:
        minutes = -(-minutes // 5) * 5
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"about {minutes} minutes left"
    return f"about {hours} hour{'s' if hours > 1 else ''}{f' {rest} minutes' if rest else ''} left"
