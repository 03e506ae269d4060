"""The kinds of things that pages count, list and search, and how they are named after a number."""

from __future__ import annotations

from collections.abc import Mapping

# What people count and look for, in the order of the home page. Persons are nowhere: signatures, statements and
# passages hold names and quotes, and are not searched.
KINDS = (
    "Contrat", "Dispositif", "Signataire", "Organisation", "Territoire", "Axe", "Objectif", "Action", "Engagement",
    "Financement", "Instance", "TexteJuridique", "Indicateur", "Projet", "Document", "Contradiction",
)  # fmt: skip
HOME = ("Contrat", "Signataire", "Territoire", "Engagement", "Action", "Financement", "Document", "Contradiction")

# Names of kinds in the plural, as people say them on the home page and in the menu.
PLURALS: Mapping[str, str] = {
    "Contrat": "contrats",
    "Dispositif": "familles de contrats",
    "Signataire": "signataires",
    "Organisation": "organisations",
    "Territoire": "territoires",
    "Axe": "axes",
    "Objectif": "objectifs",
    "Action": "actions",
    "Engagement": "engagements",
    "Financement": "montants",
    "Instance": "instances",
    "TexteJuridique": "textes juridiques",
    "Indicateur": "indicateurs",
    "Projet": "projets",
    "Document": "documents",
    "Contradiction": "contradictions",
    "Signature": "signatures",
    "Enonce": "énoncés",
    "Passage": "passages",
}

# Statuses after a number: one, several.
STATUSES: Mapping[str, tuple[str, str]] = {
    "conclu": ("conclu", "conclus"),
    "prevu": ("prévu", "prévus"),
    "cite": ("cité", "cités"),
    "en-cours": ("en cours", "en cours"),
    "realise": ("réalisé", "réalisés"),
}
