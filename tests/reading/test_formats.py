"""The same text in every format says the same; what each format has of its own is kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fabrique_fichiers import drawn_pdf, to_docx, to_html, to_pdf, without_member, written
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Table

from pactes.extraction import extract
from pactes.extraction.interchange import to_interchange
from pactes.reading import BlockKind, Document, read_document

INVENTES = Path(__file__).parents[1] / "gold" / "inventes"
CRTE = INVENTES / "crte-pays-de-fougeres-2021-2026.txt"
LONG = (
    "Les signataires conviennent de se réunir chaque année afin d'examiner ensemble l'avancement des actions prévues "
    "au présent contrat, de mesurer ce qui reste à faire et de décider des avenants qui seraient nécessaires. "
)


def _records(document: Document) -> dict[str, object]:
    """What a reader would want the same whatever the format: everything but places in the text."""

    def bare(value: object) -> object:
        if isinstance(value, dict):
            apart = ("line", "page", "quote", "document")
            return {key: bare(inner) for key, inner in value.items() if key not in apart}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    told = to_interchange(extract(document))
    wanted = ("contrats", "financements", "engagements", "territoires", "instances", "textes", "indicateurs")
    return {kind: bare(told[kind]) for kind in wanted}


@pytest.mark.parametrize("kind", ["pdf", "pdf-two-columns", "docx", "html", "md", "cp1252"])
def test_the_same_text_gives_the_same_records_in_every_format(kind: str, tmp_path: Path) -> None:
    text = CRTE.read_text(encoding="utf-8")
    match kind:
        case "pdf":
            path = written(tmp_path, "contrat.pdf", to_pdf(text, head="Contrat, document signé"))
        case "pdf-two-columns":
            # Wide columns: the cells of a table that is set too narrow break words, and no reader can tell.
            content = to_pdf(text, columns=2, alignment=4, size=(1190, 842), head="Contrat, document signé")
            path = written(tmp_path, "contrat.pdf", content)
        case "docx":
            path = written(tmp_path, "contrat.docx", to_docx(text))
        case "html":
            path = written(tmp_path, "contrat.html", to_html(text))
        case "md":
            path = written(tmp_path, "contrat.md", text.encode())
        case _:
            path = written(tmp_path, "contrat.txt", text.encode("cp1252"))
    expected, found = _records(read_document(CRTE)), _records(read_document(path))
    assert expected["contrats"]
    assert len(expected["financements"]) > 20
    for name, records in expected.items():
        assert found[name] == records, name


def test_a_passage_of_a_pdf_has_its_page(tmp_path: Path) -> None:
    pages = [f"ARTICLE {n}. OBJET\n\n{LONG}\n\nL'État verse {n} 000 euros à la commune." for n in range(1, 6)]
    document = read_document(written(tmp_path, "c.pdf", to_pdf("\f".join(pages), head="Contrat du pays")))
    assert document.media_type == "application/pdf"
    assert len(document.page_starts) == 5
    for number in range(1, 6):
        start = document.text.index(f"{number} 000 euros")
        evidence = document.evidence(start, start + len("1 000 euros"))
        assert evidence.page == number
        assert document.text[evidence.start : evidence.end] == evidence.quote
    furniture = [document.block_text(block) for block in document.of_kind(BlockKind.FURNITURE)]
    assert furniture.count("Contrat du pays") == 5
    assert [words for words in furniture if words.startswith("Page")] == [f"Page {n}" for n in range(1, 6)]


def test_a_paragraph_of_a_pdf_is_one_line_and_two_are_two(tmp_path: Path) -> None:
    text = f"{LONG * 2}\n{LONG}\nUne ligne courte.\n\n{LONG}"
    for columns in (1, 2):
        document = read_document(written(tmp_path, "c.pdf", to_pdf(text, columns=columns, alignment=4)))
        lines = [line for line in document.text.split("\n") if line]
        assert lines == [(LONG * 2).strip(), LONG.strip(), "Une ligne courte.", LONG.strip()]


def test_words_cut_by_a_line_end_are_whole_again(tmp_path: Path) -> None:
    def draw(canvas) -> None:  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 10)
        lines = (
            "La communauté et le conseil départemental s'engagent à soutenir la réhabili-",
            "tation des logements du parc privé, en lien avec le département d'Ille-et-Vi-",
            "laine et les communes volontaires, sous l'autorité conjointe du préfet, du sous-",
            "préfet et du président ; la réhabilitation du bourg d'Ille-et-Vilaine est prévue en",
            "2024.",
        )
        for number, line in enumerate(lines):
            canvas.drawString(60, 700 - 13 * number, line)

    text = read_document(written(tmp_path, "c.pdf", drawn_pdf(draw))).text
    assert "la réhabilitation des logements" in text
    assert "département d'Ille-et-Vilaine et les communes" in text
    assert "du sous-préfet et du président" in text
    assert "-\n" not in text


def test_ligatures_are_letters_and_raised_figures_stay_apart_from_numbers(tmp_path: Path) -> None:
    def draw(canvas) -> None:  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 700, "La halle de 1 200 m² coûte 12 000 €")
        canvas.setFont("Helvetica", 6)
        canvas.drawString(60 + canvas.stringWidth("La halle de 1 200 m² coûte 12 000 €", "Helvetica", 10), 704, "3")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 650, "et ½ des frais, œuvre comprise.")

    text = read_document(written(tmp_path, "c.pdf", drawn_pdf(draw))).text
    assert "1 200 m² coûte 12 000 €³" in text
    assert "½ des frais, œuvre" in text
    page = written(
        tmp_path, "c.html", "<html><body><p>Un of\ufb01ce, l’e\ufb03cacité, m<sup>2</sup>, a\u00adbri".encode()
    )
    assert read_document(page).text == "Un office, l’efficacité, m², abri\n"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_turned_is_read_upright(turn: int, tmp_path: Path) -> None:
    def draw(canvas) -> None:  # type: ignore[no-untyped-def]
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(-150, 50, "Premier alinéa du contrat.")
        canvas.drawString(-150, 0, "Second alinéa du contrat.")

    text = read_document(written(tmp_path, "c.pdf", drawn_pdf(draw))).text
    assert text == "Premier alinéa du contrat.\n\nSecond alinéa du contrat.\n"


def test_the_tables_of_every_format_are_rows_with_their_cells(tmp_path: Path) -> None:
    rows_of_text = "| Action | Porteur | Coût |\n| Créer une halle | | 12 000 € |\n| Total | | 15 000 € |\n"
    text = f"Plan de financement :\n\n{rows_of_text}"
    for name, content in (("c.pdf", to_pdf(text)), ("c.docx", to_docx(text)), ("c.html", to_html(text))):
        document = read_document(written(tmp_path, name, content))
        rows = [[document.text[c.start : c.end] for c in b.cells[1:-1]] for b in document.of_kind(BlockKind.ROW)]
        assert rows == [
            ["Action", "Porteur", "Coût"],
            ["Créer une halle", "", "12 000 €"],
            ["Total", "", "15 000 €"],
        ], name


def test_columns_without_rules_stay_apart(tmp_path: Path) -> None:
    def draw(canvas) -> None:  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 10)
        for number, (left, right) in enumerate((("Opération", "Coût"), ("Halle", "12 000"), ("École", "45 000"))):
            canvas.drawString(60, 700 - 13 * number, left)
            canvas.drawString(260, 700 - 13 * number, right)

    lines = read_document(written(tmp_path, "c.pdf", drawn_pdf(draw))).text.split("\n")
    assert [line.split() for line in lines[:3]] == [
        ["Opération", "Coût"],
        ["Halle", "12", "000"],
        ["École", "45", "000"],
    ]
    assert {line.index(word) for line, word in zip(lines, ("Coût", "12", "45"), strict=False)} == {
        lines[0].index("Coût")
    }


def test_a_table_without_rules_whose_cells_hold_several_lines_is_rows(tmp_path: Path) -> None:
    cells = (
        ("Opération", "Maître d'ouvrage", "Coût total"),
        ("Rénovation du groupe scolaire du bourg", "Commune nouvelle de Valdouce", "1 480 000 €"),
        ("Maison de santé", "Communauté de communes", "920 000 €"),
    )

    def draw(canvas) -> None:  # type: ignore[no-untyped-def]
        style = ParagraphStyle("cell", fontName="Helvetica", fontSize=10, leading=13)
        table = Table([[Paragraph(cell, style) for cell in row] for row in cells], colWidths=(110, 110, 90))
        table.wrapOn(canvas, 400, 400)
        table.drawOn(canvas, 60, 500)
        for number, words in enumerate(("Le préfet,", "Jeanne Dupuis")):
            canvas.drawString(60, 300 - 40 * number, words)
            canvas.drawString(300, 300 - 40 * number, words)

    document = read_document(written(tmp_path, "c.pdf", drawn_pdf(draw)))
    rows = [[document.text[c.start : c.end] for c in b.cells[1:-1]] for b in document.of_kind(BlockKind.ROW)]
    assert [tuple(row) for row in rows] == list(cells)


def _numbering(document: docx.document.Document) -> None:
    """Give a document headings that Word numbers (« Article 1 », « 1.1. ») and a list of letters."""
    levels = (("decimal", "Article %1 –", "Heading1"), ("decimal", "%1.%2.", "Heading2"), ("lowerLetter", "%3)", ""))
    xml = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (kind, pattern, _) in enumerate(levels)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{xml}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    document.styles.add_style("Lettres", WD_STYLE_TYPE.PARAGRAPH)
    for level, name in enumerate(("Heading 1", "Heading 2", "Lettres")):
        properties = document.styles[name].element.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )
    for style, words in (
        ("Heading 1", "Objet"),
        ("Heading 2", "Durée"),
        ("Lettres", "la commune"),
        ("Lettres", "le département"),
        ("Heading 2", "Suivi"),
        ("Lettres", "l’État"),
        ("Heading 1", "Financement"),
        ("Heading 2", "Avances"),
    ):
        document.add_paragraph(words, style=style)


def test_the_numbers_that_word_counts_are_in_the_text(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "c.docx", to_docx("Contrat", _numbering)))
    lines = [line.strip() for line in document.text.split("\n") if line]
    assert lines == [
        "Contrat",
        "# Article 1 – Objet",
        "## 1.1. Durée",
        "a) la commune",
        "b) le département",
        "## 1.2. Suivi",
        "a) l’État",
        "# Article 2 – Financement",
        "## 2.1. Avances",
    ]
    headings = [(document.block_text(b), b.marker, b.level) for b in document.of_kind(BlockKind.HEADING)]
    assert headings[1] == ("Durée", "1.1.", 2)


def _revised(document: docx.document.Document) -> None:
    ns = nsdecls("w")
    body = document.element.body
    for xml in (
        f'<w:p {ns}><w:r><w:t xml:space="preserve">Montant : </w:t></w:r><w:del w:id="1" w:author="x"><w:r><w:delText>'
        f'9 000</w:delText></w:r></w:del><w:ins w:id="2" w:author="x"><w:r><w:t>12 000</w:t></w:r></w:ins><w:r><w:t> €'
        f"</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r></w:p>",
        f"<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>Contenu d’un champ</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        f'<w:p {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>Encadré</w:t></w:r></w:p></w:txbxContent></mc:Choice>'
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>Encadré</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        f'<w:tbl {ns}><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Total</w:t></w:r></w:p></w:tc>'
        "<w:tc><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
    ):
        body.insert(len(body) - 1, parse_xml(xml))
    document.add_comment(document.paragraphs[0].runs, text="Un commentaire")


def test_a_docx_is_read_as_printed_with_its_revisions_accepted(tmp_path: Path) -> None:
    text = read_document(written(tmp_path, "c.docx", to_docx("Contrat", _revised))).text
    assert text.split("\n\n") == [
        "Contrat",
        "Montant : 12 000 €",
        "Contenu d’un champ",
        "Encadré",
        "| Total |  | 5 |\n| a | b |  |\n",
    ]


def test_footnotes_come_at_the_end_under_their_number(tmp_path: Path) -> None:
    ns = nsdecls("w")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    note = '<w:footnote w:id="7"><w:p><w:r><w:t>Hors taxes.</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {ns}>{note}</w:footnotes>"

    def cite(document: docx.document.Document) -> None:
        run = f'<w:p {ns}><w:r><w:t>12 000 €</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>'
        document.element.body.insert(0, parse_xml(run))

    def with_notes(name: str, content: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            relation = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
            return content.replace(b"</Relationships>", relation.encode())
        if name == "[Content_Types].xml":
            part = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
            override = f'<Override PartName="/word/footnotes.xml" ContentType="{part}"/></Types>'
            return content.replace(b"</Types>", override.encode())
        return content

    content = io.BytesIO(without_member(to_docx("Fin.", cite), with_notes))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    assert read_document(written(tmp_path, "c.docx", content.getvalue())).text == "12 000 €¹\n\nFin.\n\n¹ Hors taxes.\n"


def test_a_web_page_keeps_its_text_and_loses_its_frame(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><body><header>Site</header><nav>Menu</nav><div role="search">Chercher</div>
      <article><header><h1>Contrat de ville</h1></header><p>Signé par&nbsp;:<ul><li><p>l'État&nbsp;;</p>
      <li>la <b>ville</b>.</ul><ol start=3 type=A><li>Se loger<ol><li>Rénover</ol><li>Se soigner</ol>
      <h3><button>Voir plus</button></h3><div style="display:none">Texte replié</div><dl><dt>Durée<dd>6 ans</dl>
      <pre>a  b\nc</pre><table><tr><td><p>Mise</p><p>en page</table></article><footer>Mentions</footer>
      <script>non()</script></body></html>"""
    text = read_document(written(tmp_path, "p.html", page.encode())).text
    assert text == (
        "# Contrat de ville\n\nSigné par\u00a0:\n\n- l'État\u00a0;\n- la ville.\n\nC. Se loger\n  1. Rénover\n"
        "D. Se soigner\n\n### Voir plus\n\nTexte replié\n\nDurée\n6 ans\n\na  b\nc\n\nMise\n\nen page\n"
    )


def test_reading_is_the_same_at_every_time(tmp_path: Path) -> None:
    text = CRTE.read_text(encoding="utf-8")
    for name, content in (("c.pdf", to_pdf(text)), ("c.docx", to_docx(text)), ("c.html", to_html(text))):
        path = written(tmp_path, name, content)
        one, other = read_document(path), read_document(path)
        assert (one.text, one.page_starts, one.blocks) == (other.text, other.page_starts, other.blocks)
