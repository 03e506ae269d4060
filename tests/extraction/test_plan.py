"""The plan of a text: headings of one style are at one depth, whatever the style."""

from __future__ import annotations

from pactes.extraction.commun.plan import Plan, build_plan
from pactes.reading import Document
from pactes.reading.blocks import split_blocks

BODY = (
    "Les signataires conviennent de se réunir chaque année pour examiner ensemble l'avancement de toutes les actions."
)


def _plan(*titles: str) -> tuple[Document, Plan]:
    text = "\n\n".join(f"{title}\n\n{BODY}" for title in titles)
    document = Document(slug="essai", text=text, blocks=split_blocks(text))
    return document, build_plan(document)


def test_parts_axes_letters_and_arrows_nest_in_the_order_in_which_they_come() -> None:
    _, plan = _plan(
        "Préambule",
        "Article 1 : Objet",
        "Enjeu stratégique 1 : Un territoire attractif",
        "A. Les constats",
        "B. Les réponses",
        "➤ Développer les filières",
        "Sur l'énergie :",
        "➤ Renforcer la recherche",
        "Enjeu stratégique 2 : Un cadre de vie",
        "Article 2 - Suivi",
    )
    assert [s.depth for s in plan.sections] == [1, 1, 2, 3, 3, 4, 5, 4, 2, 1]


def test_numbers_of_several_levels_have_their_depth_without_their_parents() -> None:
    _, plan = _plan(
        "Partie 1 : Le pilotage",
        "1. Les instances",
        "1.1. Le comité",
        "1.1.1 Le rôle",
        "2. Les moyens",
        "Partie 2 : Le plan",
    )
    assert [s.depth for s in plan.sections] == [1, 2, 3, 4, 2, 1]


def test_the_path_of_an_offset_is_the_sections_that_hold_it() -> None:
    document, plan = _plan("Article 1 : Objet", "Axe 1 : Emploi", "Axe 2 : Habitat", "Article 2 : Durée")
    inside = document.text.index(BODY, document.text.index("Axe 2"))
    assert [s.title for s in plan.path(inside)] == ["Article 1 : Objet", "Axe 2 : Habitat"]
    last = document.text.index(BODY, document.text.index("Article 2"))
    assert [s.title for s in plan.path(last)] == ["Article 2 : Durée"]


def test_a_title_in_capitals_over_two_lines_closes_nothing() -> None:
    _, plan = _plan(
        "CONVENTION TERRITORIALE",
        "Article 1 : Plan d'actions",
        "AXE 1 : PETITE ENFANCE ET SOUTIEN À LA\nPARENTALITÉ",
        "Objectif 1.1 : Accueillir",
    )
    assert [s.depth for s in plan.sections] == [1, 1, 2, 3]
