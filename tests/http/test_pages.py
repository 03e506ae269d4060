"""Pages over a running server: what they say, in which language, where they lead, and what a browser may trust."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import httpx
import pytest

BASE = "https://w3id.org/pactes/"
CONTRACT = "/doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
QUERY = "PREFIX pactes: <https://w3id.org/pactes/def#> "
QUERY += "SELECT ?contrat ?signe WHERE { ?contrat pactes:dateSignature ?signe }"
PAGES = (
    "/", "/search?q=fictif", "/search?type=Contrat", "/sparql", f"{CONTRACT}", f"{CONTRACT}/axe/1",
    f"{CONTRACT}/objectif/1.1", f"{CONTRACT}/engagement/verser", f"{CONTRACT}/signature/etat",
    f"{CONTRACT}/instance/comite-de-pilotage", "/doc/organisation/etat", "/doc/organisation/ca-du-val-fictif",
    "/doc/territoire/epci/299999999", "/doc/territoire/region/99", "/doc/financement/part-etat",
    "/doc/document/document-essai", "/doc/contradiction/duree-du-contrat", "/doc/enonce/six-ans",
    "/doc/indicateur/population", "/voc/type-contrat", "/voc/type-contrat/contrat-de-ville", "/def", "/shapes",
    "/graphe/registre", "/dump/", "/catalogue", "/docs", "/limites", "/qualite",
    "/doc/inconnu",
)  # fmt: skip
_VOID = {"meta", "link", "input", "br", "img", "path", "hr"}
_BLOCKS = {"div", "p", "ul", "ol", "dl", "table", "section", "details", "figure", "article", "h1", "h2", "h3", "form"}


class Page(HTMLParser):
    """Reads a page as a browser that forgives nothing: every tag closed in order, no block inside a paragraph."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.text: list[str] = []
        self.feed(source)
        self.faults += [f"{tag} n'est pas fermé" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) != len(attrs):
            self.faults.append(f"{tag} a un attribut deux fois")
        if tag in _BLOCKS and "p" in self.open:
            self.faults.append(f"{tag} dans un paragraphe")
        if tag == "a" and "a" in self.open:
            self.faults.append("un lien dans un lien")
        self.attributes.append((tag, given))
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if tag == "label":
            self.labels.add(given.get("for") or "")
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.append(given)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> ne ferme rien")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).replace("\u202f", " ").split())


def page(client: httpx.Client, path: str, **headers: str) -> Page:
    response = client.get(path, headers={**HTML, **headers})
    assert response.headers["content-type"].startswith("text/html"), response.text
    return Page(response.text)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_are_sound(corpus: httpx.Client, path: str, language: str) -> None:
    found = page(corpus, path, **{"Accept-Language": language})
    assert found.faults == []
    assert ("html", {"lang": language}) in found.attributes
    assert found.headings.count("h1") == 1
    assert found.headings[0] == "h1"
    levels = [int(name[1]) for name in found.headings]
    assert all(after - before <= 1 for before, after in pairwise(levels)), found.headings
    assert len(found.ids) == len(set(found.ids))
    assert all((field.get("id") or "") in found.labels for field in found.fields)
    assert [given for tag, given in found.attributes if tag == "main" and given.get("id") == "contenu"]
    assert [given for tag, given in found.attributes if tag == "meta" and given.get("name") == "viewport"]
    assert all(link.startswith(("/", "#", "http://", "https://")) for link in found.links)


@pytest.mark.parametrize("path", PAGES)
def test_pages_fetch_nothing_from_elsewhere_and_run_no_script_but_ours(corpus: httpx.Client, path: str) -> None:
    for tag, given in page(corpus, path).attributes:
        # A block of data is not run; what is run comes from a file of ours.
        if tag == "script" and given.get("type") != "application/ld+json":
            assert (given.get("src") or "").startswith("/static/"), given
        assert tag != "script" or ("src" in given) == (given.get("type") != "application/ld+json")
        assert not any(name.startswith("on") for name in given)
        if tag in ("img", "iframe", "form"):
            assert (given.get("src") or given.get("action") or "/").startswith("/")
        if tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            assert (given["href"] or "").startswith("/static/")


