"""What a person may read when something cannot be done. Imports nothing, so that any room may raise it."""


class Refusal(Exception):
    """What was asked for cannot be done as things stand. The message says why, or what to do, in words for whoever asked."""
