"""What a worker can be asked to do for the copies."""

from projections import drain as draining
from projections import registry


def drain(name: str) -> None:
    """Copies what is due. Safe to repeat, and to run twice at once."""
    projection = registry.named(name)
    if projection.is_configured():
        draining.drain(projection)
