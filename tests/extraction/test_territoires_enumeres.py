"""Places known by those they stand among, and the names under which intercommunalities are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.contrats import read_contrats
from pactes.extraction.territoires.territoires import read_territoires
from pactes.model import Territoire
from pactes.reading import read_document


def _read(tmp_path: Path, text: str) -> tuple[Territoire, ...]:
    path = tmp_path / "acte.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    plan = build_plan(document)
    return read_territoires(Contexte(document, plan, read_contrats(document, plan)))


@pytest.mark.parametrize(
    ("phrase", "noms"),
    [
        ("Améliorer les liaisons vers Nantes, Rennes, Satolas et les autres villes de l'Ouest.", {"Satolas"}),
        ("La desserte de Nantes, Rennes et Satolas accentue l'attrait du territoire.", {"Satolas"}),
        ("La liaison Satolas-Grenoble sera modernisée.", {"Satolas"}),
        ("Ils forment l'axe Hôtel-Dieu – Citadelle – Rennes – Gare la prairie, cœur du projet.", {"Citadelle"}),
        ("Ce parc d'entreprises, implanté sur le Pôle Robert Schuman, grandit.", {"Pôle Robert Schuman"}),
        ("Les demandes sont orientées vers Pôle emploi, la MSA et la CAF.", set()),
        ("La ligne Saint-Roch sera modernisée.", set()),
        ("L'axe 1 – Emploi – Formation – Insertion réunit les partenaires.", set()),
        ("Tournée vers Emmaüs et Rennes, la ville avance.", set()),
    ],
)
def test_a_place_is_known_by_those_it_stands_among(tmp_path: Path, phrase: str, noms: set[str]) -> None:
    found = {t.nom for t in _read(tmp_path, phrase) if t.regle == "territoire-enumere"}
    assert noms <= found
    assert bool(noms) == bool(found)


def test_the_towns_at_the_ends_of_a_line(tmp_path: Path) -> None:
    found = {t.nom: t.code for t in _read(tmp_path, "La remise en état de la ligne Rodez-Decazeville commence.")}
    assert found == {"Rodez": "12202", "Decazeville": "12089"}


def test_a_sector_between_brackets_says_where_in_another_place(tmp_path: Path) -> None:
    noms = {t.nom for t in _read(tmp_path, "Du côté du quartier Kervénanec (secteur Beffroi, rue des Lilas).")}
    assert "Kervénanec" in noms
    assert "Beffroi" not in noms


def test_a_part_of_a_priority_neighbourhood_is_that_neighbourhood(tmp_path: Path) -> None:
    text = (
        "La Ville de Laval compte deux quartiers prioritaires : Kellermann/Murat et Pavement.\n\n"
        "Le quartier Murat sera rénové."
    )
    noms = {t.nom for t in _read(tmp_path, text)}
    assert {"Kellermann/Murat", "Pavement"} <= noms
    assert "Murat" not in noms


def test_the_part_of_a_region(tmp_path: Path) -> None:
    noms = {t.nom for t in _read(tmp_path, "C'est la première ville du sud de la région Bretagne.")}
    assert "sud de la région Bretagne" in noms


def test_an_item_that_opens_with_a_town(tmp_path: Path) -> None:
    text = "Le Département de la Lozère agit à Mende et à Marvejols.\n\n✔ Chanac : une halle.\n✔ Bilan : deux halles.\n"
    noms = {t.nom for t in _read(tmp_path, text)}
    assert "Chanac" in noms
    assert "Bilan" not in noms


def test_the_name_of_an_intercommunality_that_says_what_it_is(tmp_path: Path) -> None:
    found = {t.nom: t.code for t in _read(tmp_path, "Reste l'Intercom Bernay Terres de Normandie, qui signera en mai.")}
    assert found["Intercom Bernay Terres de Normandie"] == "200066413"


def test_the_name_of_an_intercommunality_that_lists_towns(tmp_path: Path) -> None:
    found = _read(tmp_path, "COMMUNAUTÉ DE COMMUNES ARBOIS, POLIGNY, SALINS, CŒUR DU JURA\n\nSéance du 3 mai 2023.")
    assert [(t.nom, t.code) for t in found] == [
        ("Communauté de communes Arbois, Poligny, Salins, Cœur du Jura", "200071595")
    ]


def test_an_intercommunality_is_named_as_it_signs(tmp_path: Path) -> None:
    text = (
        "CONTRAT DE VILLE DE REIMS\n\nEntre\n\nL'État, représenté par le préfet de la Marne,\n\n"
        "La Communauté urbaine du Grand Reims, représentée par sa présidente,\n\nIl est convenu ce qui suit.\n\n"
        "Article 1 – Objet\n\nLe présent contrat lie les parties. Le Grand Reims y veille.\n"
    )
    assert "Communauté urbaine du Grand Reims" in {t.nom for t in _read(tmp_path, text)}
