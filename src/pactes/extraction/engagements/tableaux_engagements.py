"""Reader of tables of commitments: one row for each party, or for each thing it promises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.resolution import resolve
from pactes.extraction.engagements.auteurs import Auteurs
from pactes.extraction.engagements.promesses import infinitives
from pactes.model import Engagement, StatutEngagement
from pactes.reading import Block, BlockKind, Span, fold

_WHAT = re.compile(r"^(?:les |nature de l'|nature des )?engagements?\b.{0,60}$|^(?:actions? prevues?|contributions?)$")
_WHO = re.compile(
    r"^(?:les )?(?:signataires?|partenaires?|parties?|acteurs?|institutions?|organismes?|porteurs?)\b.{0,40}$"
)


def read_table_rows(contexte: Contexte, auteurs: Auteurs) -> Iterator[Engagement]:
    """Yield the commitments of the tables that have a column for them, a row under its header each."""
    header: tuple[int, int | None, int] | None = None  # columns of what and who, number of columns
    last: Block | None = None
    for block in contexte.document.blocks:
        if last is not None and block.line - last.line > 1:
            header = None
        last = block
        if block.kind is BlockKind.FURNITURE:  # the rule under a heading row
            continue
        if block.kind is not BlockKind.ROW:
            header = None
            continue
        if columns := _columns(contexte, block):
            header = columns
        elif header is not None and len(block.cells) == header[2]:
            yield from _row(contexte, auteurs, block, header[0], header[1])


def _columns(contexte: Contexte, block: Block) -> tuple[int, int | None, int] | None:
    """Return which column of a header row holds commitments, and which their parties."""
    titles = [fold(_text(contexte, cell)) for cell in block.cells]
    what = next((i for i, title in enumerate(titles) if _WHAT.match(title)), None)
    if what is None:
        return None
    who = next((i for i, title in enumerate(titles) if i != what and _WHO.match(title)), None)
    return what, who, len(titles)


def _row(contexte: Contexte, auteurs: Auteurs, block: Block, what: int, who: int | None) -> Iterator[Engagement]:
    cell = block.cells[what]
    text = _text(contexte, cell)
    if len(text) < 3 or not re.search(r"[a-zà-ÿ]{3}", text):
        return
    contrat = contexte.principal
    named = auteurs.named(_text(contexte, block.cells[who])) if who is not None else ()
    axe = contexte.axe_at(cell.start)
    pieces = [p.strip() for p in re.split(r"\s;\s|<br ?/?>|\s•\s", text) if p.strip(" .;")]
    for piece in pieces if len(pieces) > 1 and infinitives(pieces) else [text]:
        yield Engagement(
            evidence=(contexte.document.evidence(cell.start, cell.end),),
            regle="engagement-tableau",
            confiance=0.8,
            texte=piece.rstrip(" .;"),
            contrat=contrat.cle if contrat else None,
            axe=axe.numero if axe else None,
            parties=resolve(named, contrat, auteurs.known_as),
            statut=StatutEngagement.PREVU,
        )


def _text(contexte: Contexte, cell: Span) -> str:
    return " ".join(contexte.document.text[cell.start : cell.end].replace("*", "").split())
