"""From an IRI to an address on the visitor's host, and back: the base IRI may be served anywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

# What the base IRI serves at its own address (200); things are under id/ (303 to doc/).
OWN_ADDRESS = (
    "def",
    "voc",
    "shapes",
    "graphe",
    "version",
    "catalogue",
    "jeu",
    "equipe",
    "validation",
    "context.jsonld",
)


OUTER = "pactes.outer"
"""Where the scope of a request to a former release holds the root of the service of now."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses for one visit: ``base`` is the base IRI, ``root`` the path under which the application is mounted.

    ``language`` is set when the visitor asked for a language in the address (``_lang=``): links then keep it.
    """

    base: str
    root: str = ""
    language: str | None = None

    def url(self, path: str, **parameters: str | int | None) -> str:
        """Return the address of a path of ours (``/sparql``), on the host that the visitor uses."""
        given = {name: value for name, value in parameters.items() if value not in (None, "")}
        path, _, fragment = path.partition("#")
        if self.language and "_lang" not in given and not path.startswith("/static/"):
            given["_lang"] = self.language
        query = f"?{urlencode(given)}" if given else ""
        return f"{self.root}{path}{query}{'#' + fragment if fragment else ''}"

    def link(self, iri: str) -> str:
        """Return where a link to ``iri`` should lead: the page on this host when the IRI is ours, else itself."""
        path = self.local_path(iri)
        return iri if path is None else self.url(path)

    def local_path(self, iri: str) -> str | None:
        """Return the path of the page of an IRI of ours, None when the IRI is not ours."""
        if not iri.startswith(self.base):
            return None
        rest = iri.removeprefix(self.base)
        path, _, fragment = rest.partition("#")
        suffix = f"#{fragment}" if fragment else ""
        if path.startswith("id/"):
            # A fragment of a thing (the selector of a passage) is told in the document of the thing.
            return f"/doc/{quote(path.removeprefix('id/'), safe=_PATH)}{suffix}"
        if path.split("/", 1)[0] in (*OWN_ADDRESS, "static") or path == "":
            return f"/{quote(path, safe=_PATH)}{suffix}"
        return None

    def is_web(self, iri: str) -> bool:
        """Tell whether a link to ``iri`` is safe to make: ours, http or https (never ``javascript:``)."""
        return iri.startswith((self.base, "http://", "https://"))

    def in_language(self, language: str | None) -> Addresses:
        """Return these addresses with links that keep ``language``."""
        return replace(self, language=language)


_PATH = "/:@!$&'()*+,;=~-._"
