"""Territories, on invented acts of other regions than those of the documents at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.territoires.territoires import read_territoires
from pactes.model import Territoire, TypeTerritoire
from pactes.reading import read_document

BRETAGNE = """\
CONTRAT DE VILLE DU PAYS DE LORIENT

Entre l'État, représenté par le Préfet du Morbihan, M. Pascal Quimper,
Lorient Agglomération, représentée par son Président, Fabrice Vannes,
la Ville de Lorient, la Ville de Lanester et la Commune d'Hennebont,
la Région Bretagne, 2 rue de Bretagne, 56100 LORIENT

Les quartiers prioritaires du territoire sont les suivants :
- Bois du Château (QP056003) à Lorient
- Kervénanec (QP056004)
- Frébault – Polygone
- Kerihouais à Hennebont

Il s'étend de Guidel à Quistinic, et de Groix à Inguiniel. Les villes de Ploemeur, Quéven et Larmor-Plage en sont.
Le lycée Dupuy de Lôme, la place Jules Ferry et l'avenue de Brest seront réaménagés. Le plan, le parc et la ville.
Le Plan prévoit un Parc. La Ville et le Syndicat de la Croix sont d'accord. Sens et tours de garde sont à revoir.
La communauté de communes de Blavet Bellevue Océan est associée. L'estuaire du Blavet est classé.
"""


def _read(tmp_path: Path, text: str) -> tuple[Territoire, ...]:
    path = tmp_path / "acte.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    records = read_territoires(Contexte(document, build_plan(document)))
    for record in records:
        for evidence in record.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
    return records


def _of_kind(records: tuple[Territoire, ...], kind: TypeTerritoire) -> dict[str, str | None]:
    return {t.nom: t.code for t in records if t.type_territoire is kind}


def test_a_whole_contract_of_another_region(tmp_path: Path) -> None:
    records = _read(tmp_path, BRETAGNE)
    assert _of_kind(records, TypeTerritoire.COMMUNE) == {
        "Lorient": "56121", "Lanester": "56098", "Hennebont": "56083", "Guidel": "56078", "Quistinic": "56188",
        "Groix": "56069", "Inguiniel": "56089", "Ploemeur": "56162", "Quéven": "56185", "Larmor-Plage": "56107",
    }  # fmt: skip
    assert _of_kind(records, TypeTerritoire.EPCI) == {
        "Lorient Agglomération": "200042174",
        "Communauté de communes de Blavet Bellevue Océan": "245600440",
    }
    assert _of_kind(records, TypeTerritoire.DEPARTEMENT) == {"Morbihan": "56"}
    assert _of_kind(records, TypeTerritoire.REGION) == {"Bretagne": "53"}
    assert _of_kind(records, TypeTerritoire.QPV) == {
        "Bois du Château": "QP056003", "Kervénanec": "QP056004", "Frébault – Polygone": None, "Kerihouais": None,
    }  # fmt: skip
    assert _of_kind(records, TypeTerritoire.PAYS_PETR) == {"Pays de Lorient": None}
    assert _of_kind(records, TypeTerritoire.AUTRE) == {"estuaire du Blavet": None}


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Le Département de la Loire et celui du Cher.", TypeTerritoire.DEPARTEMENT, {"Loire": "42"}),
        ("les départements de l'Ain, de la Drôme et de l'Isère", TypeTerritoire.DEPARTEMENT,
         {"Ain": "01", "Drôme": "26", "Isère": "38"}),
        ("à Bourg-en-Bresse (Ain) et dans le Lot-et-Garonne", TypeTerritoire.DEPARTEMENT,
         {"Ain": "01", "Lot-et-Garonne": "47"}),
        ("La vallée de la Loire et le canal du Lot.", TypeTerritoire.DEPARTEMENT, {}),
        ("la région Centre - Val de Loire, l'ex-région Midi-Pyrénées et l'Occitanie", TypeTerritoire.REGION,
         {"Centre-Val de Loire": "24", "Midi-Pyrénées": "73", "Occitanie": "76"}),
        ("la Métropole européenne de Strasbourg, Grenoble-Alpes-Métropole", TypeTerritoire.EPCI,
         {"Grenoble-Alpes-Métropole": "200040715"}),
        ("la Communauté d'agglomération d'Agen", TypeTerritoire.EPCI,
         {"Communauté d'agglomération d'Agen": "200096956"}),
        ("les communautés de communes du Serein, du Sundgau et du Perche", TypeTerritoire.EPCI,
         {"Communauté de communes du Serein": "200039709", "Communauté de communes du Sundgau": "200066041",
          "Communauté de communes du Perche": "200006971"}),
        ("la communauté de communes des Trois Fontaines Bleues", TypeTerritoire.EPCI,
         {"Communauté de communes des Trois Fontaines Bleues": None}),
        ("Le PETR du Pays d'Arles", TypeTerritoire.PAYS_PETR, {"PETR du Pays d'Arles": None}),
        ("les bassins d'emploi d'Agen", TypeTerritoire.BASSIN, {"bassin d'emploi d'Agen": None}),
        ("l'arrondissement de Saint-Malo", TypeTerritoire.ARRONDISSEMENT, {"arrondissement de Saint-Malo": "354"}),
        ("deviennent territoires de veille active : il s'agit de Bel Air, Les Vignes, ainsi qu'un quartier de Redon.",
         TypeTerritoire.VEILLE_ACTIVE, {"Bel Air": None, "Les Vignes": None, "un quartier de Redon": None}),
        ("6 quartiers prioritaires de la ville (Bel Air, Les Vignes et Saint-Exupéry), la Région soutient",
         TypeTerritoire.QPV, {"Bel Air": None, "Les Vignes": None, "Saint-Exupéry": None}),
        ("les quartiers de la Source, Vauban et du Butor forment un périmètre", TypeTerritoire.AUTRE,
         {"Source": None, "Vauban": None, "Butor": None}),
        ("Deux « territoires d'industrie » ont été retenus :\n\n- Vallée de l'Arve ;\n- Cœur de Brenne ;\n\nFin.",
         TypeTerritoire.TERRITOIRE_INDUSTRIE, {"Vallée de l'Arve": None, "Cœur de Brenne": None}),
        ("la ZAC des Tanneurs et le parc d'activités Val Fleuri", TypeTerritoire.AUTRE,
         {"ZAC des Tanneurs": None, "parc d'activités Val Fleuri": None}),
        ("LE PRESIDENT DE LA COMMUNAUTE D'AGGLOMERATION D'AGEN, D'UNE PART", TypeTerritoire.EPCI,
         {"Communauté d'agglomération d'Agen": "200096956"}),
        ("LES COMMUNES DE JARNAC, SEGONZAC ET COGNAC, EN CHARENTE, REPRESENTEES PAR LEURS MAIRES",
         TypeTerritoire.COMMUNE, {"Jarnac": "16167", "Segonzac": "16366", "Cognac": "16102"}),
        ("La CC Terres de Chalosse (Landes) est associée.", TypeTerritoire.EPCI,
         {"Communauté de communes Terres de Chalosse": "200069631"}),
        ("Les Trois Fontaines (communauté de communes, siège à Redon) adhèrent.", TypeTerritoire.EPCI,
         {"Les Trois Fontaines": None}),
        ("Le préfet des Landes et la ville de Dax. Terres de Chalosse et Chalosse Tursan ont délibéré.",
         TypeTerritoire.EPCI, {"Terres de Chalosse": "200069631", "Chalosse Tursan": "200069649"}),
        ("Le PETR des Deux Rives-3 vallées porte le contrat", TypeTerritoire.PAYS_PETR,
         {"PETR des Deux Rives-3 vallées": None}),
        ("le sous-préfet de Saint-Gaudens ; la sous-préfète de Sarrebourg-Château-Salins",
         TypeTerritoire.ARRONDISSEMENT, {"Sarrebourg-Château-Salins": "575"}),
        ("En Sologne comme dans le Perche, les éleveurs du Queyras et le Haut Morvan.", TypeTerritoire.AUTRE,
         {"Sologne": None, "Perche": None, "Queyras": None, "Haut Morvan": None}),
        ("les habitants de l'agglomération grenobloise et le bassin d'emploi dijonnais", TypeTerritoire.BASSIN,
         {"bassin d'emploi dijonnais": None}),
        ("La Ville va rénover l'avenue Victor Hugo ; elle siège au 12 rue de la Paix.", TypeTerritoire.AUTRE,
         {"avenue Victor Hugo": None}),
        ("La géographie prioritaire compte deux quartiers prioritaires.\n\n| Quartier | Population |\n|---|---|\n"
         "| BEL AIR | 1 200 |\n| LES VIGNES | 2 000 |\n| TOTAL | 3 200 |\n", TypeTerritoire.QPV,
         {"Bel Air": None, "les Vignes": None}),
        ("Un seul quartier prioritaire : Bel Air (1 130 habitants), à Dax.", TypeTerritoire.QPV, {"Bel Air": None}),
        ("Le préfet du Finistère, la ville de Brest et la ville de Quimper. Le centre hospitalier de Carhaix.",
         TypeTerritoire.COMMUNE, {"Brest": "29019", "Quimper": "29232", "Carhaix": "29024"}),
        ("quatre « territoires » (Nord, Sud, Est, Ouest) couvrent la ville", TypeTerritoire.AUTRE,
         {"Nord": None, "Sud": None, "Est": None, "Ouest": None}),
        ("À Marie-Galante et dans les îles du Nord", TypeTerritoire.AUTRE,
         {"Marie-Galante": None, "îles du Nord": None}),
        ("le parc naturel régional des volcans d'Auvergne", TypeTerritoire.AUTRE,
         {"parc naturel régional des volcans d'Auvergne": None}),
    ],
)  # fmt: skip
def test_kinds_of_territories(tmp_path: Path, text: str, kind: TypeTerritoire, expected: dict[str, str | None]) -> None:
    assert _of_kind(_read(tmp_path, text), kind) == expected


@pytest.mark.parametrize(
    "text",
    ["M. Paul Nantes et Julie Rennes signent.", "La rue de Nantes, l'avenue de Rennes et le boulevard de Dijon.",
     "le lycée Bourges et le stade Vannes", "L'accord de Paris et les contrats de Cahors.", "SENS DE L'ACTION",
     "Le Parc et la Ville font un Plan.", "Les Grenoblois et les Dijonnais."],
)  # fmt: skip
def test_what_names_no_commune(tmp_path: Path, text: str) -> None:
    assert _of_kind(_read(tmp_path, text), TypeTerritoire.COMMUNE) == {}


def test_the_town_of_an_intercommunality_that_is_named(tmp_path: Path) -> None:
    """A common word is a town where the intercommunality that holds it is named, and only there."""
    text = "La communauté de communes du Territoire de Lunéville à Baccarat rénove la maison de santé de Baccarat."
    assert "54039" in _of_kind(_read(tmp_path, text), TypeTerritoire.COMMUNE).values()
    assert _of_kind(_read(tmp_path, "Un verre de Baccarat."), TypeTerritoire.COMMUNE) == {}


def test_an_adjective_names_no_second_intercommunality(tmp_path: Path) -> None:
    text = "Dijon Métropole agit. La métropole dijonnaise grandit."
    assert [t.nom for t in _read(tmp_path, text)] == ["Dijon Métropole"]


def test_persons_and_trades_in_capitals_are_no_towns(tmp_path: Path) -> None:
    text = "MONSIEUR PAUL NANTES, PRESIDENT\n\nMADAME LAURE DIJON-BEAUNE, MAIRE\n\nLE SENS DE L'ACTION\n"
    assert _of_kind(_read(tmp_path, text), TypeTerritoire.COMMUNE) == {}


def test_a_code_only_when_certain(tmp_path: Path) -> None:
    alone = _of_kind(_read(tmp_path, "La commune de Sainte-Colombe est associée."), TypeTerritoire.COMMUNE)
    assert alone == {"Sainte-Colombe": None}
    told = _of_kind(_read(tmp_path, "La commune de Sainte-Colombe (Landes) est associée."), TypeTerritoire.COMMUNE)
    assert told == {"Sainte-Colombe": "40252"}
    local = "Le Préfet des Landes, la ville de Mont-de-Marsan, la ville de Dax et la commune de Sainte-Colombe."
    assert _of_kind(_read(tmp_path, local), TypeTerritoire.COMMUNE)["Sainte-Colombe"] == "40252"


def test_overseas_towns_are_those_of_the_document(tmp_path: Path) -> None:
    text = "Le Département de La Réunion, la Ville de Saint-Denis, les villes de Saint-Paul, Saint-Pierre et du Tampon."
    communes = _of_kind(_read(tmp_path, text), TypeTerritoire.COMMUNE)
    assert communes == {"Saint-Denis": "97411", "Saint-Paul": "97415", "Saint-Pierre": "97416", "Le Tampon": "97422"}


def test_a_territory_is_one_record_with_all_its_places(tmp_path: Path) -> None:
    (record,) = _read(tmp_path, "La ville de Dijon agit.\n\nÀ Dijon, les habitants aussi.\n\nCeux de Dijon en parlent.")
    assert [e.line for e in record.evidence] == [1, 3, 5]


def test_a_neighbourhood_is_no_town_of_another_region(tmp_path: Path) -> None:
    text = "Le Préfet de la Côte-d'Or, la ville de Dijon et la ville de Beaune agissent. Le campus est à Saint-Leu."
    assert _of_kind(_read(tmp_path, text), TypeTerritoire.COMMUNE) == {"Dijon": "21231", "Beaune": "21054"}


def test_nothing_in_a_text_without_territories(tmp_path: Path) -> None:
    assert _read(tmp_path, "Un texte qui ne nomme aucun lieu, en trois lignes.\n\nRien.\n") == ()


def test_a_very_long_line_does_not_hang(tmp_path: Path) -> None:
    assert len(_read(tmp_path, "la communauté de communes de la Ville de " * 8_000)) <= 3
