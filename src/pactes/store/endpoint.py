"""A SPARQL endpoint that holds a release: what it is told by, and what it says that it holds.

The graphs have their public names there, and three graphs of the house are beside them, which no query of a visitor
sees: the union of the release, named by its contents; the digests of the graphs that were loaded; the pointer.

The pointer is how a release is switched to. Nothing that every engine has changes several graphs at one instant, so
readers are told instead: a push writes a new stamp before it touches a graph that is served, and another one when all
is in place. Who asks reads the pointer after the answer: when it is not the one that was known before, the answer may
be of two releases and is thrown away (a sequence lock). The union has another name in each release, so that what asks
for no graph by its name goes on being answered from the former release meanwhile. The pointer is one literal: it
cannot be seen half.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import httpx

import pactes

PREDICATE = "urn:pactes:etat"
"""The property of what the house writes for itself on an endpoint."""

AGENT = f"pactes/{pactes.__version__}"

USER, PASSWORD = "PACTES_STORE_USER", "PACTES_STORE_PASSWORD"


class WrongState(Exception):  # noqa: N818
    """Raised when what an endpoint says that it holds cannot be understood."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the graphs of the house on an endpoint, for the base IRI of a site."""

    base_iri: str

    @property
    def pointer(self) -> str:
        """The graph of the pointer."""
        return f"{self.base_iri}magasin/etat"

    @property
    def digests(self) -> str:
        """The graph of the digests."""
        return f"{self.base_iri}magasin/empreintes"

    @property
    def nothing(self) -> str:
        """A graph that is never filled: some engines take « no graph » for « all graphs »."""
        return f"{self.base_iri}magasin/vide"

    @property
    def samples(self) -> str:
        """The graph in which literals are tried."""
        return f"{self.base_iri}magasin/essai"

    def union(self, digest: str) -> str:
        """The graph that holds the union of the release of ``digest``."""
        return f"{self.base_iri}magasin/union/{digest[:24]}"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What an endpoint holds: the release, its union; ``pending`` is the union for which graphs are being changed.

    ``renamed`` are the datatypes that have another name there (``pactes.store.lossless``).
    ``stamp`` is never used twice: equal pointers mean that nothing happened between them.
    """

    release: str
    union: str
    stamp: str
    pending: str = ""
    renamed: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return it as it is written."""
        return json.dumps(asdict(self), sort_keys=True)

    def still_good(self, before: Pointer, *, by_name: bool) -> bool:
        """Tell whether an answer begun when the pointer was ``before`` is of one release.

        ``by_name`` for a query that asks for graphs by their names.
        """
        return self == before and not self.pending if by_name else self.union == before.union


def pointer_query(names: Names) -> str:
    """Return the query by which the pointer is read."""
    return f"SELECT ?etat WHERE {{ GRAPH <{names.pointer}> {{ <{names.pointer}> <{PREDICATE}> ?etat }} }}"


def pointer_of(body: bytes) -> Pointer | None:
    """Return the pointer that the answer (JSON) to ``pointer_query`` tells, None when there is none.

    Raises ``WrongState``; so does a pointer that is being replaced, as one more or less is for some engines.
    """
    try:
        rows = json.loads(body)["results"]["bindings"]
        if not rows:
            return None
        if len(rows) > 1:
            raise WrongState("le pointeur est en train de changer")
        return pointer_told(json.loads(rows[0]["etat"]["value"]))
    except (ValueError, KeyError, TypeError) as error:
        raise WrongState(f"{type(error).__name__}") from error


def pointer_told(members: Mapping[str, Any]) -> Pointer:
    """Return the pointer of what its JSON holds; raises ``TypeError``."""
    return Pointer(**{**members, "renamed": tuple(members.get("renamed", ()))})


def as_triple(subject: str, told: str) -> bytes:
    """Return the N-Triples line by which ``told`` is written."""
    return f"<{subject}> <{PREDICATE}> {json.dumps(told, ensure_ascii=True)} .\n".encode("ascii")


def credentials(environment: Mapping[str, str] = os.environ) -> Credentials | None:
    """Return who we are for the endpoint, from the environment alone, None when it does not say.

    They are no setting: settings are printed, and told to other processes.
    """
    user = environment.get(USER, "")
    return Credentials(user, environment.get(PASSWORD, "")) if user else None


class Credentials(httpx.Auth):
    """A name and a password, given by the way that the server asks for: Basic or Digest (Virtuoso)."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._basic = False
        self._digest: httpx.DigestAuth | None = None

    def __repr__(self) -> str:
        return "Credentials(…)"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Ask once without, then answer the challenge; from then on answer before it comes."""
        if self._digest is not None:
            yield from self._digest.auth_flow(request)
            return
        if self._basic:
            request.headers["Authorization"] = self._token()
            yield request
            return
        response = yield request
        if response.status_code != 401:
            return
        challenge = response.headers.get("WWW-Authenticate", "").lower()
        if "digest" in challenge:
            self._digest = httpx.DigestAuth(self._user, self._password)
            yield from self._digest.auth_flow(request)
        elif "basic" in challenge:
            self._basic = True
            request.headers["Authorization"] = self._token()
            yield request

    def _token(self) -> str:
        return "Basic " + base64.b64encode(f"{self._user}:{self._password}".encode()).decode("ascii")


def client_options(connect: float, read: float | None) -> dict[str, Any]:
    """Return what every HTTP client of an endpoint is made with; times in seconds.

    No redirect is followed: it would carry queries and credentials elsewhere. The environment's proxies are used.
    """
    return {
        "auth": credentials(),
        "follow_redirects": False,
        "headers": {"User-Agent": AGENT},
        "timeout": httpx.Timeout(read, connect=connect),
    }
