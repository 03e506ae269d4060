"""Contracts in articles: the magazine and the portal pages at hand, and invented press releases of other regions."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.extraction.commun.noms_de_contrats import find_noms
from pactes.extraction.commun.parties import find_parties
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.articles import read_articles
from pactes.model import Contrat, StatutContrat
from pactes.reading import Document, read_document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "data" / "documents"


def _document(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "article.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def _read(document: Document) -> tuple[Contrat, ...]:
    return read_articles(document, build_plan(document))


def _one(contrats: tuple[Contrat, ...], words: str) -> Contrat:
    (found,) = [c for c in contrats if words in c.titre]
    return found


def _parties(contrat: Contrat) -> list[str]:
    return [signature.signataire for signature in contrat.signatures]


def _dates(contrat: Contrat) -> list[str]:
    return [valeur.valeur for valeur in contrat.dates_signature]


@pytest.fixture(scope="module")
def magazine() -> tuple[Contrat, ...]:
    return _read(read_document(DOCUMENTS / "etat-d-avenir-3-republique-contractuelle-2019.txt"))


@pytest.mark.parametrize(
    ("words", "date", "axes", "parties"),
    [
        ("le Calaisis", "2015-11-13", 3, 5),
        ("Amiénois", "2017-03-16", 9, 5),
        ("Bassin minier", "2017-03-07", 6, 12),  # bullets: numbered by their rank
        ("Pacte pour la réussite", "2018-11-07", 3, 18),
    ],
)
def test_the_four_contracts_of_territorial_development(
    magazine: tuple[Contrat, ...], words: str, date: str, axes: int, parties: int
) -> None:
    contrat = _one(magazine, words)
    assert contrat.type_contrat == "contrat de développement territorial"
    assert contrat.statut is StatutContrat.CONCLU
    assert _dates(contrat) == [date]
    assert len(contrat.axes) == axes
    assert [axe.numero for axe in contrat.axes] == [str(i + 1) for i in range(axes)]
    assert len(contrat.signatures) == parties
    assert "État" in _parties(contrat)


def test_who_signs_for_a_party_is_its_capacity(magazine: tuple[Contrat, ...]) -> None:
    capacities = {s.signataire: s.qualite for s in _one(magazine, "de l'Amiénois").signatures}
    assert capacities["État"] == "Premier ministre"
    assert capacities["ville d'Amiens"] == "maire"
    assert capacities["Conseil départemental de la Somme"] == "président"


def test_territories_that_are_chosen_are_no_contracts(magazine: tuple[Contrat, ...]) -> None:
    """« 13 Territoires d'industrie ont été identifiés »: nothing says that a contract is signed or in preparation."""
    assert [c for c in magazine if c.type_contrat == "contrat de territoire d'industrie"] == []


def test_other_contracts_of_the_magazine(magazine: tuple[Contrat, ...]) -> None:
    assert _dates(_one(magazine, "Communauté urbaine d'Arras")) == ["2018-10-11"]
    transition = _one(magazine, "transition écologique et solidaire")
    assert (_dates(transition), len(transition.axes)) == (["2018-11-07"], 4)
    assert [v.valeur for v in transition.durees] == ["P4Y"]
    assert _parties(_one(magazine, "Contrat de ruralité")) == ["État", "PETR Ternois-7 vallées"]
    assert len([c for c in magazine if c.sigle == "CRSD"]) == 5
    assert _dates(_one(magazine, "pauvreté – Pas-de-Calais")) == ["2018-12-18"]


def test_one_record_for_each_contract_whoever_reads_it() -> None:
    extraction = extract(read_document(DOCUMENTS / "etat-d-avenir-3-republique-contractuelle-2019.txt"))
    instances = [c for c in extraction.contrats if c.instance]
    assert len([c for c in instances if c.type_contrat == "contrat de développement territorial"]) == 4
    assert len({c.cle for c in extraction.contrats}) == len(extraction.contrats)
    document = read_document(DOCUMENTS / "etat-d-avenir-3-republique-contractuelle-2019.txt")
    for contrat in instances:
        for evidence in contrat.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote


