"""Build ``tests/ontology/axiomes-externes.ttl``: what other vocabularies state, in logic, of the terms that we use.

    npm pack @vocabulary/dcat @vocabulary/dcterms @vocabulary/foaf @vocabulary/org @vocabulary/prov @vocabulary/skos …
    python scripts/build_external_axioms.py vocabulary-*.tgz

The arguments are npm archives, each a vocabulary as published (N-Quads). Domains, ranges, hierarchies, disjointness,
inverses and characters of the properties are kept for the terms of ``termes-externes.txt``, and for what is above them;
anonymous expressions and labels are left out. Listed terms that their archive does not have are told: it may be of an
older version than they. The same archives give the same bytes.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from rdflib import BNode, Dataset, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from pactes.rdf.namespaces import PREFIXES
from pactes.validation.porte.listes import read_external

LISTS = Path(__file__).resolve().parents[1] / "tests" / "ontology"
TARGET = LISTS / "axiomes-externes.ttl"
_UP = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.equivalentProperty)
_ACROSS = (OWL.disjointWith, OWL.inverseOf)
_CHARACTERS = {
    *(OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.TransitiveProperty, OWL.SymmetricProperty),
    *(OWL.AsymmetricProperty, OWL.IrreflexiveProperty),
}
_SAY_NOTHING = (RDFS.Resource, OWL.Thing)
_HEADER = """\
# Ce que d'autres vocabulaires disent, en logique, des termes que pactes emploie : domaines, portées, hiérarchies,
# disjonctions, inverses, caractères des propriétés. La porte de l'ontologie s'en sert pour voir ce qu'un raisonneur
# conclurait de nos graphes. Sans les expressions anonymes.
# Produit par scripts/build_external_axioms.py : ne pas modifier à la main. Sources, paquets npm :
"""


def read_package(archive: Path, into: Dataset) -> tuple[str, str]:
    """Add the quads of an archive to ``into``; return the package's name with its version, and its namespace."""
    try:
        with tarfile.open(archive) as opened:
            files = {m.name.split("/", 1)[1]: m for m in opened.getmembers() if m.isfile()}
            package = json.loads(opened.extractfile(files["package.json"]).read())  # type: ignore[union-attr]
            quads = next(name for name in files if name.endswith(".nq"))
            text = opened.extractfile(files[quads]).read().decode()  # type: ignore[union-attr]
    except (OSError, KeyError, StopIteration, ValueError, tarfile.TarError) as error:
        sys.exit(f"{archive} n'est pas un paquet @vocabulary ({error}) : refaites « npm pack ».")
    into.parse(data=text, format="nquads")
    return f"{package['name']} {package['version']}", package["vocabulary"]["namespace"]


def axioms(said: Graph, terms: set[str]) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what is stated of the terms and of what is above them."""
    waiting, seen = [URIRef(iri) for iri in sorted(terms)], set[Node]()
    while waiting:
        term = waiting.pop()
        if term in seen:
            continue
        seen.add(term)
        for predicate in (*_UP, *_ACROSS):
            for value in said.objects(term, predicate):
                if not isinstance(value, BNode) and value not in _SAY_NOTHING:
                    yield term, predicate, value
                    if predicate in _UP:
                        waiting.append(URIRef(value))
        for other in said.subjects(OWL.disjointWith, term):
            if not isinstance(other, BNode):
                yield other, OWL.disjointWith, term
        for kind in set(said.objects(term, RDF.type)) & _CHARACTERS:
            yield term, RDF.type, kind


def main() -> None:
    """Write the axioms that the archives give."""
    archives = sorted(Path(name) for name in sys.argv[1:])
    if not archives:
        sys.exit(__doc__)
    said = Dataset(default_union=True)
    packages = [read_package(archive, said) for archive in archives]
    terms = set(read_external((LISTS / "termes-externes.txt").read_text(encoding="utf-8")))
    known = {str(subject) for subject in said.subjects()}
    missing = sorted(t for t in terms if t not in known and any(t.startswith(space) for _, space in packages))
    if missing:
        print(f"Ces termes listés ne sont pas dans leur paquet, vérifiez-les ailleurs : {', '.join(missing)}.")
    graph = Graph(bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    for triple in axioms(said, terms):
        graph.add(triple)
    sources = "".join(f"# {name}\n" for name, _ in sorted(packages))
    TARGET.write_text(f"{_HEADER}{sources}\n{graph.serialize(format='turtle').strip()}\n", encoding="utf-8")
    print(f"{len(graph)} énoncés écrits dans {TARGET.name}.")


if __name__ == "__main__":
    main()
