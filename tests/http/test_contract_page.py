"""The page of a contract and those of its parts, over a running server: what a reader finds and where it leads."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from pactes.release import make_release, sources_of
from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
HTML = {"Accept": "text/html"}
RICH = "/doc/contrat/contrat-de-ville-du-val-fictif-2015-2020"
CONTRACT = f"{BASE}id/contrat/pacte-du-val"
PASSAGE = f"{BASE}id/document/recit/passage/"
TEXT = "Le pacte du Val, dont on parle. Il court jusqu'à fin 2020, ou 2022. Témoin : le Parc.\n"
MANY = 230


def _node(iri: str, kind: str, *said: str) -> str:
    return f"<{iri}> a pactes:{kind} ; " + " ; ".join(said) + f" ; pactes:preuve <{PASSAGE}3-16> .\n"


def _graph() -> str:
    """A contract with what the small corpus lacks: witnesses, disputed and inferred dates, many commitments, parts."""
    prefixes = """@prefix pactes: <https://w3id.org/pactes/def#> . @prefix voc: <https://w3id.org/pactes/voc/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> . @prefix eli: <http://data.europa.eu/eli/ontology#> .
"""
    euro = "pactes:devise <http://publications.europa.eu/resource/authority/currency/EUR>"
    organisation, money = f"{BASE}id/organisation/", f"{BASE}id/financement/"
    found = [
        prefixes,
        f'<{BASE}id/document/recit> a pactes:Document ; rdfs:label "Récit"@fr ; dcterms:title "Récit"@fr .\n',
        f"<{PASSAGE}3-16> a pactes:Passage ; oa:hasSource <{BASE}id/document/recit> ; pactes:ligne 1 ; "
        f'oa:hasSelector <{PASSAGE}3-16#c> .\n<{PASSAGE}3-16#c> oa:exact "pacte du Val," .\n',
        *(
            f'<{organisation}{name}> a pactes:Organisation ; rdfs:label "{label}"@fr .\n'
            for name, label in (("parc", "Parc du Val"), ("ville", "Ville du Val"), ("cci", "CCI du Val"))
        ),
        _node(
            CONTRACT,
            "Contrat",
            'rdfs:label "Pacte du Val"@fr',
            "pactes:statut <https://w3id.org/pactes/voc/statut-contrat/conclu>",
            f"pactes:temoin <{organisation}parc>",
            f"pactes:partie <{organisation}ville>",
            'pactes:dateSignature "2016-05"^^xsd:gYearMonth',
            f"pactes:fondeSur <{BASE}id/texte/loi-val>",
        ),
        _node(
            f"{BASE}id/texte/loi-val",
            "TexteJuridique",
            'rdfs:label "Loi du Val"@fr',
            "schema:sameAs <https://www.legifrance.gouv.fr/eli/loi/2014/2/21/2014-173/jo/texte>",
        ),
        *(
            _node(
                f"{BASE}id/enonce/fin-{year}",
                "Enonce",
                f"pactes:sujet <{CONTRACT}>",
                "pactes:propriete pactes:dateFin",
                f'pactes:valeur "{year}"^^xsd:gYear',
            )
            for year in (2020, 2022)
        ),
        _node(
            f"{BASE}id/enonce/fin-deduite",
            "Enonce",
            f"pactes:sujet <{CONTRACT}>",
            "pactes:propriete pactes:dateFin",
            'pactes:valeur "2021-04"^^xsd:gYearMonth',
            "pactes:deduit true",
        ),
        _node(
            f"{BASE}id/contradiction/fin",
            "Contradiction",
            'rdfs:label "Fin du pacte"@fr',
            f"pactes:porteSur <{CONTRACT}>",
            f"pactes:enonce <{BASE}id/enonce/fin-2020> , <{BASE}id/enonce/fin-2022>",
        ),
        *(
            _node(
                f"{CONTRACT}/engagement/{n}",
                "Engagement",
                f'rdfs:label "Promesse {n}"@fr',
                f'pactes:texte "Promesse {n}"@fr',
                f"pactes:contrat <{CONTRACT}>",
                f"pactes:partie <{organisation}{'cci' if n < 30 else 'ville'}>",
                f"pactes:statut <{BASE}voc/statut-engagement/{'realise' if n % 10 == 0 else 'prevu'}>",
                f'pactes:theme "{"Numérique" if n < 7 else "Divers"}"@fr',
            )
            for n in range(MANY)
        ),
        _node(
            f"{money}enveloppe",
            "Financement",
            'rdfs:label "10 000 €"@fr',
            "pactes:montant 10000.0",
            euro,
            f"pactes:nature <{BASE}voc/nature-financement/enveloppe>",
            f"pactes:contrat <{CONTRACT}>",
        ),
        *(
            _node(
                f"{money}part-{n}",
                "Financement",
                f'rdfs:label "{n} 000 €"@fr',
                f"pactes:montant {n}000.0",
                euro,
                f"pactes:nature <{BASE}voc/nature-financement/enveloppe>",
                f"pactes:contrat <{CONTRACT}>",
                f"dcterms:isPartOf <{money}enveloppe>",
            )
            for n in (3, 7)
        ),
        _node(
            f"{money}cout",
            "Financement",
            'rdfs:label "25 000 €"@fr',
            "pactes:montant 25000.0",
            euro,
            f"pactes:nature <{BASE}voc/nature-financement/cout-total>",
            f"pactes:contrat <{CONTRACT}>",
            "pactes:maximum true",
        ),
        _node(
            f"{BASE}id/contrat/avenant-du-val",
            "Contrat",
            'rdfs:label "Avenant du Val"@fr',
            f"pactes:statut <{BASE}voc/statut-contrat/cite>",
            f"pactes:modifie <{CONTRACT}>",
            'pactes:dateSignature "2018"^^xsd:gYear',
        ),
    ]
    return "".join(found)


@pytest.fixture(scope="module")
def pact(serve, corpus_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:  # type: ignore[no-untyped-def]
    """A client of a server over that contract, with the words of the house."""
    written, folder = tmp_path_factory.mktemp("pacte-graphes"), tmp_path_factory.mktemp("pacte")
    from pactes.rdf.fichiers import static_graphs

    for graph, triples in static_graphs().items():
        name = str(graph).rsplit("/", 1)[-1]
        (written / f"{name}.ttl").write_text(triples.serialize(format="nt"), encoding="utf-8")
    (written / "recit.ttl").write_text(_graph(), encoding="utf-8")
    about = {"title": "essai", "publisher": "L'équipe d'essai"}
    make_release(
        sources_of(written, BASE), folder, version="2026.11.1", base_iri=BASE, date="2026-11-22", about=about,
        texts={"recit": TEXT},
    )  # fmt: skip
    with serve(Settings(releases=folder, workers=2)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client
    shutil.rmtree(folder, ignore_errors=True)


PAGE = "/doc/contrat/pacte-du-val"


def read(client: httpx.Client, path: str, **headers: str) -> str:
    response = client.get(path, headers={**HTML, **headers})
    assert response.status_code == 200, response.text
    return response.text


def words(source: str) -> str:
    bare = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]*>", " ", source, flags=re.DOTALL)
    return " ".join(unescape(bare).replace("\u202f", " ").replace("\xa0", " ").split())


def section(source: str, name: str) -> str:
    return source.partition(f'<section id="{name}"')[2].partition("</section>")[0]


def link(source: str, label: str) -> str:
    found = re.search(rf'<a [^>]*?href="([^"]+)"[^>]*>\s*{label}', source)
    assert found, label
    return unescape(found[1])


def test_the_status_is_said_in_words(pact: httpx.Client, corpus: httpx.Client) -> None:
    assert "conclu : un document en nomme les parties" in words(read(corpus, RICH))
    cited = words(read(pact, "/doc/contrat/avenant-du-val"))
    assert "cité : les documents lus ne font que le nommer" in cited
    assert "Ce contrat est seulement cité, par un document" in cited
    # The quote has the words around it, as the document has them.
    assert "Le pacte du Val, dont on parle. Il court" in cited


def test_a_witness_is_no_party(pact: httpx.Client) -> None:
    parties = words(section(read(pact, PAGE), "parties"))
    assert parties.startswith("> Parties 1 Ville du Val") or "Parties 1 Ville du Val" in parties
    assert re.search(r"Témoins .*pas parties\. Parc du Val", parties)


def test_all_actions_are_had_as_a_table_in_their_order(corpus: httpx.Client) -> None:
    address = link(read(corpus, RICH), "Les 3 actions en CSV")
    response = corpus.get(address)
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["numero"] for row in rows] == ["1.1.1", "1.1.2", "1.1.10"]
    assert rows[0]["titre"] == "Organiser un forum des métiers"
    assert rows[0]["titreDans"] == "Ouvrir les entreprises aux jeunes"


def test_commitments_are_counted_by_party_and_status_and_the_counts_lead_to_them(pact: httpx.Client) -> None:
    found = section(read(pact, PAGE), "engagements")
    table = found.partition("<tbody>")[2].partition("</tbody>")[0]
    lines = [words(line) for line in table.split("</tr>")]
    assert lines[0].startswith("Ville du Val 180")
    assert re.search(r"CCI du Val 27 .* 3 .* 30 ", lines[1] + " ")
    address = next(unescape(a) for a in re.findall(r'href="([^"]+)"', table) if "par=cci" in a and "etat=realise" in a)
    kept = section(read(pact, address), "engagements")
    assert "3 engagements sur 230" in words(kept)
    assert re.findall(r"Promesse (\d+)<", kept) == ["0", "10", "20"]


def test_commitments_of_a_theme(pact: httpx.Client) -> None:
    found = section(read(pact, PAGE), "engagements")
    kept = section(read(pact, link(found, "Numérique")), "engagements")
    assert sorted(map(int, re.findall(r"Promesse (\d+)<", kept))) == list(range(7))


def test_pages_of_commitments_hold_each_once(pact: httpx.Client) -> None:
    seen, address, pages = [], PAGE, 0
    while address:
        source = read(pact, address)
        assert len(source) < 400_000
        seen += re.findall(r"Promesse (\d+)<", section(source, "engagements"))
        following = re.search(r'<a rel="next nofollow" href="([^"]+)"', source)
        address, pages = unescape(following[1]) if following else "", pages + 1
    assert sorted(map(int, seen)) == list(range(MANY))
    assert pages == 3


@pytest.mark.parametrize(
    "asked", ["engagements=999999", "engagements=x", "par=personne", "etat=%3Cb%3E", "theme=absent"]
)
def test_an_odd_address_still_shows_the_contract(pact: httpx.Client, asked: str) -> None:
    source = read(pact, f"{PAGE}?{asked}")
    assert "Pacte du Val" in source
    assert "<b>" not in source


def test_money_is_drawn_by_nature_parts_under_their_sum_and_no_total(pact: httpx.Client) -> None:
    found = section(read(pact, PAGE), "financements")
    panels = found.split('<div class="panneau"')[1:]
    assert [words(panel.partition("</h3>")[0]).partition("> ")[2] for panel in panels] == [
        "Enveloppe 3",
        "Coût total 1",
    ]
    drawing = panels[0].partition("<svg")[2].partition("</svg>")[0]
    assert [float(width) for width in re.findall(r'<rect x="0" y="\d+" width="([\d.]+)%"', drawing)] == [100, 70, 30]
    assert words(drawing).endswith("10 000 € dont 7 000 € dont 3 000 €")
    assert words(panels[1]).count("au plus 25 000 €") == 1
    assert "35 000" not in words(found)  # 10 000 + 25 000
    assert "20 000" not in words(found)


def test_the_query_behind_the_chart_gives_its_figures(pact: httpx.Client) -> None:
    address = link(section(read(pact, PAGE), "financements"), "La requête derrière ces graphiques")
    query = parse_qs(urlsplit(address).query)["query"][0]
    answer = pact.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sorted((row["nature"], float(row["montant"])) for row in rows) == [
        ("coût total", 25000.0), ("enveloppe", 3000.0), ("enveloppe", 7000.0), ("enveloppe", 10000.0),
    ]  # fmt: skip


def test_the_time_line_keeps_dates_as_partial_as_they_are(pact: httpx.Client) -> None:
    source = read(pact, PAGE)
    told = [words(item) for item in re.findall(r"<li><strong>.*?</li>", section(source, "chronologie"), re.DOTALL)]
    starts = [" ".join(item.split()[:3]) for item in told]
    assert starts == ["mai 2016 Signature", "2018 Avenant :", "2020 Fin de", "avril 2021 Fin", "2022 Fin de"]
    assert "sources en désaccord" in told[2]
    assert "sources en désaccord" in told[4]
    assert "déduit" in told[3]
    assert "sources en désaccord" not in told[3]
    drawing = section(source, "chronologie").partition("</svg>")[0]
    spans = [float(width) for width in re.findall(r'<rect x="[\d.]+%" y="\d+" width="([\d.]+)%"', drawing)]
    # From 2016 to 2023: a year is a seventh of the line, a month a twelfth of that.
    assert spans == [14.29, 14.29, 14.29]
    assert drawing.count("<circle") == 2


def test_a_legal_basis_leads_to_the_text_that_was_published(pact: httpx.Client) -> None:
    assert "https://www.legifrance.gouv.fr/eli/loi/2014" in section(read(pact, PAGE), "textes")


def test_what_amends_a_contract_is_beside_it(pact: httpx.Client) -> None:
    assert "Modifié par Avenant du Val" in words(section(read(pact, PAGE), "voisins"))
    assert "Modifie Pacte du Val" in words(section(read(pact, "/doc/contrat/avenant-du-val"), "voisins"))


def test_a_page_says_how_to_cite_it_and_how_to_tell_of_an_error(pact: httpx.Client, corpus: httpx.Client) -> None:
    said = words(read(pact, PAGE))
    assert "« Pacte du Val », L’équipe d’essai, pactes, version 2026.11.1 (22 novembre 2026). " + CONTRACT in said
    assert f"Page : {CONTRACT}" in said
    axis = words(read(corpus, f"{RICH}/axe/1"))
    assert "« Axe 1 : Emploi & insertion », dans : Contrat de ville du Val-Fictif 2015-2020, " in axis


def test_an_axis_is_between_its_neighbours(corpus: httpx.Client) -> None:
    first, second = read(corpus, f"{RICH}/axe/1"), read(corpus, f"{RICH}/axe/2")
    assert "axe 1 sur 2" in words(first)
    assert re.search(rf'<a rel="next" href="{RICH}/axe/2"', first)
    assert 'rel="prev"' not in first
    assert re.search(rf'<a rel="prev" href="{RICH}/axe/1"', second)
    assert "transversal" in words(second)
    assert "verser 1 250 000 € chaque année" in words(section(first, "engagements"))
    # What has nothing below is told so, not left empty.
    assert "n’en disent pas plus que ce titre" in words(second)
    numbers = re.findall(r'class="numero">([\d.]+)', read(corpus, f"{RICH}/objectif/1.1"))
    assert numbers == ["1.1.1", "1.1.2", "1.1.10"]


def test_an_amount_is_explained(corpus: httpx.Client, pact: httpx.Client) -> None:
    said = words(read(corpus, "/doc/financement/part-etat"))
    assert "participation : la part qu’une organisation apporte" in said
    for told in ("Qui paie État", "Qui reçoit non précisé", "Année ou période 2015", "Contrat Contrat de ville du Val"):
        assert told in said, told
    whole = read(pact, "/doc/financement/enveloppe")
    drawn = [words(text) for text in re.findall(r'class="montant">([^<]+)<', section(whole, "parts"))]
    assert drawn == ["7 000 €", "3 000 €"]
    part = words(read(pact, "/doc/financement/part-3"))
    assert "Part de 10 000 € (enveloppe)" in part
    assert "Les autres parts du même montant 7 000 €" in part


def test_a_commitment_says_its_state_and_who(corpus: httpx.Client) -> None:
    said = words(read(corpus, f"{RICH}/engagement/verser"))
    assert "prévu : les parties promettent de le faire" in said
    assert "La phrase qui le dit" in said
    assert "Axe 1 : Emploi & insertion" in said


def test_a_signature_tells_the_function_first_and_is_not_indexed(corpus: httpx.Client) -> None:
    said = words(read(corpus, f"{RICH}/signature/ca-du-val-fictif"))
    assert (
        said.index("Partie Communauté d'agglomération du Val-Fictif")
        < said.index("Au titre de président")
        < said.index("Représentée par Paul")
    )
    assert "prévue : un document l’annonce" in said
    assert corpus.get(f"{RICH}/signature/ca-du-val-fictif").headers["x-robots-tag"] == "noindex"


def test_a_body_says_how_often_it_meets(corpus: httpx.Client) -> None:
    said = words(read(corpus, f"{RICH}/instance/comite-de-pilotage"))
    assert "deux fois par an" in said
    assert "Le comité de pilotage se réunit deux fois par an" in said


@pytest.mark.parametrize("path", ["", "/axe/1", "/action/1.1.10", "/engagement/verser", "/instance/comite-de-pilotage"])
def test_english_pages_hold_no_french_of_ours(corpus: httpx.Client, path: str) -> None:
    said = words(read(corpus, f"{RICH}{path}?_lang=en"))
    for french in (
        "Qui ",
        "Tous les",
        "Citer",
        "Signaler",
        "Où ",
        "un document",
        "les parties promettent",
        "Dans ",
        "Part de",
    ):
        assert french not in said, french
    assert "Cite this page" in said
