"""Score a catalogue by the metadata quality method of data.europa.eu (MQA, 405 points), each criterion with evidence.

    python scripts/metadata_quality.py [--url http://127.0.0.1:8000/] [--shapes FOLDER] [--json]

Without ``--url`` the current release is served on a free port for the time of the measure. Criteria and points:
https://data.europa.eu/mqa/methodology and https://dataeuropa.gitlab.io/data-provider-manual/metadata-quality-dashboard/
(the points per criterion as the ckan-mqa project tabulates them, https://github.com/mjanez/ckan-mqa).

A criterion on datasets or distributions earns its points in proportion to those that meet it. Interoperability is
measured here on every distribution; the method itself takes the best of each dataset, which can only be more. What the
method asks of the live web (status of accessURL and downloadURL) is asked of the server measured. The tables of the
Publications Office are not fetched: a value is « from vocabulary » when it is of the right table and, for formats, one
that the lists of the method hold.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SH
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[1]
SHAPES = Path(os.environ.get("PACTES_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "dcat-ap-3.0.1"
SHAPE_FILES = ("dcat-ap-SHACL.ttl", "ranges.ttl")
DCAT, HYDRA = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://www.w3.org/ns/hydra/core#")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA = "https://www.iana.org/assignments/media-types/"
# Of the lists of formats that the method holds (machine-readable; non-proprietary), those that data like these use.
OPEN_FORMATS = {
    f"{AUTHORITY}file-type/{name}"
    for name in (
        *("CSV", "TSV", "JSON", "JSON_LD", "XML", "GEOJSON", "ODS", "TXT"),
        *("RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML"),
    )
}
MEDIA_TYPES = {
    MEDIA + name
    for name in (
        *("text/csv", "text/turtle", "application/n-quads", "application/n-triples", "application/trig"),
        *("application/ld+json", "application/rdf+xml", "application/json", "application/xml"),
    )
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion as measured: ``met`` of ``total`` datasets or distributions, and what is missing."""

    dimension: str
    name: str
    weight: int
    met: int
    total: int
    evidence: str
    missing: tuple[str, ...]

    @property
    def points(self) -> float:
        """The points earned."""
        return self.weight * self.met / self.total if self.total else 0.0


