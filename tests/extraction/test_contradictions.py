"""Contradictions: what the true documents hold, what invented ones of other places hold, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.model import Contradiction, GenreContradiction
from pactes.reading import read_document

ROOT = Path(__file__).resolve().parents[2]


def _read(tmp_path: Path, text: str) -> tuple[Contradiction, ...]:
    path = tmp_path / "document.txt"
    path.write_text(text, encoding="utf-8")
    return extract(read_document(path)).contradictions


def _values(contradiction: Contradiction) -> list[str]:
    return [valeur.valeur for valeur in contradiction.valeurs]


def _of(found: tuple[Contradiction, ...], regle: str) -> Contradiction:
    (one,) = [c for c in found if c.regle == regle]
    return one


@pytest.fixture(scope="module")
def documents() -> dict[str, tuple[Contradiction, ...]]:
    paths = sorted((ROOT / "data" / "documents").glob("*.txt"))
    return {path.stem: extract(read_document(path)).contradictions for path in paths}


@pytest.mark.parametrize(
    ("document", "regle", "genre", "lines"),
    [
        ("contrat-de-ville-amiens-metropole-2015-2020", "dates-du-texte", "date", {148, 495}),
        ("contrat-de-ville-amiens-metropole-2015-2020", "nombre-repris-apres-liste", "nombre", {497, 505}),
        ("contrat-de-ville-amiens-metropole-2015-2020", "rang-au-dela-du-nombre", "nombre", {1341, 1353, 1368}),
        ("contrat-de-ville-amiens-metropole-2015-2020", "rang-de-partie", "nombre", {1235, 1691}),
        ("accord-cadre-hauts-de-france-amiens-metropole-2019", "nombre-de-parties", "nombre", {50, 132, 551}),
        ("accord-cadre-hauts-de-france-amiens-metropole-2019", "adresses", "valeur", {46, 50}),
        ("accord-cadre-hauts-de-france-amiens-metropole-2019", "futur-deja-passe", "date", {289, 559}),
        ("accord-cadre-hauts-de-france-amiens-metropole-2019", "date-avant-depuis", "date", {452, 454}),
        ("etat-d-avenir-3-republique-contractuelle-2019", "somme-de-montants", "somme", {249, 1621, 1622}),
        ("etat-d-avenir-3-republique-contractuelle-2019", "nombre-annonce-liste", "nombre", {1189, 1194, 2563}),
    ],
)
def test_contradictions_of_the_documents(
    documents: dict[str, tuple[Contradiction, ...]], document: str, regle: str, genre: str, lines: set[int]
) -> None:
    found = _of(documents[document], regle)
    assert found.genre is GenreContradiction(genre)
    assert {v.evidence.line for v in found.valeurs} == lines


def test_two_durations_of_one_family_of_contracts(documents: dict[str, tuple[Contradiction, ...]]) -> None:
    found = [c for c in documents["etat-d-avenir-3-republique-contractuelle-2019"] if c.propriete == "duree"]
    cities = next(c for c in found if "contrat de ville" in c.sujet)
    assert {v.evidence.line for v in cities.valeurs} == {415, 1823, 1857}
    assert cities.cible is not None
    assert cities.cible[0] == "contrat"


def test_lists_of_the_same_quarters_that_differ(documents: dict[str, tuple[Contradiction, ...]]) -> None:
    found = [c for c in documents["contrat-de-ville-amiens-metropole-2015-2020"] if c.genre is GenreContradiction.LISTE]
    assert [{v.evidence.line for v in c.valeurs} for c in found] == [{162, 1693}, {164, 1695}]


def test_values_are_where_their_evidence_says(documents: dict[str, tuple[Contradiction, ...]]) -> None:
    for path in sorted((ROOT / "data" / "documents").glob("*.txt")):
        text = read_document(path).text
        for contradiction in documents[path.stem]:
            assert len(contradiction.valeurs) >= 2
            for valeur in contradiction.valeurs:
                assert text[valeur.evidence.start : valeur.evidence.end] == valeur.evidence.quote


def test_an_announced_number_and_a_shorter_list(tmp_path: Path) -> None:
    text = "La stratégie s'appuie sur cinq priorités :\n\n- l'eau ;\n- l'air ;\n- la terre.\n\nElle dure six ans.\n"
    found = _of(_read(tmp_path, text), "nombre-annonce-liste")
    assert _values(found) == ["5", "3 dans la liste"]


@pytest.mark.parametrize(
    "text",
    [
        "La stratégie s'appuie sur trois priorités :\n\n- l'eau ;\n- l'air ;\n- la terre.\n\nElle dure six ans.\n",
        "Elle compte cinq priorités, dont notamment :\n\n- l'eau ;\n- l'air.\n\nElle dure six ans.\n",
        "Elle repose sur cinq priorités :\n\n- l'eau ;\n- l'air...\n\nElle dure six ans.\n",
        "Le coût est de 12 millions d'euros dont 5 millions pour la Région et 3 millions pour l'État.\n",
        "Le coût est de 8 M€ (5 M€ de la Région et 3 M€ de l'État).\n",
        "Le conseil départemental (CD) et les conseils départementaux (CD) se réunissent.\n",
        "La loi du 5 mars 2007 et la loi du 6 mars 2007 sont visées.\n",
        "Rien ici ne se contredit.\n",
    ],
    ids=["right number", "some of them", "and so on", "other parts", "right sum", "plural", "two laws", "nothing"],
)
def test_what_is_no_contradiction(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == ()


def test_parts_that_do_not_add_up(tmp_path: Path) -> None:
    text = "Le programme est doté de 120,5 M€ (80,2 M€ de FEDER, 30,1 M€ de FSE et 10,1 M€ de l'État).\n"
    found = _of(_read(tmp_path, text), "somme-de-montants")
    assert (found.genre, _values(found)) == (GenreContradiction.SOMME, ["120,5 M€", "120,4 M€ par addition"])


def test_columns_of_a_list_that_do_not_add_up(tmp_path: Path) -> None:
    text = (
        "12 contrats sont signés sur 31 quartiers :\n\n- Gers → 5 contrats pour 11 quartiers ;\n"
        "- Landes → 4 contrats pour 9 quartiers ;\n- Lot → 3 contrats pour 10 quartiers.\n"
    )
    assert _values(_of(_read(tmp_path, text), "somme-de-liste")) == ["31", "30 par addition"]


def test_one_acronym_with_two_names(tmp_path: Path) -> None:
    text = (
        "Le schéma de développement des mobilités rurales (SDMR) est adopté.\n\n"
        "Le schéma du développement et des mobilités régionales (SDMR) est révisé.\n"
    )
    found = _of(_read(tmp_path, text), "sigle-deux-noms")
    assert found.genre is GenreContradiction.NOM


def test_a_name_with_a_letter_wrong(tmp_path: Path) -> None:
    text = (
        "Le projet de Dinan Agglomération avance. Avec Dinan Agglomération, le port revit.\n\n"
        "Les élus de Dinan Agglomérattion votent. Le conseil de Dinan Agglomération aussi.\n"
    )
    assert set(_values(_of(_read(tmp_path, text), "nom-mal-ecrit"))) == {"Agglomération", "Agglomérattion"}


def test_a_compound_name_that_loses_its_hyphens(tmp_path: Path) -> None:
    text = "La Région Pays-de-la-Loire finance le pont.\n\nLa Région Pays de la Loire finance la gare.\n"
    found = _of(_read(tmp_path, text), "nom-sans-trait-d-union")
    assert _values(found) == ["Pays-de-la-Loire", "Pays de la Loire"]


def test_two_partners_in_a_contract_of_three(tmp_path: Path) -> None:
    text = """Contrat de ville de Bar-le-Duc 2015-2020

