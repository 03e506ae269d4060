"""A remote store: the same site over any SPARQL 1.1 endpoint to which ``pactes push`` has sent a release.

Pages, dumps and the manifest come from the folder of the release on this machine, answers from the endpoint: what is
served is the release that the endpoint says that it holds (``pactes.store.endpoint``), and its folder. A query runs in
a worker process (``pactes.store.remote_worker``) under the limits of ``pactes.store.pool``.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import httpx

from pactes.errors import QueryEngineFailed, QueryError, QueryTooHeavy, ReleaseError, StoreBusy
from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.release import Release, current_release, open_release, verify
from pactes.settings import Settings
from pactes.store.breaker import Breaker
from pactes.store.endpoint import Names, Pointer, WrongState, client_options, pointer_of, pointer_query
from pactes.store.interface import Dataset, Formats, QueryResult, ResultKind, StoreState
from pactes.store.past import PastStores
from pactes.store.pool import RETRY_AFTER, Pool
from pactes.store.remote_answers import Fault, RemoteFault, check_status
from pactes.store.remote_process import EndpointFault, RemoteConfig, RemoteSpawner
from pactes.store.spool import DiskBudget

log = logging.getLogger("pactes.store")

LOOK_EVERY = 2.0
"""Seconds between two looks at what the endpoint holds."""

RETRIES = 3
"""Times that a query is sent again to an endpoint that cut the line or answered 5xx."""

_PAUSE = 0.1
"""Seconds before the first of them; twice as many before each next one, and up to as many again by chance."""

_MOVED_PAUSE = 0.1

REPLACED = 5.0
"""Seconds for which a pointer may be missing and still count as being replaced: some engines delete, then insert."""

_LARGE_RESULTS = 16
_POINTER_BYTES = 1 << 16

_SILENT = "Le magasin distant ne répond pas : les requêtes sont refusées jusqu'à ce qu'il revienne."
_NONE = (
    "Le magasin distant ne tient aucune version de ce site : envoyez-lui la version courante par « pactes push », "
    "puis réessayez."
)


class RemoteStore:
    """A ``Store`` over the endpoint of ``settings.store``; it follows what the endpoint holds."""

    def __init__(self, settings: Settings, *, look_every: float = LOOK_EVERY) -> None:
        self._settings, self._look_every = settings, look_every
        self._names = Names(settings.base_iri)
        self._breaker = Breaker()
        self._deaths: Counter[str] = Counter()
        self._pool: Pool | None = None
        self._merges = PastStores(settings, limit=1)
        self._client: httpx.AsyncClient | None = None
        self._pointer: Pointer | None = None
        self._release: Release | None = None
        self._graphs: list[str] = []
        self._trouble = "Le magasin distant n'a pas encore répondu."
        self._warning = ""
        self._reached = 0.0
        self._pointed = 0.0  # when a pointer was last read
        self._looking = asyncio.Lock()
        self._follower: asyncio.Task[None] | None = None
        self._sound: set[str] = set()

    @property
    def release_id(self) -> str:
        """See ``Store``."""
        return self._release.id if self._release else ""

    @property
    def release_path(self) -> Path | None:
        """See ``Store``."""
        return self._release.path if self._release else None

    @property
    def state(self) -> StoreState:
        """See ``Store``; without workers while the endpoint gives nothing to serve, so that ``/health`` says 503."""
        if self._pool is None:
            return StoreState()
        if self._breaker.open:
            return replace(self._pool.state(), idle=0, busy=0, warning=_SILENT)
        if self._pointer is None:
            return replace(self._pool.state(), idle=0, busy=0, warning=self._trouble)
        return replace(self._pool.state(), warning=self._warning)

    async def start(self) -> None:
        """Start the workers and look at the endpoint; one that is away is waited for, while queries are told so.

        Raises ``ReleaseError`` when there is no release on this machine, or none of this base IRI.
        """
        current = current_release(self._settings.releases)
        if current.manifest.base_iri != self._settings.base_iri:
            raise ReleaseError(
                f"La version {current.id} a été faite pour {current.manifest.base_iri}, le service est réglé pour "
                f"{self._settings.base_iri} (PACTES_BASE_IRI) : refaites-la par « pactes build »."
            )
        settings = self._settings
        self._client = httpx.AsyncClient(**client_options(settings.store_timeout, settings.store_timeout))
        config = RemoteConfig(
            store=settings.store,
            base_iri=settings.base_iri,
            memory=settings.query_memory,
            result_limit=settings.result_limit,
            prefixes={name: iri.replace(BASE, settings.base_iri) for name, iri in PREFIXES.items()},
            connect=settings.store_timeout,
        )
        self._pool = Pool(
            RemoteSpawner(config),
            size=settings.workers,
            queue=settings.queue_limit,
            limit=settings.query_timeout,
            disk=DiskBudget(_LARGE_RESULTS * settings.result_limit),
            deaths=self._deaths,
        )
        try:
            await self._pool.start()
            # Pages say something of a release even before the endpoint has answered.
            self._serve(current)
            await self._look()
        except BaseException:
            await self.close()
            raise
        self._follower = asyncio.create_task(self._follow())

    async def drain(self, patience: float) -> None:
        """See ``Store``."""
        await self._stop_following()
        if self._pool is not None:
            await self._pool.close(patience)

    async def close(self) -> None:
        """Stop following, end every process."""
        await self._stop_following()
        await self._merges.close()
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def query(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        formats: Formats = Formats(),  # noqa: B008 - frozen
        timeout: float | None = None,
    ) -> QueryResult:
        """See ``Store``; ``StoreBusy`` too when the endpoint is away, and ``QueryEngineFailed`` when it refuses."""
        request = {
            "text": text,
            "dataset": dataset and (dataset.default_graphs, dataset.named_graphs),
            "formats": {
                ResultKind.SELECT: formats.select,
                ResultKind.ASK: formats.ask,
                ResultKind.GRAPH: formats.graph,
            },
        }
        limit = self._settings.query_timeout if timeout is None else min(timeout, self._settings.query_timeout)
        clock = asyncio.get_running_loop().time
        started, failures, moved = clock(), 0, False
        while True:
            left = limit - (clock() - started)
            try:
                return await self._ask(request, max(left, 0.001), limit)
            except EndpointFault as fault:
                pause = await self._after(fault, failures)
                failures += fault.fault is Fault.DOWN
                moved = fault.fault is Fault.MOVED
                if clock() - started + pause >= limit:
                    raise _away(self._breaker.wait) if failures else _moving() from None
                await asyncio.sleep(pause)
            except QueryTooHeavy as error:
                if error.limit == "temps" and moved:
                    raise _moving() from None  # what was left of its time is not what it needs
                if error.limit == "temps" and self._reached < started and not await self._answers():
                    # It is not this query that is too heavy.
                    raise _away(self._breaker.wait) from None
                raise

    async def _ask(self, request: dict[str, Any], left: float, limit: float) -> QueryResult:
        """Have the query answered once; raises ``EndpointFault`` where it may be asked again."""
        pool, pointer, release = self._pool, self._pointer, self._release
        if pool is None:
            raise StoreBusy("Le service démarre ou s'arrête : réessayez dans un instant.", retry_after=RETRY_AFTER)
        if not self._breaker.enter():
            raise _away(self._breaker.wait)
        told = False
        try:
            if pointer is None or release is None:
                raise StoreBusy(self._trouble or _NONE, retry_after=5)
            more = {"pointer": asdict(pointer), "graphs": self._graphs, "limit": left}
            result = await pool.query(request | more, left)
            told = True
            self._breaker.succeeded()
            return result
        except EndpointFault as fault:
            told = fault.fault in (Fault.DOWN, Fault.WRONG, Fault.BUSY)
            if told:
                self._breaker.failed()
                log.warning("magasin distant : %s %s", fault.fault, fault.detail)
            if fault.fault is Fault.MERGE:
                # No engine tried merges some graphs without counting twice what two of them say: made here, from the
                # release's own store on disk.
                return await self._merges.query(release, request, left)  # type: ignore[arg-type]
            if fault.fault is Fault.CUT_SHORT:
                raise _cut_short(fault.detail, limit) from None
            raise
        finally:
            if not told:
                self._breaker.abandoned()

    async def _after(self, fault: EndpointFault, failures: int) -> float:
        """Return the seconds to wait before the query is asked again; raises what to tell when it is not to be."""
        match fault.fault:
            case Fault.MOVED:
                await self._look()
                return _MOVED_PAUSE
            case Fault.DOWN if failures < RETRIES:
                return float(_PAUSE * 2**failures) * (1 + random.random())
            case Fault.SIZE:
                value = f"{self._settings.result_limit / 2**20:g} Mio"
                raise QueryTooHeavy(
                    f"La réponse dépasse la limite de {value}. Ajoutez LIMIT, ou demandez moins de variables.",
                    limit="taille",
                    value=value,
                ) from None
            case Fault.REFUSED:
                log.warning("magasin distant : requête refusée (%s)", fault.detail)
                raise QueryEngineFailed(
                    "Le moteur de requêtes qui tient les données ne sait pas évaluer cette requête, bien qu'elle soit "
                    "du SPARQL. La relancer telle quelle n'y changera rien : écrivez-la autrement.",
                    english="The query engine that holds the data cannot evaluate this query, although it is SPARQL. "
                    "Trying again as it is will not help: write it another way.",
                ) from None
        raise _away(self._breaker.wait) from None

    async def _answers(self) -> bool:
        """Tell whether the endpoint answers right now."""
        before = self._reached
        await self._look()
        return self._reached > before

    async def _stop_following(self) -> None:
        task, self._follower = self._follower, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._look_every)
            if self._breaker.wait > 0:
                continue
            try:
                await self._look()
            except Exception:
                log.exception("le magasin distant n'a pas pu être suivi")

    async def _look(self) -> None:
        """Look at what the endpoint holds, and serve that; several callers share one look."""
        asked = asyncio.get_running_loop().time()
        async with self._looking:
            if self._reached > asked:
                return
            try:
                pointer = await self._read_pointer()
            except RemoteFault as fault:
                # One that fails may be chance: queries go on to try, and the breaker decides.
                self._breaker.failed()
                self._tell(_SILENT)
                log.warning("magasin distant : %s %s", fault.fault, fault.detail)
                return
            except WrongState:
                self._tell("Le magasin distant change de version.")
                return
            self._reached = now = asyncio.get_running_loop().time()
            self._breaker.succeeded()
            if pointer is None:
                if self._pointer is not None and now - self._pointed < REPLACED:
                    return
                self._pointer = None
                self._tell(_NONE)
                return
            self._pointed = now
            await self._hold(pointer)

    async def _read_pointer(self) -> Pointer | None:
        assert self._client is not None
        headers = {"Accept": "application/sparql-results+json"}
        try:
            async with (
                asyncio.timeout(self._settings.store_timeout),
                self._client.stream(
                    "POST", self._settings.store, data={"query": pointer_query(self._names)}, headers=headers
                ) as response,
            ):
                body = b""
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > _POINTER_BYTES:
                        raise RemoteFault(Fault.WRONG, "réponse trop longue")
                check_status(response.status_code, response.headers, body)
        except (httpx.HTTPError, TimeoutError) as error:
            raise RemoteFault(Fault.DOWN, type(error).__name__) from None
        if "json" not in response.headers.get("content-type", ""):
            raise RemoteFault(Fault.WRONG, "type")
        return pointer_of(body)

    async def _hold(self, pointer: Pointer) -> None:
        """Serve the release that ``pointer`` names, with its folder on this machine."""
        if self._release is None or pointer.release != self._release.id or pointer.release not in self._sound:
            try:
                release = await asyncio.to_thread(self._opened, pointer.release)
            except ReleaseError as error:
                self._pointer = None
                self._tell(str(error))
                return
            self._serve(release)
        self._pointer, self._trouble = pointer, ""
        self._warning = await asyncio.to_thread(self._difference)

    def _opened(self, name: str) -> Release:
        if "/" in name or name.startswith("."):
            raise ReleaseError("Le magasin distant nomme une version qui ne peut pas être d'ici.")
        path = self._settings.releases / name
        try:
            release = open_release(path)
        except ReleaseError:
            raise ReleaseError(
                f"Le magasin distant tient la version {name}, qui n'est pas sur cette machine : ses pages et ses "
                "fichiers manquent. Envoyez-lui la version courante par « pactes push »."
            ) from None
        if faults := verify(release):
            raise ReleaseError(f"La version {name} est abîmée : {' '.join(faults)}")
        self._sound.add(name)
        return release

    def _difference(self) -> str:
        try:
            current = current_release(self._settings.releases).id
        except ReleaseError as error:
            return str(error)
        if current == self.release_id:
            return ""
        return (
            f"Le magasin distant tient la version {self.release_id} ; la version courante est {current} : envoyez-la "
            "par « pactes push »."
        )

    def _serve(self, release: Release) -> None:
        self._release = release
        self._graphs = [entry.iri for entry in release.manifest.graphs]

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.error(trouble)
        self._trouble = trouble


def _away(wait: float) -> QueryError:
    return StoreBusy(
        "Le magasin de données distant ne répond pas : réessayez dans un moment.", retry_after=max(2, round(wait + 0.5))
    )


def _moving() -> StoreBusy:
    return StoreBusy("Le magasin de données change de version : réessayez dans un instant.", retry_after=RETRY_AFTER)


def _cut_short(detail: str, limit: float) -> QueryTooHeavy:
    log.warning("magasin distant : réponse incomplète, refusée (%s)", detail)
    if detail.endswith("lignes"):
        return QueryTooHeavy(
            "La réponse dépasse le nombre de lignes que le magasin de données donne en une fois : elle serait "
            "incomplète. Ajoutez LIMIT.",
            limit="taille",
            value=detail,
        )
    value = f"{limit:g} s"
    return QueryTooHeavy(
        f"La requête a été arrêtée à sa limite de temps, {value} : la relancer n'y changera rien. "
        "Restreignez-la, ou ajoutez LIMIT.",
        limit="temps",
        value=value,
    )
