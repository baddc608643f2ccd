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
from collections.abc import Iterable, Mapping
from pathlib import Path

FILES, PROGRAMS, SOCKETS, TCP = "files", "programs", "sockets", "tcp"
# What can be shut for a process without a browser, and for one with.
WALLS, WALLS_OF_BROWSERS = frozenset({FILES, PROGRAMS}), frozenset({FILES, SOCKETS, TCP})
MEMORY_BYTES = 2 << 30
OPEN_FILES = 64
LARGEST_FILE = 256 << 20

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
PR_CAPBSET_DROP, CAPABILITIES_VERSION = 24, 0x20080522
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RUN, READ = 1 << 0, 1 << 2 | 1 << 3
# Everything but running: what a browser does in its own folder.
WRITE = (1 << 16) - 1 & ~RUN
# The rights that make sense for a single file: run, write, read, cut, device commands.
OF_FILES = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
CONNECT_TCP = 0b10
AF_INET, AF_INET6, SOCK_STREAM, IPPROTO_TCP, FASTOPEN = 2, 10, 1, 6, 0x20000000
Step = tuple[int, int, int, int]
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
# For a browser, which starts programs and processes of its own: mounting, tracing and reading other processes, kernel
# programs, keys, rings, descriptors of other processes; the call that makes sockets; those that send, and where their flags
# stand.
NO_BROWSER_NEEDS = {
    "x86_64": (
        0xC000003E,
        (101, 155, 165, 166, 246, 248, 249, 250, 298, 304, 308, 310, 311, 321, 323, 425, 426, 427, 438),
        41,
        ((44, 40), (46, 32), (307, 40)),
    ),
    "aarch64": (
        0xC00000B7,
        (117, 41, 40, 39, 104, 217, 218, 219, 241, 265, 268, 270, 271, 280, 282, 425, 426, 427, 438),
        198,
        ((206, 40), (211, 32), (269, 40)),
    ),
}
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000
LOAD, EQUAL, AT_LEAST, RETURN, AND, ANY_OF = 0x20, 0x15, 0x35, 0x06, 0x54, 0x45
FOREIGN_CALLS = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


def confine(readable: Iterable[Path], *, open_files: int = OPEN_FILES) -> frozenset[str]:
    """Keep only reading below ``readable`` and what is open already; returns what was shut (FILES, PROGRAMS)."""
    _limit(
        {
            resource.RLIMIT_AS: MEMORY_BYTES,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_NOFILE: open_files,
        }
    )
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return frozenset()
    shut = {FILES} if _shut_files([(path, READ) for path in readable], port=None) else set()
    # Last: the filter also forbids what the steps above call.
    return frozenset(shut | ({PROGRAMS} if _shut_programs() else set()))


def confine_to_browser(
    *, readable: Iterable[Path], runnable: Iterable[Path], writable: Iterable[Path], port: int
) -> frozenset[str]:
    """Keep what a browser needs: its files and programs, one folder, TCP to one port. Returns what was shut.

    FILES, SOCKETS (local ones, datagrams and raw ones, rings, other processes' memory), and TCP where the kernel can
    tell ports apart (Linux 6.7).
    """
    _limit({resource.RLIMIT_FSIZE: LARGEST_FILE, resource.RLIMIT_CORE: 0})
    if os.geteuid() == 0:
        _drop_capabilities()
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return frozenset()
    places = [(path, READ) for path in readable] + [(path, READ | RUN) for path in runnable]
    places += [(path, WRITE) for path in writable]
    shut = {FILES} if _shut_files(places, port=port) else set()
    if shut and _version() >= NET_SINCE:
        shut.add(TCP)
    return frozenset(shut | ({SOCKETS} if _shut_sockets() else set()))


def _drop_capabilities() -> None:
    """Leave to root what any user may: with its capabilities it could read other processes' environment past all rules."""
    for each in range(64):
        _libc.prctl(PR_CAPBSET_DROP, each, 0, 0, 0)
    header, none = struct.pack("=Ii", CAPABILITIES_VERSION, 0), bytes(24)
    _libc.capset(header, none)


def _limit(limits: Mapping[int, int]) -> None:
    for limit, most in limits.items():
        # A limit that was set lower before cannot be raised, and need not be.
        highest = resource.getrlimit(limit)[1]
        kept = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(limit, (kept, kept))


def _version() -> int:
    """Return the version of Landlock, less than 1 where there is none."""
    return int(_libc.syscall(CREATE_RULESET, None, 0, 1))


def _shut_files(places: Iterable[tuple[Path, int]], *, port: int | None) -> bool:
    """Keep these rights to these places, and TCP to this one port."""
    version = _version()
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
        if not all(_allow(rules, path, kept & rights) for path, kept in places):
            return False
        if port is not None and version >= NET_SINCE and not _allow_port(rules, port):
            return False
        return not _libc.syscall(RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, kept: int) -> bool:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return True  # not there: nothing to allow
    try:
        rule = struct.pack("=Qi", kept if path.is_dir() else kept & OF_FILES, place)
        return not _libc.syscall(ADD_RULE, rules, 1, rule, 0)
    finally:
        os.close(place)


def _allow_port(rules: int, port: int) -> bool:
    return not _libc.syscall(ADD_RULE, rules, 2, struct.pack("=QQ", CONNECT_TCP, port), 0)


def _shut_programs() -> bool:
    known = FORBIDDEN.get(platform.machine())
    return known is not None and _filter(known[0], known[1], [])


def _shut_sockets() -> bool:
    """Forbid every socket but TCP, and what a browser has no use for."""
    known = NO_BROWSER_NEEDS.get(platform.machine())
    if known is None:
        return False
    machine, numbers, socket, sends = known
    steps: list[Step] = []
    # Sending that connects as well passes by the rule for ports in older kernels.
    for number, flags_at in sends:
        steps += [(EQUAL, 0, 4, number), (LOAD, 0, 0, flags_at), (ANY_OF, 0, 1, FASTOPEN), (RETURN, 0, 0, REFUSE)]
        steps += [(LOAD, 0, 0, 0)]
    # A socket's first word must be one of two families, its second a stream, its third TCP: the rest is refused.
    steps += [(EQUAL, 0, 10, socket), (LOAD, 0, 0, 16), (EQUAL, 1, 0, AF_INET), (EQUAL, 0, 6, AF_INET6)]
    steps += [(LOAD, 0, 0, 24), (AND, 0, 0, 0xF), (EQUAL, 0, 3, SOCK_STREAM)]
    steps += [(LOAD, 0, 0, 32), (EQUAL, 2, 0, 0), (EQUAL, 1, 0, IPPROTO_TCP), (RETURN, 0, 0, REFUSE)]
    return _filter(machine, numbers, steps)


def _filter(machine: int, numbers: Iterable[int], more: list[Step]) -> bool:
    """Refuse system calls by number, and by what ``more`` steps say at the end, for good."""
    steps: list[Step] = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, machine), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(AT_LEAST, 0, 1, FOREIGN_CALLS), (RETURN, 0, 0, KILL)]
    for number in numbers:
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    steps += [*more, (RETURN, 0, 0, ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    return not _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0)
