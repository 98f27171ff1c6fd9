"""Places in a recording, and lengths of time, as people say them. All are given in milliseconds."""

from families.text.numbers import spoken


def clock(milliseconds: int | None) -> str:
    """A place in a recording: "12:04", "1:02:03"."""
    minutes, seconds = divmod((milliseconds or 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def duration(milliseconds: int | None) -> str:
    """A length in figures: "35 seconds", "42 minutes", "1 hour 20 minutes"; "" where it is not known."""
    return " ".join(f"{count} {unit}" for count, unit in parts(milliseconds))


def to_the_second(milliseconds: int | None) -> str:
    """An exact length: "4 minutes 10 seconds"; "" where it is not known."""
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    units = ((hours, "hour"), (minutes, "minute"), (seconds, "second"))
    said = [counted(count, unit) for count, unit in units if count]
    return " ".join(f"{count} {unit}" for count, unit in said) or "less than a second"


def long(milliseconds: int | None) -> str:
    """A length in words: "forty-two minutes"; "" where it is not known."""
    return " ".join(f"{spoken(count)} {unit}" for count, unit in parts(milliseconds))


def parts(milliseconds: int | None) -> list[tuple[int, str]]:
    """Hours and minutes, or seconds below two minutes, each with its unit."""
    if milliseconds is None:
        return []
    if milliseconds < 120_000:
        return [counted(max(round(milliseconds / 1000), 1), "second")]
    hours, minutes = divmod(round(milliseconds / 60_000), 60)
    return [counted(count, unit) for count, unit in ((hours, "hour"), (minutes, "minute")) if count]


def counted(count: int, unit: str) -> tuple[int, str]:
    return count, unit if count == 1 else f"{unit}s"
