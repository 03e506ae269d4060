"""How long the contracts of a family run: said in an article, and otherwise in a card or in another article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.familles import find_familles, specific
from pactes.extraction.commun.nombres import LETTRES
from pactes.extraction.commun.noms_de_contrats import find_noms
from pactes.extraction.commun.unites import build_unites
from pactes.extraction.contradictions.enonces import Enonce, Propriete
from pactes.extraction.contradictions.enonces_comptes import value
from pactes.extraction.contrats.fiches import name_cartes
from pactes.model import Extraction, GenreContradiction
from pactes.reading import fold
from pactes.reference import Dispositif

_N = rf"(?:\d{{1,2}}|{LETTRES})"
_DURATION = re.compile(
    rf"\b(?:conclue?s? (?:[a-z' ]{{0,40}} )?pour|d'une duree de|pour une duree de|pluriannuels? de|(?:un|le|chaque"
    rf"|dispositif) (?:contrat|convention|pacte|protocole|contractuel)"
    rf" (?:de|sur)) (?P<a>{_N})(?: (?:ou|a) (?P<b>{_N}))? ans\b"
)
DUREE = Propriete(
    "durée", GenreContradiction.VALEUR, "durees-de-la-famille", lambda a, b: a == b, "duree", confiance=0.85
)


def enonces_des_durees(contexte: Contexte, extraction: Extraction) -> Iterator[Enonce]:
    """Yield how long the document says that the contracts of each family run, in cards and in sentences."""
    document = contexte.document
    cards = [(lue.carte.start, lue.carte.end, lue) for lue in name_cartes(document)]
    proper = tuple(c[2].dispositif for c in cards if c[2].dispositif and not c[2].connu and not c[2].instance)
    for unite in build_unites(document):
        card = next((c[2] for c in cards if c[0] <= unite.start < c[1]), None)
        for phrase in unite.phrases():
            text = unite.texte[phrase.start : phrase.end]
            match = _DURATION.search(fold(text))
            if match is None:
                continue
            if card is not None:
                family = None if card.instance else card.dispositif
            else:
                named = [n for n in find_noms(text, proper) if n.dispositif and not n.dispositif.generique]
                own = any(n.territoire for n in named)
                family = None if own or not named else named[0].dispositif
            if family is None or (card is None and _narrowed(text, proper, match.start())):
                continue
            of = next((c for c in extraction.contrats if not c.instance and c.type_contrat == family.nom), None)
            span = unite.span(phrase.start + match.start(), phrase.start + match.end())
            yield Enonce(
                DUREE,
                (family.slug,),
                f"durée des contrats de la famille « {family.nom} »",
                tuple(sorted({value(match[g]) for g in ("a", "b") if match[g]})),
                document.text[span.start : span.end],
                document.evidence(span.start, span.end),
                ("contrat", of.cle) if of else None,
            )


def _narrowed(text: str, proper: tuple[Dispositif, ...], place: int) -> bool:
    """Whether another family is named between the first one and the duration."""
    mentions = [m for m in specific(find_familles(text, proper)) if m.end <= place]
    return len({m.dispositif.slug for m in mentions}) > 1
