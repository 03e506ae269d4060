"""A service of which each territory has its own is not certain by its bare name: the list may come from elsewhere."""

from __future__ import annotations

from collections.abc import Set

from pactes.reconciliation.ecriture import lire_nom, mots_de
from pactes.reconciliation.entites import Entite
from pactes.reconciliation.index import Index

__all__ = ["lieu_sous_entendu"]


def lieu_sous_entendu(entite: Entite, dits: Set[str], index: Index) -> bool:
    """Tell whether an organisation is that of a place which ``dits``, the words that were written, do not name.

    Its identifier then ends with the place, which linking adds to names such as « agence régionale de santé ».
    """
    if entite.classe != "Organisation":
        return False
    words = mots_de(entite.chemin.rsplit("/", 1)[-1]).split()
    for start in range(1, len(words)):
        end = " ".join(words[start:])
        place = lire_nom(end, forme=True)
        found = index.exacts(lire_nom(end, forme=False)) | index.exacts(place)
        if any(index.entites[index.appellations[number].entite].classe == "Territoire" for number in found):
            return not set(place.coeur.split()) <= dits
    return False
