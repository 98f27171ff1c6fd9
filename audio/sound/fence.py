"""What a process shuts itself off from, for good: files other than those it names, the network, and other processes (Linux only).

Files by Landlock (kernel 5.13, `landlock(7)`), the rest by a filter of system calls (`seccomp(2)`). Both are two or three calls of
the kernel, which no kept library offers for Python. A kernel that lacks one of them leaves that side open: `missing()` says so.
"""

import ctypes
import errno
import os
import platform
import struct
import sysconfig
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture
PATH_BENEATH, ASK_VERSION = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
RIGHTS = {
    1: (1 << 13) - 1,
    2: (1 << 14) - 1,
    3: (1 << 15) - 1,
    4: (1 << 15) - 1,
}  # by version; `struct` of files, net, scope
ALL_RIGHTS = (1 << 16) - 1  # from version 5 on
TCP = 0b11  # to bind, to connect; from version 4 on
OTHERS = 0b11  # abstract sockets and signals of processes outside; from version 6 on

SET_FILTER, ALL_THREADS, ALLOW = 1, 1, 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
LOAD, IF_EQUAL, IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF
CALL_AT, MACHINE_AT = 0, 4  # offsets in `struct seccomp_data`
OTHER_NUMBERS = 0x40000000  # x32: the same calls by other numbers
MACHINES = {"x86_64": (0xC000003E, 317, 0), "aarch64": (0xC00000B7, 277, 1)}  # audit's number, `seccomp`, column below
REFUSED = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "bind": (49, 200),
    "listen": (50, 201),
    "connect": (42, 203),
    "io_uring_setup": (425, 425),  # would open sockets and files past a filter
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "kill": (62, 129),
    "rt_sigqueueinfo": (129, 138),
    "open_by_handle_at": (304, 265),
    "truncate": (76, 45),  # Landlock knows it from version 3 on
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
}


def close(*, reads: Iterable[Path], writes: Iterable[Path]) -> None:
    """From here on only these files are to be had, beside the code of Python and its libraries; no socket and no other program.

    What is written must be there already. The process must have asked for no new privileges (`PR_SET_NO_NEW_PRIVS`).
    """
    if version := landlock_version():
        shut_files(version, reads, writes)
    if platform.machine() in MACHINES:
        shut_calls()


def missing() -> list[str]:
    """Which sides this machine leaves open, in words for whoever looks after it."""
    found = []
    if not landlock_version():
        found.append("files (the kernel has no Landlock, or does not let it be used)")
    if platform.machine() not in MACHINES or not has_filters():
        found.append("the network (the kernel filters no system calls for us)")
    return found


def landlock_version() -> int:
    """0 where there is none."""
    try:
        return kernel(CREATE_RULESET, None, 0, ASK_VERSION)
    except OSError:
        return 0


def has_filters() -> bool:
    return "Seccomp:" in Path("/proc/self/status").read_text()


def shut_files(version: int, reads: Iterable[Path], writes: Iterable[Path]) -> None:
    handled = RIGHTS.get(version, ALL_RIGHTS)
    asked = struct.pack("QQQ", handled, TCP, OTHERS)[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = kernel(CREATE_RULESET, asked, len(asked), 0)
    for folder in code():
        allow(ruleset, folder, READ_FILE | READ_DIR | EXECUTE)
    for path in filter(Path.is_file, reads):  # with a folder, all that is in it would be allowed
        allow(ruleset, path, READ_FILE)
    for path in filter(Path.is_file, writes):
        # A right that this kernel does not know yet would make it refuse the whole rule.
        allow(ruleset, path, (READ_FILE | WRITE_FILE | TRUNCATE) & handled)
    kernel(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def code() -> set[Path]:
    """Where modules are that Python may still import."""
    paths = sysconfig.get_paths()
    return {Path(paths[name]).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib")}


def allow(ruleset: int, path: Path, rights: int) -> None:
    if not path.exists():
        return
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        kernel(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, handle), 0)
    finally:
        os.close(handle)


def shut_calls() -> None:
    _, seccomp, _ = MACHINES[platform.machine()]
    program = call_filter()
    steps = ctypes.create_string_buffer(program)
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(steps))
    try:
        kernel(seccomp, SET_FILTER, ALL_THREADS, head)
    except OSError as error:
        if error.errno not in (errno.ENOSYS, errno.EINVAL):  # a kernel made without filters
            raise


def call_filter() -> bytes:
    """A program for the kernel: refuses the calls in the table, and those of any other architecture's numbers."""
    machine, _, column = MACHINES[platform.machine()]
    numbers = sorted({found[column] for found in REFUSED.values()})
    # Jumps are counted in steps left out, so they grow with the table: the last two steps let through and refuse.
    steps = [
        (LOAD, 0, 0, MACHINE_AT),
        (IF_EQUAL, 0, len(numbers) + 3, machine),
        (LOAD, 0, 0, CALL_AT),
        (IF_AT_LEAST, len(numbers) + 1, 0, OTHER_NUMBERS),
        *((IF_EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def kernel(number: int, *arguments: int | bytes | None) -> int:
    """A system call that the C library has no name for. Raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    plain = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    answer = int(library.syscall(ctypes.c_long(number), *plain))
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer
