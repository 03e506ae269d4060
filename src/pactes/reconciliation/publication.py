"""What the current release publishes, as things that names can be matched to: read by two queries from any store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal

from pactes.rdf.namespaces import PREFIXES
from pactes.reconciliation.entites import Entite, Nom, Sorte, Valeur
from pactes.reference import Dispositif, OrganisationConnue, dispositifs, organisations
from pactes.reference.noms import cle_de_nom
from pactes.store import Store
from pactes.store.terms import Term, select

__all__ = ["entites_publiees", "lire_publication"]

_CLASSES = ("Territoire", "Organisation", "Contrat", "Dispositif")
_NAMES = {"rdfs:label": Sorte.OFFICIEL, "skos:prefLabel": Sorte.OFFICIEL, "dcterms:title": Sorte.USAGE,
          "skos:altLabel": Sorte.USAGE, "pactes:sigle": Sorte.SIGLE, "skos:hiddenLabel": Sorte.USAGE}  # fmt: skip
_VALUES = {
    "pactes:codeINSEE": "codeINSEE", "pactes:siren": "siren", "dcterms:spatial": "territoire",
    "pactes:partie": "partie", "pactes:dispositif": "dispositif", "pactes:statut": "statut",
    "pactes:dateSignature": "dateSignature",
    "pactes:dateDebut": "dateDebut", "pactes:dateFin": "dateFin", "dcterms:type": "type",
    "org:classification": "type",
}  # fmt: skip
_LONGEST = 200
"""Characters of a name from which it is a description that nobody writes in a list."""


async def lire_publication(store: Store, base: str, connues: Mapping[str, Entite]) -> list[Entite]:
    """Return the things of the release that the store serves, but those in ``connues`` (by path), known otherwise.

    Raises the ``QueryError`` of ``pactes.errors`` when the store cannot answer.
    """
    prologue = "".join(
        f"PREFIX {name}: <{PREFIXES[name].replace(PREFIXES['pactes'], f'{base}def#')}>\n"
        for name in ("pactes", "rdfs", "skos", "dcterms", "org")
    )
    rows: list[dict[str, Term]] = []
    for name in _CLASSES:
        wanted = " ".join((*_NAMES, *_VALUES))
        rows += await select(
            store,
            f'{prologue}SELECT DISTINCT ("{name}" AS ?c) ?s ?p ?o WHERE {{ VALUES ?p {{ {wanted} }} '
            f"?s a pactes:{name} ; ?p ?o }} ORDER BY ?s ?p ?o",
        )
    return entites_publiees(rows, base, connues)


def entites_publiees(rows: Iterable[Mapping[str, Term]], base: str, connues: Mapping[str, Entite]) -> list[Entite]:
    """Return the things that rows (``c`` class, ``s`` subject, ``p`` property, ``o`` value) tell of, in their order."""
    full = {PREFIXES[name.partition(":")[0]] + name.partition(":")[2]: name for name in (*_NAMES, *_VALUES)}
    own = PREFIXES["pactes"]
    things: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    classes: dict[str, str] = {}
    for row in rows:
        path = _text(row["s"]).removeprefix(base)
        predicate = _text(row["p"])
        if predicate.startswith(f"{base}def#"):
            predicate = own + predicate.removeprefix(f"{base}def#")
        classes.setdefault(path, _text(row["c"]))
        things[path][full[predicate]].append(row["o"])
    found = []
    for path in sorted(things):
        if path in connues:
            continue
        entite = _entite(path, classes[path], things[path], base, connues)
        if entite is not None:
            found.append(entite)
    return found


def _entite(
    path: str, classe: str, told: Mapping[str, Sequence[Term]], base: str, connues: Mapping[str, Entite]
) -> Entite | None:
    noms = [
        Nom(_text(term), sort)
        for name, sort in _NAMES.items()
        for term in told.get(name, ())
        if _french(term) and len(_text(term)) <= _LONGEST
    ]
    if not noms:
        return None
    values: dict[str, tuple[Valeur, ...]] = {}
    for name, pid in _VALUES.items():
        values[pid] = (*values.get(pid, ()), *(_text(term).removeprefix(base) for term in told.get(name, ())))
    kinds = [str(kind) for kind in values.pop("type", ())]
    genre = path.split("/")[2] if path.startswith("id/territoire/") else kinds[0].rsplit("/", 1)[-1] if kinds else ""
    places = [connues[str(p)] for p in values.get("territoire", ()) if str(p) in connues]
    departements = frozenset(code for place in places for code in place.departements)
    regions = frozenset(code for place in places for code in place.regions)
    lieu = places[0].chemin if classe == "Organisation" and len(places) == 1 else ""
    return Entite(
        path,
        noms[0].texte,
        classe,
        genre,
        noms=tuple(dict.fromkeys((*noms, *_connues(noms)))),
        departements=departements,
        regions=regions,
        lieu=lieu,
        proprietes={pid: tuple(dict.fromkeys(given)) for pid, given in values.items() if given},
    )


def _connues(noms: Sequence[Nom]) -> Iterable[Nom]:
    """Yield the other names of an organisation or a family of contracts that the reference knows by one of these."""
    keys = {cle_de_nom(nom.texte) for nom in noms}
    reference: tuple[OrganisationConnue | Dispositif, ...] = (*organisations(), *dispositifs())
    for known in reference:
        if cle_de_nom(known.nom) in keys:
            yield from (Nom(sigle, Sorte.SIGLE) for sigle in known.sigles)
            yield from (Nom(other, Sorte.USAGE) for other in known.variantes)


def _french(term: Term) -> bool:
    return isinstance(term, Literal) and term.language in (None, "fr")


def _text(term: Term) -> str:
    assert not isinstance(term, tuple)
    return getattr(term, "value", str(term))
