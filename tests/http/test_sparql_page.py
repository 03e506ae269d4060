"""The page where people ask: questions, answers as tables, charts, maps and Turtle, mistakes in their line, files."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from pactes.web import third_party
from pactes.web.examples import questions
from pactes.web.prologues import undeclared

BASE = "https://w3id.org/pactes/"
HTML = {"Accept": "text/html"}
PROLOGUE = f"PREFIX pactes: <{BASE}def#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
MONEY = PROLOGUE + (
    "SELECT ?nom ?montant ?annee { ?x pactes:montant ?montant ; rdfs:label ?nom OPTIONAL { ?x pactes:annee ?annee } } "
    "ORDER BY ?montant"
)
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"


class Page(HTMLParser):
    """The elements of a page, each with its attributes and all the text it holds."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, dict(attrs), [])
        self.elements.append(element)
        if tag not in ("meta", "link", "input", "br", "path", "rect", "circle"):
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for _, _, text in self._open:
            text.append(data)

    def all(self, tag: str, **wanted: str) -> list[tuple[dict[str, str | None], str]]:
        """Return the elements of a tag whose attributes hold what is wanted (``class_`` for ``class``)."""
        named = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [
            (given, "".join(text))
            for kind, given, text in self.elements
            if kind == tag and all(value in (given.get(name) or "") for name, value in named.items())
        ]

    def text(self, tag: str, **wanted: str) -> str:
        """Return the text of the only element that is wanted."""
        ((_, text),) = self.all(tag, **wanted)
        return " ".join(text.replace("\u202f", " ").split())

    def cells(self) -> list[list[str]]:
        """Return the rows of the answer."""
        rows: list[list[str]] = []
        for tag, _, text in self.elements:
            if tag == "tr":
                rows.append([])
            elif tag == "td":
                rows[-1].append("".join(text))
        return [row for row in rows if row]


def asked(client: httpx.Client, query: str, status: int = 200, **parameters: str | int) -> Page:
    response = client.get("/sparql", params={"query": query, **parameters}, headers=HTML)
    assert response.status_code == status, response.text
    return Page(response.text)


def test_each_question_shows_and_runs(corpus: httpx.Client) -> None:
    page = Page(corpus.get("/sparql", headers=HTML).text)
    links = {
        text: given["href"] or "" for given, text in page.all("a", href="/sparql?query=") if "graphique" not in text
    }
    known = questions("fr", BASE)
    assert {title.replace("\u202f", " ") for title in links} == {one.title for one in known}
    assert len(page.all("summary")) >= 6  # themes, and the menu
    for one in known:
        answer = asked(corpus, one.query)
        assert answer.text("textarea", id="query") == " ".join(one.query.split())
        assert one.title in answer.text("div", class_="question-ouverte")
        if one.hint:
            assert one.hint in answer.text("div", class_="question-ouverte").replace("« ", "« ")
        assert [given for given, _ in answer.all("a", aria_current="true")]


def test_a_question_is_opened_without_being_asked(corpus: httpx.Client) -> None:
    page = Page(corpus.get("/sparql?question=qui-a-signe&_lang=en", headers=HTML).text)
    assert "Who signed which contract" in page.text("textarea", id="query")
    assert "What you can change" in page.text("div", class_="question-ouverte")
    assert page.all("section", id="resultat") == []


