"""Which of the legal texts that a contract cites it rests on: those of its visas, and those it says it applies.

A citation alone is no basis: most texts are cited for their history or for another scheme.
"""

from __future__ import annotations

import re

from pactes.model import Evidence
from pactes.reading import Document

__all__ = ["rests_on"]

_FAR = 600  # code points of a sentence that are looked at before a citation
_VISA = re.compile(r"\W*vus?\s")
_SENTENCE = re.compile(r"(?:[.;!?]\s|\n)")
_CONTRACT = re.compile(
    r"\b(?:(?:le|la|du|au|ce|cette|l'|un|une)\s*)(?:present\w*\s+)?(?:nouvea\w+\s+|nouvelle\s+)?"
    r"(?:contrats?|conventions?|accords?|pactes?|protocoles?|chartes?)\b"
)
_APPLIES = re.compile(
    r"\b(?:en application d|en vertu d|conformement a|prise?s? en application|pris en vertu|institue\w*\s|prevue?s?\s"
    r"|definie?s? par|encadree?s? par|regie?s? par|fondee?s? sur|s'inscri\w+ dans|au titre d|s'appu\w+ sur|cree\w* par)"
)


def rests_on(document: Document, evidence: Evidence) -> bool:
    """Tell whether the contract that ``document`` is says that it rests on the text cited by ``evidence``."""
    folded = document.folded
    line = document.line_span(evidence.line)
    if _VISA.match(folded, line.start, line.end):
        return True
    before = folded[max(line.start, evidence.start - _FAR) : evidence.start]
    sentence = _SENTENCE.split(before)[-1]
    contract = _CONTRACT.search(sentence)
    return bool(contract and _APPLIES.search(sentence, contract.end()))