def local_links(client: httpx.Client) -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for link in page(client, path).links:
            if link.startswith("/"):
                yield path, link


def test_every_local_link_of_every_page_leads_somewhere(corpus: httpx.Client) -> None:
    broken, seen, ids = [], set(), {}
    for path, link in local_links(corpus):
        address, _, fragment = link.partition("#")
        if address not in seen and not re.search(r"\.(ttl|jsonld|rdf|nt|trig|nq)$|[?&]_lang=", address):
            seen.add(address)
            response = corpus.get(address, headers=HTML)
            if response.status_code != 200:
                broken.append(f"{path} → {link} : {response.status_code}")
            elif response.headers["content-type"].startswith("text/html"):
                ids[address] = set(Page(response.text).ids)
        if fragment and address in ids and fragment not in ids[address]:
            broken.append(f"{path} → {link} : pas d'ancre")
    assert [item for item in broken if not item.startswith("/doc/inconnu → /doc/inconnu")] == []
    assert len(seen) > 80


def test_links_to_our_things_stay_on_the_visitors_host(corpus: httpx.Client) -> None:
    for path in PAGES:
        assert not [link for link in page(corpus, path).links if link.startswith(BASE)]


def test_a_contract_page_tells_it_all(corpus: httpx.Client) -> None:
    words = page(corpus, CONTRACT).words
    for said in (
        "Contrat de ville du Val-Fictif 2015-2020", "conclu", "1er mars 2015", "CA du Val-Fictif", "Jeanne EXEMPLE",
        "préfète", "signature prévue", "partie, sans signature lue", "Emploi & insertion", "transversal",
        "Organiser un forum des métiers", "verser 1 250 000 € chaque année", "1 250 000 €", "12,50 €", "≈",
        "Comité de pilotage", "deux fois par an", "6 ans", "5 ans", "CONTRAT DE VILLE DU VAL-FICTIF 2015-2020",
    ):  # fmt: skip
        assert said in words, said


def test_numbers_are_in_the_order_people_count(corpus: httpx.Client) -> None:
    words = page(corpus, CONTRACT).words
    places = [words.index(title) for title in ("forum des métiers", "Financer le permis", "Accompagner les créateurs")]
    assert places == sorted(places)


def test_amounts_of_different_natures_are_apart_and_never_added(corpus: httpx.Client) -> None:
    found = page(corpus, CONTRACT)
    assert "ne s’additionnent pas" in found.words
    captions = [
        given["aria-label"] for _, given in found.attributes if "Financements : " in (given.get("aria-label") or "")
    ]
    assert len(captions) == 2
    assert "1 250 012" not in found.words


def test_evidence_leads_to_the_passage_and_the_passage_to_the_facts(corpus: httpx.Client) -> None:
    contract = page(corpus, CONTRACT)
    assert "signé le 1er mars 2015" in contract.words
    line = next(link for link in contract.links if link.startswith("/doc/document/document-essai#p"))
    document = page(corpus, "/doc/document/document-essai")
    assert line.partition("#")[2] in document.ids
    assert f"{CONTRACT}" in document.links
    passages = [link for link in document.links if "/passage/" in link]
    assert len(passages) >= 14
    shown = page(corpus, passages[0])
    assert f"{CONTRACT}" in shown.links
    assert [tag for tag, _ in shown.attributes if tag == "mark"]


def test_the_whole_text_is_readable_line_by_line(corpus: httpx.Client) -> None:
    document = page(corpus, "/doc/document/document-essai")
    assert {f"L{number}" for number in range(1, 19)} <= set(document.ids)
    assert "Article 1. Durée" in document.words


