"""Give up rights for good: files (Landlock), network, programs and other processes (seccomp), size (limits). Linux.

Called by the process that parses strangers' pages, after it has loaded its code. Both are kernel interfaces with stable
numbers (https://docs.kernel.org/userspace-api/landlock.html, https://docs.kernel.org/userspace-api/seccomp_filter.html).
What the kernel does not offer is not shut; the caller is told what is.
"""

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Iterable
from pathlib import Path

FILES, PROGRAMS = "files", "programs"
MEMORY_BYTES = 2 << 30
OPEN_FILES = 64

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
READ = 1 << 2 | 1 << 3
READ_FILE = 1 << 2
# Rights to files by version of the interface: the first thirteen, then moving, cutting and device commands.
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NET_SINCE, SCOPE_SINCE = 4, 6

# Signals and descriptors by process, rings, new processes: the same numbers on every machine.
NEWER = (424, 425, 434, 435, 438)
# By machine: the filter's name of it, and the numbers of what must not be called (sockets, programs, other processes).
FORBIDDEN = {
    "x86_64": (
        0xC000003E,
        (
            *(41, 42, 49, 53, 56, 57, 58, 59, 62, 101, 165, 200, 234, 272, 298, 304, 308, 310, 311, 321, 322, 323),
            *NEWER,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (*(40, 97, 117, 129, 130, 131, 198, 199, 200, 203, 220, 221, 241, 265, 268, 270, 271, 280, 281, 282), *NEWER),
    ),
}
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
FOREIGN_CALLS = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


def confine(readable: Iterable[Path]) -> frozenset[str]:
    """Keep only reading below ``readable`` and what is open already; returns what was shut (FILES, PROGRAMS)."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(limit, (most, most))
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return frozenset()
    shut = {FILES} if _shut_files(readable) else set()
    # Last: the filter also forbids what the steps above call.
    return frozenset(shut | ({PROGRAMS} if _shut_programs() else set()))


def _shut_files(readable: Iterable[Path]) -> bool:
    version = _libc.syscall(CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    rights = FILE_RIGHTS[max(known for known in FILE_RIGHTS if known <= version)]
    described = struct.pack("=Q", rights)
    if version >= NET_SINCE:
        described += struct.pack("=Q", 0b11)
    if version >= SCOPE_SINCE:
        described += struct.pack("=Q", 0b11)
    rules = _libc.syscall(CREATE_RULESET, described, len(described), 0)
    if rules < 0:
        return False
    try:
        return all(_allow(rules, path) for path in readable) and not _libc.syscall(RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: Path) -> bool:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return True  # not there: nothing to allow
    try:
        rule = struct.pack("=Qi", READ if path.is_dir() else READ_FILE, place)
        return not _libc.syscall(ADD_RULE, rules, 1, rule, 0)
    finally:
        os.close(place)


def _shut_programs() -> bool:
    known = FORBIDDEN.get(platform.machine())
    if known is None:
        return False
    machine, numbers = known
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, machine), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(AT_LEAST, 0, 1, FOREIGN_CALLS), (RETURN, 0, 0, KILL)]
    for number in numbers:
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    steps.append((RETURN, 0, 0, ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    return not _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0)
