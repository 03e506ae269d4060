"""What a worker process may not do: use the network, eat the memory, outlive the server.

Linux has all of it; elsewhere what the system lacks is left out, and the store says so once in its log.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

from pactes.store.death import WORDS_LIMIT

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_ERRNO_EACCES = 0x00050000 | 13
_LOAD, _EQUAL, _GREATER_OR_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06
_SYSCALL, _ARCHITECTURE = 0, 4
"""Offsets in ``struct seccomp_data``."""

# Calls by which a process gets a socket, by machine: audit architecture, socket, io_uring_setup (it can open them too).
_MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_X32 = 0x40000000
"""System call numbers from here on are those of the x32 interface, which no worker uses."""

NICENESS = 5
"""Workers yield to the server: it must answer while they work."""


class _Instruction(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_uint16),
        ("jt", ctypes.c_uint8),
        ("jf", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction))]


def can_deny_network() -> bool:
    """Tell whether this system has the filter that keeps workers off the network."""
    return sys.platform == "linux" and os.uname().machine in _MACHINES


def confine(memory: int, parent: int, *, network: bool = False) -> None:
    """Confine this process for good: ``memory`` bytes of address space, no sockets, killed with process ``parent``.

    ``network`` for one whose work is to ask another host: it keeps its sockets.
    """
    die_with(parent)
    if sys.platform != "win32":
        import resource

        # macOS refuses RLIMIT_AS: the time limit remains.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # The one file that it writes is its standard error: its last words, without the engine's backtrace.
        resource.setrlimit(resource.RLIMIT_FSIZE, (WORDS_LIMIT, WORDS_LIMIT))
        os.environ["RUST_BACKTRACE"] = "0"
        os.nice(NICENESS)
    if can_deny_network() and not network:
        deny_network()


def address_space() -> int:
    """Return the bytes of address space that this process has (Linux), 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def die_with(parent: int) -> None:
    """Have this process killed when the one that started it, ``parent``, ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the line above
            os._exit(0)


def deny_network() -> None:
    """Make every attempt to get a socket of any family fail with EACCES, for this process and what it starts.

    A seccomp filter needs no privilege. Raises ``OSError`` when the kernel refuses it.
    """
    architecture, socket_call, io_uring_call = _MACHINES[os.uname().machine]
    program = [
        _Instruction(_LOAD, 0, 0, _ARCHITECTURE),
        _Instruction(_EQUAL, 0, 5, architecture),  # another architecture: refuse
        _Instruction(_LOAD, 0, 0, _SYSCALL),
        _Instruction(_GREATER_OR_EQUAL, 3, 0, _X32),
        _Instruction(_EQUAL, 2, 0, socket_call),
        _Instruction(_EQUAL, 1, 0, io_uring_call),
        _Instruction(_RETURN, 0, 0, _ALLOW),
        _Instruction(_RETURN, 0, 0, _ERRNO_EACCES),
    ]
    instructions = (_Instruction * len(program))(*program)
    filter_ = _Program(len(program), instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "le noyau refuse le filtre seccomp")
