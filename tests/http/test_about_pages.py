"""The pages about the site: what the data are worth, the legal notice, how to cite; what they promise is done."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path

import httpx
import pytest

from pactes.extraction.qualite import read_qualite
from pactes.rdf.qualite import qualite_graph
from pactes.release import GraphSource, make_release, sources_of
from pactes.settings import Settings
from pactes.web.third_party import scripts
from pactes.web.typographie import typographie
from pactes.web.views.errors import kind_of, words_of
from pactes.web.views.references import Cited, bibtex, csl, ris

BASE = "https://w3id.org/pactes/"
CONTRACT = f"{BASE}id/contrat/contrat-de-ville-du-val-fictif-2015-2020"
HTML = {"Accept": "text/html"}
CORPUS = Path(__file__).parent / "corpus"
NARROW = "\u202f"

QUALITY = """\
date = "2026-11-22"
plancher = 0.5

[[reference]]
document = "document-essai"
titre = "Un document d’essai"
partage = "developpement"
contrats_confondus = []
contrats_doubles = []
[reference.genre]
contrats = { reference = 8, extrait = 8, trouves = 8, en_trop = 0, attributs = 4, attributs_justes = 4 }

[[reference]]
document = "jamais-vu"
titre = "Un document jamais vu"
partage = "mesure"
contrats_confondus = []
contrats_doubles = []
[reference.genre]
contrats = { reference = 4, extrait = 3, trouves = 3, en_trop = 0, attributs = 2, attributs_justes = 1 }
signataires = { reference = 4, extrait = 2, trouves = 1, en_trop = 1, attributs = 0, attributs_justes = 0 }
"""
REVIEW = [
    {
        "document": "document-essai",
        "part_comprise": 0.75,
        "comptes": {"montant": {"trouves": 4, "compris": 3}, "date": {"trouves": 0, "compris": 0}},
        "ecartes": [{}],
        "ambigus": [],
        "incompris": [],
    }
]


def words(response: httpx.Response) -> str:
    """What is read on a page, spaces plain."""
    assert response.headers["content-type"].startswith("text/html"), response.text
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", response.text, flags=re.DOTALL)
    return " ".join(unescape(bare).replace(NARROW, " ").split())


@pytest.fixture(scope="module")
def measured(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Settings], AbstractContextManager[str]]
) -> Iterator[httpx.Client]:
    """A server over a release that has measurements, a review and a report of validation."""
    folder, written = tmp_path_factory.mktemp("mesurees"), tmp_path_factory.mktemp("graphes-mesures")
    (written / "qualite.toml").write_text(QUALITY, encoding="utf-8")
    told = read_qualite(written / "qualite.toml")
    assert told is not None
    for path in CORPUS.glob("*.ttl"):
        shutil.copy(path, written)
    quality = written / "qualite.nt"
    quality.write_text(qualite_graph(told, ["document-essai"]).serialize(format="nt"), encoding="utf-8")
    sources = [*sources_of(written, BASE), GraphSource(f"{BASE}graphe/qualite", "qualite", quality)]
    make_release(
        list({source.iri: source for source in sources}.values()),
        folder,
        version="2026.11.1",
        base_iri=BASE,
        review=REVIEW,
        validation={"conforme": True, "comptes": {"violation": 0, "avertissement": 2, "information": 3}},
    )
    with serve(Settings(releases=folder, workers=1)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def test_quality_gives_the_honest_measure_first_in_plain_words(measured: httpx.Client) -> None:
    said = words(measured.get("/qualite", headers=HTML))
    # 3 + 1 found of 8 to find, 4 right of 5 noted: those of the document that the rules never saw.
    assert "Sur 1 document que ses règles n’avaient jamais vu, pactes retrouve 50 %" in said
    assert "et 80 % de ce qu’il y relève est juste" in said
    assert "montants 3 sur 4" in said
    assert "1 fait trop incertain" in said
    assert "0 violation, 2 avertissements, 3 informations" in said
    english = words(measured.get("/qualite", headers={**HTML, "Accept-Language": "en"}))
    assert "pactes finds 50% of what a person noted" in english


def test_quality_has_its_figures_as_csv(measured: httpx.Client) -> None:
    page = measured.get("/qualite", headers=HTML).text
    link = next(unescape(href) for href in re.findall(r'href="([^"]+)"', page) if "text%2Fcsv" in href)
    rows = measured.get(link).text.splitlines()
    assert rows[0] == "mesure,libelle,valeur,reference"
    assert any("rappel" in row and ",0.5," in row for row in rows)


def test_home_says_what_the_data_are_worth(measured: httpx.Client) -> None:
    said = words(measured.get("/", headers=HTML))
    assert "il retrouve 50 % de ce qui s’y trouve" in said
    assert "80 % de ce qu’il relève est juste" in said
    assert "Il n’y a pas de total" in said


def test_without_measures_the_page_says_so(corpus: httpx.Client) -> None:
    assert "Cette version ne publie aucune mesure." in words(corpus.get("/qualite", headers=HTML))


def test_the_legal_notice_tells_what_has_to_be_told(corpus: httpx.Client) -> None:
    said = words(corpus.get("/mentions-legales", headers=HTML))
    for name in ("Qui publie", "Licence", "Droits sur les sources", "Données personnelles", "Accessibilité"):
        assert name in said
    assert "Aucune liste de personnes" in said
    assert "il n’a donc pas de taux de conformité" in said
    for script in scripts():  # those that are really served, and no other
        assert script.name in said
        assert corpus.get(script.licence_path).status_code == 200
    assert "set-cookie" not in corpus.get("/mentions-legales", headers=HTML).headers
    assert "European regulation 2016/679" in words(
        corpus.get("/mentions-legales", headers={**HTML, "Accept-Language": "en"})
    )


@pytest.mark.parametrize("asked", [CONTRACT, "doc/contrat/contrat-de-ville-du-val-fictif-2015-2020?_lang=en#parties"])
def test_a_thing_is_cited_by_its_permanent_address(corpus: httpx.Client, corpus_address: str, asked: str) -> None:
    iri = asked if asked.startswith("http") else corpus_address + asked
    page = corpus.get("/citer", params={"iri": iri}, headers=HTML)
    assert page.status_code == 200
    assert CONTRACT in words(page)
    item = corpus.get("/citer", params={"iri": iri, "format": "csl"}).json()[0]
    assert (item["URL"], item["version"], item["type"]) == (CONTRACT, "2026.11.1", "dataset")
    record = corpus.get("/citer", params={"iri": iri, "format": "ris"})
    assert record.headers["content-type"].startswith("application/x-research-info-systems")
    assert record.text.splitlines()[0] == "TY  - DATA"
    assert f"UR  - {CONTRACT}\r\n" in record.content.decode()


@pytest.mark.parametrize(("asked", "status"), [
    ({"iri": "https://exemple.fr/chose"}, 400), ({"iri": "n'importe quoi"}, 400), ({"format": "word"}, 400),
    ({"iri": f"{BASE}id/contrat/inconnu"}, 404), ({"iri": "x" * 5000}, 400),
    ({"iri": f"{BASE}id/contrat/a> }} DELETE {{ ?s ?p ?o"}, 400),
])  # fmt: skip
def test_what_is_not_ours_is_not_cited(corpus: httpx.Client, asked: dict[str, str], status: int) -> None:
    response = corpus.get("/citer", params=asked, headers={"Accept": "application/problem+json, text/html"})
    assert response.status_code == status
    assert response.json()["status"] == status


def test_references_keep_what_titles_hold() -> None:
    cited = Cited("50 % & plus : {l'eau}_#1 \\ é", f"{BASE}id/contrat/x/axe/1", "L'équipe", "2026.11.1", "2026-11-22")
    assert r"{50 \% \& plus : \{l'eau\}\_\#1 \textbackslash{} é}" in bibtex(cited)
    assert bibtex(cited).startswith("@misc{pactes-contrat-x-axe-1-2026.11.1,")
    assert bibtex(cited).count("{") - bibtex(cited).count(r"\{") == bibtex(cited).count("}") - bibtex(cited).count(
        r"\}"
    )
    assert json.loads(csl(cited))[0]["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert ris(Cited("a\nb", "u:x", "", "", "")).split("\r\n")[:3] == ["TY  - DATA", "TI  - a b", "UR  - u:x"]


def examples_of(page: str) -> dict[str, str]:
    """The examples of the page by their key, as someone copies them."""
    found = re.findall(r'id="outil-([a-z]+)".*?<code>(.*?)</code>', page, flags=re.DOTALL)
    return {key: unescape(code) for key, code in found}


def test_examples_in_python_run_as_they_are(corpus: httpx.Client) -> None:
    examples = examples_of(corpus.get("/citer", headers=HTML).text)
    for key in ("rdflib", "sparqlwrapper"):
        run = subprocess.run([sys.executable, "-c", examples[key]], capture_output=True, text=True, timeout=120)
        assert run.returncode == 0, run.stderr
        assert "Val-Fictif" in run.stdout


def test_examples_of_curl_run_as_they_are(corpus: httpx.Client) -> None:
    curl = shutil.which("curl")
    assert curl, "curl manque : il est dans toute image de développement"
    code = examples_of(corpus.get("/citer", headers=HTML).text)["curl"]
    run = subprocess.run(["bash", "-euc", code], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert "pactes:Contrat" in run.stdout
    assert '"@context"' in run.stdout
    assert CONTRACT in run.stdout.rpartition("@context")[2]


def test_addresses_of_the_other_examples_answer_with_what_their_tools_read(corpus: httpx.Client) -> None:
    examples = examples_of(corpus.get("/citer", headers=HTML).text)
    assert set(examples) == {
        "curl", "rdflib", "sparqlwrapper", "pandas", "r", "openrefine", "qgis", "tableur"
    }  # fmt: skip
    assert httpx.get(examples["openrefine"]).json()["versions"]
    assert httpx.get(examples["qgis"]).json()["type"] == "FeatureCollection"
    table = re.search(r'read_csv\("([^"]+)"', examples["pandas"])
    assert table is not None
    assert table[1] == examples["tableur"]
    query = re.search(r'requete <- "(.*?)"\n', examples["r"], flags=re.DOTALL)
    service = re.search(r'GET\("([^"]+)"', examples["r"])
    assert query is not None
    assert service is not None
    answer = httpx.get(service[1], params={"query": query[1]}, headers={"Accept": "text/csv"})
    assert answer.text.startswith("contrat,titre,date")


def test_limits_of_connections_are_told(corpus: httpx.Client) -> None:
    told = corpus.get("/limites", headers={"Accept": "application/json"}).json()
    settings = Settings()
    assert told["connections_per_process"] == settings.connections
    assert (told["header_seconds"], told["body_seconds"], told["send_seconds"]) == (15, 30, 60)
    assert "Temps pour lire ce qui est envoyé" in words(corpus.get("/limites", headers=HTML))


@pytest.mark.parametrize(("path", "said", "kind"), [
    ("/doc/contrat/contrat-de-ville-de-lens.html", "contrat de ville de lens", "Contrat"),
    ("/doc/contrat/cpo-2020/axe/1", "cpo 2020", "Contrat"),
    ("/doc/territoire/commune/80021", "", "Territoire"),
    ("/nimporte/quoi", "quoi", ""), ("/12/34", "", ""), ("/doc/contrat/", "", "Contrat"), ("/", "", ""),
])  # fmt: skip
def test_a_wrong_address_is_read_for_its_words(path: str, said: str, kind: str) -> None:
    assert (words_of(path), kind_of(path)) == (said, kind)


def test_a_page_that_is_not_there_offers_to_search_for_its_words(corpus: httpx.Client) -> None:
    page = corpus.get("/doc/contrat/val-fictif", headers=HTML)
    assert page.status_code == 404
    assert 'value="val fictif"' in page.text
    link = next(unescape(href) for href in re.findall(r'href="([^"]+)"', page.text) if "q=val" in href)
    assert f'href="/doc/{CONTRACT.removeprefix(f"{BASE}id/")}"' in corpus.get(link, headers=HTML).text


def test_a_page_of_an_error_links_to_the_formats_that_are_offered(corpus: httpx.Client) -> None:
    asked = {"query": "ASK { ?s ?p ?o }", "_mediatype": "image/png"}
    page = corpus.get("/sparql", params=asked, headers=HTML)
    assert page.status_code == 406
    offered = re.findall(r'<li><a href="([^"]+)" rel="nofollow"><code>', page.text)
    answers = {unescape(href): corpus.get(unescape(href)).status_code for href in offered}
    assert answers["/sparql?query=ASK+%7B+%3Fs+%3Fp+%3Fo+%7D&_mediatype=application%2Fsparql-results%2Bjson"] == 200
    english = words(corpus.get("/sparql?query=DESCRIBE&_lang=en", headers=HTML))
    assert "Malformed SPARQL query" in english


@pytest.mark.parametrize(("given", "expected"), [
    ("<p>Un projet : « deux mots » ; fin ! 10 % ?</p>",
     f"<p>Un projet{NARROW}: «{NARROW}deux mots{NARROW}»{NARROW}; fin{NARROW}! 10{NARROW}%{NARROW}?</p>"),
    ('<p title="a ; b">x</p><pre>SELECT ?a ; ?b</pre>', '<p title="a ; b">x</p><pre>SELECT ?a ; ?b</pre>'),
    ("<blockquote><p>mot ; mot</p></blockquote>", "<blockquote><p>mot ; mot</p></blockquote>"),
    ('<span class="mots">L\'axe <mark>1 : x</mark> !</span> fin !', None),
    ("http://a ?x=1 ;-)", "http://a ?x=1 ;-)"),
])  # fmt: skip
def test_signs_hold_to_the_word_before_but_in_quotes_and_code(given: str, expected: str | None) -> None:
    if expected is None:
        expected = given.removesuffix(" !") + f"{NARROW}!"
    assert typographie(given) == expected


def test_french_pages_are_set_as_french_is(corpus: httpx.Client) -> None:
    assert f"lentement.{NARROW}" not in corpus.get("/limites", headers=HTML).text
    assert f"taille{NARROW}:" in corpus.get("/limites", headers=HTML).text
    assert f"{NARROW}:" not in corpus.get("/limites", headers={**HTML, "Accept-Language": "en"}).text