def test_a_portal_page_gives_one_contract_to_each_pole() -> None:
    contrats = _read(read_document(DOCUMENTS / "accords-cadres-region-poles-regionaux-2020.txt"))
    assert [c.titre for c in contrats] == [
        "Accord-cadre avec la Métropole européenne de Lille",
        "Accord-cadre avec Amiens Métropole",
        "Accord-cadre avec la Communauté urbaine de Dunkerque",
    ]
    assert all(_parties(c)[1:] == ["Région Hauts-de-France"] for c in contrats)
    assert all(c.statut is StatutContrat.CONCLU for c in contrats)


def test_a_programme_has_its_years_and_its_axes() -> None:
    (programme,) = _read(read_document(DOCUMENTS / "projets-europeens-amiens-metropole.txt"))
    assert (programme.debuts[0].valeur, programme.fins[0].valeur) == ("2014", "2020")
    assert [axe.numero for axe in programme.axes] == [str(n) for n in range(1, 10)]
    assert programme.axes[0].titre.startswith("Développer une économie")


PRESSE = """Le contrat de relance et de transition écologique du Pays de Dinan

Le contrat de relance et de transition écologique (CRTE) du Pays de Dinan a été signé le 12 juillet 2021 par le préfet \
des Côtes-d'Armor, le président de Dinan Agglomération, la présidente du Conseil départemental des Côtes-d'Armor et \
les maires de Dinan et de Lanvallay.

Conclu pour six ans, il s'articule autour de quatre orientations stratégiques :

- Orientation 1 : accélérer la transition énergétique ;
- Orientation 2 : préserver la ressource en eau ;
- Orientation 3 : renforcer la cohésion sociale ;
- Orientation 4 : conforter l'attractivité des centres-bourgs.

La convention d'opération de revitalisation de territoire de Vierzon

Signature de la convention d'opération de revitalisation de territoire (ORT) de Vierzon, le 3 mars 2020.

Elle est conclue entre l'État, la communauté de communes Vierzon-Sologne-Berry, la ville de Vierzon et l'Anah.

Trois contrats locaux de santé ont été signés en 2022 : Ploërmel, Pontivy et Redon.

Les premiers contrats de réciprocité ont été conclus avec la communauté de communes du Pays de Bitche et la communauté \
d'agglomération de Forbach.

Le 4 octobre 2019, Jean Dupont, préfet de la Moselle, et Marie Martin, présidente de la communauté d'agglomération \
Sarreguemines Confluences, ont signé la convention-cadre Action cœur de ville de Sarreguemines.

Le contrat de ville de Mulhouse Alsace Agglomération sera signé en mars 2024.

Un contrat de rivière est un outil de gestion signé par les acteurs locaux et la Région.

Le programme d'actions développé par la ville de Dinan cible les commerces. Il se décline autour de trois axes :

- les vitrines ;
- les terrasses ;
- les livraisons.
"""


@pytest.fixture
def presse(tmp_path: Path) -> tuple[Contrat, ...]:
    return _read(_document(tmp_path, PRESSE))


def test_a_signing_in_the_passive_with_persons_who_sign_for_parties(presse: tuple[Contrat, ...]) -> None:
    contrat = _one(presse, "Pays de Dinan")
    assert contrat.type_contrat == "contrat de relance et de transition écologique"
    assert _dates(contrat) == ["2021-07-12"]
    assert [(s.signataire, s.qualite) for s in contrat.signatures] == [
        ("État", "préfet"),
        ("Dinan Agglomération", "président"),
        ("Conseil départemental des Côtes-d'Armor", "présidente"),
        ("ville de Dinan", "maire"),
        ("ville de Lanvallay", "maire"),
    ]


def test_axes_under_any_word_and_duration_belong_to_the_contract_at_hand(presse: tuple[Contrat, ...]) -> None:
    contrat = _one(presse, "Pays de Dinan")
    assert [(axe.numero, axe.titre) for axe in contrat.axes] == [
        ("1", "accélérer la transition énergétique"),
        ("2", "préserver la ressource en eau"),
        ("3", "renforcer la cohésion sociale"),
        ("4", "conforter l'attractivité des centres-bourgs"),
    ]
    assert [v.valeur for v in contrat.durees] == ["P6Y"]


def test_a_pronoun_stands_for_the_contract_that_was_signed(presse: tuple[Contrat, ...]) -> None:
    contrat = _one(presse, "Vierzon")
    assert _dates(contrat) == ["2020-03-03"]
    assert _parties(contrat) == ["État", "communauté de communes Vierzon-Sologne-Berry", "ville de Vierzon", "Anah"]


