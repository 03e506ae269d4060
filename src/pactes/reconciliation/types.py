"""The types that things are matched by, and the properties that refine a match or are given back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from pactes.rdf.namespaces import BASE
from pactes.reconciliation.entites import Entite
from pactes.settings import resource

__all__ = ["PROPRIETES", "Propriete", "TypeEntite", "chercher_type", "proprietes_pour", "types", "types_de"]

_SCHEMES = ("type-territoire", "type-contrat", "type-organisation")  # the first wins where two have a word in common
_LABEL = ("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel")
_CLASSES = ("Territoire", "Organisation", "Contrat", "Dispositif")
_SCHEME_OF = {"type-territoire": "Territoire", "type-contrat": "Contrat", "type-organisation": "Organisation"}
_BROADER = "http://www.w3.org/2004/02/skos/core#broader"


@dataclass(frozen=True, slots=True)
class TypeEntite:
    """A type: the path of its IRI after the base, its names in French and English, the type that it is part of.

    ``classe`` is the class of the ontology that its things have.
    """

    chemin: str
    fr: str
    en: str
    parent: str = ""
    classe: str = ""

    @property
    def court(self) -> str:
        """The last word of the IRI, by which scripts may ask for it."""
        return self.chemin.replace("#", "/").rsplit("/", 1)[-1]

    def nom(self, langue: str) -> str:
        """Return the name in a language."""
        return self.en if langue == "en" else self.fr


@dataclass(frozen=True, slots=True)
class Propriete:
    """A property: its identifier, its names, of which classes; ``genre`` is what its values are.

    ``genre`` is ``texte``, ``nombre``, ``date`` or ``chose``; ``critere`` tells whether it refines a match.
    """

    pid: str
    fr: str
    en: str
    classes: tuple[str, ...]
    genre: str = "texte"
    critere: bool = False

    def nom(self, langue: str) -> str:
        """Return the name in a language."""
        return self.en if langue == "en" else self.fr


_T, _O, _C, _D = ("Territoire",), ("Organisation",), ("Contrat",), ("Dispositif",)
PROPRIETES: Mapping[str, Propriete] = {
    p.pid: p
    for p in (
        Propriete("codeINSEE", "code INSEE", "INSEE code", _T, critere=True),
        Propriete("siren", "numéro SIREN", "SIREN number", _T + _O, critere=True),
        Propriete("departement", "département", "département", _T + _O, "chose", critere=True),
        Propriete("region", "région", "région", _T + _O, "chose", critere=True),
        Propriete("epci", "intercommunalité", "intercommunality", _T, "chose", critere=True),
        Propriete("arrondissement", "arrondissement", "arrondissement", _T, "chose"),
        Propriete("population", "population", "population", _T, "nombre"),
        Propriete("forme", "forme juridique de l’intercommunalité", "legal form of the intercommunality", _T),
        Propriete("membre", "commune membre", "member commune", _T, "chose"),
        Propriete("remplacePar", "territoire qui l’a remplacé", "territory that replaced it", _T, "chose"),
        Propriete("nom", "nom", "name", _T + _O + _C + _D),
        Propriete("autreNom", "autre nom", "other name", _T + _O + _C + _D),
        Propriete("sigle", "sigle", "acronym", _T + _O + _D),
        Propriete("territoire", "territoire", "territory", _O + _C, "chose", critere=True),
        Propriete("partie", "signataire ou partie", "signatory or party", _C, "chose", critere=True),
        Propriete("dispositif", "dispositif", "kind of contract", _C, "chose", critere=True),
        Propriete("statut", "statut du contrat", "status of the contract", _C),
        Propriete("dateSignature", "date de signature", "date of signature", _C, "date", critere=True),
        Propriete("dateDebut", "date de début", "start date", _T + _C, "date", critere=True),
        Propriete("dateFin", "date de fin", "end date", _T + _C, "date", critere=True),
        Propriete("date", "une date du contrat", "a date of the contract", _C, "date", critere=True),
        Propriete("iri", "identifiant (IRI)", "identifier (IRI)", _T + _O + _C + _D),
    )
}
"""Every property, by identifier."""


@lru_cache(maxsize=1)
def types() -> Mapping[str, TypeEntite]:
    """Return every type by path: classes of the ontology first, then the concepts of the vocabularies of kinds."""
    names: dict[str, dict[str, str]] = {}
    broader: dict[str, str] = {}
    files = [resource("ontology") / "pactes.ttl"]
    files += [resource("ontology") / "vocabularies" / f"{scheme}.ttl" for scheme in _SCHEMES]
    for path in files:
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=BASE):
            subject, value = quad.subject, quad.object
            if quad.predicate.value == _BROADER and isinstance(subject, NamedNode) and isinstance(value, NamedNode):
                broader.setdefault(subject.value.removeprefix(BASE), value.value.removeprefix(BASE))
            if quad.predicate.value in _LABEL and isinstance(subject, NamedNode) and isinstance(value, Literal):
                names.setdefault(subject.value.removeprefix(BASE), {})[value.language or "fr"] = value.value
    found = {
        f"def#{name}": TypeEntite(f"def#{name}", *_words(names.get(f"def#{name}", {}), name), classe=name)
        for name in _CLASSES
    }
    for scheme in _SCHEMES:
        for chemin in sorted(names):
            rest = chemin.removeprefix(f"voc/{scheme}/")
            if rest != chemin:
                parent = broader.get(chemin, f"def#{_SCHEME_OF[scheme]}")
                words = _words(names[chemin], rest)
                found[chemin] = TypeEntite(chemin, *words, parent=parent, classe=_SCHEME_OF[scheme])
    return found


def _words(labels: Mapping[str, str], name: str) -> tuple[str, str]:
    french = labels.get("fr", name)
    return french, labels.get("en", french)


def chercher_type(name: str, base: str) -> TypeEntite | None:
    """Return the type that ``name`` is: its IRI, its path or its last word; None when there is none."""
    path = name.strip().removeprefix(base)
    if path in types():
        return types()[path]
    return next((known for known in types().values() if known.court == path), None)


@lru_cache(maxsize=2048)
def _chaine(classe: str, genre: str) -> tuple[str, ...]:
    scheme = next((scheme for scheme, name in _SCHEME_OF.items() if name == classe), "")
    found, path = [], f"voc/{scheme}/{genre}" if scheme and genre else ""
    while path.startswith("voc/") and path not in found:
        found.append(path)
        path = types()[path].parent if path in types() else ""
    return (*found, f"def#{classe}")


def types_de(entite: Entite) -> Sequence[str]:
    """Return the paths of the types of a thing, the most particular first."""
    return _chaine(entite.classe, entite.genre)


def proprietes_pour(classes: Iterable[str]) -> tuple[Propriete, ...]:
    """Return the properties that things of these classes may have, in their order."""
    wanted = set(classes)
    return tuple(p for p in PROPRIETES.values() if wanted & set(p.classes))