def test_text_that_was_changed_since_it_was_read_is_not_shown(serve, corpus_releases, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import shutil

    from pactes.settings import Settings

    shutil.copytree(corpus_releases, tmp_path / "v", symlinks=True)
    texts = next((tmp_path / "v").glob("2026*/texts"))
    with (
        serve(Settings(releases=tmp_path / "v", workers=1, data=tmp_path)) as url,
        httpx.Client(base_url=url) as client,
    ):
        # A release that is damaged before it is served is not served at all.
        (texts / "document-essai.txt").write_text("autre texte", encoding="utf-8")
        words = page(client, "/doc/document/document-essai").words
    assert "autre texte" not in words
    assert "n’est pas dans la version servie" in words


def test_what_documents_write_is_text_never_markup(corpus: httpx.Client) -> None:
    document = corpus.get("/doc/document/document-essai", headers=HTML).text
    assert "&lt;script&gt;alert" in document
    assert "<script>" not in document
    assert "<b>réelle</b>" not in corpus.get(CONTRACT, headers=HTML).text
    organisation = page(corpus, "/doc/organisation/ca-du-val-fictif")
    assert "https://exemple.fr/" in organisation.links
    assert not [link for link in organisation.links if link.startswith("javascript")]


def test_persons_are_only_on_the_page_of_their_contract(corpus: httpx.Client) -> None:
    for path in (
        "/",
        "/search?q=jeanne",
        "/search?q=exemple",
        "/search?type=Signature",
        "/doc/organisation/etat",
    ):
        found = page(corpus, path).words
        assert "Jeanne" not in found, path
    # The page of a signature quotes its document, but does not say the name as a fact.
    assert "/def#representant" not in page(corpus, f"{CONTRACT}/signature/etat").links
    assert "Rien ne porte ce nom" in page(corpus, "/search?q=jeanne").words
    assert corpus.get(f"{CONTRACT}/signature/etat").headers["x-robots-tag"] == "noindex"
    assert "x-robots-tag" not in corpus.get(CONTRACT).headers


def test_french_first_english_on_demand(corpus: httpx.Client) -> None:
    assert "Ce que disent les contrats territoriaux" in page(corpus, "/").words
    assert "Ce que disent" in page(corpus, "/", **{"Accept-Language": "de"}).words
    english = page(corpus, "/", **{"Accept-Language": "en-GB,en;q=0.9,fr;q=0.1"})
    assert "What French territorial contracts say" in english.words
    asked = page(corpus, f"{CONTRACT}?_lang=en", **{"Accept-Language": "fr"})
    assert "Governance" in asked.words
    assert "1 March 2015" in asked.words
    assert all("_lang=en" in link for link in asked.links if link.startswith("/doc/territoire/"))
    response = corpus.get("/?_lang=en", headers=HTML)
    assert response.headers["content-language"] == "en"
    assert "Accept-Language" in response.headers["vary"]


def test_each_page_says_the_way_to_the_other_language(corpus: httpx.Client) -> None:
    other = next(link for link in page(corpus, "/search?q=ville&type=Contrat").links if "_lang=en" in link)
    assert "q=ville" in other
    assert "type=Contrat" in other


def test_search_forgives_accents_and_case(corpus: httpx.Client) -> None:
    for words in ("ÉGALITÉ", "egalite reelle", "RÉelle"):
        assert f"{CONTRACT}/axe/2" in page(corpus, f"/search?q={words}").links, words
    assert page(corpus, "/search?q=" + "x" * 300).words.startswith("Requête incorrecte")
    injected = corpus.get("/search", params={"q": '") } SELECT * { ?s ?p ?o'}, headers=HTML)
    assert injected.status_code == 200


def test_home_counts_what_is_there(corpus: httpx.Client) -> None:
    words = page(corpus, "/").words
    assert re.search(r"1 contrats?\b.{0,40}1 conclu", words)
    assert re.search(r"3 territoires", words)
    assert re.search(r"3 actions", words)
    assert "participation" in words.lower()


def test_machines_that_ask_home_for_rdf_are_sent_to_the_dataset(corpus: httpx.Client) -> None:
    response = corpus.get("/", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.headers["location"]) == (303, "/.well-known/void")


def test_the_query_page_answers_with_a_table_without_script(corpus: httpx.Client) -> None:
    form = page(corpus, "/sparql")
    assert ("textarea", "query") in [(tag, given.get("name")) for tag, given in form.attributes]
    for response in (
        corpus.get("/sparql", params={"query": QUERY, "_mediatype": "text/html"}, headers=HTML),
        corpus.post("/sparql", data={"query": QUERY}, headers=HTML),
    ):
        answer = Page(response.text)
        assert response.status_code == 200
        assert answer.faults == []
        assert CONTRACT in answer.links
        assert "1er mars 2015" in answer.words
        csv = next(link for link in answer.links if "text%2Fcsv" in link)
        assert corpus.get(csv).text.startswith("contrat,signe")


def test_the_query_page_tells_errors_and_keeps_the_query(corpus: httpx.Client) -> None:
    for query, status in (("SELECT * WHERE {", 400), ("INSERT DATA { <a:a> <a:a> <a:a> }", 403), ("", 400)):
        response = corpus.get("/sparql", params={"query": query}, headers=HTML)
        assert response.status_code in (status, 400), response.text
        answer = Page(response.text)
        assert answer.faults == []
        assert [given for _, given in answer.attributes if given.get("role") == "alert"]
        assert query in answer.words or not query


def test_ask_and_construct_have_their_pages(corpus: httpx.Client) -> None:
    asked = corpus.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}, headers=HTML)
    assert "Réponse : oui" in Page(asked.text).words
    built = corpus.get(
        "/sparql", params={"query": "CONSTRUCT WHERE { ?s a <https://w3id.org/pactes/def#Contrat> }"}, headers=HTML
    )
    assert CONTRACT in Page(built.text).links


