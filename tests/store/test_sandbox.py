"""What a confined process can no longer do, tried in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pactes.store import sandbox

TRIAL = """
import os, socket, sys
from pactes.store import sandbox
sandbox.confine({memory}, os.getppid())
{code}
"""

pytestmark = pytest.mark.skipif(not sandbox.can_deny_network(), reason="the filter is for Linux on x86_64 and aarch64")


def confined(code: str, memory: int = 2**31) -> subprocess.CompletedProcess[str]:
    program = TRIAL.format(memory=memory, code=code)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
def test_no_socket(family: str) -> None:
    outcome = confined(f"socket.socket(socket.{family})")
    assert "PermissionError" in outcome.stderr


def test_not_by_a_child_either() -> None:
    outcome = confined("import subprocess; subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'])")
    assert "PermissionError" in outcome.stderr


def test_not_even_oxigraph() -> None:
    code = """
import pyoxigraph as ox
try:
    list(ox.Store().query("SELECT * { SERVICE <http://127.0.0.1:8999/> { ?s ?p ?o } }"))
except OSError as error:
    print(error)
"""
    assert "Permission denied" in confined(code).stdout


def test_memory_is_bounded() -> None:
    outcome = confined("bytearray(3 * 2**30)")
    assert "MemoryError" in outcome.stderr
    assert confined("bytearray(2**20); print('bien')").stdout == "bien\n"


def test_it_still_reads_and_computes() -> None:
    assert confined("print(len(open(os.__file__).read()) > 0, sum(range(10)))").stdout == "True 45\n"
