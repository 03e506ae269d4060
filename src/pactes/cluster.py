"""Documents read on the machines of a Dask cluster, each in a bounded process there, as ``isolated`` does it here.

A file's content travels with its task: the machines share no disk. The registry and the other reference data are those
of the worker's installation, which must be the one of the caller; every task checks it, because workers come and go.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import platform
import socket
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pactes.errors import ClusterError
from pactes.isolated import AHEAD, Loss, Lost, isolated_map
from pactes.settings import resource

if TYPE_CHECKING:
    from distributed import Client, Future

    Told = Future[Any]

T = TypeVar("T")
R = TypeVar("R")

__all__ = ["Cluster"]

CONNECT = 10.0
"""Time to reach the scheduler, then to see a first worker, in seconds."""

ALONE = 60.0
"""Time that documents wait for a worker once there is none left, in seconds."""

POLL = 2.0
"""How often, in seconds, the wait for a document looks whether there is still somebody to read it."""

LIBRARIES = ("ahocorasick-rs", "babel", "dateparser", "lxml", "pebble", "pypdfium2", "python-docx", "rapidfuzz")
"""Libraries that have a say in what is read in a document."""


@dataclass(frozen=True, slots=True)
class _Differs:
    """A worker whose installation is not the caller's: what differs, with its value there and here."""

    worker: str
    found: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A ``Spread`` over the Dask cluster whose scheduler is at ``address`` (``tcp://host:port``).

    Raises ``ClusterError`` when Dask is not installed, when the scheduler cannot be reached or leaves, when there is no
    worker, or when a worker has another version of pactes. A document whose worker dies is given to another, as many
    times as the scheduler allows (``distributed.scheduler.allowed-failures``, 3), then it is ``Lost``.
    """

    address: str

    def __call__(
        self,
        function: Callable[[T, Path], R],
        items: Sequence[T],
        paths: Sequence[Path],
        *,
        seconds: float,
        memory: int,
    ) -> Generator[R | Lost, None, None]:
        """See ``Spread``."""
        if not items:
            return
        with _client(self.address) as client:
            waiting: deque[tuple[Told, Path]] = deque()
            rest = zip(items, paths, strict=True)
            try:
                while True:
                    missing = AHEAD * max(1, _threads(client)) - len(waiting)
                    for _, (item, path) in zip(range(missing), rest, strict=False):
                        waiting.append((_submit(client, function, item, path, seconds, memory), path))
                    if not waiting:
                        break
                    yield self._outcome(client, *waiting.popleft())
            except (OSError, CancelledError) as error:
                raise self._left() from error
            finally:
                for future, _path in waiting:
                    future.release()  # type: ignore[no-untyped-call]

    def _outcome(self, client: Client, future: Told, path: Path) -> Any:
        """Return what the future of a file gives, once it does."""
        from distributed import KilledWorker
        from distributed import TimeoutError as NotYet
        from distributed.client import FutureCancelledError

        seen = time.monotonic()
        while True:
            try:
                outcome = future.result(timeout=POLL)
            except NotYet:
                if client.status != "running":
                    raise self._left() from None
                if _threads(client):
                    seen = time.monotonic()
                elif time.monotonic() - seen > ALONE:
                    raise ClusterError(
                        f"Plus aucun travailleur n'est relié à {self.address} : {path.name} attend en vain. "
                        f"Relancez-en par « dask worker {self.address} », puis recommencez."
                    ) from None
                continue
            except KilledWorker:
                return Lost(Loss.DEATH)
            except FutureCancelledError as error:
                raise self._left() from error
            except ModuleNotFoundError as error:
                raise ClusterError(
                    f"Un travailleur de {self.address} n'a pas le module {error.name} : installez-y le même pactes "
                    "qu'ici, par « pip install pactes[cluster] »."
                ) from error
            if isinstance(outcome, _Differs):
                raise ClusterError(_told(outcome))
            return outcome

    def _left(self) -> ClusterError:
        return ClusterError(
            f"L'ordonnanceur {self.address} ne répond plus : rien n'est écrit. Relancez-le, ou construisez sans "
            "--scheduler."
        )


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """Yield a client of the scheduler at ``address``, which has a worker."""
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise ClusterError(
            "Dask n'est pas installé, et --scheduler en a besoin : « pip install pactes[cluster] »."
        ) from error
    # Importing it sets its own level, under which each connection is told to people who asked for documents.
    logging.getLogger("distributed").setLevel(logging.WARNING)
    # A document of several megabytes is no mistake: it is what there is to send.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"}):
        _reach(address)
        try:
            client = Client(address, timeout=CONNECT, set_as_default=False, name="pactes")  # type: ignore[no-untyped-call]
        except (OSError, ValueError, RuntimeError, TypeError) as error:  # it listens, and is no scheduler
            raise _unreachable(address) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=CONNECT)
            except TimeoutError as error:
                raise ClusterError(
                    f"L'ordonnanceur {address} n'a aucun travailleur : lancez-en par « dask worker {address} »."
                ) from error
            yield client


def _reach(address: str) -> None:
    """Check that somebody listens at an address: a client that fails to start leaves threads behind, this does not."""
    try:
        told = urlsplit(address)
        if told.scheme not in ("tcp", "tls") or not told.hostname or not told.port:
            raise ValueError(address)
        socket.create_connection((told.hostname, told.port), timeout=CONNECT).close()
    except (OSError, ValueError) as error:
        raise _unreachable(address) from error


def _unreachable(address: str) -> ClusterError:
    return ClusterError(
        f"Aucun ordonnanceur Dask ne répond à « {address} » : vérifiez l'adresse (par exemple tcp://127.0.0.1:8786), "
        "ou lancez-en un par « dask scheduler »."
    )


def _threads(client: Client) -> int:
    """Return how many documents the workers can read at once; 0 when there is no worker."""
    return sum(client.nthreads().values())  # type: ignore[no-untyped-call]


def _submit(client: Client, function: Callable[[T, Path], R], item: T, path: Path, seconds: float, memory: int) -> Told:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ClusterError(f"{path.name} ne peut pas être lu ici : {error.strerror}.") from error
    task = partial(_do, partial(function, item), path.name, seconds=seconds, memory=memory, expected=installation())
    return client.submit(task, content, pure=False)


def _do(
    function: Callable[[Path], R],
    name: str,
    content: bytes,
    *,
    seconds: float,
    memory: int,
    expected: tuple[tuple[str, str], ...],
) -> R | Lost | _Differs:
    """Do the work on a content, in the worker; the file has the name that it has where it comes from."""
    from distributed import get_worker

    worker = get_worker()
    mine, theirs = dict(installation()), dict(expected)
    if mine != theirs:
        found = ((part, mine.get(part, "absent"), theirs[part]) for part in theirs if mine.get(part) != theirs[part])
        return _Differs(worker.address, tuple(found))
    # Dask's nanny makes its worker a daemon, which may have no children. Those that are made here die with their pool.
    multiprocessing.current_process().daemon = False
    with tempfile.TemporaryDirectory(dir=worker.local_directory) as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return next(isolated_map(function, [path], jobs=1, seconds=seconds, memory=memory))


@lru_cache(maxsize=1)
def installation() -> tuple[tuple[str, str], ...]:
    """Return what decides what is read in a document, each part with its version or its fingerprint."""
    here = Path(__file__).parent
    versions = []
    for library in LIBRARIES:
        try:
            versions.append((library, metadata.version(library)))
        except metadata.PackageNotFoundError:
            versions.append((library, "absent"))
    return (
        ("pactes", _fingerprint(here, "*.py")),
        ("données de référence", _fingerprint(resource("data/reference"), "*")),
        ("Python", ".".join(platform.python_version_tuple()[:2])),
        *versions,
    )


def _fingerprint(folder: Path, pattern: str) -> str:
    """Return a fingerprint of the names and contents of the files of a folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _told(differs: _Differs) -> str:
    parts = ", ".join(f"{part} ({there} là-bas, {here} ici)" for part, there, here in differs.found)
    return (
        f"Le travailleur {differs.worker} n'a pas la même installation : {parts}. Le résultat pourrait différer, rien "
        "n'est écrit. Installez-y le même pactes qu'ici et relancez-le."
    )
