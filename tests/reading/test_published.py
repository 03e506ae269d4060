"""What is published of a document says the format it came from and the pages of its passages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fabrique_fichiers import to_docx, to_html, to_pdf, written
from rdflib import Graph, Literal
from rdflib.namespace import DCTERMS

from pactes.rdf.namespaces import PACTES
from pactes.reading.formats import Format

TEXT = (
    "CONTRAT DE VILLE DE VALDOUCE 2024-2030\n\nEntre l'État, représenté par Madame Jeanne DUPUIS, préfète,\n\n"
    "et la commune de Valdouce, représentée par son maire, Monsieur Paul MARTIN,\n\nil est convenu ce qui suit.\n\f\n"
    "Article 1. Financement\n\nL'État verse 12 000 euros à la commune de Valdouce.\n\nFait le 3 mars 2024.\n"
)


@pytest.mark.parametrize(
    ("name", "content", "format", "pages"),
    [
        ("c.pdf", to_pdf(TEXT), Format.PDF, {1, 2}),
        ("c.docx", to_docx(TEXT.replace("\f", "")), Format.DOCX, set()),
        ("c.html", to_html(TEXT.replace("\f", "")), Format.HTML, set()),
        ("c.md", TEXT.replace("\f", "").encode(), Format.MARKDOWN, set()),
        ("c.txt", TEXT.encode(), Format.TEXT, {1, 2}),
    ],
)
def test_the_graph_of_a_document_says_its_format_and_its_pages(
    name: str, content: bytes, format: Format, pages: set[int], tmp_path: Path
) -> None:
    path = written(tmp_path, name, content)
    command = [sys.executable, "-m", "pactes.cli", "extract", str(path), "--format", "turtle"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    graph = Graph().parse(data=done.stdout, format="turtle")
    assert set(graph.objects(None, DCTERMS.format)) == {Literal(format.value)}
    assert {page.toPython() for page in graph.objects(None, PACTES.page)} == pages
