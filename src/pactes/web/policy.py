"""What a browser may do with our pages: fetch from this host alone, run no script and no style written in the page.

A page that needs more (a chart that writes its own style) sets ``Content-Security-Policy`` itself, made by ``policy``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SELF = ("'self'",)
_RULES: Mapping[str, Sequence[str]] = {
    "default-src": ("'none'",),
    "script-src": _SELF,
    "style-src": _SELF,
    "img-src": ("'self'", "data:"),
    "font-src": _SELF,
    "connect-src": _SELF,
    "form-action": _SELF,
    "base-uri": ("'none'",),
}


def policy(**more: Sequence[str]) -> str:
    """Return the policy of pages, with further sources by directive (``style_src=("'unsafe-inline'",)``).

    Directives are those of Content Security Policy Level 3, underscores for hyphens.
    """
    rules = dict(_RULES)
    for name, sources in more.items():
        directive = name.replace("_", "-")
        rules[directive] = (*rules.get(directive, ()), *sources)
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in rules.items())


_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"strict-origin-when-cross-origin")]
_POLICY = (b"content-security-policy", policy().encode())


class PolicyMiddleware:
    """Add the policy to each page that sets none of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._next = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                names = {name.lower(): value for name, value in headers}
                if names.get(b"content-type", b"").startswith(b"text/html"):
                    headers += _ALWAYS
                    if _POLICY[0] not in names:
                        headers.append(_POLICY)
                message = {**message, "headers": headers}
            await send(message)

        await self._next(scope, receive, send_with_policy if scope["type"] == "http" else send)
