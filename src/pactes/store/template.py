"""The template process: it loads the graphs into memory once, then forks a worker whenever it is asked.

Workers share its memory, page by page, until they write to it: they answer at memory speed and are replaced in
milliseconds. It has one thread, as a fork must: so it reads the dump of the release, not its store (RocksDB starts
threads). Started as ``python -m pactes.store.template`` with the number of its control socket; Linux only.

The control socket keeps messages apart (SOCK_SEQPACKET). The first is the configuration, in JSON. ``F`` with a socket
and a file: fork a worker that talks on the one and has the other for its standard error, answer its process number.
``W`` and a process number: wait until that worker is gone, answer its exit code. Only then is the number free for
others: a worker is never mistaken for another process.
"""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from pactes.release.union import with_union
from pactes.store import frames, sandbox
from pactes.store.analytic import Analytic
from pactes.store.dataset import Datasets
from pactes.store.worker import serve

MESSAGE = 1 << 16
"""Bytes of the longest message."""

READY = b"R"
NUMBER = struct.Struct("!q")
FORK = b"F"
WAIT = b"W"

_CHUNK = 1 << 20


def load(dump: str, quads: int) -> ox.Store:
    """Return a store in memory of a compressed N-Quads file; raises ``ValueError`` when it does not hold ``quads``."""
    read = 0

    def told(stream: io.BufferedReader) -> Iterator[ox.Quad]:
        nonlocal read
        for quad in ox.parse(stream, format=ox.RdfFormat.N_QUADS):
            read += 1
            yield quad

    store = ox.Store()
    with gzip.open(dump) as packed:
        # As it comes: all quads at once in Python would take more memory than the store itself.
        store.bulk_extend(with_union(told(io.BufferedReader(packed, _CHUNK))))
    if read != quads:
        raise ValueError(f"{read} quadruplets au lieu de {quads}")
    return store


def main(arguments: list[str]) -> None:
    """Serve until the control socket is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(arguments[0]))
    config = json.loads(control.recv(MESSAGE))
    sandbox.die_with(config["parent"])
    try:
        store = load(config["dump"], config["quads"])
        analytic = Analytic(config.get("columns", ""))
        analytic.open()  # it has one thread too
        datasets = Datasets(store, analytic)
    except (OSError, ValueError, SyntaxError) as error:
        control.send(f"{type(error).__name__}: {error}".encode()[:MESSAGE])
        return
    gc.collect()
    gc.freeze()  # the collector of a worker must not touch, and so copy, what is shared
    control.send(READY)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 16, 2)
        if message == FORK:
            _fork(control, descriptors[0], descriptors[1], datasets, config)
        elif message[:1] == WAIT:
            _, status = os.waitpid(NUMBER.unpack(message[1:])[0], 0)
            control.send(NUMBER.pack(os.waitstatus_to_exitcode(status)))
        else:
            return


def _fork(control: socket.socket, talk: int, words: int, datasets: Datasets, config: dict[str, Any]) -> None:
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(talk)
        os.close(words)
        control.send(NUMBER.pack(child))
        return
    try:
        control.close()
        os.dup2(words, 2)
        os.close(words)
        # What a query may take is beside the graphs, which all workers have.
        sandbox.confine(config["memory"] + sandbox.address_space(), parent)
        with os.fdopen(talk, "rb", closefd=False) as requests, os.fdopen(talk, "wb", frames.BUFFER) as answers:
            serve(datasets, config, requests, answers)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