def test_machines_still_get_results_from_the_same_address(corpus: httpx.Client) -> None:
    for accept in ("*/*", "application/sparql-results+json", "application/json"):
        response = corpus.get("/sparql", params={"query": QUERY}, headers={"Accept": accept})
        assert response.headers["content-type"].startswith("application/sparql-results+json")


@pytest.mark.parametrize(("path", "accept", "status"), [
    ("/doc/contrat/inconnu", "text/html", 404),
    ("/rien-du-tout", "text/html", 404),
    (f"{CONTRACT}?page=x", "text/html", 400),
])  # fmt: skip
def test_errors_are_pages_for_browsers(corpus: httpx.Client, path: str, accept: str, status: int) -> None:
    response = corpus.get(path, headers={"Accept": accept})
    found = Page(response.text)
    assert response.status_code == status
    assert found.faults == []
    assert found.headings[0] == "h1"
    problem = corpus.get(path, headers={"Accept": "application/problem+json"}).json()
    assert " ".join(problem["detail"].split()) in found.words


def test_downloads_have_a_page_and_machines_a_list(corpus: httpx.Client) -> None:
    found = page(corpus, "/dump/")
    assert "/dump/registre.ttl.gz" in found.links
    assert corpus.get("/dump/", headers={"Accept": "application/json"}).json()["version"] == "2026.11.1"


def test_the_permanent_address_is_given_to_cite(corpus: httpx.Client) -> None:
    assert f"{BASE}id{CONTRACT.removeprefix('/doc')}" in page(corpus, CONTRACT).words


def test_the_style_sheet_is_ours_and_small(corpus: httpx.Client) -> None:
    sheet = corpus.get("/static/pactes.css")
    assert sheet.status_code == 200
    assert len(sheet.content) < 40_000
    assert "@import" not in sheet.text
    assert "url(" not in sheet.text
    assert corpus.get("/static/../pages.py").status_code == 404
