"""What is known without the documents: territories with their official codes, families of contracts, State services.

Everything is read once, from ``data/reference`` (see its README for sources, licences and refresh). A missing or
damaged file raises ``ReferenceDataError``, which names the file and the remedy.
"""

from __future__ import annotations

from pactes.reference.anciens import Anciens, NomAncien, Periode, anciens
from pactes.reference.catalogues import (
    Dispositif,
    Fonds,
    OrganisationConnue,
    TexteConnu,
    dispositifs,
    fonds,
    noms_communs,
    organisations,
    pays_naturels,
    textes_connus,
)
from pactes.reference.codes import CodesEuropeens, codes_europeens
from pactes.reference.entrees import Entree, Forme, NomTrouve
from pactes.reference.noms import cle_de_nom, nom_court_epci, words_only
from pactes.reference.registre import Registre, registre

__all__ = [
    "Anciens",
    "CodesEuropeens",
    "Dispositif",
    "Entree",
    "Fonds",
    "Forme",
    "NomAncien",
    "NomTrouve",
    "OrganisationConnue",
    "Periode",
    "Registre",
    "TexteConnu",
    "anciens",
    "cle_de_nom",
    "codes_europeens",
    "dispositifs",
    "fonds",
    "nom_court_epci",
    "noms_communs",
    "organisations",
    "pays_naturels",
    "registre",
    "textes_connus",
    "words_only",
]