def test_long_answers_are_paged_and_nothing_is_lost(corpus: httpx.Client) -> None:
    whole = corpus.get("/sparql", params={"query": ALL}, headers={"Accept": "text/csv"}).text.count("\r\n") - 1
    assert whole > 400
    page, rows, pages = asked(corpus, ALL), 0, 0
    while True:
        rows, pages = rows + len(page.cells()), pages + 1
        following = [given["href"] or "" for given, _ in page.all("a", rel="next")]
        if not following:
            break
        page = Page(corpus.get(following[0], headers=HTML).text)
    number = re.sub(r"\D", "", page.text("h2", id="t-resultat"))
    assert (rows, pages, int(number)) == (whole, -(-whole // 200), whole)
    beyond = asked(corpus, ALL, page=99_999)  # the last one
    assert beyond.cells() == page.cells()


def test_columns_say_what_they_hold(corpus: httpx.Client) -> None:
    page = asked(corpus, MONEY)
    heads = {text: given for given, text in page.all("th", scope="col")}
    assert {name: given["data-genre"] for name, given in heads.items()} == {
        "nom": "texte",
        "montant": "nombre",
        "annee": "texte",
    }
    assert [given["data-brut"] for given, _ in page.all("td", class_="nombre")] == ["12.5", "1250000"]
    assert "sans valeur" in page.cells()[0][2]
    dates = asked(corpus, PROLOGUE + "SELECT ?c ?d { ?c pactes:dateSignature ?d }")
    assert [given["data-genre"] for given, _ in dates.all("th", scope="col")] == ["iri", "date"]


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * WHERE {\n  ?s ?p ?o ;; ?r .\n}\n", 2, 15),
        ("SELEC * { ?s ?p ?o }", 1, 1),
        ("SELECT * {\n  ?s rdfs:label ?o\n}", 2, 6),
        ("SELECT * {\n  ?s ?p ?o\n", 2, 11),
    ],
)
def test_a_mistake_is_shown_in_its_line(corpus: httpx.Client, query: str, line: int, column: int) -> None:
    page = asked(corpus, query, status=400)
    ((field, _),) = page.all("textarea", id="query")
    assert (field["data-ligne"], field["data-colonne"], field["aria-invalid"]) == (str(line), str(column), "true")
    excerpt = "".join(text for _, text in page.all("pre", class_="extrait"))
    assert query.split("\n")[line - 1].strip() in excerpt
    assert len(page.all("mark")) == 1


def test_a_prefix_that_is_not_declared_is_named(corpus: httpx.Client) -> None:
    query = f"{PROLOGUE}# foaf:name\nSELECT * {{ ?s dct:title 'skos:x' ; rdfs:label ?o }}"
    assert "« dct: »" in asked(corpus, query, status=400).text("p", class_="conseil")
    mended = asked(corpus, "SELECT * { ?s dcterms:title ?o ; inconnu:x ?y }", status=400).text("code", id="prefixes")
    assert mended == "PREFIX dcterms: <http://purl.org/dc/terms/>"
    assert undeclared(query) == [("dct", query.index("dct:"))]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?x WHERE { ?x a ?y GROUP BY ?x", "Il y a 1 « { » pour 0 « } »"),
        ("SELECT (COUNT(?x AS ?n) WHERE { ?x ?y '}' }", "Il y a 2 « ( » pour 1 « ) »"),
        ("SELECT ?x WHERE { ?x ?y ?z ?z }", None),
    ],
)
def test_braces_that_do_not_pair_are_counted(corpus: httpx.Client, query: str, told: str | None) -> None:
    page = corpus.get("sparql", params={"query": query}, headers={"Accept": "text/html"}).text
    advice = re.search(r'<p class="conseil">(.*?)</p>', page)
    said = unescape(advice[1]).replace("\u202f", " ").replace("\xa0", " ") if advice else ""
    assert said.startswith(told) if told else said == ""


def test_a_grouping_mistake_is_told_in_words(corpus: httpx.Client) -> None:
    page = asked(corpus, "SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s", status=400)
    assert "GROUP BY" in page.text("section", id="resultat")


def test_nothing_of_data_or_addresses_becomes_markup(corpus: httpx.Client) -> None:
    evil = "</textarea><script>alert(1)</script>"
    page = Page(corpus.get("/sparql", params={"query": f"# {evil}\n{ALL}"}, headers=HTML).text)
    assert evil in page.text("textarea", id="query")
    query = (
        "SELECT * { VALUES (?x ?y ?n) { ('<img src=x onerror=alert(1)>' <javascript:alert(1)> 1) "
        '("\\" onmouseover=alert(1) " <data:text/html,x> 2) } }'
    )
    for more in ({}, {"vue": "graphique", "x": '"><script>', "genre": "<b>", "y": "n"}):
        page = asked(corpus, query, **more)
        assert page.cells()[0][:2] == ["<img src=x onerror=alert(1)>", "javascript:alert(1)"]
        assert [given for given, _ in page.all("a") if re.match("javascript|data", given.get("href") or "")] == []
        assert [tag for tag, given, _ in page.elements if any(name.startswith("on") for name in given)] == []
        assert page.all("img") == []
        assert all("alert" not in text for _, text in page.all("script"))
    graph = "CONSTRUCT { ?s ?p <javascript:alert(1)>, '</code><script>alert(1)</script>' } WHERE { ?s ?p ?o } LIMIT 1"
    page = asked(corpus, graph)
    assert "javascript:alert(1)" in page.all("pre", class_="turtle")[0][1]
    assert [given for given, _ in page.all("a") if (given.get("href") or "").startswith("javascript")] == []


