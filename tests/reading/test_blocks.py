"""What a line is: heading, item, row, entry of a table of contents, page furniture, paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.reading import Block, BlockKind, Document, read_document
from pactes.reading.blocks import split_blocks
from pactes.reading.hyphens import cut_word

DATA = Path(__file__).parents[2] / "data" / "documents"
LONG = (
    "Les signataires conviennent de se réunir chaque année afin d'examiner ensemble l'avancement des actions prévues, "
    * 2
)


def _read(text: str) -> Document:
    return Document(slug="essai", text=text, blocks=split_blocks(text))


def _kinds(text: str) -> list[tuple[BlockKind, str]]:
    document = _read(text)
    return [(b.kind, document.block_text(b)) for b in document.blocks]


@pytest.mark.parametrize(
    ("line", "title", "marker"),
    [
        ("1. Le pilotage", "Le pilotage", "1."),
        ("1.2.3 Le comité technique", "Le comité technique", "1.2.3"),
        ("II - La gouvernance", "La gouvernance", "II -"),
        ("A. Les enjeux partagés", "Les enjeux partagés", "A."),
        ("Article 4 - Durée et prise d'effet", "Article 4 - Durée et prise d'effet", ""),
        ("Axe 2 : Soutenir l'emploi", "Axe 2 : Soutenir l'emploi", ""),
        ("**Les moyens mobilisés**", "**Les moyens mobilisés**", ""),
        ("LA GOUVERNANCE DU CONTRAT", "LA GOUVERNANCE DU CONTRAT", ""),
        ("## Modalités de suivi", "Modalités de suivi", ""),
        ("Préambule", "Préambule", ""),
    ],
)
def test_headings_in_all_their_forms(line: str, title: str, marker: str) -> None:
    document = _read(f"{line}\n\n{LONG}\n")
    heading = document.blocks[0]
    assert (heading.kind, document.block_text(heading), heading.marker) == (BlockKind.HEADING, title, marker)


def test_an_arrow_alone_before_a_paragraph_is_a_heading_and_a_list_of_arrows_is_not() -> None:
    alone = _read(f"Un mot.\n\n➤ **Renforcer le pôle universitaire**\n\n{LONG}\n")
    assert [b.kind for b in alone.blocks] == [BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]
    listed = _read("Les actions :\n\n➤ Ouvrir une halte\n➤ Fermer une friche\n")
    assert [b.kind for b in listed.blocks[1:]] == [BlockKind.ITEM, BlockKind.ITEM]


def test_a_short_line_with_a_colon_heads_a_paragraph_but_not_a_list() -> None:
    assert _kinds(f"Fin.\n\nSur le numérique :\n\n{LONG}\n")[1][0] is BlockKind.HEADING
    assert _kinds("Fin.\n\nSur le numérique :\n\n- ouvrir un tiers-lieu ;\n")[1][0] is BlockKind.PARAGRAPH


def test_a_sentence_that_opens_with_the_word_of_a_part_is_no_heading() -> None:
    text = "Axe majeur de la politique régionale, la mobilité fait l'objet d'un suivi partagé entre les signataires."
    assert _kinds(text)[0][0] is BlockKind.PARAGRAPH


def test_rows_are_cells_with_their_own_spans() -> None:
    document = _read(
        "| Action | Porteur | Coût |\n| Créer une halle | Commune | 12 000 € |\nPopulation\t1 200\t3 400\n"
    )
    cells = [[document.text[c.start : c.end] for c in b.cells if c.end > c.start] for b in document.blocks]
    assert cells[1] == ["Créer une halle", "Commune", "12 000 €"]
    assert cells[2] == ["Population", "1 200", "3 400"]


def test_running_heads_and_page_numbers_are_furniture_and_counted_headings_are_not() -> None:
    pages = [f"Contrat de ruralité du Haut-Pays {n}\n\n{LONG}\n\nAnnexe {n}\n\nPage {n}/9\n" for n in range(1, 6)]
    document = _read("\n".join(pages))
    furniture = [document.block_text(b) for b in document.of_kind(BlockKind.FURNITURE)]
    assert sum(f.startswith("Contrat de ruralité") for f in furniture) == 5
    assert "Page 3/9" in furniture
    assert not any(f.startswith("Annexe") for f in furniture)


def test_labels_that_come_back_are_not_running_heads() -> None:
    cards = "\n\n".join(
        f"CONTRAT NUMÉRO {c}\n\nDATE DE CRÉATION\n\nLoi de 2014.\n\nDANS LA RÉGION ENTIÈRE\n\n12 contrats."
        for c in "ABCD"
    )
    assert not list(_read(cards).of_kind(BlockKind.FURNITURE))


def test_a_table_of_contents_is_not_the_text_even_where_ocr_broke_it() -> None:
    text = (
        "SOMMAIRE\n\nPropos introductif\n\nPartie 1: Les modalités du contrat\n\n"
        "1.\tLe pilotage\t12\n\t1.1 Les instances\t13\n2. co\tLes modalités d'adaptation et de mesures orrectives\n\n"
        "AXE STRATEGIQUE 1 : EMPLOI39\n\nAı\tnnexe 1 - Les fiches\n\n"
        f"Propos introductifs\n\n{LONG}\n\nAXE STRATEGIQUE 1 : EMPLOI\n\n{LONG}\n"
    )
    document = _read(text)
    headings = [document.block_text(b) for b in document.of_kind(BlockKind.HEADING)]
    assert headings == ["Propos introductifs", "AXE STRATEGIQUE 1 : EMPLOI"]
    assert len(list(document.of_kind(BlockKind.TOC))) == 8


def test_a_sentence_cut_by_a_page_is_one_paragraph() -> None:
    first = "Amiens a été retenue en tant que territoire pilote de la démarche, ce qui renforce"
    document = _read(f"{first}\n\n12\n\nl'aménagement du centre-ville.\n\nAutre paragraphe.\n")
    block = document.blocks[0]
    span = document.paragraph(block)
    assert document.text[span.start : span.end].endswith("l'aménagement du centre-ville.")
    assert document.paragraph(document.blocks[-1]).start == document.blocks[-1].start


def test_lines_wrapped_at_the_width_of_a_page_are_one_paragraph() -> None:
    document = _read(
        "La Communauté de communes, représentée par son président autorisé,\n"
        "Monsieur Paul DURAND, domicilié au siège de l'établissement\n"
        "public, ci-après désignée.\n"
        "Le second paragraphe commence ici et il est assez long pour compter.\n"
    )
    assert [b.continues for b in document.blocks] == [False, True, True, False]


def test_nested_items_keep_their_level() -> None:
    document = _read("- Poursuivre les projets :\n - o Sur la recherche : chimie\n - o Sur le transfert\n- Soutenir\n")
    assert [b.level for b in document.blocks] == [1, 2, 2, 1]
    assert [document.block_text(b) for b in document.blocks][1] == "Sur la recherche : chimie"


def test_the_frame_of_a_web_page_is_furniture() -> None:
    document = read_document(DATA / "projets-europeens-amiens-metropole.txt")
    furniture = [document.block_text(b) for b in document.of_kind(BlockKind.FURNITURE)]
    assert furniture[0].startswith("Votre navigateur")
    assert "×" in furniture


@pytest.mark.parametrize("unit", ["a", "1.1-", "** ", "- o ", "\t", "A. ", "| ", ". "])
def test_a_line_of_a_megabyte_is_read(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    blocks = split_blocks(text)
    assert all(isinstance(b, Block) for b in blocks)
    assert len(blocks) <= 1


def test_a_sentence_in_capitals_over_two_lines_is_no_heading_and_a_title_is() -> None:
    sentence = (
        "LA COMMUNE S'ENGAGE A PILOTER LE CONTRAT, A CONSACRER UN CHEF DE PROJET A CHAQUE\nQUARTIER ET A RENDRE COMPTE."
    )
    document = _read(f"LES ENGAGEMENTS\n\n{sentence}\n")
    assert [b.kind for b in document.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]
    span = document.paragraph(document.blocks[1])
    assert document.text[span.start : span.end] == sentence


@pytest.mark.parametrize(
    "line", ["1er enjeu stratégique - Soigner", "2e axe : Bouger", "PILIER « CADRE DE VIE »", "A.1 Former"]
)
def test_headings_with_ordinals_quotation_marks_and_letters(line: str) -> None:
    assert _read(f"{line}\n\n{LONG}\n").blocks[0].kind is BlockKind.HEADING


@pytest.mark.parametrize("bullet", [".", ">", "▸", "‣"])
def test_small_bullets_open_items(bullet: str) -> None:
    document = _read(f"{bullet} planter des arbres\n{bullet} ouvrir une école\n")
    assert [b.kind for b in document.blocks] == [BlockKind.ITEM, BlockKind.ITEM]


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        ("près de 7 000 habi-", "tants", True),
        ("REDUIRE ET PRE-", "SERVER", True),
        ("le centre-ville de Saint-", "Aubin", False),
        ("l'accompagnement pré-", "et postnatal", False),
        ("la vice-", "présidente", False),
        ("un tiret -", "puis un mot", False),
    ],
)
def test_words_that_a_line_end_cuts(before: str, after: str, cut: bool) -> None:
    assert cut_word(before, after) is cut
