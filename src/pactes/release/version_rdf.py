"""A version of the data as RDF: what it is a version of, what it holds, its files, what its validation said.

DCAT 3 tells versions apart (``dcat:version``, ``isVersionOf``, ``previousVersion``), VoID counts, SPDX sums, DQV gives
the validation and the documents that were left out; an IRI that was replaced or withdrawn says so itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox

from pactes.rdf.namespaces import PREFIXES
from pactes.release.folder import Release
from pactes.release.manifest import Former, Moved

_NAMES = ("rdf", "rdfs", "owl", "xsd", "void", "prov", "dcterms", "dcat", "dqv", "oa", "spdx", "skos")
_RDF, _RDFS, _OWL, _XSD, _VOID, _PROV, _TERMS, _DCAT, _DQV, _OA, _SPDX, _SKOS = (PREFIXES[name] for name in _NAMES)
_MEDIA = "https://www.iana.org/assignments/media-types/"


def version_quads(release: Release, service: str, *, name: str, previous: str | None) -> tuple[ox.Quad, ...]:
    """Return what there is to say of a release that is kept, sorted.

    ``service`` is the public address of the service (final slash), ``name`` how the version is called in its IRI,
    ``previous`` the version before. What the release itself says of the IRI (in its catalogue) is part of it.
    """
    manifest = release.manifest
    node = f"{manifest.base_iri}version/{name}"
    store = ox.Store.read_only(str(release.store))
    own = {
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for quad in store.quads_for_pattern(ox.NamedNode(node), None, None, ox.DefaultGraph())
    }
    titled = any(quad.predicate.value == f"{_TERMS}title" for quad in own)
    made = set(_head(node, manifest.base_iri, manifest.version, manifest.date, previous, titled=titled))
    made |= set(_contents(node, release, f"{service}version/{quote(name)}/"))
    made |= set(_quality(node, release))
    for moved in manifest.moved:
        made |= set(_moved(manifest.base_iri, moved))
    return tuple(sorted(own | made, key=str))


def former_quads(former: Former, base: str, *, previous: str | None) -> tuple[ox.Quad, ...]:
    """Return what is left to say of a version whose files are no longer kept, sorted."""
    node = f"{base}version/{former.version}"
    made = set(_head(node, base, former.version, former.date, previous, titled=False))
    made.add(_say(node, f"{_OWL}versionInfo", ox.Literal(former.id)))
    made.add(_say(node, f"{_VOID}triples", _number(former.triples)))
    made |= set(_sum(node, f"{node}#empreinte", former.digest))
    return tuple(sorted(made, key=str))


def _head(
    node: str, base: str, version: str, date: str | None, previous: str | None, *, titled: bool
) -> Iterator[ox.Quad]:
    for kind in (f"{_DCAT}Dataset", f"{_VOID}Dataset", f"{_PROV}Entity"):
        yield _link(node, f"{_RDF}type", kind)
    if not titled:
        yield _say(node, f"{_TERMS}title", ox.Literal(f"pactes, version {version} des données", language="fr"))
        yield _say(node, f"{_TERMS}title", ox.Literal(f"pactes, version {version} of the data", language="en"))
    yield _say(node, f"{_DCAT}version", ox.Literal(version))
    yield _link(node, f"{_DCAT}isVersionOf", f"{base}jeu/pactes")
    yield _link(node, f"{_PROV}wasGeneratedBy", f"{base}id/construction/{version}")
    if previous:
        yield _link(node, f"{_DCAT}previousVersion", f"{base}version/{previous}")
    if date:
        yield _say(node, f"{_TERMS}issued", ox.Literal(date, datatype=ox.NamedNode(f"{_XSD}date")))


def _contents(node: str, release: Release, service: str) -> Iterator[ox.Quad]:
    manifest = release.manifest
    if licence := manifest.about.get("licence"):
        yield _link(node, f"{_TERMS}license", licence)
    yield _say(node, f"{_OWL}versionInfo", ox.Literal(release.id))
    yield _say(node, f"{_VOID}triples", _number(manifest.triples))
    yield _link(node, f"{_VOID}sparqlEndpoint", f"{service}sparql")
    yield from _sum(node, f"{node}#empreinte", manifest.digest)
    for graph in manifest.graphs:
        share = f"{node}#graphe-{graph.name}"
        yield _link(node, f"{_VOID}subset", share)
        yield _link(share, f"{_RDF}type", f"{_VOID}Dataset")
        yield _link(share, f"{_TERMS}source", graph.iri)
        yield _say(share, f"{_VOID}triples", _number(graph.triples))
    for dump in manifest.dumps:
        file = f"{node}#fichier-{quote(dump.name)}"
        yield _link(node, f"{_DCAT}distribution", file)
        yield _link(file, f"{_RDF}type", f"{_DCAT}Distribution")
        for name in ("downloadURL", "accessURL"):
            yield _link(file, f"{_DCAT}{name}", f"{service}dump/{quote(dump.name)}")
        yield _link(file, f"{_DCAT}mediaType", _MEDIA + dump.media_type)
        yield _link(file, f"{_DCAT}compressFormat", f"{_MEDIA}application/gzip")
        yield _say(
            file, f"{_DCAT}byteSize", ox.Literal(str(dump.size), datatype=ox.NamedNode(f"{_XSD}nonNegativeInteger"))
        )
        yield from _sum(file, f"{file}-somme", dump.sha256)
    for decision in manifest.redacted:
        yield _link(node, f"{_PROV}wasInfluencedBy", f"{manifest.base_iri}id/decision/{decision}")


def _quality(node: str, release: Release) -> Iterator[ox.Quad]:
    manifest = release.manifest
    counts = (manifest.validation or {}).get("comptes", {})
    for severity, number in counts.items() if isinstance(counts, dict) else ():
        slug = quote(str(severity).split()[0], safe="")
        measure, metric = f"{node}#validation-{slug}", f"{node}#metrique-{slug}"
        yield _link(node, f"{_DQV}hasQualityMeasurement", measure)
        yield _link(measure, f"{_RDF}type", f"{_DQV}QualityMeasurement")
        yield _link(measure, f"{_DQV}isMeasurementOf", metric)
        yield _say(measure, f"{_DQV}value", _number(number))
        yield _link(metric, f"{_RDF}type", f"{_DQV}Metric")
        yield _say(metric, f"{_SKOS}definition", ox.Literal(f"Résultats SHACL : {severity}", language="fr"))
        yield _link(metric, f"{_RDFS}seeAlso", f"{manifest.base_iri}shapes")
    for skipped in manifest.skipped:
        left = f"{node}#laisse-de-cote-{quote(skipped.document)}"
        yield _link(node, f"{_DQV}hasQualityAnnotation", left)
        yield _link(left, f"{_RDF}type", f"{_DQV}QualityAnnotation")
        yield _link(left, f"{_OA}hasTarget", f"{manifest.base_iri}id/document/{quote(skipped.document)}")
        yield _say(left, f"{_OA}bodyValue", ox.Literal(skipped.reason, language="fr"))


def _moved(base: str, moved: Moved) -> Iterator[ox.Quad]:
    node = base + moved.iri
    if moved.to:
        yield _link(node, f"{_TERMS}isReplacedBy", base + moved.to)
    yield _say(node, f"{_OWL}deprecated", ox.Literal("true", datatype=ox.NamedNode(f"{_XSD}boolean")))
    yield _say(node, f"{_RDFS}comment", ox.Literal(moved.reason, language="fr"))
    if moved.reason_en:
        yield _say(node, f"{_RDFS}comment", ox.Literal(moved.reason_en, language="en"))


def _sum(node: str, total: str, value: str) -> Iterator[ox.Quad]:
    yield _link(node, f"{_SPDX}checksum", total)
    yield _link(total, f"{_RDF}type", f"{_SPDX}Checksum")
    yield _link(total, f"{_SPDX}algorithm", f"{_SPDX}checksumAlgorithm_sha256")
    yield _say(total, f"{_SPDX}checksumValue", ox.Literal(value, datatype=ox.NamedNode(f"{_XSD}hexBinary")))


def _link(subject: str, predicate: str, value: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value))


def _say(subject: str, predicate: str, value: ox.Literal) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(f"{_XSD}integer"))