def test_an_answer_that_is_rdf_is_turtle_with_links(corpus: httpx.Client) -> None:
    contract = f"{BASE}id/contrat/contrat-de-ville-du-val-fictif-2015-2020"
    query = f"DESCRIBE <{contract}>"
    page = asked(corpus, query)
    ((_, shown),) = page.all("pre", class_="turtle")
    told = corpus.get("/sparql", params={"query": query}, headers={"Accept": "application/n-triples"}).content
    triples = {quad.triple for quad in ox.parse(told, format=ox.RdfFormat.N_TRIPLES)}
    assert {quad.triple for quad in ox.parse(shown.encode(), format=ox.RdfFormat.TURTLE)} == triples
    links = {given.get("href") for given, _ in page.all("a")}
    assert "/doc/organisation/etat" in links
    assert "/def#Contrat" in links


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (MONEY, ["CSV", "TSV", "JSON", "XML"]),
        ("ASK { ?s ?p ?o }", ["JSON", "XML"]),
        ("CONSTRUCT WHERE { ?s rdfs:label ?o }", ["Turtle", "JSON-LD", "RDF/XML", "N-Triples", "TriG", "N-Quads"]),
    ],
)
def test_every_file_of_an_answer_is_a_link(corpus: httpx.Client, query: str, names: list[str]) -> None:
    query = query if query.startswith("PREFIX") else PROLOGUE + query
    files = asked(corpus, query).all("a", type="/", href="_mediatype")
    assert [text for _, text in files] == names
    for given, _ in files:
        response = corpus.get(given["href"] or "", headers=HTML)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(given["type"] or "?")
        assert len(response.content) > 20


def test_a_query_too_long_for_an_address_is_told_so_and_still_gives_its_files(corpus: httpx.Client) -> None:
    query = f"# {'é' * 3000}\n{MONEY}"
    response = corpus.post("/sparql", data={"query": query}, headers=HTML)
    page = Page(response.text)
    assert len(page.cells()) == 2
    assert page.all("a", id="lien") == []
    assert "trop longue" in " ".join(text for _, text in page.all("p", class_="note"))
    ((button, _),) = page.all("button", value="text/csv")
    ((field, _),) = page.all("input", type="hidden", name="query")
    csv = corpus.post("/sparql", data={"query": field["value"], button["name"]: button["value"]}, headers=HTML)
    assert csv.text.startswith("nom,montant,annee")


