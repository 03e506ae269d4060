"""Records as the JSON format that references are annotated in (one object per document, English keys)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pactes.model import (
    Action,
    Axe,
    Contrat,
    Engagement,
    Evidence,
    Extraction,
    Financement,
    Nature,
    Objectif,
    Record,
    StatutContrat,
    StatutEngagement,
    TypeTerritoire,
    Valeur,
)
from pactes.reference import dispositifs

NATURES = {
    Nature.PARTICIPATION: "participation",
    Nature.COUT_TOTAL: "coût total",
    Nature.ENVELOPPE: "enveloppe",
    Nature.BUDGET: "budget",
    Nature.DEPENSE: "dépense",
    Nature.NON_PRECISEE: None,
}
TERRITOIRES = {
    TypeTerritoire.COMMUNE: "commune",
    TypeTerritoire.EPCI: "EPCI",
    TypeTerritoire.DEPARTEMENT: "département",
    TypeTerritoire.REGION: "région",
    TypeTerritoire.ARRONDISSEMENT: "arrondissement",
    TypeTerritoire.QPV: "QPV",
    TypeTerritoire.VEILLE_ACTIVE: "territoire de veille active",
    TypeTerritoire.PAYS_PETR: "pays/PETR",
    TypeTerritoire.BASSIN: "bassin",
    TypeTerritoire.TERRITOIRE_INDUSTRIE: "autre",
    TypeTerritoire.AUTRE: "autre",
}
STATUTS_CONTRAT = {StatutContrat.CONCLU: "conclu", StatutContrat.PREVU: "prévu", StatutContrat.CITE: "cité"}
_ACRONYM = 3  # letters of the shortest acronym that stands for a kind by itself
_INFERRED = {"dateSignature": "signed", "dateDebut": "start", "dateFin": "end", "duree": "duration"}
STATUTS_ENGAGEMENT = {
    StatutEngagement.PREVU: "planned",
    StatutEngagement.EN_COURS: "under way",
    StatutEngagement.REALISE: "done",
}


def to_interchange(extraction: Extraction, name: str | None = None) -> dict[str, Any]:
    """Return ``extraction`` as a JSON-able object; ``name`` is the file name (by default the slug with ``.txt``)."""
    record: dict[str, Any] = _without_gaps(
        {
            "document": name or f"{extraction.document}.txt",
            "title": extraction.titre,
            "publisher": extraction.editeur,
            "date": extraction.date,
            "contrats": [
                _contrat(c, [a for a in extraction.contrats if _is_attached(a) and a.modifie == c.cle])
                for c in extraction.contrats
                if not _is_attached(c)
            ],
            "engagements": [_engagement(e) for e in extraction.engagements],
            "financements": [_financement(f) for f in extraction.financements],
            "territoires": [
                {"name": t.nom, "type": TERRITOIRES[t.type_territoire], "insee": t.code, **_where(t)}
                for t in extraction.territoires
            ],
            "organisations": [
                {"name": o.nom, "acronym": o.sigle, "aliases": list(o.alias), **_where(o)}
                for o in extraction.organisations
            ],
            "personnes": [
                {"name": s.representant, "function": s.qualite, **_where(s)}
                for c in extraction.contrats
                for s in c.signatures
                if s.representant
            ],
            "instances": [
                {"name": i.nom, "contrat": i.contrat, "frequency": i.frequence, **_where(i)}
                for i in extraction.instances
            ],
            "textes": [
                {"kind": t.genre, "number": t.numero, "date": t.date, "title": t.titre, "author": t.auteur, **_where(t)}
                for t in extraction.textes
            ],
            "indicateurs": [
                {
                    "name": i.nom,
                    "territory": i.territoire,
                    "value": _number(i.valeur),
                    "unit": i.unite,
                    "date": i.date,
                    **_where(i),
                }
                for i in extraction.indicateurs
            ],
            "projets": [
                {"name": p.nom, "programme": p.programme, "objective": p.objectif, "status": p.statut, **_where(p)}
                for p in extraction.projets
            ],
            "contradictions": [
                {
                    "what": c.sujet,
                    "kind": c.genre.value,
                    "statements": [_valeur(v) for v in c.valeurs],
                    "rule": c.regle,
                    "confidence": c.confiance,
                }
                for c in extraction.contradictions
            ],
        }
    )
    return record


def _without_gaps(value: Any) -> Any:
    """Leave out keys that have nothing to say, lists of records excepted at the top."""
    if isinstance(value, dict):
        return {k: _without_gaps(v) for k, v in value.items() if v is not None and v != ""}
    if isinstance(value, list):
        return [_without_gaps(v) for v in value]
    return value


def _place(evidence: Evidence) -> dict[str, Any]:
    """Line and quote, the quote cut to its first line as the format asks, page where the source has pages."""
    return {"line": evidence.line, "quote": evidence.quote.split("\n", 1)[0], "page": evidence.page}


def _where(record: Record) -> dict[str, Any]:
    return {**_place(record.evidence[0]), "rule": record.regle, "confidence": record.confiance}


def _valeur(valeur: Valeur) -> dict[str, Any]:
    return {"value": valeur.valeur, **_place(valeur.evidence)}


def _number(value: Decimal | str) -> float | int | str:
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


@lru_cache(maxsize=1)
def _acronyms() -> dict[str, str]:
    """Return the acronym that each kind of contract is best known by."""
    return {d.nom: d.sigles[0] for d in dispositifs() if d.sigles and len(d.sigles[0]) >= _ACRONYM}


def _kind(nom: str | None) -> str | None:
    """Return the name of a kind with the acronym that it is known by: « contrat de plan État-région (CPER) »."""
    sigle = _acronyms().get(nom or "")
    return f"{nom} ({sigle})" if sigle else nom


def _is_attached(contrat: Contrat) -> bool:
    """Tell whether a record is an amendment that the document only tells of: it stands under the contract it amends."""
    return contrat.modifie is not None and not contrat.principal


def _avenant(avenant: Contrat) -> dict[str, Any]:
    return {
        "title": avenant.titre,
        "status": STATUTS_CONTRAT[avenant.statut],
        "signed": avenant.dates_signature[0].valeur if avenant.dates_signature else None,
        "signataires": [{"name": s.signataire, "planned": s.prevue or None, **_where(s)} for s in avenant.signatures],
        **_where(avenant),
    }


def _contrat(contrat: Contrat, avenants: Sequence[Contrat] = ()) -> dict[str, Any]:
    duration = contrat.durees[0].valeur if contrat.durees else None
    years = int(duration[1:-1]) if duration and duration[1:-1].isdigit() and duration[-1] == "Y" else None
    fiche = contrat.fiche
    return {
        "key": contrat.cle,
        "title": contrat.titre,
        "type": _kind(contrat.type_contrat),
        "acronym": contrat.sigle,
        "instance": contrat.instance,
        "status": STATUTS_CONTRAT[contrat.statut],
        "territory": list(contrat.territoires),
        "signed": contrat.dates_signature[0].valeur if contrat.dates_signature else None,
        "start": contrat.debuts[0].valeur if contrat.debuts else None,
        "end": contrat.fins[0].valeur if contrat.fins else None,
        "duration_years": years,
        "renewal": contrat.reconductions[0].valeur if contrat.reconductions else None,
        "inferred": [
            {"property": _INFERRED[d.propriete], "value": d.valeur, "rule": d.regle, **_place(d.evidence[0])}
            for d in contrat.deductions
        ]
        or None,
        "amends": contrat.modifie,
        "avenants": [_avenant(a) for a in avenants] or None,
        "associes_non_signataires": [{"name": a.nom, "role": a.role.value, **_where(a)} for a in contrat.associes]
        or None,
        "signataires": [
            {
                "name": s.signataire,
                "represented_by": s.representant,
                "role": s.qualite,
                "address": s.adresse,
                "mandate": s.deliberation,
                "planned": s.prevue or None,
                **_where(s),
            }
            for s in contrat.signatures
        ],
        "axes": [_axe(a) for a in contrat.axes],
        "fiche": fiche
        and {
            "objectifs": [v.valeur for v in fiche.objectifs],
            "date_creation": "; ".join(v.valeur for v in fiche.date_creation),
            "signataires_text": " ".join(v.valeur for v in fiche.signataires),
            "echelle": " ".join(v.valeur for v in fiche.echelle),
            "domaines": [v.valeur for v in fiche.domaines],
            "dans_la_region": [v.valeur for v in fiche.dans_la_region],
            "modalites": [v.valeur for v in fiche.modalites],
        },
        **_where(contrat),
    }


def _axe(axe: Axe) -> dict[str, Any]:
    return {
        "number": axe.numero,
        "title": axe.titre,
        "objectifs": [_objectif(o) for o in axe.objectifs],
        "actions": [_action(a) for a in axe.actions],
        **_where(axe),
    }


def _objectif(objectif: Objectif) -> dict[str, Any]:
    actions = [_action(a) for a in objectif.actions]
    return {"number": objectif.numero, "title": objectif.titre, "actions": actions, **_where(objectif)}


def _action(action: Action) -> dict[str, Any]:
    return {"number": action.numero, "title": action.titre, **_where(action)}


def _engagement(engagement: Engagement) -> dict[str, Any]:
    status = STATUTS_ENGAGEMENT[engagement.statut]
    return {
        "contrat": engagement.contrat,
        "axe": engagement.axe,
        "theme": engagement.theme,
        "text": engagement.texte,
        "parties": list(engagement.parties),
        "status": f"done/under way since {engagement.depuis}" if engagement.depuis else status,
        **_where(engagement),
    }


def _financement(financement: Financement) -> dict[str, Any]:
    return {
        "amount": _number(financement.montant),
        "currency": financement.devise,
        "nature": NATURES[financement.nature],
        "funder": list(financement.financeurs),
        "object": financement.objet,
        "beneficiary": financement.beneficiaire,
        "contrat": financement.contrat,
        "year": financement.annee,
        "rate": None if financement.taux is None else _number(financement.taux),
        "periodicity": financement.periodicite,
        "maximum": financement.maximum or None,
        "part_of": [_place(e) for e in financement.ensembles] or None,
        **_where(financement),
    }
