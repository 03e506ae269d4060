"""What is said of a thing in a list of candidates: one line that tells namesakes apart, and values of properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pactes.model import TypeTerritoire
from pactes.reconciliation.entites import Entite, Sorte, Valeur
from pactes.reconciliation.territoires import proprietes_de
from pactes.reconciliation.types import types, types_de
from pactes.reference import registre

__all__ = ["decrire", "valeurs"]

_FORMES: Mapping[str, tuple[str, str]] = {
    "CA": ("communauté d’agglomération", "agglomeration community"),
    "CC": ("communauté de communes", "community of communes"),
    "CU": ("communauté urbaine", "urban community"),
    "METRO": ("métropole", "metropolis"),
    "MET69": ("métropole", "metropolis"),
    "EPT": ("établissement public territorial", "territorial public body"),
}
_PARTS: Mapping[str, tuple[str, str]] = {
    "deleguee": ("commune déléguée", "delegated commune"),
    "associee": ("commune associée", "associated commune"),
    "arrondissement-municipal": ("arrondissement municipal", "municipal arrondissement"),
}
_LISTED = 3  # parties of a contract that its line names

Chercher = Callable[[str], Entite | None]


def decrire(entite: Entite, langue: str, chercher: Chercher) -> str:
    """Return the line that tells a thing from its namesakes: what it is, where, how large, until when.

    ``chercher`` gives the thing of a path.
    """
    english = langue == "en"
    parts = [_genre(entite, english)]
    parts += _lieu(entite)
    if entite.population:
        count = f"{entite.population:,}".replace(",", "," if english else "\u202f")
        parts.append(f"{count} {'inhabitants' if english else 'habitants'}")
    told = _proprietes(entite) if not entite.actuelle or entite.classe == "Contrat" else {}
    if not entite.actuelle:
        after = chercher(str(told["remplacePar"][0])) if "remplacePar" in told else None
        if after is not None:
            parts.append(f"{'now' if english else 'aujourd’hui'} {after.nom}")
    if entite.classe == "Contrat":
        dates = [str(told[pid][0])[:4] for pid in ("dateDebut", "dateFin") if pid in told]
        dates = dates or [str(date)[:4] for date in told.get("dateSignature", ())[:1]]
        parts.append("–".join(dict.fromkeys(dates)))
        names = [other.nom for path in told.get("partie", ()) if (other := chercher(str(path)))]
        parts.append(", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else ""))
    if entite.lieu and (place := chercher(entite.lieu)):
        parts.append(place.nom)
    return ", ".join(part for part in parts if part)


def _genre(entite: Entite, english: bool) -> str:
    entree = entite.entree
    told: tuple[str, str] | None = _FORMES.get(entite.forme)
    if entree is not None and entree.genre in _PARTS:
        told = _PARTS[entree.genre]
    name = told[english] if told else _type_name(entite, english)
    if entree is not None and entree.genre == "ancienne":
        return f"former {name}" if english else f"{name} qui n’existe plus"
    return name


def _type_name(entite: Entite, english: bool) -> str:
    """Return the name of the most particular type that the vocabularies have."""
    known = (types()[path] for path in types_de(entite) if path in types())
    return next((told.nom("en" if english else "fr") for told in known), "")


def _lieu(entite: Entite) -> list[str]:
    kind = entite.genre
    if entite.classe != "Territoire" or kind == TypeTerritoire.REGION:
        return []
    known = registre()
    if kind == TypeTerritoire.DEPARTEMENT:
        regions = (known.get(TypeTerritoire.REGION, code) for code in sorted(entite.regions))
        return [region.nom for region in regions if region]
    found = []
    for code in sorted(entite.departements):
        holds = known.get(TypeTerritoire.DEPARTEMENT, code) or known.get(TypeTerritoire.AUTRE, code)
        if holds is not None:
            found.append(f"{holds.nom} ({code})")
    return found


def _proprietes(entite: Entite) -> Mapping[str, tuple[Valeur, ...]]:
    return proprietes_de(entite.entree) if entite.entree is not None else entite.proprietes or {}


def valeurs(entite: Entite, pid: str, base: str) -> tuple[Valeur, ...]:
    """Return the values of a property of a thing; paths (``id/…``, ``voc/…``) stand for other things."""
    if pid == "iri":
        return (base + entite.chemin,)
    if pid == "nom":
        return (entite.nom,)
    if pid == "autreNom":
        others = (nom.texte for nom in entite.noms if nom.sorte in (Sorte.OFFICIEL, Sorte.USAGE, Sorte.ANCIEN))
        return tuple(name for name in dict.fromkeys(others) if name != entite.nom)
    if pid == "sigle":
        return tuple(dict.fromkeys(nom.texte for nom in entite.noms if nom.sorte is Sorte.SIGLE))
    if pid == "date":
        pid = "dateSignature"
    return _proprietes(entite).get(pid, ())
