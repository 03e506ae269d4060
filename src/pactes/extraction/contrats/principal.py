"""Reader of the contract that a document is the text of: its title, its kind, its period, its dates."""

from __future__ import annotations

import re

from pactes.extraction.axes.axes import read_axes
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates, find_periods
from pactes.extraction.commun.familles import AVENANT, TETES
from pactes.extraction.commun.noms_de_parties import find_parties_after
from pactes.extraction.commun.parties import Partie
from pactes.extraction.commun.plan import Plan
from pactes.extraction.contrats.bloc_de_signature import FAIT_A
from pactes.extraction.contrats.dates_principal import read_dates, valeur
from pactes.extraction.contrats.parties_en_tete import read_parties
from pactes.extraction.contrats.signatures import read_signatures
from pactes.extraction.contrats.titre_principal import TITLE_BLOCKS, Titre, read_titre, territoires_of
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import BlockKind, Document, fold

_SELF = re.compile(
    rf"\b(?:present|presente|presents)\s+(?:projet de )?(?:{'|'.join(TETES)}|document contractuel)\b|"
    r"\bles parties\b(?! prenantes)|\bil (?:est|a ete) (?:arrete et |expose et )?convenu\b"
    r"|\ble (?:contrat|pacte) (?:a pour objet|est conclu|entre en vigueur|prend)"
    r"|\bsignataires d(?:u|e la|e l') ?(?:present\w* )?(?:contrat|pacte|convention|charte|protocole|accord)\b"
)
_ARTICLE = re.compile(r"(?:^|\n)\W*article (?:1|1er|premier|i)\b")
_SIGNED_BY = re.compile(r"^\W*(?:contrat |pacte |convention )?(?:signee?|conclue?)\s+(?:a [^,]{2,30},? )?(?:le|en)\b")


def read_principal(document: Document, plan: Plan) -> Contrat | None:
    """Return the contract that ``document`` is the text of, None when it is the text of none.

    It is one when the name of a contract in the singular heads it, before any running text, and it speaks as a
    contract does (« le présent contrat », « il est convenu », « Article 1 », « Fait à… », parties that are
    represented). An article or a page about a contract tells of it in the third person: it is the text of none.
    """
    titre = read_titre(document)
    if titre is None:
        return None
    parties = read_parties(document)
    if not _speaks_as_contract(document, parties):
        return None
    announced = _announced(document)
    signatures = read_signatures(document, parties)
    if announced and not signatures:
        signatures = announced[1]
    dispositif = titre.mention.dispositif if titre.mention else None
    periods = () if titre.avenant else _periods(document, titre)  # the years of what it amends are not its own
    dates = read_dates(document, plan)
    signed = dates.signature or (announced[0] if announced else ())
    kind = dispositif.nom if dispositif else (fold(titre.contrat).split() or [AVENANT])[0]
    return Contrat(
        cle=cle(titre.texte),
        titre=titre.texte,
        type_contrat=AVENANT if titre.avenant else kind,
        sigle=dispositif.sigles[0] if dispositif and dispositif.sigles and not titre.avenant else None,
        statut=StatutContrat.CONCLU if signatures or signed else StatutContrat.CITE,
        principal=True,
        territoires=territoires_of(titre, signatures),
        dates_signature=signed,
        debuts=dates.debut or tuple(Valeur(start, where) for start, _, where in periods[:1]),
        fins=dates.fin or tuple(Valeur(end, where) for _, end, where in periods[:1]),
        durees=dates.duree,
        reconductions=dates.reconduction,
        signatures=signatures,
        axes=read_axes(document, plan),
        evidence=(document.evidence(titre.start, titre.end),),
        regle="avenant-titre" if titre.avenant else "contrat-titre",
        confiance=0.95,
        modifie=cle(titre.contrat) if titre.avenant and titre.contrat else None,
    )


def read_amended(document: Document, principal: Contrat) -> Contrat | None:
    """Return the contract that the document, an amendment, amends: what its title says of it; None if it is none."""
    titre = read_titre(document) if principal.modifie else None
    if titre is None or titre.avenant is None or not titre.contrat:
        return None
    dispositif = titre.mention.dispositif if titre.mention else None
    periods = _periods(document, titre)
    return Contrat(
        cle=cle(titre.contrat),
        titre=titre.contrat,
        type_contrat=dispositif.nom if dispositif else fold(titre.contrat).split()[0],
        territoires=principal.territoires,
        debuts=tuple(Valeur(start, where) for start, _, where in periods[:1]),
        fins=tuple(Valeur(end, where) for _, end, where in periods[:1]),
        evidence=(document.evidence(titre.start, titre.end),),
        regle="contrat-modifie",
        confiance=0.85,
    )


def _speaks_as_contract(document: Document, parties: tuple[Partie, ...]) -> bool:
    """Tell whether a text binds parties: it says who they are and in whose name, or calls itself a contract."""
    if any(p.representant or p.qualite for p in parties):
        return True
    speaks = len(_SELF.findall(document.folded))
    formal = bool(FAIT_A.search(document.folded)) + bool(_ARTICLE.search(document.folded))
    return speaks >= 2 or (speaks >= 1 and formal >= 1) or formal == 2


def _announced(document: Document) -> tuple[tuple[Valeur, ...], tuple[Signature, ...]] | None:
    """Return the date and the parties of « Signé le 3 mai 2021 par A, B et C », said before the text begins."""
    for block in [b for b in document.blocks if b.kind is not BlockKind.FURNITURE][:TITLE_BLOCKS]:
        text = document.block_text(block)
        signed = _SIGNED_BY.match(fold(text))
        dates = list(find_dates(text))[:1]
        if not signed or not dates:
            continue
        names = find_parties_after(text, 0, 400, anywhere=True)
        signatures = tuple(
            Signature(
                signataire=name.nom,
                qualite=name.qualite,
                evidence=(document.evidence(block.start + name.start, block.start + name.end),),
                regle="signe-par",
                confiance=0.85,
            )
            for name in names
        )
        return (valeur(document, block.start, dates[0]),), signatures
    return None


def _periods(document: Document, titre: Titre) -> tuple[tuple[str, str, Evidence], ...]:
    """Return the periods that the lines of the title give."""
    found = []
    for period in find_periods(document.text[titre.start : titre.start + len(titre.texte) + 80]):
        if period.start_year in titre.contrat:
            evidence = document.evidence(titre.start + period.start, titre.start + period.end)
            found.append((period.start_year, period.end_year, evidence))
    return tuple(found)
