"""Work in the background gives way to the pages: whoever hears a recording takes the processor that nobody else wants.

What is forked or started from here inherits all of it. Which of the disk's queues a process waits in follows its niceness by itself
(ioprio_set(2)).
"""

import os
from contextlib import suppress
from pathlib import Path

AUTOGROUP = Path("/proc/self/autogroup")


def give_way(niceness: int) -> None:
    """From now on this process yields to others by so much (nice(2): 0 by nothing, 19 by most). What the system refuses is left out."""
    if not niceness:
        return
    with suppress(OSError):
        os.nice(niceness)
    if hasattr(os, "SCHED_BATCH"):  # Linux: whoever computes for long does not interrupt whoever has just been woken
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if os.getsid(0) == os.getpid():  # else the session is somebody's terminal
        # Linux may weigh whole sessions against one another first (sched(7), autogroup); within one's own, nobody is there to yield to.
        with suppress(OSError):
            AUTOGROUP.write_text(str(niceness))
