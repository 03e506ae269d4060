"""Axes, objectives and actions: labelled, numbered, announced, in the true documents and in other layouts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction.axes.axes import read_axes
from pactes.extraction.axes.axes_en_prose import read_axes_en_prose
from pactes.extraction.axes.etiquettes import read_etiquette
from pactes.extraction.commun.plan import build_plan
from pactes.model import Axe
from pactes.reading import Document, read_document
from pactes.reading.blocks import split_blocks

DATA = Path(__file__).parents[2] / "data" / "documents"
TEXTES = Path(__file__).parent / "textes"
BODY = (
    "Les signataires conviennent de se réunir chaque année pour examiner ensemble l'avancement de toutes les actions."
)


def _document(text: str) -> Document:
    return Document(slug="essai", text=text, blocks=split_blocks(text))


def _axes(document: Document) -> tuple[Axe, ...]:
    return read_axes(document, build_plan(document))


@pytest.mark.parametrize(
    ("text", "word", "rank", "title"),
    [
        ("AXE STRATEGIQUE 1: EMPLOI", "axe", "1", "EMPLOI"),
        ("Objectif opérationnel 1-1 : Renforcer", "objectif", "1.1", "Renforcer"),
        ("Axe 1 – FEDER : Développer", "axe", "1", "Développer"),
        ("Volet III – Accès aux soins", "volet", "3", "Accès aux soins"),
        ("Orientation stratégique A : Faire", "orientation", "A", "Faire"),
        ("Fiche action n° 12 : Créer", "fiche action", "12", "Créer"),
        ("Deuxième orientation - Habiter", "orientation", "2", "Habiter"),
        ("**Axe 3** : Bouger", "axe", "3", "Bouger"),
        ("Axe 2 Soutenir l'emploi", "axe", "2", "Soutenir l'emploi"),
    ],
)
def test_labels(text: str, word: str, rank: str, title: str) -> None:
    label = read_etiquette(text)
    assert label is not None
    assert (label.mot, label.rang, text[label.titre_start :]) == (word, rank, title)


@pytest.mark.parametrize(
    "text",
    [
        "axe 3 du contrat, la mobilité",
        "Action à mener",
        "Objectif de la loi",
        "Axes stratégiques",
        "Projet de territoire",
        "Les axes",
    ],
)
def test_sentences_that_open_with_such_a_word_have_no_label(text: str) -> None:
    assert read_etiquette(text) is None


def test_the_city_contract_has_its_axes_objectives_and_actions() -> None:
    axes = _axes(read_document(DATA / "contrat-de-ville-amiens-metropole-2015-2020.txt"))
    assert [(a.numero, a.transversal) for a in axes] == [("T", True), *((str(n), False) for n in range(1, 6))]
    assert [len(a.objectifs) for a in axes] == [0, 2, 4, 3, 3, 2]
    actions = [x for a in axes for o in a.objectifs for x in o.actions]
    assert len(actions) == len({x.numero for x in actions}) == 91
    assert all(x.numero.startswith(f"{o.numero}.") for a in axes for o in a.objectifs for x in o.actions if x.numero)


def test_the_framework_agreement_has_three_stakes_with_their_unnumbered_objectives() -> None:
    axes = _axes(read_document(DATA / "accord-cadre-hauts-de-france-amiens-metropole-2019.txt"))
    assert [a.numero for a in axes] == ["1", "2", "3"]
    assert axes[0].titre.startswith("Une attractivité économique confortée")
    assert [o.numero for o in axes[1].objectifs] == ["2.1", "2.1.1", "2.1.2", "2.1.3", "2.2", "2.3", "2.4"]
    assert not any(o.titre.startswith("Les engagements") for a in axes for o in a.objectifs)


def test_the_european_programme_has_seven_axes() -> None:
    axes = _axes(read_document(DATA / "projets-europeens-amiens-metropole.txt"))
    assert [a.numero for a in axes] == [str(n) for n in range(1, 8)]
    assert axes[4].titre.startswith("Améliorer l’insertion professionnelle")


def test_orientations_with_letters_hold_axes_and_the_actions_of_a_table() -> None:
    axes = _axes(read_document(TEXTES / "crte-orientations.txt"))
    assert [(a.numero, a.titre) for a in axes] == [("A", "Un territoire sobre"), ("B", "Un territoire solidaire")]
    assert [o.numero for o in axes[0].objectifs] == ["A.1", "A.2"]
    assert [x.titre for x in axes[0].objectifs[0].actions] == [
        "Rénover les écoles de Coarraze",
        "Installer un réseau de chaleur",
    ]


def test_shouted_volets_with_their_actions_and_a_title_over_two_lines() -> None:
    axes = _axes(read_document(TEXTES / "contrat-de-ruralite-majuscules.txt"))
    assert [a.numero for a in axes] == ["1", "2", "3"]
    assert axes[1].titre.endswith("PAR LA RENOVATION DE L'HABITAT ET DU COMMERCE DE PROXIMITE")
    assert [x.numero for a in axes for x in a.actions] == ["1.1", "1.2", "2.1", "3.1"]


def test_axes_of_a_list_and_of_headings_are_one() -> None:
    axes = _axes(read_document(TEXTES / "convention-lignes-coupees.txt"))
    assert [a.numero for a in axes] == ["1", "2", "3", "4"]
    assert axes[0].titre == "PETITE ENFANCE ET SOUTIEN À LA PARENTALITÉ"
    assert [(o.numero, [x.numero for x in o.actions]) for o in axes[0].objectifs] == [
        ("1.1", ["1", "2"]),
        ("1.2", ["3"]),
    ]
    assert axes[0].objectifs[0].titre.endswith("aux besoins des familles du territoire")


def test_a_table_of_contents_gives_no_axes() -> None:
    text = f"Sommaire\n\nAxe 1 : Emploi ..... 4\nAxe 2 : Habitat ..... 9\n\nPréambule\n\n{BODY}\n"
    assert _axes(_document(text)) == ()


def test_numbered_headings_under_an_axis_are_its_objectives() -> None:
    text = "\n\n".join(
        [
            "Axe 1 : Emploi",
            BODY,
            "1.1 Former les jeunes",
            BODY,
            "1.1.1- Ouvrir un centre",
            "1.2 Accueillir",
            BODY,
            "Axe 2 : Habitat",
            BODY,
        ]
    )
    axes = _axes(_document(text))
    assert [(o.numero, o.titre, len(o.actions)) for o in axes[0].objectifs] == [
        ("1.1", "Former les jeunes", 1),
        ("1.2", "Accueillir", 0),
    ]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "Le pacte est bâti autour de trois axes : créer des entreprises, les faire grandir et attirer.",
            ["créer des entreprises", "les faire grandir", "attirer"],
        ),
        (
            "Le contrat repose sur deux priorités : 1) la mobilité des jeunes, 2) l'accès aux soins.",
            ["la mobilité des jeunes", "l'accès aux soins"],
        ),
        ("La ville s'engage autour de deux axes :\n\n- loger ;\n- nourrir.\n", ["loger", "nourrir"]),
        ("Il s'articule autour de trois axes : la ville et le pays.", None),
        ("Trois axes routiers desservent le bourg.", None),
    ],
)
def test_announced_axes(text: str, titles: list[str] | None) -> None:
    found = read_axes_en_prose(_document(text))
    assert [[a.titre for a in f.axes] for f in found] == ([titles] if titles else [])


@pytest.mark.parametrize("path", sorted([*DATA.glob("*.txt"), *TEXTES.glob("*.txt")]), ids=lambda p: p.stem[:24])
def test_every_quote_is_the_text_at_its_offsets(path: Path) -> None:
    document = read_document(path)
    for axe in _axes(document):
        for record in (axe, *axe.actions, *axe.objectifs, *(x for o in axe.objectifs for x in o.actions)):
            for evidence in record.evidence:
                assert document.text[evidence.start : evidence.end] == evidence.quote
            assert record.titre


def test_letters_of_objectives_and_numbers_of_actions_that_start_again_are_composed() -> None:
    text = "\n".join(
        [
            "Orientation n° 1 — Un plateau vivant",
            "",
            "Objectif A : économiser l'eau",
            "   Action 1 — Rénover les canaux",
            "   Action 2 — Équiper les fermes",
            "Objectif B : replanter",
            "   Action 1 — Créer une pépinière",
            "",
            "Orientation n° 2 — Un plateau relié",
            "",
            "Objectif A : rouler autrement",
            "   Action 1 — Ouvrir une ligne de car",
            "   Action 2 — Baliser les chemins",
        ]
    )
    axes = _axes(_document(text))
    assert [(o.numero, [x.numero for x in o.actions]) for a in axes for o in a.objectifs] == [
        ("1.A", ["1.A.1", "1.A.2"]),
        ("1.B", ["1.B.1"]),
        ("2.A", ["2.A.1", "2.A.2"]),
    ]
    assert axes[1].objectifs[0].actions[0].titre == "Ouvrir une ligne de car"


@pytest.mark.parametrize(
    ("label", "rank"),
    [("Objectif 1.A : Bâtir", "1.A"), ("Action 2.B.3 — Bâtir", "2.B.3"), ("Fiche action I-A : Bâtir", "1.A")],
)
def test_labels_of_numbers_and_letters(label: str, rank: str) -> None:
    read = read_etiquette(label)
    assert read is not None
    assert (read.rang, label[read.titre_start :]) == (rank, "Bâtir")


def test_actions_in_bullets_right_under_their_objective() -> None:
    text = "\n".join(
        [
            "Axe 1 : Habiter le plateau",
            "",
            "Objectif 1.1 : Loger",
            "- rénover les logements communaux ;",
            "- racheter les maisons vides.",
            "",
            "Axe 2 : Produire",
            "",
            "Objectif 2.1 : Soutenir la filière bois",
            "- accompagner les scieries ;",
            "- former les apprentis.",
            "",
            "Article 4 : Durée",
            "",
            BODY,
        ]
    )
    axes = _axes(_document(text))
    assert [[x.titre for x in a.objectifs[0].actions] for a in axes] == [
        ["rénover les logements communaux", "racheter les maisons vides"],
        ["accompagner les scieries", "former les apprentis"],
    ]


def test_bullets_of_partners_under_an_objective_are_no_actions() -> None:
    text = (
        "Axe 1 : Habiter\n\nObjectif 1.1 : Loger\n- l'État ;\n- la Région.\n\nAxe 2 : Produire\n\n"
        "Objectif 2.1 : Former\n- l'université ;\n- la chambre d'agriculture.\n"
    )
    assert not [x for a in _axes(_document(text)) for o in a.objectifs for x in o.actions]
