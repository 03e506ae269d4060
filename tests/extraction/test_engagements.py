"""Commitments: in layouts of other territories than the documents at hand, and scored on the references."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.extraction.commun.listes import find_listes
from pactes.extraction.commun.unites import build_unites
from pactes.extraction.evaluate import evaluate
from pactes.extraction.interchange import to_interchange
from pactes.model import Engagement, StatutEngagement
from pactes.reading import Document, read_document

ROOT = Path(__file__).resolve().parents[2]
GOLD = sorted((ROOT / "tests" / "gold").glob("*.json"))
# The rules were written against the other references; the magazine's came later and has its own floor, so that neither
# hides a loss on the other.
MAGAZINE = [path for path in GOLD if path.stem.startswith("etat-d-avenir")]
OTHERS = [path for path in GOLD if path not in MAGAZINE]
PARTIES = """CONVENTION DE PARTENARIAT DU PAYS DES MARAIS

ENTRE

La Communauté d'Agglomération Crau Montagnette, représentée par Madame Anne ROUX, sa présidente,
ci-après désignée par « l'ACM »,
La Commune de Saint-Aubin-du-Val, représentée par son maire, Madame Claire DURIEUX,

ET

L'État, représenté par Monsieur Pierre DUPRÉ, préfet des Landes,

Il a été convenu ce qui suit :