ENTRE

L'État, représenté par Monsieur Jean DUPONT, Préfet de la Meuse,

La Région Lorraine, représentée par Monsieur Paul MARTIN, son Président,

La ville de Bar-le-Duc, représentée par Madame Anne DURAND, Maire,

Il est convenu ce qui suit :

Le présent contrat engage les deux parties. Le présent contrat est conclu pour six ans.
"""
    found = _of(_read(tmp_path, text), "nombre-de-parties")
    assert _values(found) == ["3 signataires", "les deux parties"]
    assert found.propriete == "partie"


@pytest.mark.parametrize("words", ["Sept axes : ", "rev3 REV 3 ", "a'b'", "Dinan (ABC) ", "12 M€ (5 M€ et 3 M€ "])
def test_a_line_of_a_megabyte_is_read_to_its_end(tmp_path: Path, words: str) -> None:
    from pactes.extraction.commun.contexte import Contexte
    from pactes.extraction.commun.plan import build_plan
    from pactes.extraction.contradictions.contradictions import find_contradictions
    from pactes.model import Extraction

    path = tmp_path / "long.txt"
    path.write_text("Titre\n\n" + words * (1_000_000 // len(words)), encoding="utf-8")
    document = read_document(path)
    found = find_contradictions(Contexte(document, build_plan(document)), Extraction(document=document.slug))
    assert isinstance(found, tuple)


TERRITOIRE = """CONTRAT DE RELANCE ET DE TRANSITION ÉCOLOGIQUE DU PAYS DES SORGUES

