"""The server as a process of its own: ports, whether it answers, what it started."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import httpx


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def answers(address: str) -> bool:
    try:
        return httpx.get(address + "health").status_code == 200
    except httpx.TransportError:
        return False


def descendants(of: int) -> set[int]:
    """Processes that ``of`` started, and those that they started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal():
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {of}} - found:
        found |= more
    return found


def alive(process: int) -> bool:
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
