"""A difference as RDF: figures in VoID, each changed thing as a ChangeSet, all named under ``{base}version/{a}..{b}``.

ChangeSet (http://purl.org/vocab/changeset/schema) is the vocabulary made for this: additions and removals are reified
statements. The rest is PROV (what was derived from what), VoID (how many triples, things of which class) and DCAT.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox

from pactes.rdf.namespaces import PREFIXES
from pactes.release.diff import ADDED, CHANGED, OTHER, REMOVED, Difference, Thing

CS = "http://purl.org/vocab/changeset/schema#"
PATCH_TYPE = "application/rdf-patch"
_RDF, _VOID, _PROV, _TERMS, _DCAT = (PREFIXES[name] for name in ("rdf", "void", "prov", "dcterms", "dcat"))
_XSD = PREFIXES["xsd"]
_WAYS = (
    (ADDED, "ajouts", "Ce qui est ajouté", "What was added"),
    (REMOVED, "retraits", "Ce qui est retiré", "What was removed"),
    (CHANGED, "modifications", "Ce qui est modifié", "What was changed"),
)


def difference_quads(found: Difference, base: str, *, name: str | None = None) -> tuple[ox.Quad, ...]:
    """Return the difference as triples, sorted; ``name`` is how its address names the versions
    (``2026.11.1..2026.12.1``).
    """
    if name is None:
        same = found.a.version == found.b.version  # two builds of one version
        name = f"{found.a.id}..{found.b.id}" if same else f"{found.a.version}..{found.b.version}"
    return tuple(sorted(set(_quads(found, base, f"{base}version/{name}")), key=str))


def _quads(found: Difference, base: str, node: str) -> Iterator[ox.Quad]:
    a, b = (f"{base}version/{former.version}" for former in (found.a, found.b))
    yield _link(node, _RDF + "type", _PROV + "Entity")
    yield _link(node, _RDF + "type", _VOID + "Dataset")
    for language, text in (
        ("fr", f"Différence de la version {found.a.version} à la version {found.b.version}"),
        ("en", f"Difference from version {found.a.version} to version {found.b.version}"),
    ):
        yield _say(node, _TERMS + "title", ox.Literal(text, language=language))
    for other in (a, b):
        yield _link(node, _PROV + "wasDerivedFrom", other)
    if found.b.date:
        yield _say(node, _TERMS + "issued", _date(found.b.date))
    patch = f"{node}#patch"
    yield _link(node, _DCAT + "distribution", patch)
    yield _link(patch, _RDF + "type", _DCAT + "Distribution")
    yield _link(patch, _DCAT + "downloadURL", f"{node}.rdfp")
    yield _link(patch, _DCAT + "mediaType", f"https://www.iana.org/assignments/media-types/{PATCH_TYPE}")
    yield from _figures(found, base, node)
    for thing in found.things:
        yield from _change_set(thing, found, node, base)


def _figures(found: Difference, base: str, node: str) -> Iterator[ox.Quad]:
    for way, slug, french, english in _WAYS:
        part = f"{node}#{slug}"
        yield _link(node, _VOID + "subset", part)
        yield _link(part, _RDF + "type", _VOID + "Dataset")
        yield _say(part, _TERMS + "title", ox.Literal(french, language="fr"))
        yield _say(part, _TERMS + "title", ox.Literal(english, language="en"))
        if way != CHANGED:
            yield _say(part, _VOID + "triples", _number(found.added if way == ADDED else found.removed))
            for graph, counts in found.graphs.items():
                share = f"{part}-graphe-{_slug(graph, f'{base}graphe/')}"
                yield _link(part, _VOID + "subset", share)
                yield _link(share, _RDF + "type", _VOID + "Dataset")
                yield _link(share, _TERMS + "source", graph)
                yield _say(share, _VOID + "triples", _number(counts[way]))
        yield _say(part, _VOID + "entities", _number(sum(counts[way] for counts in found.kinds.values())))
        for kind, counts in found.kinds.items():
            if kind != OTHER and counts[way]:
                share = f"{part}-classe-{kind}"
                yield _link(part, _VOID + "classPartition", share)
                yield _link(share, _RDF + "type", _VOID + "Dataset")
                yield _link(share, _VOID + "class", f"{base}def#{kind}")
                yield _say(share, _VOID + "entities", _number(counts[way]))


def _change_set(thing: Thing, found: Difference, node: str, base: str) -> Iterator[ox.Quad]:
    if thing.iri.startswith("_:"):  # a blank node has no identity to follow
        return
    change = f"{node}#{_slug(thing.iri, base)}"
    yield _link(node, _TERMS + "hasPart", change)
    yield _link(change, _RDF + "type", f"{CS}ChangeSet")
    yield _link(change, f"{CS}subjectOfChange", thing.iri)
    if found.b.date:
        yield _say(change, f"{CS}createdDate", ox.Literal(found.b.date))
    for name, lines in (("removal", thing.removed), ("addition", thing.added)):
        for quad in ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS):
            digest = hashlib.sha256(f"{name} {quad}".encode()).hexdigest()[:16]
            statement = f"{change}~{digest}"
            yield _link(change, CS + name, statement)
            yield _link(statement, _RDF + "type", _RDF + "Statement")
            yield _link(statement, _RDF + "subject", thing.iri)
            yield ox.Quad(ox.NamedNode(statement), ox.NamedNode(_RDF + "predicate"), quad.predicate)
            yield ox.Quad(ox.NamedNode(statement), ox.NamedNode(_RDF + "object"), quad.object)
            if isinstance(quad.graph_name, ox.NamedNode):
                yield _link(statement, _TERMS + "source", quad.graph_name.value)


def _slug(iri: str, space: str) -> str:
    """Return a fragment that tells an IRI of ours apart; another IRI is told whole."""
    return quote(iri.removeprefix(space).replace("#", "~"), safe="/:@!$&'()*+,;=~-._")


def _link(subject: str, predicate: str, value: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value))


def _say(subject: str, predicate: str, value: ox.Literal) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(f"{_XSD}integer"))


def _date(value: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(f"{_XSD}date"))
