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


PAYS = """CONVENTION TERRITORIALE DU PAYS DE SÉES 2022-2024

ENTRE

L'État, représenté par Madame Claire DUBOIS, préfète de l'Orne,

Le Département de l'Orne, représenté par Monsieur Luc MARIN, son président,

ET

La communauté de communes des Sources de l'Orne, représentée par son président, Monsieur Jean HARDY,

IL EST CONVENU CE QUI SUIT

"""
PLAN = (
    "Orientation 1 : Habiter\n\nObjectif 1.1 : Rénover les logements\n\nObjectif 1.2 : Construire en ville\n\n"
    "Orientation 2 : Bouger\n\nObjectif 2.1 : Relier les gares\n\nOrientation 3 : Soigner\n\n"
)
TITRES = (
    "Titre 1 : Les engagements financiers des partenaires\n\nTexte.\n\nTitre 2 : La gouvernance et le "
    "suivi\n\nTexte.\n\n"
    "Titre 3 : Dispositions diverses\n\n"
)
QUARTIERS = (
    "Les quartiers\n\n| Quartier | Population | Taux de chômage |\n|---|---|---|\n| Les Cévennes | 4 210 | 21 % |\n"
    "| Bellevue | 2 980 | 18 % |\n\n"
)


@pytest.mark.parametrize(
    ("rule", "wrong", "right", "values"),
    [
        (
            "dates-du-contrat",
            PAYS + "La présente convention est conclue pour une durée de trois ans à compter du 1er janvier 2022. Elle "
            "prend fin le 31 décembre 2025.",
            ("2025.", "2024."),
            {"2024", "2024 par calcul (3 ans à partir de 2022-01-01)", "2025-12-31"},
        ),
        (
            "nombre-de-la-structure",
            PAYS + "La convention s'articule autour de quatre orientations.\n\n" + PLAN,
            ("quatre", "trois"),
            {"quatre orientations", "3 dans le texte"},
        ),
        (
            "nombre-de-la-structure",
            PAYS + "LES PARTENAIRES ONT RETENU QUATRE ORIENTATIONS.\n\nORIENTATION I - HABITER\n\nORIENTATION II - "
            "BOUGER\n\nORIENTATION III - SOIGNER\n",
            ("QUATRE", "TROIS"),
            {"QUATRE ORIENTATIONS", "3 dans le texte"},
        ),
        (
            "nombre-annonce-enumere",
            "Le territoire compte quatre communes : Sées, Mortrée et Essay.",
            ("quatre", "trois"),
            {"4", "3 énumérés"},
        ),
        (
            "nombre-annonce-enumere",
            "Les trois pôles d'équilibre (Sées, Mortrée, Essay et Gacé) sont confortés.",
            ("trois", "quatre"),
            {"3", "4 énumérés"},
        ),
        (
            "rang-au-dela-du-nombre",
            "Cinq types de villages composent le pays :\n\nLe cinquième type réunit les bourgs.\n\nLe sixième "
            "type réunit "
            "les petites villes.",
            ("Cinq", "Six"),
            {"5", "Le cinquième type", "Le sixième type"},
        ),
        (
            "rang-de-partie",
            "Chapitre 1 : Le diagnostic\n\nIl est fait.\n\nChapitre 2 : Les actions\n\nCe troisième chapitre les "
            "présente.",
            ("troisième", "deuxième"),
            {"chapitre 2", "Ce troisième chapitre"},
        ),
        (
            "renvoi-a-une-autre-partie",
            TITRES + "Les engagements financiers décrits au titre 2 sont annuels.",
            ("titre 2", "titre 1"),
            {"titre 1", "titre 2"},
        ),
        (
            "niveau-du-plan",
            PAYS + PLAN + "Le suivi de l'orientation 1.2 est confié au Département.",
            ("orientation 1.2", "objectif 1.2"),
            {"objectif 1.2", "orientation 1.2"},
        ),
        (
            "somme-au-total",
            "L'État apporte 100 000 €, la Région 50 k€, soit 160 000 € au total.",
            ("160", "150"),
            {"150 000 € par addition", "160 000 €"},
        ),
        (
            "part-calculee",
            "La Région verse 30 000 € sur un coût de 120 000 €, soit 30 % de l'opération.",
            ("30 %", "25 %"),
            {"25 % par calcul", "30 %"},
        ),
        (
            "somme-des-pourcentages",
            "Le budget se répartit ainsi : 45 % pour l'État, 35 % pour la Région et 30 % pour les communes.",
            ("30 %", "20 %"),
            {"100 %", "110 % par addition"},
        ),
        (
            "nom-deux-fois",
            "Les communes membres sont : Albi, Castres, Gaillac, Albi et Graulhet.",
            (", Albi et", ", Lavaur et"),
            {"Albi"},
        ),
        (
            "listes-differentes",
            "Les communes membres sont : Albi, Castres, Gaillac, Rabastens et Graulhet.\n\nTexte.\n\nLa convention "
            "couvre les communes : Graulhet, Albi, Castres, Gaillac et Lavaur.",
            ("Lavaur", "Rabastens"),
            {"Albi, Castres, Gaillac, Rabastens, Graulhet", "Graulhet, Albi, Castres, Gaillac, Lavaur"},
        ),
        (
            "indicateur-deux-valeurs",
            QUARTIERS + "Les Cévennes, avec 4 120 habitants, est le plus peuplé.",
            ("4 120", "4 210"),
            {"4210 habitants", "4120 habitants"},
        ),
        (
            "montant-du-meme-objet",
            "La Région Bretagne verse 20 000 € pour la maison de santé de Callac.\n\nPlus loin.\n\nAinsi la Région "
            "Bretagne verse 25 000 € pour la maison de santé de Callac.",
            ("Ainsi la Région Bretagne verse 25 000 € pour la maison de santé de Callac", "Ainsi c'est dit"),
            {"20 000 €", "25 000 €"},
        ),
        (
            "nombre-de-parties",
            PAYS + "Les quatre signataires se réunissent chaque année.",
            ("quatre", "trois"),
            {"3 signataires", "Les quatre signataires"},
        ),
        (
            "dates-du-texte",
            "La loi n° 2015-991 du 7 août 2015 portant nouvelle organisation est visée.\n\nLa loi n° 2015-991 du "
            "17 août "
            "2015 s'applique.",
            ("17 août", "7 août"),
            {"2015-08-07", "2015-08-17"},
        ),
        (
            "dates-du-contrat",
            PAYS
            + "La convention est signée pour une durée de cinq ans à compter de sa signature. Elle prendra fin le 31 "
            "décembre 2025.\n\nFait à Sées, le 3 mars 2022.",
            ("31 décembre 2025", "3 mars 2027"),
            {"2027 par calcul (5 ans à partir de 2022-03-03)", "2025-12-31"},
        ),
        (
            "dates-du-contrat",
            "Vu le contrat de ville de Dreux 2024-2030, signé le 9 avril 2024 ;\n\nLes autres clauses du contrat de "
            "ville signé le 19 avril 2024 restent applicables.",
            ("19 avril", "9 avril"),
            {"2024-04-09", "2024-04-19"},
        ),
        (
            "montant-et-tableau",
            "Enveloppe : 1,4 million d'euros de FEADER\n\n| Fiche | Intitulé | FEADER |\n|---|---|---|\n"
            "| 1 | Planter des haies | 800 000 € |\n| 2 | Ouvrir des commerces | 700 000 € |\n",
            ("1,4", "1,5"),
            {"1,4 million d'euros", "1 500 000 € par addition"},
        ),
        (
            "somme-de-ligne",
            "| Financeur | 2021 | 2022 | Total |\n|---|---|---|---|\n| État | 10 000 | 12 000 | 22 000 |\n"
            "| Région | 8 000 | 9 000 | 19 000 |\n",
            ("19 000", "17 000"),
            {"17 000 par addition", "19 000"},
        ),
    ],
)
def test_what_cannot_be_right_and_the_same_put_right(
    tmp_path: Path, rule: str, wrong: str, right: tuple[str, str], values: set[str]
) -> None:
    found = [c for c in _read(tmp_path, wrong + "\n") if c.regle == rule]
    assert [{v.valeur for v in c.valeurs} for c in found] == [values]
    assert wrong.count(right[0]) == 1
    assert not [c for c in _read(tmp_path, wrong.replace(*right) + "\n") if c.regle == rule]