"""
ACM, COMMUNE, ETAT = "Communauté d'Agglomération Crau Montagnette", "Commune de Saint-Aubin-du-Val", "État"


@pytest.fixture
def document(tmp_path: Path, request: pytest.FixtureRequest) -> Document:
    path = tmp_path / "convention.txt"
    path.write_text(request.param, encoding="utf-8")
    return read_document(path)


def _read(tmp_path: Path, text: str) -> tuple[Engagement, ...]:
    path = tmp_path / "convention.txt"
    path.write_text(text, encoding="utf-8")
    return extract(read_document(path)).engagements


def _texts(engagements: tuple[Engagement, ...]) -> list[str]:
    return [e.texte for e in engagements]


def test_a_list_is_of_those_whom_its_introduction_names(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PARTIES
        + "Article 2\n\nPour y parvenir, la Communauté d'agglomération et la Commune s'engagent à :\n\n"
        + "- rénover la halle ;\n- ouvrir un tiers-lieu, et notamment à :\n  - o former les agents,\n"
        + "  - o accueillir le public.\n- planter des haies.\n",
    )
    assert _texts(found) == [
        "rénover la halle",
        "ouvrir un tiers-lieu, et notamment à",
        "former les agents",
        "accueillir le public",
        "planter des haies",
    ]
    assert {e.parties for e in found} == {(ACM, COMMUNE)}
    assert {e.statut for e in found} == {StatutEngagement.PREVU}


@pytest.mark.parametrize(
    "liste",
    [
        "• désigner un référent ;\n• transmettre un bilan.\n",
        "1) désigner un référent ;\n2) transmettre un bilan.\n",
        "a) désigner un référent ;\nb) transmettre un bilan.\n",
        "- à désigner un référent ;\n\n- à transmettre un bilan.\n",
        "désigner un référent ;\ntransmettre un bilan.\n",
    ],
)
def test_lists_in_every_layout(tmp_path: Path, liste: str) -> None:
    found = _read(tmp_path, f"{PARTIES}L'État s'engage à :\n\n{liste}\nArticle 3\n")
    assert _texts(found) == ["désigner un référent", "transmettre un bilan"]
    assert {e.parties for e in found} == {(ETAT,)}


def test_one_sentence_with_two_promises_is_two_commitments(tmp_path: Path) -> None:
    found = _read(tmp_path, PARTIES + "L'État s'engage à financer un poste et à mettre à disposition un local.\n")
    assert _texts(found) == ["financer un poste", "mettre à disposition un local"]
    assert {e.evidence[0].quote for e in found} == {
        "L'État s'engage à financer un poste et à mettre à disposition un local."
    }


def test_the_parties_are_all_who_sign_and_short_names_are_theirs(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PARTIES + "Les parties s'engagent à évaluer le contrat.\n\nL'ACM s'engage à porter la fiche n° 3.\n\n"
        "Les collectivités s'engagent à informer les habitants.\n",
    )
    assert [e.parties for e in found] == [(ACM, COMMUNE, ETAT), (ACM,), (ACM, COMMUNE)]


def test_what_is_done_since_a_year_and_what_is_to_come(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PARTIES + "Depuis mars 2018, plusieurs opérations ont été engagées :\n\n- la voie verte ;\n- le gymnase.\n\n"
        "Sont identifiés comme projets à venir :\n\n- la médiathèque.\n\n"
        "Le Département a déjà financé la maison de santé de Vauclair.\n",
    )
    assert [(e.texte, e.statut, e.depuis) for e in found[:3]] == [
        ("la voie verte", StatutEngagement.EN_COURS, "2018-03"),
        ("le gymnase", StatutEngagement.EN_COURS, "2018-03"),
        ("la médiathèque", StatutEngagement.PREVU, None),
    ]
    assert found[3].statut is StatutEngagement.REALISE


def test_an_item_that_a_page_break_cuts_is_one_commitment(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PARTIES + "La Commune s'engage à :\n\n- mobiliser les services sociaux et sanitaires du canton et par\n\n"
        "12\n\nles associations, susceptibles d'aider ;\n- tenir une permanence.\n",
    )
    assert _texts(found) == [
        "mobiliser les services sociaux et sanitaires du canton et par les associations, susceptibles d'aider",
        "tenir une permanence",
    ]
    assert found[0].evidence[0].quote == "mobiliser les services sociaux et sanitaires du canton et par"


def test_what_a_party_will_do_is_a_commitment_but_not_what_will_be(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PARTIES + "La Commune désignera un élu référent. Elle organisera chaque année une réunion publique.\n\n"
        "La Commune sera consultée. La Commune pourra solliciter l'État. Le contrat entrera en vigueur en mai.\n",
    )
    assert _texts(found) == ["désignera un élu référent", "organisera chaque année une réunion publique"]
    assert {e.parties for e in found} == {(COMMUNE,)}


@pytest.mark.parametrize(
    "text",
    [
        "Il a pour objectif de :\n\n- renforcer l'attractivité ;\n- réduire les inégalités.\n",
        "La stratégie s'articule autour des orientations suivantes :\n\n- la mobilité ;\n- l'habitat.\n",
        "Le comité est composé des membres suivants :\n\n- le préfet ;\n- le maire.\n",
        "Les quartiers concernés sont les suivants :\n\n- le Plateau ;\n- la Gare.\n",
        "1.1.1- Développer les circuits courts\n1.1.2- Accompagner les établissements qui s'engagent\n",
        "Le présent contrat formalise les engagements des parties.\n",
    ],
)
def test_lists_of_something_else_are_no_commitments(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, PARTIES + text) == ()


def test_outside_a_contract_only_what_is_called_a_commitment_is_one(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "Le magazine\n\nLa Commune organisera une fête. Depuis 2016, les projets suivants ont été menés :\n\n"
        "- le stade.\n\nL'État s'est engagé à financer un poste.\n",
    )
    assert _texts(found) == ["financer un poste"]


def test_no_text_no_commitment(tmp_path: Path) -> None:
    assert _read(tmp_path, "Recette de la soupe : faire cuire les légumes, puis les mixer.\n") == ()


@pytest.mark.parametrize(
    "document", ["Les actions :\n\n- une\n  - o deux\n  - o trois\n- quatre\n\nFin.\n"], indirect=True
)
def test_items_of_items_have_their_depth(document: Document) -> None:
    (liste,) = find_listes(build_unites(document))
    assert [(e.texte, e.niveau) for e in liste.elements] == [("une", 1), ("deux", 2), ("trois", 2), ("quatre", 1)]


@pytest.mark.parametrize(
    ("references", "precision", "recall"), [(OTHERS, 0.9, 0.8), (MAGAZINE, 0.85, 0.25)], ids=["others", "magazine"]
)
def test_the_references_are_read_and_every_quote_is_the_text(
    references: list[Path], precision: float, recall: float
) -> None:
    pairs = []
    for path in references:
        document = read_document(ROOT / "data" / "documents" / f"{path.stem}.txt")
        extraction = extract(document)
        for engagement in extraction.engagements:
            for evidence in engagement.evidence:
                assert document.text[evidence.start : evidence.end] == evidence.quote
                assert "\n" not in evidence.quote
        pairs.append((to_interchange(extraction), json.loads(path.read_text(encoding="utf-8"))))
    score = evaluate(pairs).kinds["engagements"]
    assert score.reference > 0
    assert score.precision >= precision
    assert score.recall >= recall


def test_sections_say_whose_commitments_they_hold(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PARTIES + "PARTIE 3 – LES ENGAGEMENTS\n\n3.1 Engagements de l'État\n\n"
        "Mobiliser les crédits utiles.\n\n3.2 Engagements de l'ACM\n- assurer le pilotage\n- financer un poste\n\n"
        "3.3 Autres\n\nPour la Commune :\n- ouvrir une permanence\n\nPARTIE 4 – LES CARTES\n\nUne :\n- le plan\n",
    )
    assert [(e.texte, e.parties) for e in found] == [
        ("Mobiliser les crédits utiles", (ETAT,)),
        ("assurer le pilotage", (ACM,)),
        ("financer un poste", (ACM,)),
        ("ouvrir une permanence", (COMMUNE,)),
    ]


def test_a_table_of_commitments(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        PARTIES
        + "Signataire | Engagement | An\nCommune | Rénover deux écoles | 2026\nÉtat | Financer la halle | 2025\n\n"
        "Nom | Population | Rang\nVauclair | 1200 | 3\n",
    )
    assert [(e.texte, e.parties, e.regle) for e in found] == [
        ("Rénover deux écoles", (COMMUNE,), "engagement-tableau"),
        ("Financer la halle", (ETAT,), "engagement-tableau"),
    ]


def test_an_acronym_that_everyone_knows_is_the_signatory_it_stands_for(tmp_path: Path) -> None:
    text = PARTIES.replace(
        "\nET\n", "La Caisse d'allocations familiales des Landes, représentée par sa directrice,\n\nET\n"
    )
    (found,) = _read(tmp_path, text + "La CAF s'engage à maintenir les centres sociaux.\n")
    assert found.parties == ("Caisse d'allocations familiales des Landes",)


def test_each_party_is_every_party_and_a_role_is_who_holds_it(tmp_path: Path) -> None:
    text = PARTIES.replace("représentée par son maire, Madame Claire DURIEUX,", "ci-après « le bénéficiaire »,")
    found = _read(
        tmp_path,
        text + "Chaque partie s'engage à désigner un référent.\n\nLe bénéficiaire s'engage à fournir un bilan.\n",
    )
    assert [e.parties for e in found] == [(ACM, COMMUNE, ETAT), (COMMUNE,)]


CAUSSES = """CONTRAT DE RELANCE ET DE TRANSITION ÉCOLOGIQUE DES CAUSSES

