"""The kinds of pages of the site (``tests/browser/pages.toml``), and where an example of each is on a server."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from pactes.rdf.namespaces import BASE
from pactes.web.reader import prologue

FILE = Path(__file__).parent / "browser" / "pages.toml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page, as ``pages.toml`` explains each field."""

    nom: str
    titre: str
    chemin: str = "doc/{x}"
    classe: str = ""
    motif: str = ""
    statut: int = 200
    graphique: bool = False
    morceau: bool = False
    captures: tuple[str, ...] = ("fr", "clair")

    @property
    def pattern(self) -> str:
        """Pattern that binds ``?x`` to the things this kind shows, empty for a page that shows no one thing."""
        return self.motif.replace("{base}", BASE) or (f"?x a pactes:{self.classe}" if self.classe else "")

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which the page is pictured."""
        return tuple(word for word in self.captures if word in ("fr", "en")) or ("fr",)

    @property
    def schemes(self) -> tuple[str, ...]:
        """Colour schemes in which it is pictured, as browsers call them."""
        return tuple(name for name, word in (("light", "clair"), ("dark", "sombre")) if word in self.captures)

    def address(self, client: httpx.Client, version: str) -> str | None:
        """Return the path of an example of the release ``version`` that ``client`` talks to; None when it has none."""
        example = {"iri": "", "x": "", "autre": ""}
        if self.pattern:
            iri, other = _heaviest(client, self.pattern)
            if not iri:
                return None
            local = iri.removeprefix(BASE)
            example = {"iri": quote(iri, safe=""), "x": quote(local.removeprefix("id/"), safe="/:@")}
            example["autre"] = quote(other, safe="")
            if not local.startswith("id/") and not self.chemin.startswith("version/"):
                return local
        path = self.chemin
        for name, value in {**example, "version": version, "base": quote(BASE, safe="")}.items():
            path = path.replace("{" + name + "}", value)
        return path


def kinds() -> tuple[Kind, ...]:
    """Return all kinds, in the order of the file."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["page"]
    return tuple(Kind(**{**page, "captures": tuple(page.get("captures", ("fr", "clair")))}) for page in told)


def _heaviest(client: httpx.Client, pattern: str) -> tuple[str, str]:
    """Return the two things that a pattern finds and of which most is said, the first of equals; empty for none."""
    query = (
        f"{prologue(BASE)}SELECT ?x (COUNT(*) AS ?n) WHERE {{ {{ SELECT DISTINCT ?x WHERE {{ {pattern} }} }} "
        "{ ?x ?p ?o } UNION { ?s ?p ?x } } GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 2"
    )
    answer = client.get("sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    answer.raise_for_status()
    found = [str(row["x"]["value"]) for row in answer.json()["results"]["bindings"]]
    first, second = [*found, "", ""][:2]
    return first, second