@pytest.mark.parametrize(
    "text",
    [
        "Le programme est doté de près de 3 milliards d'euros (2,165 milliards d'euros pour le Nord et 0,798 milliard "
        "d'euros pour le Sud).",
        "Le syndicat réunit quatre massifs : Alpes et Jura, Vosges, Ardennes et Morvan.",
        PAYS + "Elle est conclue pour trois ans à compter du 1er janvier 2022, renouvelable une fois. Elle prendra fin "
        "au plus tard le 31 décembre 2027.",
        PAYS + "Les deux signataires du contrat de ruralité 2017-2020 en ont dressé le bilan.",
        PAYS + "Fait à Sées, le 3 mars 2022, en quatre exemplaires.",
        "Vu la loi n° 2015-991 du 7 août 2015 ; vu la loi du 17 août 2015 ;",
        "La Région Bretagne verse 20 000 € pour la maison de santé de Callac.\n\nPlus loin.\n\nLa Région "
        "Bretagne verse "
        "25 000 € pour la maison de santé de Rostrenen.",
    ],
    ids=["rounding", "and in a name", "renewed", "other contract", "copies", "two laws of a month", "two places"],
)
def test_what_only_looks_like_a_contradiction(tmp_path: Path, text: str) -> None:
    assert not _read(tmp_path, text + "\n")


