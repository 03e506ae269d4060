"""Reader of the axes that only the table of contents names: the text itself was cut, or its headings are images."""

from __future__ import annotations

import re

from pactes.extraction.axes.elements import clean
from pactes.extraction.axes.etiquettes import AXES, read_etiquette
from pactes.model import Axe
from pactes.reading import BlockKind, Document

REGLE = "axe-sommaire"
_PAGE = re.compile(r"(?:[\s.…_·]{2,200}|\t)(?:p\.? ?|page )?\d{0,3}\s*$|(?<=[^\W\d_])\d{1,3}\s*$")


def read_contents_axes(document: Document) -> tuple[Axe, ...]:
    """Return the axes that entries of the table of contents label and number, in order from the first; two at least."""
    found: dict[str, list[Axe]] = {}
    for block in document.of_kind(BlockKind.TOC):
        text = document.block_text(block)
        label = read_etiquette(text)
        if label is None or label.mot not in AXES or label.rang is None or "." in label.rang:
            continue
        page = _PAGE.search(text, label.titre_start)
        titre = clean(text[label.titre_start : page.start() if page else len(text)])
        same = found.setdefault(label.mot, [])
        if titre and label.numero and label.rang not in {a.numero for a in same}:
            evidence = document.evidence(block.start, block.end)
            same.append(Axe(titre=titre, numero=label.numero.upper(), evidence=(evidence,), regle=REGLE, confiance=0.7))
    axes = max(found.values(), key=len, default=[])
    return tuple(axes) if len(axes) >= 2 else ()
