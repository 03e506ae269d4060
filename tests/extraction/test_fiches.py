"""Identity cards: in the true magazine, and in invented guides of other regions and other layouts."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.fiches import name_cartes, read_fiches
from pactes.model import Contrat, Fiche, Valeur
from pactes.reading import Document, read_document

ROOT = Path(__file__).resolve().parents[2]


def _document(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "guide.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def _families(document: Document) -> tuple[Contrat, ...]:
    return read_fiches(document, build_plan(document))


def _values(contrat: Contrat, rubric: str) -> list[str]:
    assert contrat.fiche is not None
    return [valeur.valeur for valeur in getattr(contrat.fiche, rubric)]


@pytest.fixture(scope="module")
def magazine() -> Document:
    return read_document(ROOT / "data" / "documents" / "etat-d-avenir-3-republique-contractuelle-2019.txt")


def test_each_family_of_the_magazine_has_one_card(magazine: Document) -> None:
    kinds = [contrat.type_contrat for contrat in _families(magazine)]
    assert kinds == [
        "contrat de plan État-région",
        "programme d'investissements d'avenir",
        "pacte métropolitain d'innovation",
        "contrat financier entre l'État et les collectivités",
        "programme opérationnel européen",
        "contrat de ville",
        "contrat de ruralité",
        "contrat centre-bourg",
        "contrat de redynamisation de site de défense",
        "contrat local d'éducation artistique",
        "charte agriculture et urbanisme",
        "protocole de participation citoyenne",
        "convention Action cœur de ville",
        "projet alimentaire territorial",
        "contrat de transition écologique",
        "contrat d'objectifs pour la territorialisation de la troisième révolution industrielle",
        "contrat de territoire d'industrie",
        "convention de lutte contre la pauvreté",
    ]


def test_each_card_of_the_magazine_has_objectives_date_scale_and_domains(magazine: Document) -> None:
    undated = []
    for contrat in _families(magazine):
        assert not contrat.instance
        for rubric in ("objectifs", "echelle", "domaines"):
            assert _values(contrat, rubric), (contrat.titre, rubric)
        if not _values(contrat, "date_creation"):
            undated.append(contrat.type_contrat)
    assert undated == ["programme opérationnel européen"]  # its card gives the period of the programmes, no creation


def test_values_of_a_card_are_those_of_its_rubrics(magazine: Document) -> None:
    (clea,) = [c for c in _families(magazine) if c.sigle == "CLEA"]
    assert _values(clea, "date_creation") == ["1992"]
    assert _values(clea, "echelle") == ["Dispositif national décliné au niveau régional."]
    assert _values(clea, "dans_la_region")[1:3] == ["7 dans la Somme", "4 dans l'Oise"]
    assert len(_values(clea, "objectifs")) == 4
    (sites,) = [c for c in _families(magazine) if c.sigle == "CRSD"]
    assert "Arras" in _values(sites, "dans_la_region")
    (cottri,) = [c for c in _families(magazine) if c.sigle == "COTTRI"]
    assert _values(cottri, "date_creation") == ["2017"]


def test_a_card_whose_heading_the_layout_lost_has_the_name_of_its_article(magazine: Document) -> None:
    lost = [lue for lue in name_cartes(magazine) if lue.carte.titre is None]
    assert [lue.titre for lue in lost] == [
        "pacte métropolitain d'innovation",
        "contrats de ville",
        "Participation citoyenne",
        "contrats de transition écologique",
        "territoires d'industrie",
        "Engagement pour le renouveau du bassin minier",
    ]


def test_every_value_is_where_its_evidence_says(magazine: Document) -> None:
    for contrat in _families(magazine):
        assert contrat.fiche is not None
        said = [getattr(contrat.fiche, field.name) for field in fields(Fiche)]
        values = [v for rubric in said if isinstance(rubric, tuple) for v in rubric if isinstance(v, Valeur)]
        assert values
        for evidence in (*contrat.evidence, *(v.evidence for v in values)):
            assert magazine.text[evidence.start : evidence.end] == evidence.quote
            assert magazine.line_of(evidence.start) == evidence.line


GUIDE = """# Contrat local de santé

