"""The name of an organisation found in a text, and what no organisation is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pactes.reading import fold
from pactes.reference import OrganisationConnue

_STREET = re.compile(
    r"\b(?:rue|avenue|place|boulevard|bd|quai|allees?|chemin|esplanade|square|parking)\s"
    r"(?:de la |de l'|du |des |de |d')?$"
)
# Plans, contracts, kinds of establishment and legal forms defined in passing, offices: none is an organisation.
NOT_AN_ORGANISATION = re.compile(
    r"(?:(?:premiers? ministres?|epci|petr|ent|msap|cdi|cfa|smac|espaces? publics?)$"
    r"|(?:etablissements? publics? de cooperation intercommunale|poles? d'equilibre territorial(?: et rural)?"
    r"|societes? d'economie mixte(?: a operation unique)?|societes? publiques? locales?|groupements? d'interet public"
    r"|espaces? numeriques?(?: de travail)?|maisons? (?:de services? au public|france services?)"
    r"|centres? (?:hospitaliers? universitaires?|communa(?:l|ux) d'action sociale|de documentations? et d'informations)"
    r"|reseaux? d'ecoute,? d'appui et d'accompagnement des parents|aide sociale a l'enfance)(?: \([^()]*\))?$"
    r"|(?:contrats?|conventions?|plans?|programmes?|projets?|dispositifs?|schemas?|chartes?|pactes?|operations?|lutte"
    r"|lutter|fonds de |pays d'art)\b|pole (?:gare|multimodal|d'echanges|urbain)\b|cites? minieres?"
    r"|centres? (?:aquatiques?|bourgs?|villes?|anciens?|historiques?)\b|centre-)"
)


@dataclass(frozen=True, slots=True)
class NomOrganisation:
    """A name: offsets in the text, the name and its acronym as written, and the known organisation it is, if any."""

    start: int
    end: int
    nom: str
    sigle: str | None = None
    connue: OrganisationConnue | None = None


def in_address(text: str, start: int) -> bool:
    """Tell whether a name is that of a street: « avenue de la Préfecture », « place de la Commune de X »."""
    return _STREET.search(fold(text[max(0, start - 30) : start])) is not None