ENTRE

L'État, représenté par Monsieur Pierre DUPRÉ, préfet de l'Aveyron,

La communauté de communes Millau Grands Causses, représentée par sa présidente, Madame Emmanuelle GAZEL,

ET

Le Département de l'Aveyron, représenté par Monsieur Arnaud VIALA, son président,

ARTICLE 4. CE À QUOI CHACUN S'OBLIGE

"""


def test_a_proper_name_is_the_signatory_that_bears_it_and_two_futures_are_two_commitments(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        CAUSSES + "4.1 Le Département\n\nLe Département et Millau Grands Causses prennent l'engagement de :\n"
        "– recruter un chef de projet ;\n– tenir à jour le tableau de bord.\n"
        "Millau Grands Causses assurera la maîtrise d'ouvrage de la halle. Le Département accompagnera les communes "
        "par son agence technique et réservera une part de ses crédits au chemin de la crête.\n",
    )
    millau, aveyron = "communauté de communes Millau Grands Causses", "Département de l'Aveyron"
    assert [(e.texte.split()[0], {p.casefold() for p in e.parties}) for e in found] == [
        ("recruter", {aveyron.casefold(), millau.casefold()}),
        ("tenir", {aveyron.casefold(), millau.casefold()}),
        ("assurera", {millau.casefold()}),
        ("accompagnera", {aveyron.casefold()}),
        ("réservera", {aveyron.casefold()}),
    ]
    assert {e.statut for e in found} == {StatutEngagement.PREVU}


def test_a_heading_that_names_a_party_under_commitments_says_whose_they_are(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        CAUSSES + "4.1 L'État\n\nFinancer un poste d'animateur.\n\n4.2 Les opérateurs\n\n"
        "La Banque des Territoires cofinancera les études, dans la limite de 20 000 € par an. L'ADEME mobilisera un "
        "conseiller.\n",
    )
    assert [(e.texte, e.parties) for e in found] == [
        ("Financer un poste d'animateur", ("État",)),
        ("cofinancera les études, dans la limite de 20 000 € par an", ("Banque des Territoires",)),
        ("mobilisera un conseiller", ("ADEME",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "L'État apporte son concours au contrat.",
        "Le contrat reprend la charte que le Département et l'État concluront en 2022.",
    ],
)
def test_taking_part_in_a_contract_or_concluding_one_is_no_commitment(tmp_path: Path, text: str) -> None:
    assert not _read(tmp_path, CAUSSES.replace("ARTICLE 4. CE À QUOI CHACUN S'OBLIGE", "PRÉAMBULE") + text + "\n")


def test_in_an_article_parties_of_the_contract_say_what_they_will_do(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        "UN PACTE POUR LE VEXIN\n\nLe pacte de développement territorial du Vexin doit être conclu en mai 2021 entre "
        "l'État, la Région et le Département.\n\nLa Région a déjà annoncé qu'elle y consacrerait 3 M€ ; le Département "
        "s'est engagé à raccorder tous les villages. « Nous nous sommes engagés à ouvrir la gare en deux ans », "
        "rappelle le préfet, Jean Aubry. Le soleil brillera sur le plateau.\n",
    )
    assert [(e.texte.rstrip(" ,"), e.parties, e.statut) for e in found] == [
        ("consacrerait 3 M€", ("Région",), StatutEngagement.PREVU),
        ("raccorder tous les villages", ("Département",), StatutEngagement.PREVU),
        ("ouvrir la gare en deux ans", ("État",), StatutEngagement.PREVU),
    ]
