"""How much memory this machine has left for a release."""

from __future__ import annotations

from pathlib import Path

BYTES_OF_QUAD = 400
"""Bytes that a quad takes in memory: a million triples take 375 MiB in Oxigraph 0.5.13."""

SHARE = 0.5
"""Part of the memory that is left which a release may take: the other is for workers, whose pages are copied when they
write to them, and for everything else.
"""

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")


def fits(quads: int) -> bool:
    """Tell whether ``quads`` quads have room in memory; yes where the system does not tell what is left."""
    left = available()
    return left is None or quads * BYTES_OF_QUAD <= left * SHARE


def available() -> int | None:
    """Return the bytes of memory that this machine, or the container that it is in, can still give; None if unknown."""
    known = [amount for amount in (_of_machine(), _of_container()) if amount is not None]
    return min(known, default=None)


def _of_machine() -> int | None:
    try:
        lines = _MEMINFO.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _of_container() -> int | None:
    """Return what the control group (version 2) leaves: Linux, cgroup-v2, « memory.max »."""
    try:
        limit, used = (
            (_CGROUP / name).read_text(encoding="ascii").strip() for name in ("memory.max", "memory.current")
        )
        return None if limit == "max" else max(0, int(limit) - int(used))
    except (OSError, ValueError):
        return None