def test_a_sum_that_is_told_twice_is_one_contradiction(tmp_path: Path) -> None:
    text = (
        "Les contrats pèsent 2,962 milliards d'euros dont 2,165 milliards d'euros pour le Nord et 0,798 "
        "milliards d'euros "
        "pour le Sud.\n\nTexte.\n\nFinancement de 2,962 milliards d'euros :\n• 2,165 milliards d'euros pour le Nord\n"
        "• 0,798 milliards d'euros pour le Sud.\n"
    )
    (found,) = _read(tmp_path, text)
    assert [v.evidence.line for v in found.valeurs] == [1, 1, 5, 6]


def test_the_day_of_signature_of_a_box_is_that_of_the_article(tmp_path: Path) -> None:
    text = (
        "Le pacte territorial du Machinois, signé le 4 mars 2024 par le préfet et la communauté de communes du "
        "Machinois, repose sur quatre piliers.\n\nREPÈRES\n▸ Signature : 5 mars 2024\n▸ 27 600 habitants\n"
    )
    found = _of(_read(tmp_path, text), "date-de-signature-encadre")
    assert _values(found) == ["2024-03-04", "2024-03-05"]
    assert not [c for c in _read(tmp_path, text.replace("5 mars", "4 mars")) if c.regle == "date-de-signature-encadre"]


def test_more_labels_than_the_line_above_counts(tmp_path: Path) -> None:
    text = "Le contrat local de santé\n\n4 axes, 31 actions\n" + "".join(
        f"Axe {n} - {words}\n"
        for n, words in enumerate(("Soigner mieux", "Prévenir tôt", "Former ici", "Loger tous", "Écouter"), start=1)
    )
    found = _of(_read(tmp_path, text), "nombre-annonce-etiquettes")
    assert _values(found) == ["4", "5 dans la liste"]
    assert not [c for c in _read(tmp_path, text.replace("4 axes", "5 axes")) if "etiquettes" in c.regle]


def test_an_end_that_was_put_off_contradicts_nothing(tmp_path: Path) -> None:
    text = (
        "CONTRAT DE VILLE DE MACHIN 2015-2020\n\nLe présent contrat couvre la période 2015-2020.\n\n"
        "Le contrat de ville de Machin, signé le 3 juin 2015, a été prolongé jusqu'au 31 décembre 2022.\n"
    )
    assert not [c for c in _read(tmp_path, text) if c.regle == "dates-du-contrat"]


def test_what_a_contract_is_worth_is_told_twice(tmp_path: Path) -> None:
    text = (
        "CONTRAT D'AVENIR DU MACHINOIS 2024-2028\n\nEntre l'État, représenté par le préfet, et la Région Machin, "
        "représentée par sa présidente.\n\nLe contrat porte sur 412 millions d'euros de crédits.\n\n"
        "La presse a donné pour ce contrat un montant de 421 millions d'euros.\n"
    )
    found = _of(_read(tmp_path, text), "montant-du-contrat")
    assert [value.split()[0] for value in _values(found)] == ["412", "421"]
    assert not [c for c in _read(tmp_path, text.replace("421", "412")) if c.regle == "montant-du-contrat"]