def test_the_link_to_an_answer_gives_it_again_with_its_graphs(corpus: httpx.Client) -> None:
    graph = f"{BASE}graphe/registre"
    asked_for = {"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "default-graph-uri": graph}
    page = Page(corpus.get("/sparql", params=asked_for, headers=HTML).text)
    ((link, _),) = page.all("a", id="lien")
    assert parse_qs(urlsplit(link["href"] or "").query) == {name: [value] for name, value in asked_for.items()}
    again = Page(corpus.get(link["href"] or "", headers=HTML).text)
    assert again.cells() == page.cells()
    assert page.all("input", type="hidden", name="default-graph-uri", value=graph)


def test_an_address_opens_the_chart_of_a_query(corpus: httpx.Client) -> None:
    response = corpus.get(
        "/sparql", params={"query": MONEY, "vue": "graphique", "genre": "secteurs", "x": "nom"}, headers=HTML
    )
    page = Page(response.text)
    chosen = [text for given, text in page.all("option") if "selected" in given]
    assert {"secteurs", "nom", "montant"} <= set(chosen)
    ((figure, _),) = page.all("figure", id="graphique")
    script = third_party.plotly()
    assert script is not None
    assert figure["data-script"] == script.path
    assert len(page.cells()) == 2  # the same figures, for who has no script
    # The library of charts writes its style: nowhere else is that allowed.
    assert "style-src 'self' 'unsafe-inline'" in response.headers["content-security-policy"]
    table = corpus.get("/sparql", params={"query": MONEY}, headers=HTML)
    assert "unsafe-inline" not in table.headers["content-security-policy"]
    assert [text for _, text in Page(table.text).all("a", href="vue=graphique") if text == "Graphique"]
    wrong = asked(corpus, MONEY, vue="graphique", genre="camembert", x="rien", y="nom", serie="montant")
    assert {"barres", "nom", "montant"} <= {text for given, text in wrong.all("option") if "selected" in given}
    words = asked(corpus, PROLOGUE + "SELECT ?l { ?x rdfs:label ?l }", vue="graphique")
    assert words.all("figure", id="graphique") == []


def test_rows_that_name_territories_are_a_map(corpus: httpx.Client) -> None:
    somme = f"{BASE}id/territoire/departement/80"
    query = f"SELECT ?lieu ?n {{ VALUES (?lieu ?n) {{ (<{somme}> 3) (<{BASE}id/territoire/departement/62> 5) }} }}"
    page = asked(corpus, query, vue="carte")
    drawn = [" ".join(text.split()) for _, text in page.all("svg", role="group")]
    assert any("Somme" in text and "Pas-de-Calais" in text for text in drawn)
    assert len(page.all("table", id="tableau")) == 1
    codes = "SELECT ?code_insee { VALUES ?code_insee { '80021' '59350' } }"
    assert "Amiens" in " ".join(
        text for _, text in asked(corpus, codes, vue="carte").all("figure", class_="figure-carte")
    )
    assert asked(corpus, MONEY).all("a", href="vue=carte") == []


def test_the_time_of_a_query_can_be_shortened(corpus: httpx.Client) -> None:
    page = Page(corpus.get("/sparql", headers=HTML).text)
    ((_, times),) = page.all("select", id="timeout")
    assert "10" in times
    assert [given["value"] for given, _ in page.all("option") if given.get("value", "").isdecimal()] == ["10", "5", "1"]
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    told = asked(corpus, heavy, status=422, timeout="0.2").text("section", id="resultat")
    assert "0,2" in told or "0.2" in told
    response = corpus.get("/sparql", params={"query": MONEY, "timeout": 5}, headers=HTML)
    assert re.fullmatch(r"requete;dur=\d+\.\d", response.headers["server-timing"])


def test_an_editor_learns_what_to_propose(corpus: httpx.Client) -> None:
    response = corpus.get("/sparql/completion.json")
    assert len(response.content) < 400_000
    told = response.json()
    assert told["prefixes"]["pactes"] == f"{BASE}def#"
    terms = {term["iri"]: term for term in told["termes"]}
    assert terms[f"{BASE}def#Contrat"] == {
        "iri": f"{BASE}def#Contrat",
        "genre": "classe",
        "fr": "contrat",
        "en": "contract",
    }
    assert terms[f"{BASE}def#dateSignature"]["genre"] == "propriete"
    assert {"iri": f"{BASE}voc/statut-contrat/conclu", "fr": "conclu", "en": "concluded"} in told["concepts"]
    etag = response.headers["etag"]
    assert corpus.get("/sparql/completion.json", headers={"If-None-Match": etag}).status_code == 304
    assert corpus.head("/sparql/completion.json").headers["content-length"] == response.headers["content-length"]
    assert corpus.get("/sparql/completion.json", headers={"Accept": "text/turtle"}).status_code == 406


def test_the_scripts_of_others_are_served_from_here_with_their_licence(corpus: httpx.Client) -> None:
    for script in third_party.scripts():
        assert script.version in script.path
        served = corpus.get(script.path)
        assert served.headers["content-type"] == "text/javascript; charset=utf-8"
        assert served.content == script.file.read_bytes()
        assert "immutable" in served.headers["cache-control"]
        assert corpus.get(script.path, headers={"If-None-Match": served.headers["etag"]}).status_code == 304
        assert "MIT" in corpus.get(script.licence_path).text.upper()
        assert script.licence in script.banner
    assert corpus.get("/static/tiers/autre.js").status_code == 404
