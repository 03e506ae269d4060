"""Reader of parties told in a group, or by who signs for them: « les deux communes », « Jean Blanc pour la Région ».

A group is that of the contract that the document is the text of, where as many of its parties are of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pactes.extraction.commun.nombres import LETTRES
from pactes.extraction.commun.noms_de_parties import listed_parties
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.model import Contrat, Signature
from pactes.reading import Document, Span, fold

__all__ = ["with_groups", "with_parties_signed_for"]

_GROUP = re.compile(
    r"(?:,|\bet|\bpar|\bentre|\bavec) (?:(?:les |l')?(?P<fonction>presidents?|maires) (?:des )|les )"
    rf"(?P<nombre>{LETTRES}|\d{{1,2}}) (?P<genre>intercommunalites|epci|communautes|communes|villes|departements)\b"
)
_KINDS = {
    "intercommunalites": re.compile(r"\b(?:communaute|agglomeration|agglo|metropole|interco)"),
    "epci": re.compile(r"\b(?:communaute|agglomeration|agglo|metropole|interco)"),
    "communautes": re.compile(r"\bcommunaute"),
    "communes": re.compile(r"^(?:commune|ville)\b"),
    "villes": re.compile(r"^(?:commune|ville)\b"),
    "departements": re.compile(r"^(?:departement|conseil departemental)\b"),
}
_NEAR = 160  # characters between a party and the group that a list names after or before it
_SIGNED = re.compile(r"\b(?:signatures?|signe(?:e|es|s|nt)?|paraphe\w*|cosigne\w*|autour de la table)\b")
_CIVILITY = r"(?:M\. |Mme |Monsieur |Madame )?"
_FOR = re.compile(
    rf"(?:^|[:,;]\s|\bet |\bde |\bpar ){_CIVILITY}"
    r"(?P<nom>[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*(?: (?:de |d['’]|du |Le |La )?[A-ZÀ-Þ][\w’'-]+){1,3}),? "
    r"(?:pour|au nom d(?:e|u|es|['’])(?: la| l['’])?) ?(?P<partie>[^,;.:]{2,90}?)"
    r"(?=,|;|\.|$| et (?:de )?(?:M\.|Mme|[A-ZÀ-Þ]))"
)


def with_groups(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats``, the parties that a list of theirs names together (« l'État et les deux communes ») added."""
    principal = next((c for c in contrats if c.principal), None)
    if principal is None or not _GROUP.search(document.folded):
        return tuple(contrats)
    return tuple(c if c is principal else _with_group(document, c, principal) for c in contrats)


def _with_group(document: Document, contrat: Contrat, principal: Contrat) -> Contrat:
    for said in contrat.signatures:
        where = said.evidence[0]
        left = max(document.folded.rfind(". ", 0, where.start) + 1, where.start - _NEAR, 0)
        for match in _GROUP.finditer(document.folded, left, where.end + _NEAR):
            between = document.folded[min(match.end(), where.end) : max(match.start(), where.start)]
            kind = _KINDS[match["genre"]]
            named = [s for s in principal.signatures if kind.search(fold(s.signataire))]
            if re.search(r"[.;:](?:\s|$)", between) or len(named) != _number(match["nombre"]):
                continue
            role = match["fonction"].rstrip("s") if match["fonction"] else None
            place = document.evidence(match.start("fonction" if role else "nombre"), match.end())
            known = {fold(s.signataire) for s in contrat.signatures}
            added = tuple(
                Signature(
                    signataire=s.signataire, qualite=role, prevue=said.prevue, evidence=(place, *s.evidence[:1]),
                    regle="partie-en-groupe", confiance=0.75,
                )
                for s in named
                if fold(s.signataire) not in known
            )  # fmt: skip
            return replace(contrat, signatures=(*contrat.signatures, *added))
    return contrat


def _number(words: str) -> int:
    letters = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
    return letters.index(words) + 1 if words in letters else int(words) if words.isdigit() else 0


def with_parties_signed_for(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats``, those without parties given the ones that a sentence on their signature says who signs for.

    The contract is the last one that the same paragraph names before.
    """
    given: dict[str, tuple[Signature, ...]] = {}
    for unite in build_unites(document):
        for phrase in unite.phrases():
            signed = tuple(_signed_for(document, unite, phrase))
            folded = fold(unite.texte[phrase.start : phrase.end])
            if not signed or not (len(signed) >= 2 or _SIGNED.search(folded)):
                continue
            if not _SIGNED.search(fold(unite.texte[: phrase.end])):
                continue
            at = unite.span(phrase.start, phrase.end)
            named = [(e.start, c) for c in contrats for e in c.evidence if unite.start <= e.start < at.end]
            if named and not (last := max(named, key=lambda pair: pair[0])[1]).signatures:
                given.setdefault(last.cle, signed)
    return tuple(replace(c, signatures=given[c.cle]) if c.cle in given else c for c in contrats)


def _signed_for(document: Document, unite: Unite, phrase: Span) -> Iterator[Signature]:
    for match in _FOR.finditer(unite.texte, phrase.start, phrase.end):
        parties = listed_parties(unite.texte, match.start("partie"), match.end("partie"))
        if len(parties) == 1 and (parties[0].propre or len(parties[0].nom.split()) > 1):
            where = unite.span(match.start("nom"), match.end("partie"))
            yield Signature(
                signataire=parties[0].nom,
                representant=match["nom"],
                evidence=(document.evidence(where.start, where.end),),
                regle="partie-signee-pour",
                confiance=0.75,
            )
