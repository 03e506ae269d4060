"""Reader of who signs the contracts of a family, by the rubric of its identity card: « État, EPCI, communes ».

Common nouns are parties there: the card says what kinds of institutions conclude such contracts. « A ou B » is one
party, either of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.commun.noms_de_parties import clean_name
from pactes.extraction.contrats.rubriques import Carte, Rubrique
from pactes.model import Signature
from pactes.reading import Document, Span, fold

__all__ = ["read_signataires_de_fiche"]

REGLE = "fiche-signataires"
_SAID = re.compile(
    r"\bsignataires? (?:en )?(?:sont|est)\b\s?:?\s*|\b(?:signee?s?|conclue?s?|passee?s?|co-?portage|portage)"
    r" (?:conjointement )?(?:par|entre)\s+|^\W*entre\s+"
)
_STATE = re.compile(r"(?:sous-)?prefete?s?\b|ministres?\b")
_ACTOR = re.compile(
    r"(?:etat|(?:sous-)?prefet|ministere|region|departement|commune|ville|epci|intercommunalite|collectivite|conseil|petr"
    r"|pole|metropole|communaute|agglomeration|association|acteur|partenaire|organisme|entreprise|structure|operateur"
    r"|chambre|caisse|agence|rectorat|academie|maire|commandant|procureur|bailleur|syndicat|pays|parc|groupement|union"
    r"|federation|banque|binome|office|etablissement|universite|centre|mission|representants? d)"
)
_ACRONYM = re.compile(r"\W*(?:[Ll]a |[Ll]es? |[Ll]['’])?[A-Z]{3,8}\b")
_VAGUE = re.compile(r"(?:l'ensemble|autres?|divers|tous|toute|ensemble|eventuellement|parfois|selon|etc)\b")
_OVER = re.compile(
    r"[.;:](?=\s|$)|\s[-–—]\s|\b(?:qui|que|dont|a laquelle|auquel\w*|auxquel\w+|avec|pour|afin|dans|sur|assure\w*"
    r"|sont|est|ont|a|peut|peuvent|forment?|designent?|pilotent?|participent?|portent?|mene\w*|au niveau)\b"
)
_OF_LEVEL = re.compile(r"\bau niveau [a-z]+\b,?")  # « l'État au niveau départemental, »
_SPLIT = re.compile(r"\s*,\s*(?:et\s+)?(?!d(?:u|e|es|')\b)|\s+et\s+(?!d(?:u|e|es)\b|d')|\s+ainsi que\s+")
_EITHER = re.compile(r"\sou\s(?!(?:la|le|les|l')\b|l['’])")
_ASIDE = re.compile(r"\([^()\n]{2,120}\)")
_REPRESENTS = re.compile(r"^représentants? (?:du |de la |de l['’]|des |de |d['’])", re.IGNORECASE)
_ONE = re.compile(r"^une? ", re.IGNORECASE)
_LONGEST = 110


def read_signataires_de_fiche(document: Document, carte: Carte) -> tuple[Signature, ...]:
    """Return the kinds of institutions that the rubric of signatories of a card names, in order, each once."""
    found: dict[str, Signature] = {}
    for span in carte.spans(Rubrique.SIGNATAIRES):
        for start, end in _named(document, span):
            name = _ONE.sub("", _REPRESENTS.sub("", clean_name(document.text[start:end])))
            role = name if _STATE.match(fold(name)) else None
            signature = Signature(
                signataire="État" if role else name[:1].upper() + name[1:],
                qualite=role,
                evidence=(document.evidence(start, end),),
                regle=REGLE,
                confiance=0.75,
            )
            found.setdefault(fold(signature.signataire), signature)
    return tuple(found.values())


def _named(document: Document, span: Span) -> Iterator[tuple[int, int]]:
    """Yield the spans of the names that a paragraph or an item of the rubric lists."""
    text = document.text[span.start : span.end]
    masked = _ASIDE.sub(lambda aside: "_" * len(aside.group()), text)
    folded = _OF_LEVEL.sub(lambda level: "_" * (len(level.group()) - 1) + level.group()[-1], fold(masked))
    said = _SAID.search(folded)
    lead = re.compile(r"[\W_]*").match(folded)
    begin = said.end() if said else lead.end() if lead else 0
    over = _OVER.search(folded, begin)
    stop = over.start() if over else len(folded)
    if not said and over is not None and over.start() - begin > _LONGEST:
        return
    clause = masked[begin:stop]
    position = 0
    either = _EITHER.search(clause)
    borders = [m.span() for m in _SPLIT.finditer(clause) if not (either and "et" not in m.group().split())]
    for left, right in [*borders, (len(clause), len(clause))]:
        words = fold(clause[position:left]).strip(" _")
        words = re.sub(r"^(?:les |la |le |l'|une? )", "", words)
        at = begin + position
        raw = text[at : begin + left]
        known = _ACTOR.match(words) or _ACRONYM.match(raw)
        if _VAGUE.match(words) or not known or len(words) > _LONGEST:
            return
        yield span.start + at, span.start + at + len(raw.rstrip(" ,_"))
        position = right