def test_as_many_contracts_as_places_or_parties(presse: tuple[Contrat, ...]) -> None:
    assert [c.territoires for c in presse if c.type_contrat == "contrat local de santé"] == [
        ("Ploërmel",), ("Pontivy",), ("Redon",)
    ]  # fmt: skip
    reciprocity = [c for c in presse if c.type_contrat == "contrat de réciprocité"]
    assert [_parties(c) for c in reciprocity] == [
        ["communauté de communes du Pays de Bitche"],
        ["communauté d'agglomération de Forbach"],
    ]


def test_two_persons_sign_for_two_parties(presse: tuple[Contrat, ...]) -> None:
    contrat = _one(presse, "Sarreguemines")
    assert _dates(contrat) == ["2019-10-04"]
    assert [(s.signataire, s.representant) for s in contrat.signatures] == [
        ("État", "Jean Dupont"),
        ("communauté d'agglomération Sarreguemines Confluences", "Marie Martin"),
    ]


def test_what_will_be_signed_is_planned_and_what_anyone_signs_is_no_contract(presse: tuple[Contrat, ...]) -> None:
    planned = _one(presse, "Mulhouse")
    assert (planned.statut, planned.dates_signature) == (StatutContrat.PREVU, ())
    assert not [c for c in presse if "rivière" in c.titre]


def test_axes_of_something_else_are_not_those_of_the_contract(presse: tuple[Contrat, ...]) -> None:
    assert not [axe for contrat in presse for axe in contrat.axes if "terrasses" in axe.titre]


@pytest.mark.parametrize(
    ("text", "titre", "territoire"),
    [
        ("le contrat de ville de Bar-le-Duc prévoit", "contrat de ville de Bar-le-Duc", "Bar-le-Duc"),
        ("Contrat de ville 2015-2020 du Grand Chalon", "Contrat de ville 2015-2020 du Grand Chalon", "Grand Chalon"),
        ("le CTE de la communauté urbaine du Creusot, signé", "CTE de la communauté urbaine du Creusot",
         "communauté urbaine du Creusot"),
        ("CONTRAT DE VILLE DE L'AUXERROIS", "CONTRAT DE VILLE DE L'AUXERROIS", "AUXERROIS"),
        ("le Pacte pour la réussite de la Nièvre et du Morvan (PNM)",
         "Pacte pour la réussite de la Nièvre et du Morvan",
         "Nièvre et du Morvan"),
        ("un contrat de ville est conclu pour six ans", "contrat de ville", None),
    ],
)  # fmt: skip
def test_names_of_contracts(text: str, titre: str, territoire: str | None) -> None:
    (nom,) = find_noms(text)
    assert (nom.titre.removesuffix(" (PNM)"), nom.territoire) == (titre, territoire)


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("l'État, les Conseils départementaux du Gers et des Landes et la ville d'Auch",
         ["État", "Conseil départemental du Gers", "Conseil départemental des Landes", "ville d'Auch"]),
        ("les communes de Vire, Flers et Domfront", ["commune de Vire", "commune de Flers", "commune de Domfront"]),
        ("la Caisse des Dépôts et Consignations (Banque des Territoires) et Rennes Métropole",
         ["Caisse des Dépôts et Consignations", "Rennes Métropole"]),
        ("dans le cadre du contrat de ville et de la politique de la ville", []),
        ("le secrétaire d'État auprès du ministre", ["État"]),
    ],
)  # fmt: skip
def test_parties_of_an_enumeration(text: str, parties: list[str]) -> None:
    assert [party.nom for party in find_parties(text)] == parties


@pytest.mark.parametrize(
    "words", ["le contrat de ville de X signé le ", "Les communes de A, B, ", "d'l'd'l'", "(((((", "CTE (X) de "]
)
def test_a_line_of_a_megabyte_is_read_to_its_end(tmp_path: Path, words: str) -> None:
    document = _document(tmp_path, "Article\n\n" + words * (1_000_000 // len(words)) + "\n")
    assert isinstance(_read(document), tuple)


def test_a_document_without_contract_gives_none(tmp_path: Path) -> None:
    assert _read(_document(tmp_path, "Menu de la cantine\n\nLundi : carottes râpées, puis rôti de veau.\n")) == ()
