"""Who the visitor is talking to: the public address, trusted proxies, and what a forged Host may not do.

Forwarded headers count only from ``PACTES_TRUSTED_PROXIES``; from anyone else they are thrown away. With
``PACTES_PUBLIC_URL`` every absolute address is public, whatever the Host: a forged one changes nothing. Without it the
Host that the visitor used is told back to them: such an answer says that it depends on the Host, and no cache may keep
an answer for a Host that is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.http import parse_options_header

from pactes.settings import Settings
from pactes.web.problems import Problem, respond

Networks = Sequence[IPv4Network | IPv6Network]

LONGEST_ADDRESS = 64 * 1024
"""Bytes of the path and query of a request: more is refused with 414, long before the server gives up reading."""

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
_WHOLE = re.compile(r"https?://(?P<host>[^/]+)(?P<path>/.*)?", re.IGNORECASE | re.DOTALL)
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix")
_OTHERS = (b"x-forwarded-port", b"x-forwarded-server", b"x-forwarded-scheme", b"x-real-ip", b"x-original-host")


@dataclass(frozen=True, slots=True)
class Told:
    """What a trusted proxy tells of the request that it received; None where it says nothing."""

    client: str | None = None
    host: str | None = None
    scheme: str | None = None
    prefix: str | None = None


def networks(listed: str) -> Networks:
    """Read a list of addresses and networks (``127.0.0.1, 10.0.0.0/8``); raises ValueError."""
    return tuple(ip_network(item.strip(), strict=False) for item in listed.split(",") if item.strip())


def is_trusted(address: str | None, trusted: Networks) -> bool:
    """Tell whether an address (port or brackets allowed) is one of a trusted proxy."""
    found = parsed(address)
    return found is not None and any(found in network for network in trusted)


def parsed(address: str | None) -> IPv4Address | IPv6Address | None:
    """Return an address that was written with or without port and brackets, None for what is none.

    An IPv4 address told as IPv6 (``::ffff:192.0.2.1``) is the same address.
    """
    if not address:
        return None
    bare = address.strip().strip('"')
    bare = bare[1:].partition("]")[0] if bare.startswith("[") else bare
    bare = bare.rpartition(":")[0] if bare.count(":") == 1 else bare
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def told_by_proxy(headers: Mapping[str, str], trusted: Networks) -> Told:
    """Return what forwarded headers say, read from the nearest proxy outwards as far as proxies are trusted.

    What stands further left was written by someone who is not trusted. ``Forwarded`` (RFC 7239) counts where there is
    none of the ``X-Forwarded-*``: a proxy that knows only these lets a visitor's ``Forwarded`` through.
    """
    names = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix")
    lists = {name: [v.strip() for v in headers.get(name, "").split(",") if v.strip()] for name in names}
    prefix = lists["x-forwarded-prefix"][-1] if lists["x-forwarded-prefix"] else None
    if not any(lists[name] for name in names[:3]):
        elements = _elements(headers.get("forwarded", ""))
        if not elements:
            return Told(prefix=prefix)
        rank = _hops([element.get("for", "") for element in elements], trusted)
        chosen = elements[-1 - rank]
        return Told(chosen.get("for"), chosen.get("host"), chosen.get("proto"), prefix)
    rank = _hops(lists["x-forwarded-for"], trusted)

    def at(name: str) -> str | None:
        values = lists[name]
        return (values[-1 - rank] if rank < len(values) else values[0]) if values else None

    return Told(at("x-forwarded-for"), at("x-forwarded-host"), at("x-forwarded-proto"), prefix)


def _elements(header: str) -> list[dict[str, str]]:
    elements = []
    for part in re.findall(r'(?:[^",]|"(?:[^"\\]|\\.)*")+', header):
        _, pairs = parse_options_header(f"x;{part}")
        elements.append({name.lower(): value for name, value in pairs.items()})
    return elements


def _hops(clients: Sequence[str], trusted: Networks) -> int:
    """Return how many proxies behind the nearest one are trusted."""
    hops = 0
    while hops < len(clients) - 1 and is_trusted(clients[-1 - hops], trusted):
        hops += 1
    return hops


class ProxyMiddleware:
    """Put what is true of the visitor's request into the scope, for all that follows."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._next, self._settings = app, settings
        self._trusted = networks(settings.trusted_proxies)
        public = urlsplit(settings.public_url or "")
        self._public_scheme, self._public_host = public.scheme, public.netloc.lower()
        self._public_path = public.path.rstrip("/")
        self._known = {*_LOOPBACK, settings.host.lower(), _bare(self._public_host)}
        self._known.add(_bare(urlsplit(settings.base_iri).netloc.lower()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._next(scope, receive, send)
            return
        scope = _without_origin(scope)
        client, server = scope.get("client"), scope.get("server")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        told = told_by_proxy(headers, self._trusted) if is_trusted(client and client[0], self._trusted) else Told()
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        visited = told.host or (hosts[0] if hosts else "")
        kept = [(n, v) for n, v in scope["headers"] if n != b"host" and n not in _FORWARDED and n not in _OTHERS]
        scope = {**scope, "headers": kept}
        if told.client and client:
            scope["client"] = (told.client, 0)
        if told.scheme in ("http", "https"):
            scope["scheme"] = told.scheme
        refusal = _refusal(scope, [*hosts, *([told.host] if told.host else [])], single=len(hosts) <= 1)
        if refusal is not None:
            await respond(Request(scope, receive), refusal, self._settings.base_iri)(scope, receive, send)
            return
        prefix = told.prefix if told.prefix and _PREFIX.fullmatch(told.prefix.rstrip("/")) else ""
        if not prefix and visited and visited.lower() == self._public_host:
            prefix = self._public_path
        if prefix:
            _mount(scope, prefix.rstrip("/"))
        known = not visited or _bare(visited.lower()) in self._known | ({str(server[0])} if server else set())
        if self._public_host:
            visited, scope["scheme"], known = self._public_host, self._public_scheme, True
        if visited:
            scope["headers"] = [*kept, (b"host", visited.encode("latin-1"))]
        scope["state"] = dict(scope.get("state", {}))
        await self._next(scope, receive, _host_told(scope, send if known else _uncached(send)))


def _refusal(scope: Scope, hosts: Sequence[str], *, single: bool) -> Problem | None:
    """Return why a request goes no further, None when it does."""
    if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return Problem(
            "uri-too-long",
            f"L'adresse dépasse {LONGEST_ADDRESS} octets. Une longue requête SPARQL s'envoie par POST.",
            f"The address passes {LONGEST_ADDRESS} bytes. A long SPARQL query is sent by POST.",
            extra={"limit": "adresse", "value": f"{LONGEST_ADDRESS} octets"},
        )
    if not single or not all(not host or _HOST.fullmatch(host) for host in hosts):
        return Problem(
            "bad-request",
            "L'en-tête « Host » n'est pas un nom d'hôte, ou il y en a plusieurs.",
            "The Host header is not a host name, or there are several.",
        )
    return None


def _without_origin(scope: Scope) -> Scope:
    """Return the scope of a request whose target is a whole address (RFC 9112, 3.2.2): its host counts, not Host."""
    found = _WHOLE.fullmatch(scope["path"])
    if found is None:
        return scope
    raw = _WHOLE.fullmatch(scope.get("raw_path", b"").decode("latin-1"))
    host = found["host"].encode("latin-1", "replace")
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {
        **scope,
        "path": found["path"] or "/",
        "raw_path": ((raw and raw["path"]) or "/").encode("latin-1"),
        "headers": [*headers, (b"host", host)],
    }


def _bare(host: str) -> str:
    """Return a host without its port."""
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _mount(scope: Scope, prefix: str) -> None:
    """Say that the application is mounted under ``prefix``, whether the proxy cut it off the path or not."""
    path: str = scope["path"]
    scope["root_path"] = prefix
    if path != prefix and not path.startswith(f"{prefix}/"):
        scope["path"] = prefix + path
        scope["raw_path"] = prefix.encode("latin-1") + scope.get("raw_path", path.encode())


def _host_told(scope: Scope, send: Send) -> Send:
    """Name Host among what the answer depends on when it tells an address made of it."""

    async def send_told(message: Message) -> None:
        if message["type"] == "http.response.start" and scope["state"].get("tells_host"):
            headers = MutableHeaders(raw=list(message.get("headers", [])))
            headers.add_vary_header("Host")
            message = {**message, "headers": headers.raw}
        await send(message)

    return send_told


def _uncached(send: Send) -> Send:
    async def send_uncached(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(n, v) for n, v in message.get("headers", []) if n.lower() != b"cache-control"]
            message = {**message, "headers": [*headers, (b"cache-control", b"no-store")]}
        await send(message)

    return send_uncached
