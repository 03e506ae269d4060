"""Names that somebody else wrote, matched to our IRIs: territories, organisations, contracts, families of contracts."""

from __future__ import annotations

from pactes.reconciliation.criteres import Critere
from pactes.reconciliation.entites import Entite
from pactes.reconciliation.publication import lire_publication
from pactes.reconciliation.rapprocheur import Candidat, Demande, Rapprocheur

__all__ = ["Candidat", "Critere", "Demande", "Entite", "Rapprocheur", "lire_publication"]
