"""``pactes ontology``: what changed from a version of the ontology to the one of today; keeping a published version."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pactes.cli.terminal import app, honest, out
from pactes.errors import ReferenceDataError

if TYPE_CHECKING:
    from pactes.rdf.ontology_changes import Change

_SIGNS = {"added": "+", "removed": "−", "deprecated": "!", "changed": "~"}
_COUNTED = {
    "added": ("ajouté", "ajoutés"),
    "removed": ("retiré", "retirés"),
    "deprecated": ("déprécié", "dépréciés"),
    "changed": ("modifié", "modifiés"),
}


@app.command()
def ontology(
    since: Annotated[
        str, typer.Argument(metavar="[VERSION]", help="Version de départ ; par défaut la dernière gardée avant.")
    ] = "",
    keep: Annotated[
        bool, typer.Option("--keep", help="Garder l'ontologie d'aujourd'hui dans ontology/versions, à sa publication.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Les changements en JSON, avec les valeurs.")] = False,
) -> None:
    """Dire ce qui change, terme par terme, d'une version publiée de l'ontologie à celle d'aujourd'hui.

    La page /def le montre aussi. Une version gardée répond à son adresse, /def/<version>.
    """
    with honest():
        if keep:
            from pactes.rdf.ontology_versions import keep as keep_version

            out.print(f"{keep_version()} : commitez ce fichier.")
            return
        before, after, found = _changes(since)
        if as_json:
            print(
                json.dumps(
                    {"from": before, "to": after, "changes": [_told(c) for c in found]}, ensure_ascii=False, indent=2
                )
            )
        elif not before:
            out.print(f"La version {after} est la première : aucune version plus ancienne n'est gardée.")
        else:
            out.print("\n".join(_lines(before, after, found)), markup=False)


def _changes(since: str) -> tuple[str, str, tuple[Change, ...]]:
    from pactes.rdf.ontology import ontology_of
    from pactes.rdf.ontology_changes import changes
    from pactes.rdf.ontology_versions import kept_triples, served_turtle, version_key

    _, today = served_turtle()
    kept = kept_triples()
    if since and since not in kept:
        raise ReferenceDataError(f"La version {since} n'est pas gardée ; le sont : {', '.join(kept) or 'aucune'}.")
    older = [version for version in kept if version_key(version) < version_key(today.version)]
    chosen = since or (older[-1] if older else "")
    return chosen, today.version, changes(ontology_of(kept[chosen]), today) if chosen else ()


def _lines(before: str, after: str, found: tuple[Change, ...]) -> list[str]:
    counts = Counter(change.what for change in found)
    told = ", ".join(f"{n} {_COUNTED[what][n > 1]}" for what, n in counts.items()) or "aucun terme n'a changé"
    lines = [f"De {before} à {after} : {told}."]
    for change in found:
        label = next((text.value for text in change.term.literals("rdfs:label") if text.language == "fr"), "")
        parts = sorted({_short(detail.property) for detail in change.details})
        more = f" : {', '.join(parts)}" if parts else ""
        lines.append(f"{_SIGNS[change.what]} {change.name} ({label}){more}")
        if change.what == "deprecated":
            reason = next((text.value for text in change.reasons if text.language == "fr"), "")
            lines.append(f"    {reason} → {', '.join(_short(iri) for iri in change.replaced_by)}")
    return lines


def _told(change: Change) -> dict[str, Any]:
    return {
        "term": change.term.iri,
        "what": change.what,
        "replacedBy": list(change.replaced_by),
        "reason": {text.language or "": text.value for text in change.reasons} if change.what == "deprecated" else {},
        "details": [
            {
                "property": detail.property,
                "language": detail.language,
                "before": [str(getattr(term, "value", term)) for term in detail.before],
                "after": [str(getattr(term, "value", term)) for term in detail.after],
            }
            for detail in change.details
        ],
    }


def _short(address: str) -> str:
    from pactes.rdf.namespaces import PREFIXES

    prefix, space = max(
        ((name, space) for name, space in PREFIXES.items() if address.startswith(space)),
        key=lambda pair: len(pair[1]),
        default=("", ""),
    )
    return f"{prefix}:{address.removeprefix(space)}" if prefix else address