**Objectifs**

- Réduire les inégalités de santé
- Mieux coordonner les acteurs :

**Date de création**

Loi du 21 juillet 2009

**Échelle**

Intercommunale

**En Occitanie**

25 CLS signés

# Bourgs-centres

**Objectifs**

Conforter les bourgs-centres

**Date de création**

2017

**Signataires**

Région, commune, EPCI

# Contrat territorial Grand Site

**Objectifs** : valoriser les sites
**Date de création** : 2018
**Échelle du dispositif** : le site et son territoire
**Domaines d'intervention** : tourisme, culture
"""


def test_cards_with_headings_in_any_case_and_rubrics_on_one_line(tmp_path: Path) -> None:
    sante, bourgs, site = _families(_document(tmp_path, GUIDE))
    assert (sante.type_contrat, sante.sigle) == ("contrat local de santé", "CLS")
    assert _values(sante, "objectifs")[0] == "Réduire les inégalités de santé"
    assert _values(sante, "dans_la_region") == ["25 CLS signés"]
    assert (bourgs.titre, _values(bourgs, "date_creation")) == ("Bourgs-centres", ["2017"])
    assert _values(bourgs, "objectifs") == ["Conforter les bourgs-centres"]
    assert _values(site, "objectifs") == ["valoriser les sites"]
    assert _values(site, "domaines") == ["tourisme, culture"]


CARTES_SANS_TITRE = """Les contrats de rivière : rendre vie aux cours d'eau

Les contrats de rivière réunissent riverains, pêcheurs et communes autour d'un programme de restauration des berges.

fiche d'identité : page 12

Les conventions territoriales globales : la Caf aux côtés des communes

La convention territoriale globale rassemble les aides de la caisse d'allocations familiales à la petite enfance.

fiche d'identité : page 13

REPÈRES

FICHES D'IDENTITÉ



OBJECTIFS

- restaurer les berges et les zones humides
- réunir riverains et pêcheurs

DATE DE CRÉATION

1981

ÉCHELLE DU DISPOSITIF

Bassin versant



OBJECTIFS

- développer l'accueil de la petite enfance

DATE DE CRÉATION

2009

ÉCHELLE DU DISPOSITIF

Intercommunale
"""


def test_lost_headings_are_found_again_in_the_order_of_the_articles(tmp_path: Path) -> None:
    rivers, children = _families(_document(tmp_path, CARTES_SANS_TITRE))
    assert (rivers.type_contrat, _values(rivers, "date_creation")) == ("contrat de rivière", ["1981"])
    assert (children.type_contrat, _values(children, "date_creation")) == ("convention territoriale globale", ["2009"])
    assert rivers.evidence[0].quote == "contrats de rivière"


def test_a_card_of_a_signed_contract_is_no_family(tmp_path: Path) -> None:
    text = (
        "CONTRAT DE DÉVELOPPEMENT TERRITORIAL DU BARROIS\n\nOBJECTIFS\n\n- redonner des emplois\n\nDATE DE CRÉATION\n\n"
        "Signé le 5 mai 2014.\n\nÉCHELLE\n\nIntercommunale\n\nSIGNATAIRES\n\nl'État et la ville de Bar-le-Duc\n"
    )
    document = _document(tmp_path, text)
    assert _families(document) == ()
    (lue,) = name_cartes(document)
    assert lue.instance


@pytest.mark.parametrize(
    "text",
    [
        "Fiche action 1\n\nOBJECTIFS\n\n- former les agents\n\nDOMAINES\n\nformation\n\nPILOTE\n\nla Région\n",
        "OBJECTIFS\n\nCe chapitre dit les objectifs.\n\nSIGNATAIRES\n\nLe maire\n",
        "Rien de tel ici.\n",
    ],
    ids=["action sheet", "chapters of a contract", "plain text"],
)
def test_what_only_looks_like_a_card_is_none(tmp_path: Path, text: str) -> None:
    assert _families(_document(tmp_path, text)) == ()
