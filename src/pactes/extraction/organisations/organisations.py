"""Reader of organisations with their acronyms."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pactes.extraction.commun.acteurs import Mention, find_mentions
from pactes.extraction.commun.casse import regular_case
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.listes import Liste, find_listes
from pactes.extraction.commun.resolution import same_institution
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.organisations.nom_organisation import NOT_AN_ORGANISATION, NomOrganisation, in_address
from pactes.extraction.organisations.noms_organisations import find_enumerated, find_organisations
from pactes.extraction.territoires.territoires_epci import find_formed_epci
from pactes.model import Evidence, Organisation, TypeTerritoire
from pactes.reading import Span, fold
from pactes.reference import cle_de_nom, registre

# Lists whose items are organisations: « les partenaires sont : », « les acteurs culturels », « participent : ».
_WHO = re.compile(
    r"\b(?:acteurs|partenaires|signataires|associations|organismes|operateurs|structures|institutions"
    r"|etablissements|participent|membres|lieux culturels|clubs|bailleurs|financeurs|services et directions)\b"
)
_NOT_WHO = re.compile(
    r"\b(?:projets|objectifs|actions|engagements|missions|axes|engagent|soutenir|permettre"
    r"|signataires s'engagent|assurer)\b[^:]*:?$"
)
_ITEM = re.compile(
    r"^(?:[-–✓\s*_]*)(?:l['’]|la |le |les |du |de l['’]"
    r"|d['’])?(?P<nom>[^,;:()\n*]{2,90}?)(?:\s*\((?P<sigle>[A-ZÀ-Þ][\w-]{1,9})\))?\s*(?:[,;:.(]|$)",
    re.IGNORECASE,
)
# An item that says what to do, not who: « Lutter contre… », « Accompagner les associations ».
_ACTION = re.compile(r"\w{3,}(?:er|ir|oir|re)\b(?! d)|(?:mise|prise|soutien|accompagnement|developpement|creation)\b")
_SIGLE = re.compile(r"^[A-ZÀ-Þ][A-Z0-9À-Þ-]{1,11}$")


# A local authority with its own name (« Communauté urbaine de X »), not « la ville » alone.
_NAMED = re.compile(
    r"(?:[Rr]égion |[Cc]onseil (?:[Rr]égional|[Dd]épartemental|[Gg]énéral) "
    r"|[Cc]ommunauté (?:d['’][Aa]gglomération|[Uu]rbaine|de [Cc]ommunes) "
    r"|[Dd]épartement (?:de |du |des |d['’])|[Mm]étropole |(?:[Vv]ille|[Cc]ommune) (?:de |d['’]|du |des )(?!la |l['’])"
    r"|[Ss]yndicat (?:[Mm]ixte )?|[Pp]ôle [Mm]étropolitain |[Pp]arc [Nn]aturel [Rr]égional |[Pp]ays (?:de |du "
    r"|des |d['’])|PETR )"
    r"(?:\w+ |\w+['’])*[A-ZÀ-Þ]|.*[\w] (?:[Mm]étropole|[Aa]gglomération|[Aa]gglo|[Cc]ommunauté)$"
)
_SHOUTED = 4  # letters of a word in capitals that is no acronym
_REGION = re.compile(r"[Rr]égion (?:de la |de l['’]|des |de |du |d['’])?(?P<nom>.+)$")
_LAND = re.compile(
    r"[Pp]ays |[Aa]gglomération |(?:PAT|CTE|CRTE|CPER|CTG|CLS|CUCS|ORT|OPAH|PLUi?|SCOT|SCoT)\b|.*\d$"
    r"|[Mm]étropole [A-ZÀ-Þ]\w+(?:oise|aise|ienne)$"
)  # a territory or a contract, not a body
_LINKS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et"})
_PROPER = re.compile(r"[A-ZÀ-Þ]")
_BARE = re.compile(
    r"(?:la |le |l')?(?:ville|commune|agglomeration|departement|region|etat|conseil (?:regional|general"
    r"|departemental)|metropole|maire)s?$"
)


def _regular(unite: Unite, regular: str) -> str:
    """Return the text of a unit taken from that of the document in regular case, of the same length."""
    if not any(len(w) >= _SHOUTED and w.isupper() for w in unite.texte.split()):
        return unite.texte
    words = " ".join(regular[p.start : p.end] for p in unite.parts)
    return words if len(words) == len(unite.texte) else unite.texte


def _is_authority(text: str, mention: Mention) -> bool:
    """Say whether a mention names a local authority: « Région X » for a région, no « avenue de la Ville de X »."""
    if not _NAMED.match(mention.nom) or in_address(text, mention.start):
        return False
    region = _REGION.match(mention.nom)
    if region and not any(e.type_territoire is TypeTerritoire.REGION for e in registre().candidats(region["nom"])):
        return False
    return not _LAND.match(mention.nom)


def _slug(name: NomOrganisation) -> str | None:
    """Return the slug of a known organisation that the text names alone, without a place (« DDTM », not « DDTM X »)."""
    known = name.connue
    if known is None:
        return None
    bare = re.sub(r"\s?\([^()]*\)$", "", name.nom)
    return known.slug if fold(bare) in {fold(n) for n in (known.nom, *known.variantes, *known.sigles)} else None


def _key(nom: str) -> str:
    """Return the key of a name: « région des X-Y » and « Région X Y » are one."""
    return " ".join(w for w in cle_de_nom(nom).split() if w not in _LINKS) or fold(nom)


def _is_who(intro: str) -> bool:
    """Say whether a sentence that opens a list says that the items are organisations."""
    folded = fold(intro)
    return bool(_WHO.search(folded)) and not _NOT_WHO.search(folded)


def _around(names: Sequence[NomOrganisation], offset: int) -> NomOrganisation | None:
    """Return the one of ``names`` (in order, none inside another) that holds ``offset``."""
    index = bisect_right(names, offset, key=lambda n: n.start) - 1
    return names[index] if index >= 0 and offset < names[index].end else None


def _within(name: NomOrganisation, other: NomOrganisation | None) -> bool:
    return other is not None and other.start < name.start and name.end <= other.end


@dataclass
class _Organisation:
    """An organisation while it is read: how it was first named, and its other names."""

    nom: str
    sigle: str | None
    evidence: Evidence
    regle: str
    confiance: float
    alias: list[str] = field(default_factory=list)


def read_organisations(contexte: Contexte) -> tuple[Organisation, ...]:
    """Return the organisations of the document, each once, where it is first named."""
    return _Lecteur(contexte).read()


class _Lecteur:
    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self.by_name: dict[str, _Organisation] = {}
        self.by_sigle: dict[str, _Organisation] = {}
        self.by_slug: dict[str, _Organisation] = {}
        self.all: list[_Organisation] = []
        self.by_line: dict[int, list[_Organisation]] = {}

    def read(self) -> tuple[Organisation, ...]:
        """Return what the signatures, the text and the lists of actors name."""
        for contrat in self.contexte.contrats:
            for signature in contrat.signatures:
                if not contrat.principal and not _PROPER.search(signature.signataire[1:]):
                    continue  # « les associations », « les principaux ministères »
                if not contrat.principal and any(same_institution(signature.signataire, o.nom) for o in self.all):
                    continue  # « la Région » of a contract that is only cited
                self._note(signature.signataire, None, signature.evidence[0], "organisation-signataire", 1.0)
        unites = build_unites(self.contexte.document)
        regular = regular_case(self.contexte.document.text)
        for unite in unites:
            self._unite(unite, _regular(unite, regular))
        for liste in find_listes(unites):
            self._liste(liste)
        return tuple(self._organisations())

    def _unite(self, unite: Unite, texte: str) -> None:
        """Read the names in a unit: by their words, as local authorities, in enumerations of actors.

        ``texte`` is the unit's text in regular case.
        """
        listed = [n for n in find_enumerated(texte) if not _BARE.match(fold(n.nom))]
        named = [n for n in find_organisations(texte) if n.connue or not _within(n, _around(listed, n.start))]
        for name in named:
            rule = "organisation-connue" if name.connue else "organisation-nom"
            self._note(
                name.nom, name.sigle, self._evidence(unite, name), rule, 0.9 if name.connue else 0.75, _slug(name)
            )
        places = [
            NomOrganisation(e.start, e.end, e.nom) for e in find_formed_epci(texte) if not _around(named, e.start)
        ]
        for epci in places:
            self._note(epci.nom, None, self._evidence(unite, epci), "organisation-collectivite", 0.85)
        named = sorted([*named, *places], key=lambda n: n.start)
        for mention in find_mentions(texte):
            if (
                _is_authority(texte, mention)
                and not _around(named, mention.start)
                and not _around(named, mention.end - 1)
            ):
                place = NomOrganisation(mention.start, mention.end, mention.nom)
                self._note(mention.nom, None, self._evidence(unite, place), "organisation-collectivite", 0.85)
        for name in listed:
            if not _around(named, name.start):
                self._note(name.nom, None, self._evidence(unite, name), "organisation-liste", 0.6)

    def _liste(self, liste: Liste) -> None:
        asked = _is_who(liste.texte)
        for element in liste.elements:
            if element.ouvrant:
                asked = _is_who(element.texte)
                continue
            if not asked:
                continue
            match = _ITEM.match(element.texte)
            if match and (NOT_AN_ORGANISATION.match(fold(match["nom"])) or _ACTION.match(fold(match["nom"]))):
                continue
            if not match or not re.search(r"[A-ZÀ-Þ]", match["nom"]) or len(match["nom"].split()) > 10:
                continue
            start = element.mots.start + match.start("nom")
            place = element.unite.span(start, start + len(match["nom"]))
            evidence = self.contexte.document.evidence(place.start, place.end)
            if not any(
                o.evidence.start <= evidence.start < o.evidence.end for o in self.by_line.get(evidence.line, ())
            ):
                self._note(match["nom"].strip(), match["sigle"], evidence, "organisation-liste", 0.6)

    def _note(
        self,
        nom: str,
        sigle: str | None,
        evidence: Evidence,
        regle: str,
        confiance: float,
        slug: str | None = None,
    ) -> None:
        """Keep an organisation, or what is new about one that is known; ``slug``: the one that everyone knows by it."""
        nom = " ".join(nom.replace("*", "").split()).strip(" ,;:.")
        key = _key(nom)
        if sigle is None and _SIGLE.match(nom):
            sigle = nom
        local = sigle is not None and nom.startswith(sigle) and nom != sigle  # « CCI Grand-Val » is not any CCI
        known = self.by_name.get(key) or (self.by_sigle.get(sigle) if sigle and not local else None)
        known = known or (self.by_slug.get(slug) if slug else None)
        if known is None:
            known = _Organisation(nom, sigle, evidence, regle, confiance)
            self.all.append(known)
            self.by_line.setdefault(evidence.line, []).append(known)
        elif fold(nom) != fold(known.nom):
            if known.nom == known.sigle and nom != sigle:  # the acronym came first, here is the full name
                known.alias.append(known.nom)
                known.nom, known.regle = nom, regle
            elif nom not in known.alias and nom != known.sigle:
                known.alias.append(nom)
        if sigle and known.sigle is None:
            known.sigle = sigle
        self.by_name.setdefault(key, known)
        if slug:
            self.by_slug.setdefault(slug, known)
        if sigle and not local:
            self.by_sigle.setdefault(sigle, known)

    def _evidence(self, unite: Unite, name: NomOrganisation) -> Evidence:
        place: Span = unite.span(name.start, name.end)
        return self.contexte.document.evidence(place.start, place.end)

    def _organisations(self) -> Iterator[Organisation]:
        for found in sorted(self.all, key=lambda o: (o.evidence.start, o.nom)):
            alias = tuple(a for a in dict.fromkeys(found.alias) if a not in (found.nom, found.sigle))
            yield Organisation(
                evidence=(found.evidence,),
                regle=found.regle,
                confiance=found.confiance,
                nom=found.nom,
                sigle=found.sigle,
                alias=alias,
            )