ENTRE

L'État, représenté par Madame Violaine DÉMARET, préfète de Vaucluse,

ET

La communauté de communes Pays des Sorgues Monts de Vaucluse, représentée par son président, Monsieur Pierre GONZALVEZ,

PRÉAMBULE

"""


@pytest.mark.parametrize(
    ("text", "rule", "values"),
    [
        (
            "Le Pays des Sorgues réunit 44 communes et 78 200 habitants.\n\nLe périmètre est celui des deux "
            "intercommunalités, soit quarante-cinq communes.",
            "nombre-du-territoire",
            ("44 communes", "quarante-cinq communes"),
        ),
        (
            "Le territoire compte trente communes : quinze pour Sorgues, douze pour Ventoux et deux pour Luberon.",
            "nombre-reparti",
            ("30", "29 par addition"),
        ),
        (
            "L'effort de l'État pour 2022 s'élève à 980 000 €.\n\n| Opération | Coût total | État |\n|---|---|---|\n"
            "| Halle | 900 000 | 300 000 |\n| Gare | 1 500 000 | 600 000 |\n| TOTAL | 2 400 000 | 900 000 |",
            "total-de-tableau",
            ("980 000 €", "900 000 €"),
        ),
        (
            "Plan de financement en euros\n\n| Opération | Coût total | État |\n|---|---|---|\n"
            "| Halle | 900 000 | 300 000 |\n| Gare | 1 500 000 | 600 000 |\n| TOTAL | 2 500 000 | 900 000 |",
            "somme-de-colonne",
            ("2 400 000 par addition", "2 500 000"),
        ),
    ],
)
def test_counts_and_totals_that_cannot_all_be_right(
    tmp_path: Path, text: str, rule: str, values: tuple[str, ...]
) -> None:
    found = [c for c in _read(tmp_path, TERRITOIRE + text + "\n") if c.regle == rule]
    assert [tuple(v.valeur for v in c.valeurs) for c in found] == [values]


@pytest.mark.parametrize(
    "text",
    [
        "Le Pays des Sorgues réunit 44 communes.\n\nLe périmètre comprend 44 communes, dont 12 communes rurales.",
        "Le territoire compte trente communes : quinze pour Sorgues, treize pour Ventoux et deux pour Luberon.",
        "Plan de financement en euros\n\n| Opération | Coût total | État |\n|---|---|---|\n"
        "| Halle | 900 000 | 300 000 |\n| Gare | 1 500 000 | – |\n"
        "| TOTAL | 2 400 000 | 300 000 |\n\nL'effort de l'État s'élève à 300 000 €.",
    ],
)
def test_counts_and_totals_that_agree(tmp_path: Path, text: str) -> None:
    assert not _read(tmp_path, TERRITOIRE + text + "\n")


def test_the_number_of_contracts_of_a_family_said_twice(tmp_path: Path) -> None:
    text = (
        "Cinq contrats de ruralité, deux villes retenues : jamais le département n'avait autant signé.\n\n"
        "EN CHIFFRES\n\n4 | contrats de ruralité signés\n"
    )
    found = _read(tmp_path, text)
    assert [[v.evidence.line for v in c.valeurs] for c in found] == [[1, 5]]
    assert not _read(tmp_path, text.replace("4 |", "43 |"))
