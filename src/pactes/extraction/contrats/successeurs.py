"""Reader of contracts told as the new form of another: « La nouvelle mouture a été paraphée le 14 avril 2023 par… ».

Under the heading of a contract, « Protocole d'accord signé en juin 2019 » is an act of its own, that came before it,
and « Nouveau contrat signé le 6 février 2024 » is the contract of the heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_durations
from pactes.extraction.commun.noms_de_contrats import NomDeContrat
from pactes.extraction.contrats.articles_signataires import person
from pactes.extraction.contrats.sections import Phrase, phrases_des_sections
from pactes.extraction.contrats.signatures_en_prose import find_signings
from pactes.extraction.contrats.suites import date_after
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import Document, fold

__all__ = ["with_successeurs"]

REGLE, REGLE_ACTE = "contrat-suivant", "acte-sous-titre"
_NEW = re.compile(
    r"^\W*(?:la|le|cette|ce) (?:nouve(?:au|l|lle)) (?:mouture|version|generation|edition|formule|contrat|convention"
    r"|pacte|charte|protocole|accord)(?= (?:a|est|sera|fut|vient)\b|,)"
)
_RENEWED = re.compile(r"\b(?:reconduite?|renouvelee?|prolongee?)\b(?=[^.;]{0,40}$| pour| a)")
_ACT = re.compile(
    r"^\W*(?P<quoi>(?P<nouveau>nouveau |nouvelle |nouvel )?(?P<tete>contrat|convention|pacte|accord(?:-cadre)?"
    r"|protocole(?: d'accord| d'intention| d'engagement)?|lettre d'intention)(?P<premier> initiale?)?)"
    r",? (?:signee?|conclue?|paraphee?),? (?:en |le )"
)
_FEMININE = re.compile(r"^(?:convention|charte|operation)")


def with_successeurs(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats``, those that headings name with their acts, and the new forms of those that came to an end."""
    found = list(contrats)
    for section in phrases_des_sections(document, contrats):
        headed = section[0].nommes[0][0] if section and len({i for i, _ in section[0].nommes}) == 1 else None
        at_hand, before = None, None
        for phrase in section:
            if headed is not None and phrase is not section[0] and (act := _ACT.match(phrase.plie)):
                _add_act(document, found, headed, phrase, act)
                continue
            if at_hand is not None and before is not None and not phrase.nommes:
                suivant = _suivant(document, phrase, before, found[at_hand])
                if suivant is not None and not any(_may_be(c, suivant, found[at_hand]) for c in found):
                    found.append(suivant)
            named = {i for i, _ in phrase.nommes}
            at_hand, before = (next(iter(named)), phrase) if len(named) == 1 else (None, None)
    return tuple(sorted(found, key=lambda c: (not c.principal, c.evidence[0].start)))


def _where(document: Document, phrase: Phrase, start: int, end: int) -> Evidence:
    span = phrase.unite.span(phrase.span.start + start, phrase.span.start + end)
    return document.evidence(span.start, span.end)


def _suivant(document: Document, phrase: Phrase, before: Phrase, former: Contrat) -> Contrat | None:
    """Return the new form of ``former``, which the sentence before tells to have ended or to be renewed."""
    subject = _NEW.match(phrase.plie)
    renewed = _RENEWED.search(before.plie)
    if subject is None or not (renewed or former.fins):
        return None
    like = NomDeContrat(0, subject.end(), phrase.texte[: subject.end()], None, "x")
    signing = next(iter(find_signings(phrase.texte, (like,))), None)
    if signing is None or (signing.date is None and not signing.parties):
        return None
    if any(signing.date and v.valeur[:4] > signing.date[:4] for v in former.fins):
        return None
    told = _where(document, phrase, 0, signing.end)
    duration = next(find_durations(before.texte[renewed.start() :]), None) if renewed else None
    new = "Nouvelle" if _FEMININE.match(fold(former.titre)) else "Nouveau"
    titre = f"{new} {former.titre[:1].lower()}{former.titre[1:]}"
    return replace(
        former,
        cle=cle(titre),
        titre=titre,
        statut=StatutContrat.PREVU if signing.prevue else StatutContrat.CONCLU,
        dates_signature=(Valeur(signing.date, told),) if signing.date and not signing.prevue else (),
        debuts=(),
        fins=(),
        durees=(
            (Valeur(duration.value, _where(document, before, renewed.start(), renewed.start() + duration.end)),)
            if duration and renewed
            else ()
        ),
        deductions=(),
        reconductions=(),
        signatures=tuple(
            Signature(
                signataire=p.nom,
                representant=person(phrase.texte, p),
                qualite=p.qualite,
                prevue=signing.prevue,
                evidence=(_where(document, phrase, p.start, p.end),),
                regle=f"{REGLE}-partie",
                confiance=0.75,
            )
            for p in signing.parties
        ),
        associes=(),
        axes=(),
        fiche=None,
        evidence=(told,),
        regle=REGLE,
        confiance=0.75,
    )


def _may_be(other: Contrat, suivant: Contrat, former: Contrat) -> bool:
    """Whether the new form is a contract that is read already: of its kind, of no other place, not the former one."""
    if other.cle == former.cle or not other.instance or other.modifie or other.type_contrat != suivant.type_contrat:
        return False
    places = [{fold(t) for t in c.territoires} for c in (other, suivant)]
    return not (places[0] and places[1]) or bool(places[0] & places[1])


def _add_act(document: Document, found: list[Contrat], headed: int, phrase: Phrase, act: re.Match[str]) -> None:
    """Note an act that an item tells under the heading of a contract: of that contract, or one before it."""
    date = date_after(phrase.texte, act.end())
    if date is None:
        return
    contrat = found[headed]
    told = _where(document, phrase, 0, date.end)
    own = act["nouveau"] or fold(contrat.type_contrat or contrat.titre).startswith(act["tete"])
    if own and not act["premier"]:
        if contrat.dates_signature or contrat.statut is StatutContrat.PREVU:
            return
        duration = next(find_durations(phrase.texte[date.end :]), None)
        lasts = _where(document, phrase, date.end + duration.start, date.end + duration.end) if duration else None
        found[headed] = replace(
            contrat,
            statut=StatutContrat.CONCLU,
            dates_signature=(Valeur(date.value, told),),
            durees=contrat.durees or ((Valeur(duration.value, lasts),) if duration and lasts else ()),
        )
        return
    words = phrase.texte[act.start("quoi") : act.end("quoi")]
    place = contrat.titre[:1].lower() + contrat.titre[1:] if not contrat.titre[:3].isupper() else contrat.titre
    titre = f"{words[:1].upper()}{words[1:]} – {place}"
    if any(c.cle == cle(titre) for c in found):
        return
    found.append(
        Contrat(
            cle=cle(titre),
            titre=titre,
            type_contrat=act["tete"] if not act["premier"] else contrat.type_contrat,
            statut=StatutContrat.CONCLU,
            territoires=contrat.territoires,
            dates_signature=(Valeur(date.value, told),),
            evidence=(told,),
            regle=REGLE_ACTE,
            confiance=0.75,
        )
    )
