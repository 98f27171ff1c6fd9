"""Takes out a constant offset, as some sound cards add it: with one, no voice is found in what is far away. Child process only."""

from collections.abc import Iterable, Iterator

import numpy as np

OFFSET = 0.01  # of full scale, over a second: no voice, no hum and no knock stands so far beside zero for so long
SHORTEST = 0.5  # of a block as long as the one before; less of it tells nothing


def without_offset(blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """The blocks of a second, swinging about zero; what is taken out glides from one to the next. Sound that has none stays as it is."""
    before, length = None, 1
    for block in blocks:
        found = float(block.mean()) if len(block) >= SHORTEST * length else before or 0.0
        offset = found if abs(found) >= OFFSET else 0.0
        before, length = offset if before is None else before, len(block)
        if before or offset:
            block = block - np.linspace(before, offset, len(block), endpoint=False, dtype=np.float32)
        before = offset
        yield block
