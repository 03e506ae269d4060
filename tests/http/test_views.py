"""The same thing in other profiles: what schema.org is told is true, and the list of representations is right."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib import RDF, RDFS, SDO, URIRef
from rdflib.compare import isomorphic

from pactes.settings import Settings
from pactes.store.embedded import EmbeddedStore
from pactes.web import create_app
from pactes.web.schemaorg import CLASSES

BASE = "https://w3id.org/pactes/"
CONTRACT = "contrat/contrat-de-ville-du-val-fictif-2015-2020"
IRI, DOC = URIRef(f"{BASE}id/{CONTRACT}"), f"/doc/{CONTRACT}"
PACTES, DCT = rdflib.Namespace(f"{BASE}def#"), rdflib.Namespace("http://purl.org/dc/terms/")
ALTR = rdflib.Namespace("http://www.w3.org/ns/dx/connegp/altr#")
FORMATS = {"ttl": "turtle", "rdf": "xml", "nt": "nt", "jsonld": "json-ld"}


def graph(client: httpx.Client, path: str, suffix: str = "ttl", profile: str | None = None) -> rdflib.Graph:
    response = client.get(f"{path}.{suffix}", params={"_profile": profile} if profile else {})
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.content, format=FORMATS[suffix])


def test_a_contract_in_schema_org(corpus: httpx.Client) -> None:
    told = graph(corpus, DOC, profile="schema")
    assert (IRI, RDF.type, SDO.CreativeWork) in told
    assert (IRI, SDO.additionalType, PACTES.Contrat) in told
    assert str(told.value(IRI, SDO.name)) == "Contrat de ville du Val-Fictif 2015-2020"
    assert str(told.value(IRI, SDO.dateCreated)) == "2015-03-01"
    place = told.value(IRI, SDO.spatialCoverage)
    assert (place, SDO.name, rdflib.Literal("CA du Val-Fictif", lang="fr")) in told
    (quotation,) = told.objects(IRI, SDO.subjectOf)
    assert str(told.value(quotation, SDO.text)) == "CONTRAT DE VILLE DU VAL-FICTIF 2015-2020"
    done, planned = (URIRef(f"{IRI}/signature/{name}") for name in ("etat", "ca-du-val-fictif"))
    for signature, status in ((done, SDO.CompletedActionStatus), (planned, SDO.PotentialActionStatus)):
        assert (signature, RDF.type, SDO.AgreeAction) in told
        assert told.value(signature, SDO.object) == IRI
        assert told.value(signature, SDO.actionStatus) == status
    axis = URIRef(f"{IRI}/axe/1")
    assert (axis, SDO.isPartOf, IRI) in told
    page = URIRef(BASE + DOC[1:])
    assert told.value(page, SDO.mainEntity) == IRI
    assert told.value(page, SDO.license) == URIRef("https://spdx.org/licenses/etalab-2.0.html")


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ("financement/part-etat", {"value": "1250000", "currency": "EUR"}),
        ("indicateur/population", {"value": "2635", "unitText": "habitants"}),
        ("territoire/departement/99", {"identifier": "99", "containedInPlace": f"{BASE}id/territoire/region/99"}),
        ("organisation/ca-du-val-fictif", {"alternateName": "CAVF"}),
        ("document/document-essai", {"datePublished": "2015", "publisher": "Val-Fictif"}),
    ],
)
def test_other_things_in_schema_org(corpus: httpx.Client, thing: str, expected: dict[str, str]) -> None:
    told, node = graph(corpus, f"/doc/{thing}", profile="schema"), URIRef(f"{BASE}id/{thing}")
    for name, value in expected.items():
        assert value in {str(found) for found in told.objects(node, SDO[name])}, name


def test_schema_org_says_no_more_than_we_do(corpus: httpx.Client) -> None:
    """Every subject, and every value but those of a closed list, stands in our own description."""
    added = {"EUR", "CompletedActionStatus", "PotentialActionStatus", "fr", "en"}
    for thing in (CONTRACT, "financement/part-etat", "document/document-essai", "contradiction/duree-du-contrat"):
        ours = graph(corpus, f"/doc/{thing}")
        known = {str(term) for triple in ours for term in triple}
        for subject, predicate, value in graph(corpus, f"/doc/{thing}", profile="schema"):
            assert str(subject) in known
            if predicate != RDF.type:
                assert str(predicate).startswith("https://schema.org/")
                assert str(value) in known or str(value).rpartition("/")[2] in added


def test_who_signs_is_not_told_to_search_engines(corpus: httpx.Client) -> None:
    for path in (DOC, f"{DOC}/signature/etat"):
        assert "EXEMPLE" not in corpus.get(f"{path}.jsonld", params={"_profile": "schema"}).text.replace(
            "Madame Jeanne EXEMPLE", ""
        )


def test_every_class_of_ours_has_its_place_in_schema_org() -> None:
    ontology = rdflib.Graph().parse(Path(__file__).parents[2] / "ontology" / "pactes.ttl")
    classes = {str(iri).removeprefix(str(PACTES)) for iri in ontology.subjects(RDF.type, rdflib.OWL.Class)}
    abstract = {"ElementDePlan"}
    told = {name.removeprefix("pactes:") for name in CLASSES if name.startswith("pactes:")}
    assert {name for name in classes if "/" not in name} - abstract == told


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("profile", ["schema", "altr"])
def test_every_format_of_a_profile_says_the_same(corpus: httpx.Client, profile: str) -> None:
    reference = graph(corpus, DOC, profile=profile)
    for suffix in FORMATS:
        assert isomorphic(graph(corpus, DOC, suffix, profile), reference), suffix


def test_the_list_of_representations_is_right(corpus: httpx.Client, corpus_address: str) -> None:
    told = graph(corpus, DOC, profile="altr")
    found = set(told.objects(IRI, ALTR.hasRepresentation)) | set(told.objects(IRI, ALTR.hasDefaultRepresentation))
    assert len(found) == 7 + 6 + 7
    for one in found:
        assert (one, RDF.type, ALTR.Representation) in told
        assert str(one).startswith(corpus_address)
        response = httpx.get(str(one))
        media_type = str(told.value(one, DCT["format"])).partition("media-types/")[2]
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert response.headers["content-profile"] == f"<{told.value(one, DCT.conformsTo)}>"
    (default,) = told.objects(IRI, ALTR.hasDefaultRepresentation)
    assert httpx.get(str(default)).content == corpus.get(DOC).content
    page = corpus.get(f"{DOC}.html", params={"_profile": "altr"}).text
    for one in found:
        assert f'href="{str(one).removeprefix(corpus_address.rstrip("/"))}"' in page.replace("&amp;", "&")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_a_page_holds_what_schema_org_can_say_of_its_thing(corpus: httpx.Client) -> None:
    page = corpus.get(f"{DOC}.html").text
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = rdflib.Graph().parse(data=script, format="json-ld")
    assert (IRI, RDF.type, SDO.CreativeWork) in told
    assert set(told.objects(IRI, SDO.name)) == set(graph(corpus, DOC, profile="schema").objects(IRI, SDO.name))
    assert json.loads(script)["@context"]["@vocab"] == "https://schema.org/"
    # A title that would end the script stays in it.
    axis = corpus.get(f"{DOC}/axe/2.html").text
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', axis, re.DOTALL)
    assert "<b>réelle</b>" in json.dumps(json.loads(script), ensure_ascii=False)
    assert "<" not in script


def test_every_link_of_the_header_leads_somewhere_right(corpus: httpx.Client) -> None:
    header = corpus.get(DOC).headers["link"]
    assert len(header) < 3500
    links = re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"; formats="([^"]*)"', header)
    assert len(links) == 8
    for path, media_type, profile in links:
        response = corpus.get(path, headers={"Accept": "image/png"})
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert response.headers["content-profile"] == f"<{profile}>"


def test_a_plan_element_tells_the_level_below(corpus: httpx.Client) -> None:
    told = graph(corpus, f"{DOC}/objectif/1.1")
    action = URIRef(f"{IRI}/action/1.1.1")
    assert str(told.value(action, PACTES.numero)) == "1.1.1"
    assert told.value(action, PACTES.preuve)
    contract = graph(corpus, DOC)
    assert str(contract.value(URIRef(f"{IRI}/axe/2"), PACTES.transversal)) == "true"
    organisation = URIRef(f"{BASE}id/organisation/region-fictive")
    assert contract.value(organisation, RDFS.label)
    assert (organisation, RDF.type, PACTES.Organisation) in contract


WRITE = """
import hashlib, sys
import pyoxigraph as ox
from pactes.web.serialisation import write
quads = sorted((ox.Quad(*quad.triple) for quad in ox.parse(path=sys.argv[1], format=ox.RdfFormat.TURTLE)), key=str)
for form in ("turtle", "jsonld", "rdfxml", "ntriples", "trig", "nquads"):
    print(form, hashlib.sha256(write(quads, form, "https://w3id.org/pactes/")).hexdigest())
