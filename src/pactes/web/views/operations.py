"""The page of the addresses: what the OpenAPI description holds, by theme, with what each theme is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pactes.web.i18n import Language


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked of one address."""

    path: str
    method: str
    summary: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Addresses of one theme: ``key`` is an anchor, ``what`` says what they are for."""

    key: str
    name: str
    what: str
    operations: tuple[Operation, ...]


def themes(paths: Mapping[str, Mapping[str, Any]], say: Language) -> tuple[Theme, ...]:
    """Return the operations of an OpenAPI description by theme, what people need first; HEAD and OPTIONS go without
    saying. An operation is of the last of its tags, which is the narrowest.
    """
    held: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in paths.items():
        for method, told in ((name, methods[name]) for name in ("get", "post") if name in methods):
            tag = next(reversed(told.get("tags", ())), "Service")
            held[tag].append(Operation(path, method.upper(), told.get("summary", "")))
    known = _names(say)
    order = {tag: rank for rank, tag in enumerate(known)}
    return tuple(
        Theme(f"theme-{rank}", *known.get(tag, (tag, "")), tuple(sorted(held[tag], key=lambda each: each.path)))
        for rank, tag in enumerate(sorted(held, key=lambda tag: (order.get(tag, len(order)), tag)))
    )


def _names(say: Language) -> Mapping[str, tuple[str, str]]:
    _ = say.gettext
    return {
        "SPARQL": (
            "SPARQL",
            _("Poser n’importe quelle question aux données, et recevoir la réponse en CSV, JSON ou XML."),
        ),
        "Ressources": (_("Choses"), _("Tout ce qui est dit d’une chose, par son adresse, au format demandé.")),
        "Documents": (_("Documents"), _("Le texte des documents lus, tel que les passages y renvoient.")),
        "Téléchargement": (_("Téléchargements"), _("Les données entières, en fichiers.")),
        "Rapprochement": (
            _("Rapprochement"),
            _("Retrouver l’identifiant d’un nom écrit par d’autres ; l’adresse que demande OpenRefine."),
        ),
        "Versions": (_("Versions"), _("Les données telles qu’elles étaient, et ce qui a changé.")),
        "Flux": (_("Flux"), _("Être prévenu d’une version ou d’une contradiction nouvelle (Atom).")),
        "Graphes": (_("Graphes et catalogue"), _("Ce que dit chaque document à part, et le catalogue à moissonner.")),
        "Description": (_("Description"), _("Ce que les programmes lisent d’abord pour savoir ce qu’il y a ici.")),
        "Pages": (_("Pages"), _("Ce que lisent les personnes.")),
        "Service": (_("Service"), _("Santé, mesures, règles et erreurs du service lui-même.")),
    }
