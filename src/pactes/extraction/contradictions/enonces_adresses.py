"""Where a party has its seat: one street, one postal code and delivery office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.model import Extraction, GenreContradiction
from pactes.reading import fold

ADRESSE = Propriete("adresse", GenreContradiction.VALEUR, "adresses", lambda a, b: a == b, "adresse")
_STREET_WORDS = 3


def enonces_des_adresses(extraction: Extraction) -> Iterator[Enonce]:
    """Yield the code and office of each address under the words of its street."""
    for contrat in extraction.contrats:
        for signature in contrat.signatures:
            words = fold(signature.adresse or "")
            code = re.search(r"\b\d{5}\b.*$", words)
            street = sorted(set(re.findall(r"[^\W\d_]{4,}", words)) - {"cedex"})
            if code and len(street) >= _STREET_WORDS:
                office = tuple(code.group().split())
                written = signature.adresse or ""
                yield Enonce(
                    ADRESSE,
                    tuple(street),
                    f"adresse : {written[: code.start()].strip(' –-,')}",
                    office,
                    written,
                    signature.evidence[0],
                )