"""


def test_a_representation_is_the_same_bytes_in_every_process() -> None:
    """Its tag is known before it is made, and strong."""
    source = Path(__file__).parent / "corpus" / "document-essai.ttl"
    told = {
        subprocess.run(
            [sys.executable, "-c", WRITE, str(source)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_who_holds_a_representation_is_told_so_without_a_query(
    serve_app: Callable[..., AbstractContextManager[str]], corpus_releases: Path
) -> None:
    store = EmbeddedStore.of_settings(Settings(releases=corpus_releases, workers=1))
    asked = []
    query = store.query

    async def counted(*arguments, **named):  # type: ignore[no-untyped-def]
        asked.append(arguments)
        return await query(*arguments, **named)

    store.query = counted  # type: ignore[method-assign]
    paths = (DOC, f"{DOC}.html", f"{DOC}.ttl?_profile=schema", "/def", "/voc/type-contrat", "/", "/search?q=val")
    paths += ("/sparql?query=SELECT%20*%20%7B?s%20?p%20?o%7D%20LIMIT%2050", "/dump/registre.ttl", "/catalogue")
    app = create_app(Settings(releases=corpus_releases, result_cache=0), store)
    with serve_app(app) as address, httpx.Client(base_url=address) as client:
        for path in paths:
            first = client.get(path)
            app.state.representations._made.clear()
            asked.clear()
            for condition in (
                {"If-None-Match": first.headers["etag"]},
                {"If-Modified-Since": first.headers["last-modified"]},
            ):
                assert client.get(path, headers=condition).status_code == 304
                assert client.head(path, headers=condition).status_code == 304
            assert asked == [], path
        assert client.get(paths[0], headers={"If-None-Match": '"autre"'}).status_code == 200
        assert asked
