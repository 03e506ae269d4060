"""The plan of a contract (axes, objectives, actions) as things: one node for an element that two documents tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from pactes.linking.corpus import Element
from pactes.linking.noms import cle, empreinte, slug_court
from pactes.model import Action, Axe, Contrat, Objectif
from pactes.reading import fold

__all__ = ["Planificateur"]

_NOT_NUMBER = re.compile(r"[^a-z0-9.]+")
_SAME_TITLE = 90  # token_sort_ratio from which two titles say the same
_SAME_NUMBER = 70  # … when they bear the same number


@dataclass(slots=True)
class Planificateur:
    """Gives the elements of one contract's plan their chemins, telling after telling, the fullest telling first."""

    contrat: str
    _known: dict[str, Element] = field(default_factory=dict)

    def elements(self, record: Contrat) -> Iterator[Element]:
        """Yield the elements of one telling, parents before children."""
        for axe in record.axes:
            top = self._element(axe, self.contrat, None)
            yield top
            for action in axe.actions:
                yield self._element(action, top.chemin, top)
            for objectif in axe.objectifs:
                middle = self._element(objectif, top.chemin, top)
                yield middle
                for action in objectif.actions:
                    yield self._element(action, middle.chemin, middle)

    def _element(self, record: Axe | Objectif | Action, parent: str, above: Element | None) -> Element:
        classe = type(record).__name__
        chemin = self._same(record, classe, parent) or self._new(record, classe, parent, above)
        known = self._known.get(chemin)
        element = Element(
            chemin,
            classe,
            known.parent if known else parent,
            known.nom if known else record.titre,
            known.numero if known else record.numero,
            known.transversal if known else getattr(record, "transversal", False),
            record,
        )
        self._known.setdefault(chemin, element)
        return element

    def _same(self, record: Axe | Objectif | Action, classe: str, parent: str) -> str | None:
        """Return the chemin of the known element that this is: same class and number, or same class and parent."""
        title = cle(record.titre)
        for chemin, known in self._known.items():
            if known.classe != classe:
                continue
            alike = fuzz.token_sort_ratio(title, cle(known.nom))
            if record.numero and known.numero:
                if record.numero == known.numero and known.parent == parent and alike >= _SAME_NUMBER:
                    return chemin
            elif known.parent == parent and alike >= _SAME_TITLE:
                return chemin
        return None

    def _new(self, record: Axe | Objectif | Action, classe: str, parent: str, above: Element | None) -> str:
        folder = f"{_racine(self.contrat)}/{classe.lower()}"
        number = _NOT_NUMBER.sub("-", fold(record.numero or "")).strip("-.")
        if number and above is not None:
            upper = above.chemin.rsplit("/", 1)[1]
            if above.numero and not number.startswith((f"{upper}.", f"{upper}-")):
                number = f"{upper}.{number}"
        title = slug_court(record.titre)
        wishes = [number] if number else []
        wishes += [title, f"{title}-{empreinte(parent)}", f"{title}-{empreinte(parent + fold(record.titre))}"]
        for wish in wishes:
            if f"{folder}/{wish}" not in self._known:
                return f"{folder}/{wish}"
        return f"{folder}/{title}-{empreinte(parent)}-{record.evidence[0].start}"


def _racine(contrat: str) -> str:
    """Return what the chemins of a plan begin with: those of a family's are no concepts of its vocabulary."""
    return contrat.replace("voc/type-contrat/", "id/dispositif/", 1)
