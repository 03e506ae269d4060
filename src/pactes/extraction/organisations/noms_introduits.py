"""Recogniser of organisations that a word introduces, or whose name ends or opens as a body's does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.extraction.organisations.nom_organisation import NomOrganisation
from pactes.reading import fold

# « l'association X », « le bailleur « X » » : the name is what follows the word.
_CALLED = re.compile(
    r"\b(?:associations?|entreprises?|societes?|gip|sem|spl|scic|scop|bailleurs?|cooperatives?|start-up|operateurs?"
    r"|compagnies?|collectifs?|fab ?labs?|plateformes?|incubateurs?|groupes?)"
    r"(?: (?:sociaux|social|culturelles?|sportives?|locales?|d'insertion|d'economie mixte|publique locale|d'hlm"
    r"|de commercants|d'usagers|d'habitants|de quartier|pluridisciplinaire|industriel))?"
    r"(?: dite?| denommee?| appelee?)? "
)
_PROPER = re.compile(
    r"(?:[«\"“] ?(?P<cite>[A-ZÀ-Þ][^«»\"“”\n]{2,60}?) ?[»\"”]"
    r"|(?P<nom>[A-ZÀ-Þ][\w’'@&-]+(?: (?:(?:de la|de l['’]|d['’]|de|du|des|la|le|et|en) ?)?[A-ZÀ-Þ0-9][\w’'@&-]*){0,5}))"
)
# « Grand X Habitat », « X Développement » : what ends the name tells the trade of the body.
_ENDED = re.compile(
    r"(?:(?<![\w’'-])|(?<=\b[dlDL]['’]))(?P<nom>[A-ZÀ-Þ][\w’'-]+(?: (?:(?:de|du|des|la|le|en) )?[A-ZÀ-Þ][\w’'-]+){0,3} "
    r"(?:Habitat|Logement|Logis|Tourisme|Développement|Aménagement|Attractivité|Numérique|Expansion|Initiatives?|Immobilier"
    r"|Événements?|Mobilités?))(?![\w’'-])"
)
_STARTED = re.compile(
    r"(?:(?<![\w’'-])|(?<=\b[dlDL]['’]))(?P<nom>(?:Initiative|BGE|Réseau Entreprendre|Habitat et Humanisme|Emmaüs"
    r"|Secours|Familles Rurales"
    r"|Léo Lagrange) [A-ZÀ-Þ][\w’'-]+(?:[ -](?:(?:de|du|des|la|le|en|et) )?[A-ZÀ-Þ][\w’'-]+){0,3})"
)
_KIND_BEFORE = re.compile(r"(?:Office Public|Office|Public|OPH|OPAC|SEM|SPL|ESH|Société|Groupe) (?=\w+ \w)")
_NO_START = re.compile(
    r"(?:le|la|les|un|une|des|du|programme|projet|plan|contrat|convention|pole|axe|volet|action|objectif|enjeu|fiche|article"
    r"|pacte|charte|schema|service|direction|mission|appel|amelioration|promouvoir|soutenir|renforcer|favoriser|theme"
    r"|politique|commission|comite|developpement|acces|economie|emploi|habitat|cadre|agence|office)s?\b"
)


def find_introduced(text: str) -> Iterator[NomOrganisation]:
    """Yield what the word for a body introduces (« l'association X »), and names that end or open as a body's do."""
    for head in _CALLED.finditer(fold(text)):
        match = _PROPER.match(text, head.end())
        if match is None or (text[head.start()].isupper() and match["nom"]):
            continue
        group = "cite" if match["cite"] else "nom"
        if group == "nom" and (match["nom"].isupper() and len(match["nom"]) > _LONG_SIGLE):
            continue
        yield NomOrganisation(match.start(group), match.end(group), match[group].strip())
    for pattern in (_ENDED, _STARTED):
        for match in pattern.finditer(text):
            kind = _KIND_BEFORE.match(match["nom"])
            nom = match["nom"][kind.end() :] if kind else match["nom"]
            if not _NO_START.match(fold(nom)):
                yield NomOrganisation(match.end("nom") - len(nom), match.end("nom"), nom)


_LONG_SIGLE = 12
