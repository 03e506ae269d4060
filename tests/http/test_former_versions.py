"""Versions over HTTP: descriptions, the service as it was, differences, documents of a date, identifiers that moved."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from pactes.release import Moved, Release, Skipped, make_release, sources_of
from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
CORPUS = Path(__file__).parent / "corpus"
CONTRACT = "contrat/contrat-de-ville-du-val-fictif-2015-2020"
FORMER = "contrat/contrat-de-ville-du-val-fictif"
AMOUNT = f"{BASE}id/financement/part-etat"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
MONTANT = f"SELECT ?m {{ <{AMOUNT}> <{BASE}def#montant> ?m }}"
SEPTEMBER, OCTOBER = "Tue, 01 Sep 2026 00:00:00 GMT", "Thu, 01 Oct 2026 00:00:00 GMT"
REASON = "Nom de personne pris pour une organisation."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Release]]:
    """Two releases: September, then October (a contract renamed, an amount corrected, an organisation gone)."""
    folder, written = tmp_path_factory.mktemp("versions"), tmp_path_factory.mktemp("graphes")
    for path in CORPUS.glob("*.ttl"):
        shutil.copy(path, written)
    document = written / "document-essai.ttl"
    current = document.read_text(encoding="utf-8")
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    gone = f'<{BASE}id/organisation/jean> a <{BASE}def#Organisation> ; <{label}> "Jean" .\n'
    document.write_text(current.replace(f"id/{CONTRACT}", f"id/{FORMER}") + gone, encoding="utf-8")
    shared = {"base_iri": BASE, "about": {"licence": "https://spdx.org/licenses/etalab-2.0.html"}}
    first = make_release(sources_of(written, BASE), folder, version="2026.9.1", date="2026-09-01", **shared)
    document.write_text(current.replace("1250000.0", "1300000.0"), encoding="utf-8")
    told = {
        "moved": [
            Moved(
                f"id/{FORMER}", f"id/{CONTRACT}", "Le titre dit sa période.", "The title says its period.", "2026-10-01"
            ),
            Moved("id/organisation/jean", None, REASON, None, "2026-10-01"),
        ],
        "skipped": [Skipped("vide", "Le fichier vide.txt est vide.")],
        "validation": {"conforme": True, "comptes": {"violation": 0, "avertissement": 2}},
        "texts": {path.stem: path.read_text(encoding="utf-8") for path in CORPUS.glob("*.txt")},
    }
    second = make_release(sources_of(written, BASE), folder, version="2026.10.1", date="2026-10-01", **shared, **told)
    return folder, [first, second]


@pytest.fixture(scope="module")
def address(
    made: tuple[Path, list[Release]], serve: Callable[[Settings], AbstractContextManager[str]]
) -> Iterator[str]:
    with serve(Settings(releases=made[0], workers=1)) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as http:
        yield http


def triples(response: httpx.Response) -> set[tuple[str, str, str]]:
    assert response.status_code == 200, response.text
    form = ox.RdfFormat.from_media_type(response.headers["content-type"])
    assert form is not None
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(response.content, format=form)}


def rows(response: httpx.Response, name: str) -> list[str]:
    assert response.status_code == 200, response.text
    return [row[name]["value"] for row in response.json()["results"]["bindings"]]


def links(response: httpx.Response) -> dict[str, str]:
    """Relation type → address, of the Link header."""
    found = {}
    for part in response.headers["link"].split(", <"):
        where, _, rest = part.lstrip("<").partition(">")
        for name in rest.partition('rel="')[2].partition('"')[0].split():
            found.setdefault(name, where)
    return found


def test_the_list_names_every_version_the_newest_first(client: httpx.Client, made: tuple[Path, list[Release]]) -> None:
    told = client.get("version/", headers={"Accept": "application/json"}).json()
    assert [entry["version"] for entry in told] == ["2026.10.1", "2026.9.1"]
    assert [entry["current"] for entry in told] == [True, False]
    assert [entry["previous"] for entry in told] == ["2026.9.1", None]
    graph = triples(client.get("version/"))
    has = "<http://www.w3.org/ns/dcat#hasVersion>"
    assert {o for s, p, o in graph if p == has} == {f"<{BASE}version/2026.10.1>", f"<{BASE}version/2026.9.1>"}
    page = client.get("version/", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert 'href="/version/2026.9.1..2026.10.1"' in page.text
    assert "Versions of the data" in page.text


@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf", "nt", "trig", "nq"])
def test_a_version_is_described_in_every_format(
    client: httpx.Client, made: tuple[Path, list[Release]], form: str
) -> None:
    graph = triples(client.get(f"version/2026.10.1.{form}"))
    node = f"<{BASE}version/2026.10.1>"
    said = {(p.rsplit("/", 1)[-1].rsplit("#", 1)[-1].rstrip(">"), o) for s, p, o in graph if s == node}
    assert ("previousVersion", f"<{BASE}version/2026.9.1>") in said
    assert ("isVersionOf", f"<{BASE}jeu/pactes>") in said
    assert ("version", '"2026.10.1"') in said
    assert ("issued", '"2026-10-01"^^<http://www.w3.org/2001/XMLSchema#date>') in said
    assert ("versionInfo", f'"{made[1][1].id}"') in said
    assert (f"<{BASE}id/{FORMER}>", "<http://purl.org/dc/terms/isReplacedBy>", f"<{BASE}id/{CONTRACT}>") in graph
    assert any("Le fichier vide.txt est vide." in o for _, _, o in graph)
    sums = {o for _, p, o in graph if p.endswith("#checksumValue>")}
    assert f'"{made[1][1].manifest.dumps[0].sha256}"^^<http://www.w3.org/2001/XMLSchema#hexBinary>' in sums
    assert not any(s.startswith("_:") or o.startswith("_:") for s, _, o in graph)


def test_what_the_description_promises_is_there(client: httpx.Client) -> None:
    told = client.get("version/2026.9.1.json").json()
    for file in told["files"]:
        content = client.get(file["url"]).content
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    answer = client.get(told["sparql"], params={"query": COUNT})
    assert rows(answer, "n") == [str(told["triples"])]


def test_a_page_says_the_digest_what_was_left_out_and_what_moved(client: httpx.Client) -> None:
    for language, word in (("fr", "Identifiants remplacés ou retirés"), ("en", "Identifiers that were replaced")):
        page = client.get("version/2026.10.1", headers={"Accept": "text/html", "Accept-Language": language})
        assert word in page.text
        assert client.get("version/2026.10.1.json").json()["digest"] in page.text
        assert "Le fichier vide.txt est vide." in page.text
        assert REASON in page.text


def test_a_build_has_an_address_of_its_own_and_a_version_is_its_newest_build(
    client: httpx.Client, made: tuple[Path, list[Release]]
) -> None:
    by_id = client.get(f"version/{made[1][0].id}.json").json()
    assert by_id["digest"] == client.get("version/2026.9.1.json").json()["digest"] == made[1][0].manifest.digest
    for unknown in ("2026.8.1", "2026.9", "2026.9.1-abc", "x..2026.9.1", "2026.9.1..x"):
        answer = client.get(f"version/{unknown}")
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("/not-found")
    assert client.get("version/2026.8.1/sparql", params={"query": COUNT}).status_code == 404


def test_a_description_is_revalidated_and_negotiated(client: httpx.Client) -> None:
    for path in ("version/", "version/2026.9.1", "version/2026.9.1..2026.10.1"):
        for accept in ("text/turtle", "application/json", "text/html"):
            answer = client.get(path, headers={"Accept": accept})
            assert answer.headers["content-type"].startswith(accept)
            assert {"Accept", "Accept-Language"} <= set(answer.headers["vary"].split(", "))
            again = client.get(path, headers={"Accept": accept, "If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304
        assert client.get(path, headers={"Accept": "image/png"}).status_code == 406
        assert client.head(path).headers["content-length"] == client.get(path).headers["content-length"]


def test_a_former_version_is_queried_by_the_same_protocol(client: httpx.Client) -> None:
    assert [float(v) for v in rows(client.get("sparql", params={"query": MONTANT}), "m")] == [1_300_000]
    former = "version/2026.9.1/sparql"
    assert [float(v) for v in rows(client.get(former, params={"query": MONTANT}), "m")] == [1_250_000]
    assert [float(v) for v in rows(client.post(former, data={"query": MONTANT}), "m")] == [1_250_000]
    direct = client.post(former, content=MONTANT, headers={"Content-Type": "application/sparql-query"})
    assert [float(v) for v in rows(direct, "m")] == [1_250_000]
    for query, status in (("SELECT", 400), ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 400)):
        assert client.get(former, params={"query": query}).status_code in (status, 403)
    assert client.post(former, data={"update": "CLEAR ALL"}).status_code == 403
    assert client.post(former, content="x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert client.options(former).headers["allow"] == "GET, POST, HEAD, OPTIONS"
    assert client.put(former).status_code == 405
    assert client.post("version/2026.9.1/doc/x").status_code == 405
    csv = client.get(former, params={"query": MONTANT}, headers={"Accept": "text/csv"})
    assert csv.headers["content-type"].startswith("text/csv")
    # The current version answers at its own address as well.
    assert [float(v) for v in rows(client.get("version/2026.10.1/sparql", params={"query": MONTANT}), "m")] == [
        1_300_000
    ]


def test_the_pages_of_a_former_version_stay_in_it_and_lead_back(client: httpx.Client) -> None:
    thing = client.get(f"version/2026.9.1/id/{FORMER}")
    assert (thing.status_code, thing.headers["location"]) == (303, f"/version/2026.9.1/doc/{FORMER}")
    page = client.get(f"version/2026.9.1/doc/{FORMER}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert 'href="/version/2026.9.1/doc/organisation/etat"' in page.text
    assert f'href="/doc/{FORMER}"' in page.text  # the page of today
    assert "Vous lisez une ancienne version" in page.text
    assert "Vous lisez une ancienne version" not in client.get(f"doc/{CONTRACT}", headers={"Accept": "text/html"}).text
    assert client.get(f"version/2026.9.1/doc/{CONTRACT}").status_code == 404
    for path in (
        "",
        "dump/",
        "graphe/document-essai",
        "graph-store?default",
        "search?q=val",
        "static/pactes.css",
        "limites",
    ):
        assert client.get(f"version/2026.9.1/{path}").status_code == 200, path
    assert client.get("version/2026.9.1/version/").headers["location"] == "/version/"
    assert client.get("version/2026.9.1/health").status_code == 404


def test_a_difference_tells_what_was_added_removed_and_changed(client: httpx.Client) -> None:
    told = client.get("version/2026.9.1..2026.10.1", headers={"Accept": "application/json"}).json()
    assert told["kinds"]["Organisation"] == {"added": 0, "removed": 1, "changed": 0}
    assert told["kinds"]["Contrat"]["added"] == told["kinds"]["Contrat"]["removed"] == 1
    by_iri = {thing["iri"]: thing for thing in told["things"]}
    amount = by_iri[AMOUNT]
    assert (amount["status"], amount["kind"]) == ("changed", "Financement")
    assert any("1250000" in line for line in amount["removed"])
    assert any("1300000" in line for line in amount["added"])
    page = client.get("version/2026.9.1..2026.10.1", headers={"Accept": "text/html"})
    assert "<del>1250000</del> <ins>1300000</ins>" in page.text.replace(".0", "")
    assert 'href="/version/2026.9.1/doc/organisation/jean"' in page.text
    graph = triples(client.get("version/2026.9.1..2026.10.1.ttl"))
    cs = "http://purl.org/vocab/changeset/schema#"
    change = next(s for s, p, o in graph if p == f"<{cs}subjectOfChange>" and o == f"<{AMOUNT}>")
    for name, value in (("addition", "1300000"), ("removal", "1250000")):
        statements = {o for s, p, o in graph if s == change and p == f"<{cs}{name}>"}
        assert any(value in o for s, p, o in graph if s in statements and p.endswith("#object>"))
    same = client.get("version/2026.10.1..", headers={"Accept": "application/json"}).json()
    assert (same["added"], same["removed"], same["things"]) == (0, 0, [])


def test_the_patch_makes_the_second_of_the_first(client: httpx.Client) -> None:
    def dump(version: str) -> set[str]:
        return set(client.get(f"version/{version}/dump/pactes.nq").text.splitlines())

    for a, b in (("2026.9.1", "2026.10.1"), ("2026.10.1", "2026.9.1")):
        answer = client.get(f"version/{a}..{b}", headers={"Accept": "application/rdf-patch"})
        assert answer.headers["content-type"] == "application/rdf-patch"
        lines = answer.text.splitlines()
        assert [line for line in lines if line[:2] not in ("A ", "D ", "H ")] == ["TX .", "TC ."]
        held = dump(a)
        for line in lines:
            if line.startswith("D "):
                held.remove(line[2:])
            elif line.startswith("A "):
                assert line[2:] not in held
                held.add(line[2:])
        assert held == dump(b)


def test_a_patch_larger_than_an_answer_is_refused_and_the_files_are_named(
    made: tuple[Path, list[Release]], serve: Callable[[Settings], AbstractContextManager[str]]
) -> None:
    with serve(Settings(releases=made[0], workers=1, result_limit=2000)) as url:
        answer = httpx.get(f"{url}version/2026.9.1..2026.10.1.rdfp", timeout=60)
        assert answer.status_code == 413
        assert answer.json()["dump"] == f"{url}version/2026.10.1/dump/"
        assert httpx.get(answer.json()["dump"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        ("Tue, 01 Sep 2026 00:00:00 GMT", "2026.9.1"),
        ("Wed, 30 Sep 2026 23:59:59 GMT", "2026.9.1"),
        ("Thu, 01 Oct 2026 00:00:00 GMT", "2026.10.1"),
        ("Fri, 01 Jan 2100 00:00:00 GMT", "2026.10.1"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "2026.9.1"),  # before the first: the first
    ],
)
def test_a_document_of_a_date_is_that_of_the_version_of_then(client: httpx.Client, asked: str, version: str) -> None:
    for path in ("doc/financement/part-etat", "doc/financement/part-etat.ttl?page=1", "graphe/document-essai"):
        gate = client.get(path, headers={"Accept-Datetime": asked})
        assert gate.status_code == 302
        assert gate.headers["location"] == f"/version/{version}/{path}"
        assert gate.headers["vary"] == "Accept-Datetime"
        assert "memento-datetime" not in gate.headers
        bare = path.partition("?")[0]
        found = links(gate)
        assert found["original"] == found["timegate"] == f"/{bare}"
        assert found["timemap"] == f"/timemap/{bare}"
        memento = client.get(gate.headers["location"])
        assert memento.status_code == 200
        assert memento.headers["memento-datetime"] == (SEPTEMBER if version == "2026.9.1" else OCTOBER)
        assert "Accept-Datetime" not in memento.headers.get("vary", "")
        assert links(memento)["original"] == f"/{bare}"
        assert memento.headers["x-robots-tag"] == "noindex"
        again = client.get(gate.headers["location"], headers={"If-None-Match": memento.headers["etag"]})
        assert (again.status_code, again.headers["memento-datetime"]) == (304, memento.headers["memento-datetime"])


def test_the_document_of_now_says_that_it_has_other_dates(client: httpx.Client) -> None:
    answer = client.get("doc/financement/part-etat")
    assert answer.status_code == 200
    assert "Accept-Datetime" in answer.headers["vary"]
    assert "memento-datetime" not in answer.headers
    assert links(answer)["timegate"] == "/doc/financement/part-etat"
    again = client.get("doc/financement/part-etat", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["vary"] == answer.headers["vary"]


@pytest.mark.parametrize(
    "asked", ["hier", "", "2026-09-01", "Tue, 99 Sep 2026 00:00:00 GMT", "Tue, 01 Sep 2026 00:00:00 CET"]
)
def test_a_date_that_is_none_is_refused(client: httpx.Client, asked: str) -> None:
    answer = client.get("doc/financement/part-etat", headers={"Accept-Datetime": asked})
    assert answer.status_code == 400
    assert "Accept-Datetime" in answer.json()["detail"]


def test_a_thing_that_is_gone_is_found_at_its_date(client: httpx.Client) -> None:
    gate = client.get("doc/organisation/jean", headers={"Accept-Datetime": OCTOBER})
    assert (gate.status_code, gate.headers["location"]) == (302, "/version/2026.9.1/doc/organisation/jean")
    assert client.get(gate.headers["location"]).status_code == 200


def test_the_time_map_lists_the_versions_that_have_the_document(client: httpx.Client, address: str) -> None:
    answer = client.get("timemap/doc/financement/part-etat")
    assert answer.headers["content-type"] == "application/link-format"
    lines = answer.text.rstrip("\n").split(",\n")
    assert lines[0] == f'<{address}doc/financement/part-etat>; rel="original timegate"'
    assert f'from="{SEPTEMBER}"; until="{OCTOBER}"' in lines[1]
    assert lines[2] == (
        f'<{address}version/2026.9.1/doc/financement/part-etat>; rel="first memento"; datetime="{SEPTEMBER}"'
    )
    assert lines[3].endswith(f'rel="last memento"; datetime="{OCTOBER}"')
    only = client.get(f"timemap/doc/{CONTRACT}").text
    assert 'rel="first last memento"' in only
    assert "2026.9.1" not in only
    for path in ("timemap/doc/inconnu", "timemap/sparql", "timemap/"):
        assert client.get(path).status_code == 404


def test_a_version_is_its_own_memento(client: httpx.Client) -> None:
    answer = client.get("version/2026.9.1")
    assert answer.headers["memento-datetime"] == SEPTEMBER
    assert links(answer)["original"] == "/version/2026.9.1"


def test_an_identifier_that_moved_answers_301_in_the_form_that_was_asked(client: httpx.Client) -> None:
    for asked, told in (
        (f"id/{FORMER}", f"/id/{CONTRACT}"),
        (f"id/{FORMER}.ttl", f"/id/{CONTRACT}.ttl"),
        (f"doc/{FORMER}", f"/doc/{CONTRACT}"),
        (f"doc/{FORMER}.jsonld?_profile=schema", f"/doc/{CONTRACT}.jsonld?_profile=schema"),
        (f"doc/{FORMER}/axe/1", f"/doc/{CONTRACT}/axe/1"),  # its parts went along
        (f"id/{FORMER}/axe/99", f"/id/{CONTRACT}"),  # a part without an equal leads to the whole
    ):
        answer = client.get(asked)
        assert (answer.status_code, answer.headers.get("location")) == (301, told), asked
        assert client.head(asked).status_code == 301
    assert client.get(f"doc/{FORMER}", follow_redirects=True).status_code == 200
    assert client.get("doc/contrat/jamais-vu").status_code == 404


def test_an_identifier_that_was_withdrawn_answers_410_with_the_reason(client: httpx.Client) -> None:
    for path in (
        "id/organisation/jean",
        "doc/organisation/jean",
        "doc/organisation/jean.ttl",
        "doc/organisation/jean/x",
    ):
        answer = client.get(path)
        assert answer.status_code == 410
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["type"].endswith("/probleme/gone")
        assert REASON in body["detail"]
        assert body["reason"] == REASON
    for language, title in (("fr", "Retiré"), ("en", "Gone")):
        page = client.get("doc/organisation/jean", headers={"Accept": "text/html", "Accept-Language": language})
        assert page.status_code == 410
        assert title in page.text
        assert REASON in page.text


def test_behind_another_root_redirects_and_links_stay_under_it(
    made: tuple[Path, list[Release]], serve: Callable[[Settings], AbstractContextManager[str]]
) -> None:
    settings = Settings(releases=made[0], workers=1, public_url="https://donnees.exemple.fr/pactes")
    with serve(settings) as url, httpx.Client(base_url=url, timeout=60, headers={"Host": "donnees.exemple.fr"}) as http:
        gate = http.get("doc/financement/part-etat", headers={"Accept-Datetime": SEPTEMBER})
        assert gate.headers["location"] == "/pactes/version/2026.9.1/doc/financement/part-etat"
        assert http.get(f"id/{FORMER}").headers["location"] == f"/pactes/id/{CONTRACT}"
        page = http.get(f"version/2026.9.1/doc/{FORMER}", headers={"Accept": "text/html"}).text
        assert 'href="/pactes/version/2026.9.1/doc/organisation/etat"' in page
        assert f'href="/pactes/doc/{FORMER}"' in page
        dump = http.get("version/2026.9.1/dump/", headers={"Accept": "application/json"}).json()
        assert dump["files"][0]["url"].startswith("https://donnees.exemple.fr/pactes/version/2026.9.1/dump/")
        assert http.get("timemap/doc/financement/part-etat").text.startswith("<https://donnees.exemple.fr/pactes/doc/")


def test_a_version_whose_files_are_gone_is_still_described(
    tmp_path: Path, serve: Callable[[Settings], AbstractContextManager[str]]
) -> None:
    sources = tmp_path / "graphes"
    sources.mkdir()
    made = []
    for number in (1, 2, 3):
        (sources / "a.ttl").write_text(f"<{BASE}id/x> <urn:p> {number} .", encoding="utf-8")
        made.append(
            make_release(
                sources_of(sources, BASE),
                tmp_path / "v",
                version=f"1.{number}",
                base_iri=BASE,
                date="2026-01-01",
                keep=2,
            )
        )
    assert not made[0].path.exists()
    with serve(Settings(releases=tmp_path / "v", workers=1)) as url, httpx.Client(base_url=url, timeout=60) as http:
        told = http.get("version/1.1.json").json()
        assert (told["kept"], told["digest"]) == (False, made[0].manifest.digest)
        assert http.get("version/1.1", headers={"Accept": "text/html"}).status_code == 200
        assert http.get("version/1.1.ttl").status_code == 200
        for path in ("version/1.1/sparql?query=ASK%7B%7D", "version/1.1/doc/x", "version/1.1..1.3"):
            answer = http.get(path)
            assert (answer.status_code, answer.json()["type"][-5:]) == (410, "/gone")
        assert http.get("version/1.2/sparql", params={"query": COUNT}).status_code == 200
        assert http.get("version/1.3..1.2.json").json()["removed"] == 1
