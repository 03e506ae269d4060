"""Who is party to a contract, who signed for it, and who is named beside without being party."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from pactes.web.descriptions import Description
from pactes.web.labels import labels
from pactes.web.reader import required
from pactes.web.views.common import Evidence, Value, Visit, evidence, shown_iri, statement_evidence
from pactes.web.views.lists import first, grouped, place


@dataclass(frozen=True, slots=True)
class Signature:
    """One party's signature. The representative is text, never a link: persons have no page."""

    iri: str
    party: Value
    representative: str | None = None
    capacity: str | None = None
    address: str | None = None
    authority: str | None = None
    planned: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Organisations that a contract names without their being party: in which role, and what that is."""

    role: str
    meaning: str
    organisations: tuple[Value, ...]


async def signatures(visit: Visit, description: Description) -> tuple[Signature, ...]:
    """Return who signed, in the order of the document; then the parties whose signature the documents do not tell."""
    node = str(NamedNode(description.iri))
    found = await signatures_of(
        visit, f"{{ {node} pactes:signature ?s }} UNION {{ ?s pactes:contrat {node} ; a pactes:Signature }} "
    )
    signed = {item.party.iri for item in found}
    parties = [party for party in _organisations(visit, description, "partie") if party not in signed]
    names = await labels(visit.reader, parties, visit.language.code)
    return (*found, *(Signature("", shown_iri(visit, party, names)) for party in parties))


async def signatures_of(visit: Visit, pattern: str) -> tuple[Signature, ...]:
    """Return the signatures that ``pattern`` finds as ``?s``: those made, then those announced, as documents order."""
    rows = await visit.reader.select(
        "SELECT DISTINCT ?s ?organisation ?representant ?qualite ?adresse ?deliberation ?prevue WHERE { "
        f"{pattern} ?s pactes:signataire ?organisation . OPTIONAL {{ ?s pactes:representant ?representant }} "
        "OPTIONAL { ?s pactes:qualite ?qualite } OPTIONAL { ?s pactes:adresse ?adresse } "
        "OPTIONAL { ?s pactes:deliberation ?deliberation } OPTIONAL { ?s pactes:prevue ?prevue } } "
        "ORDER BY ?s LIMIT 2000"
    )
    groups = grouped(rows, "s")
    names = await labels(visit.reader, {required(row, "organisation") for row in rows}, visit.language.code)
    marks = await evidence(visit, groups)
    found = [
        Signature(
            iri=iri,
            party=shown_iri(visit, required(group[0], "organisation"), names),
            representative=first(group, "representant"),
            capacity=first(group, "qualite"),
            address=first(group, "adresse"),
            authority=first(group, "deliberation"),
            planned=first(group, "prevue") in ("true", "1"),
            evidence=marks.get(iri, ()),
        )
        for iri, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda item: (item.planned, place(item.evidence), item.iri)))


async def beside(visit: Visit, description: Description) -> tuple[Beside, ...]:
    """Return who is named in a contract without being party: witnesses, associated partners, who showed interest."""
    _ = visit.language.gettext
    roles = (
        ("temoin", _("Témoins"), _("Le contrat est conclu en leur présence ; ils n’y sont pas parties.")),
        ("partenaireAssocie", _("Partenaires associés"), _("Associés au contrat sans le signer.")),
        ("interesse", _("Intéressés"), _("Ils ont manifesté leur intérêt, sans signer.")),
    )
    named = {role: _organisations(visit, description, role) for role, _, _ in roles}
    if not any(named.values()):
        return ()
    names = await labels(visit.reader, [iri for iris in named.values() for iri in iris], visit.language.code)
    marks = await statement_evidence(visit, description.iri)
    return tuple(
        Beside(
            name,
            meaning,
            tuple(
                replace(shown_iri(visit, iri, names), evidence=marks.get((visit.term(role), iri), ()))
                for iri in named[role]
            ),
        )
        for role, name, meaning in roles
        if named[role]
    )


def _organisations(visit: Visit, description: Description, role: str) -> list[str]:
    return [term.value for term in description.properties.get(visit.term(role), ()) if isinstance(term, NamedNode)]