def fetch(url: str) -> Graph:
    """Return all pages of a catalogue, as a harvester does: Turtle, then ``hydra:next`` until there is none."""
    whole, seen, address = Graph(), set(), url
    while address and address not in seen:
        seen.add(address)
        request = urllib.request.Request(address, headers={"Accept": "text/turtle"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            page = Graph().parse(data=answer.read(), format="turtle")
        whole += page
        view = page.value(None, RDF.type, HYDRA.PartialCollectionView)
        following = page.value(view, HYDRA.next) if view is not None else None
        address = str(following) if following is not None else ""
    return whole


def status(url: str) -> int:
    """Return the status of an address, 0 when nothing answers."""
    try:
        request = urllib.request.Request(url, method="HEAD")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
    except OSError:
        return 0


def shapes_say(graph: Graph, folder: Path) -> tuple[bool, str]:
    """Tell whether a catalogue follows the DCAT-AP shapes of ``folder``, and how that was found."""
    import pyshacl

    lacking = [name for name in SHAPE_FILES if not (folder / name).is_file()]
    if lacking:
        remedy = "donnez le dossier des formes de DCAT-AP 3.0.1 par --shapes, ou son parent par PACTES_CONFORMANCE"
        return False, f"{folder} n'a pas {' ni '.join(lacking)} : {remedy}"
    shapes = Graph()
    for name in SHAPE_FILES:
        try:
            shapes.parse(folder / name, format="turtle")
        except (OSError, SyntaxError, ValueError) as error:
            return False, f"{folder / name} ne se lit pas ({str(error).splitlines()[0][:200]}) : reprenez ce fichier"
    # Two references of dcat-ap-SHACL.ttl lead to no property shape: pySHACL stops at them.
    for shape, _, constraint in list(shapes.triples((None, SH.property, None))):
        if (constraint, SH.path, None) not in shapes:
            shapes.remove((shape, SH.property, constraint))
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    return bool(conforms), "dcat-ap-SHACL.ttl et ranges.ttl, DCAT-AP 3.0.1" if conforms else str(report)[:500]


def measure(graph: Graph, folder: Path = SHAPES, ask: Callable[[str], int] = status) -> list[Criterion]:
    """Return every criterion of the method, measured on a catalogue; ``ask`` gives the status of an address."""
    datasets = sorted(set(graph.subjects(RDF.type, DCAT.Dataset)), key=str)
    files = sorted(set(graph.subjects(RDF.type, DCAT.Distribution)), key=str)
    statuses: dict[str, int] = {}

    def answers(node: Node, predicate: URIRef) -> bool:
        addresses = [str(value) for value in graph.objects(node, predicate)]
        for address in addresses:
            statuses.setdefault(address, ask(address))
        return bool(addresses) and all(statuses[address] == 200 for address in addresses)

    def has(predicate: URIRef) -> Callable[[Node], bool]:
        return lambda node: graph.value(node, predicate) is not None

    def within(predicate: URIRef, allowed: Callable[[str], bool]) -> Callable[[Node], bool]:
        return lambda node: any(allowed(str(value)) for value in graph.objects(node, predicate))

    def criterion(
        dimension: str, name: str, weight: int, nodes: Sequence[Node], test: Callable[[Node], bool], why: str
    ) -> Criterion:
        missing = tuple(str(node) for node in nodes if not test(node))
        return Criterion(dimension, name, weight, len(nodes) - len(missing), len(nodes), why, missing)

    conforms, report = shapes_say(graph, folder)
    fmt, media = DCTERMS["format"], DCAT.mediaType

    def is_open(value: str) -> bool:
        return value in OPEN_FORMATS

    def of_table(table: str) -> Callable[[str], bool]:
        return lambda value: value.startswith(f"{AUTHORITY}{table}/")

    return [
        criterion("findability", "dcat:keyword", 30, datasets, has(DCAT.keyword), "présent"),
        criterion("findability", "dcat:theme", 30, datasets, has(DCAT.theme), "présent"),
        criterion("findability", "dct:spatial", 20, datasets, has(DCTERMS.spatial), "présent"),
        criterion("findability", "dct:temporal", 20, datasets, has(DCTERMS.temporal), "présent"),
        criterion(
            "accessibility", "accessURL 200", 50, files, lambda n: answers(n, DCAT.accessURL), "HEAD au serveur mesuré"
        ),
        criterion("accessibility", "downloadURL", 20, files, has(DCAT.downloadURL), "présent"),
        criterion(
            *("accessibility", "downloadURL 200", 30, files),
            lambda n: answers(n, DCAT.downloadURL),
            "HEAD au serveur mesuré",
        ),
        criterion("interoperability", "dct:format", 20, files, has(fmt), "présent"),
        criterion("interoperability", "dcat:mediaType", 10, files, has(media), "présent"),
        criterion(
            *("interoperability", "format et mediaType du vocabulaire", 10, files),
            lambda n: within(fmt, is_open)(n) and within(media, MEDIA_TYPES.__contains__)(n),
            "table file-type, registre IANA",
        ),
        criterion(
            "interoperability", "format non propriétaire", 20, files, within(fmt, is_open), "liste de la méthode"
        ),
        criterion(
            "interoperability", "format lisible par machine", 20, files, within(fmt, is_open), "liste de la méthode"
        ),
        Criterion(
            "interoperability", "conforme à DCAT-AP", 30, int(conforms), 1, report, () if conforms else ("catalogue",)
        ),
        criterion("reusability", "dct:license", 20, files, has(DCTERMS.license), "présent"),
        criterion(
            *("reusability", "licence du vocabulaire", 10, files),
            within(DCTERMS.license, of_table("licence")),
            "table licence",
        ),
        criterion("reusability", "dct:accessRights", 10, datasets, has(DCTERMS.accessRights), "présent"),
        criterion(
            *("reusability", "accessRights du vocabulaire", 5, datasets),
            within(DCTERMS.accessRights, of_table("access-right")),
            "table access-right",
        ),
        criterion("reusability", "dcat:contactPoint", 20, datasets, has(DCAT.contactPoint), "présent"),
        criterion("reusability", "dct:publisher", 10, datasets, has(DCTERMS.publisher), "présent"),
        criterion("contextuality", "dct:rights", 5, files, has(DCTERMS.rights), "présent"),
        criterion("contextuality", "dcat:byteSize", 5, files, has(DCAT.byteSize), "présent"),
        criterion("contextuality", "dct:issued", 5, [*datasets, *files], has(DCTERMS.issued), "présent"),
        criterion("contextuality", "dct:modified", 5, [*datasets, *files], has(DCTERMS.modified), "présent"),
    ]


def by_dimension(criteria: Iterable[Criterion]) -> dict[str, tuple[float, int]]:
    """Return the points earned and the points there are, by dimension."""
    found: dict[str, tuple[float, int]] = {}
    for one in criteria:
        points, weight = found.get(one.dimension, (0.0, 0))
        found[one.dimension] = points + one.points, weight + one.weight
    return found


def told(criteria: Sequence[Criterion]) -> str:
    """Return the measure as a table, with what is missing and where."""
    lines = []
    for dimension, (points, weight) in by_dimension(criteria).items():
        lines.append(f"{dimension} : {points:.1f} / {weight}")
        for one in criteria:
            if one.dimension == dimension:
                lines.append(
                    f"  {one.points:5.1f} / {one.weight:<3} {one.name} : {one.met} sur {one.total} ({one.evidence})"
                )
                lines += [f"        manque : {node}" for node in one.missing[:5]]
                if len(one.missing) > 5:
                    lines.append(f"        … et {len(one.missing) - 5} autres")
    total = sum(one.points for one in criteria)
    return "\n".join([*lines, f"Total : {total:.1f} / {sum(one.weight for one in criteria)}"])


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve the current release on a free port, for the time of a measure; yield its address."""
    import socket
    import threading
    import time

    import uvicorn

    from pactes.settings import settings
    from pactes.store.embedded import EmbeddedStore
    from pactes.web import create_app

    config = settings()
    app = create_app(config, EmbeddedStore.of_settings(config))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


def main() -> int:
    """Measure, print, and return 0 when the score is excellent (351 points or more)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="adresse du service à mesurer ; par défaut, la version courante est servie")
    parser.add_argument("--shapes", type=Path, default=SHAPES, help="dossier des formes de DCAT-AP 3.0.1")
    parser.add_argument("--json", action="store_true", help="écrire la mesure en JSON")
    given = parser.parse_args()
    with contextlib.nullcontext(given.url) if given.url else served() as address:
        criteria = measure(fetch(f"{address.rstrip('/')}/catalogue.ttl"), given.shapes)
    if given.json:
        print(json.dumps([asdict(one) | {"points": one.points} for one in criteria], ensure_ascii=False, indent=1))
    else:
        print(told(criteria))
    return 0 if sum(one.points for one in criteria) >= 351 else 1


if __name__ == "__main__":
    sys.exit(main())
