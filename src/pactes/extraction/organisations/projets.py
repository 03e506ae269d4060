"""Reader of projects and operations that a document names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pactes.extraction.commun.acteurs import find_mentions, is_public
from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.listes import Element, Liste, find_listes
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.engagements import regles
from pactes.extraction.organisations.projets_tableaux import read_projets_en_tableau
from pactes.extraction.organisations.projets_travaux import find_travaux
from pactes.model import Projet, StatutEngagement
from pactes.reading import Span, fold

_STATUTS = {
    StatutEngagement.PREVU: "prévu",
    StatutEngagement.EN_COURS: "en cours",
    StatutEngagement.REALISE: "réalisé",
}
# « chef de projet X », « équipe projet » : who works on it, not what it is.
_JOB = re.compile(
    r"\b(?:appels? a|chef\w*|direct\w+|charge\w*|porteur\w*|equipe|ingenierie|conduite|gestion|mode) (?:de |du |en )?$"
)
# What an article shows as an example: « premier chantier visible, la place X : … », « fer de lance : la halle de Y ».
_SHOWN = re.compile(
    r"(?:^|[.;:] |, )(?:(?:le |la |l'|un )?(?:premier |premiere |autre |dernier |derniere |principal "
    r"|principale |second |seconde )?(?:chantier|projet|operation|realisation|fer de lance)"
    r"(?: phare| emblematique)?(?: [a-z]{4,}){0,2})(?:,| ?:) (?=(?:la |le |l'|les |un |une )(?P<nom>[^,;:.()]{4,90}))"
)
# Works on something, told with what they cost: « la transformation de X (coût : 2 M€) ».
_WORKED = re.compile(
    r"\b(?:la |l'|une |le |un )(?P<nom>(?:transformation|renovation|rehabilitation|construction|extension|reconversion"
    r"|restructuration|requalification|depollution|restauration|modernisation|demolition|amenagement|creation)"
    r" (?:de la |de l'|du |des |de |d'une? |d')[^,;:.()]{4,90})"
)
_COST = re.compile(r"\d[\d\s,.]{0,20}(?:€|euros\b|m€|k€|millions?\b|milliards?\b)")
_CAPITALS = (
    r"[A-ZÀ-Þ0-9][\w’'@.&-]*(?: (?:(?:de|du|des|d['’]|la|le|les|l['’]|et|en|-|–) ?)?[A-ZÀ-Þ0-9][\w’'@.&-]*){0,6}"
)
_PROJECT = (
    r"(?:[Pp]rojets?|[Oo]pérations?|[Dd]émarches?|[Cc]hantiers?)"
    r"(?: (?:[Ee]uropéens?|régional|métropolitain|urbain|structurant|pilote))?"
)
_NAMED = re.compile(
    rf"(?<![\w-]){_PROJECT} (?:intitulée? |dénommée? |appelée? |baptisée? )?(?:de |d['’]"
    rf"|du )?(?P<nom>« ?[^»\n]{{3,120}}»|{_CAPITALS})"
)
# « Projet Régional de Santé », « projet de Loi » : plans and texts, not operations.
_NOT_NAMED = re.compile(
    r"^(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|alimentaire|pat\b"
    r"|rn?\d|a\d|schema|plan|programme|appel|livret|region|sraddet|pru|npnru|cper|regional|departemental|local"
    r"|revitalisation de territoire|territorial|urbain|national|educatif|de territoire|loi|contrat"
    r"|convention|culture et|politique|\d+(?:[.-]\d+)*$"
    r"|[ivx]+$|interreg|feder|de )"
    r"|^(?:centre|institut|parc|pole|maison|campus|musee|ecole|academie|technopole|hub|ville|commune)$",
)
# What a list of projects also gives and that is no project: support, agreements, ways of working.
_NOT_PROJECT = re.compile(
    r"^(?:soutien|engagement|appui|accompagnement|convention|promotion|organisation|actions?|valorisation"
    r"|appel|contrat|mise a|plusieurs|diverses?)\b"
)
_BUILD = re.compile(
    r"^(?:realiser|developper|construire|creer|amenager|finaliser|rehabiliter|renover|achever"
    r"|soutenir (?:le projet|la demarche)|poursuivre (?:le projet|la realisation|les amenagements))\b"
)
_WORKS = re.compile(
    r"^(?:renovation|rehabilitation|construction|extension|amenagement|reconfiguration|modernisation"
    r"|requalification|restructuration|creation|reconversion)\b"
)
_TOPIC = re.compile(r"^(?:sur|en matiere|concernant|au titre|dans le domaine|pour)\b")
_HEADING = re.compile(r"^(?:Projet|Opération)s? (?P<nom>[A-ZÀ-Þ].{1,60})$")
_PROGRAMME = re.compile(
    r"\b(?:INTERREG(?: [\w-]+){0,4}|Interreg(?: [\w-]+){0,4}|LEADER|Erasmus ?\+|ERASMUS ?\+|Europe [Cc]réative"
    r"|LIFE|URBACT(?: \w+)?|Horizon (?:2020|Europe)|FEDER|FSE|FEADER|CPER|ITI|NPNRU|FRATRI|DSIL|DETR)\b"
)
_GOAL = re.compile(
    r"\b(?:vise(?:nt)? a |a pour (?:objectif|objet|but|finalite) (?:de |d'|la |le |l'|les )?"
    r"|permet(?:tra)? de |destinee? a )(?P<but>[^.;:]{10,200})"
)
_PROJECTS = re.compile(r"\b(?:projets?|operations?|chantiers?|realisations?|interventions?|amenagements?)\b")
_PAST = re.compile(
    r"\b(?:projets?|operations?|actions?|realisations?) (?:passee?s?|realisee?s?|acheve\w*|terminee?s?"
    r"|anterieure?s?|menee?s?)\b"
)
_LEAD = re.compile(
    r"^(?:(?:l'|la |le |les |un |une |des )?(?:fin de (?:la |l')?|poursuite (?:de la |du |de l'|des )"
    r"|lancement (?:de la |du |de l'|des )|projet (?:de |d'|du )|creation (?:de la |de l'|du |des |d'un "
    r"|d'une )|mise en (?:oeuvre|œuvre|place) (?:de la |de l'|du |des |d'un |d'une )"
    r"|ouverture (?:de la |de l'|du |des |d'un |d'une )|conception et la realisation (?:de la |de l'|du |des "
    r"|d'un |d'une )|realisation (?:de la |de l'|du |des |d'un |d'une )|construction (?:de la |de l'|du |des "
    r"|d'un |d'une ))+"
    r"|(?:realiser|developper|construire|creer|lancer|soutenir|finaliser|poursuivre) (?:le projet (?:de |d'"
    r"|du )|la demarche |le |la |l'|les |un |une )+|(?:l'|la |le |les |un |une ))"
)
_STOP = re.compile(
    r"\s*(?:[,;:(]|\.(?!\d)|\s(?:qui|dont|comprenant|permettant|visant|dans le cadre|en lien|afin|pour|avec|grâce"
    r"|inauguré|et notamment|notamment|au travers|à travers|dès|depuis|en vue)\b|$)"
)
_REACH = 300  # characters around a name in which the sentence says what it is for
_NEAR = 8  # records around one, in the order of the text, that may hold it
_LONGEST = 12  # words of a project's name


def read_projets(contexte: Contexte) -> tuple[Projet, ...]:
    """Return the projects and operations of the document, each once, in the order of the text."""
    unites = build_unites(contexte.document)
    found = [
        *_in_sentences(contexte, unites),
        *_shown(contexte, unites),
        *_in_lists(contexte, unites),
        *_works(contexte, unites),
        *read_projets_en_tableau(contexte),
    ]
    found.sort(key=lambda p: (p.evidence[0].start, p.nom))
    kept: dict[str, Projet] = {}
    for index, projet in enumerate(found):
        if any(_inside(projet, other) for other in found[max(0, index - _NEAR) : index + _NEAR]):
            continue  # « projet de Centre » of « projet de Centre d'accueil technique »
        key = re.sub(r"[^a-z0-9]+", " ", fold(projet.nom)).strip()
        known = kept.get(key)
        if known is None:
            kept[key] = projet
        elif known.objectif is None and projet.objectif is not None:
            kept[key] = _with_goal(known, projet)
    return tuple(kept.values())


def _inside(projet: Projet, other: Projet) -> bool:
    here, there = projet.evidence[0], other.evidence[0]
    return there.start <= here.start and here.end <= there.end and len(other.nom) > len(projet.nom)


def _with_goal(known: Projet, other: Projet) -> Projet:
    return Projet(
        evidence=(*known.evidence, *other.evidence),
        regle=known.regle,
        confiance=known.confiance,
        nom=known.nom,
        programme=known.programme or other.programme,
        objectif=other.objectif,
        statut=known.statut,
    )


def _in_sentences(contexte: Contexte, unites: tuple[Unite, ...]) -> Iterator[Projet]:
    """Yield the projects that « le projet X », « l'opération « X » » name, with what the sentence says of them."""
    programme: str | None = None
    age = 0
    for unite in unites:
        alone = _PROGRAMME.search(unite.texte)
        age += 1
        if alone and len(unite.texte) <= 60:
            programme, age = unite.texte.strip(" *"), 0
        elif age > 4:
            programme = None
        heading = _HEADING.match(unite.texte) if len(unite.texte) <= 70 else None
        if heading:
            nom = re.split(r"\s*[(;:]", heading["nom"])[0].strip()
            if nom and not _NOT_NAMED.match(fold(nom)):
                span = Span(heading.start("nom"), heading.start("nom") + len(nom))
                yield _projet(contexte, unite, span, nom, programme)
            continue
        for phrase in unite.phrases():
            text = unite.texte[phrase.start : phrase.end]
            for match in _NAMED.finditer(text):
                quoted = match["nom"].startswith("«")
                nom = match["nom"].strip("«» .," if quoted else " .,")
                if quoted:
                    nom = re.sub(r"\s*\([^()]*\)", "", nom).strip()
                longest = 2 * _LONGEST if quoted else _LONGEST
                whose = any(
                    is_public(m) and m.end - m.start == len(nom) for m in find_mentions(nom)
                )  # « le projet de X Métropole »
                if _JOB.search(fold(text[max(0, match.start() - 20) : match.start()])):
                    continue
                if whose or _NOT_NAMED.match(fold(nom)) or len(nom) < 3 or len(nom.split()) > longest:
                    continue
                after = text[match.end() : match.end() + _REACH]
                within = _PROGRAMME.search(text[max(0, match.start() - _REACH) : match.start()] + after)
                goal = _GOAL.search(fold(after))
                span = Span(phrase.start + match.start("nom"), phrase.start + match.end("nom"))
                yield _projet(
                    contexte,
                    unite,
                    span,
                    nom,
                    within.group() if within else programme,
                    after[goal.start("but") : goal.end("but")].strip() if goal else None,
                )


def _shown(contexte: Contexte, unites: tuple[Unite, ...]) -> Iterator[Projet]:
    """Yield what a sentence shows as a project (« premier chantier, la place X »), and works told with their cost."""
    for unite in unites:
        for phrase in unite.phrases():
            text = unite.texte[phrase.start : phrase.end]
            folded = fold(text)
            matches = [*_SHOWN.finditer(folded), *(_WORKED.finditer(folded) if _COST.search(folded) else ())]
            for match in matches:
                stop = _STOP.search(text, match.start("nom"))
                end = min(match.end("nom"), stop.start() if stop else match.end("nom"))
                nom = text[match.start("nom") : end].strip()
                if len(nom) >= 4 and len(nom.split()) <= _LONGEST and re.search(r"[A-ZÀ-Þ]", nom):
                    span = Span(phrase.start + match.start("nom"), phrase.start + end)
                    yield _projet(contexte, unite, span, nom)


def _works(contexte: Contexte, unites: tuple[Unite, ...]) -> Iterator[Projet]:
    """Yield the works and facilities that the text tells of."""
    for unite in unites:
        for found in find_travaux(unite):
            projet = _projet(contexte, unite, Span(found.start, found.end), found.nom)
            yield replace(projet, regle=found.regle)


def _in_lists(contexte: Contexte, unites: tuple[Unite, ...]) -> Iterator[Projet]:
    """Yield the items of lists of projects: « projets à venir : », « projets passés », « depuis 2019, … »."""
    for liste in find_listes(unites):
        statut = _statut(liste)
        promised = statut is None and _promised(liste)
        if statut is None and not promised:
            continue
        for element in liste.elements:
            topical = _TOPIC.match(fold(element.texte)) and ":" in element.texte
            if element.ouvrant or (promised and not topical and not _BUILD.match(fold(element.texte))):
                continue
            for span, nom in _names(element):
                yield _projet(contexte, element.unite, span, nom, _programme(liste, element), None, statut or "prévu")


def _statut(liste: Liste) -> str | None:
    """Return the status of the projects that a list gives, None when it is no list of projects."""
    folded = fold(liste.texte)
    if _PAST.search(folded):
        return _STATUTS[StatutEngagement.REALISE]
    if not _PROJECTS.search(folded):
        return None
    items = [e.texte for e in liste.elements]
    firm = next((p for p in regles.read_intro(liste.texte, items) if p.regle in _PROJECT_RULES), None)
    return _STATUTS[firm.statut] if firm else None


def _promised(liste: Liste) -> bool:
    """Say whether the items are explicit commitments, among which there may be things to build."""
    items = [e.texte for e in liste.elements]
    return any(p.ferme for p in regles.read_intro(liste.texte, items))


_PROJECT_RULES = ("engagement-depuis", "engagement-realise", "engagement-a-venir")


def _programme(liste: Liste, element: Element) -> str | None:
    match = _PROGRAMME.search(element.texte) or _PROGRAMME.search(liste.texte)
    return match.group() if match else None


def _names(element: Element) -> Iterator[tuple[Span, str]]:
    """Yield the name of the project that an item gives; « NOM : description » is named before the colon."""
    text = element.texte
    offset = element.mots.start
    head, colon, rest = text.partition(":")
    if colon and (";" in rest.rstrip(" ;.") or _TOPIC.match(fold(head))):  # « Sur le sport : gymnase A ; stade B »
        position = len(head) + 1
        for part in rest.split(";"):
            nom = part.strip(" .,;")
            if nom and len(nom.split()) <= _LONGEST:
                start = offset + position + part.index(nom)
                yield Span(start, start + len(nom)), nom
            position += len(part) + 1
        return
    if colon and 0 < len(head.split()) <= 6 and (head.isupper() or head[:1].isupper()):
        yield Span(offset, offset + len(head.rstrip())), head.strip(" *")
        return
    lead = _LEAD.match(fold(text))
    start = lead.end() if lead else 0
    stop = _STOP.search(text, start)
    nom = text[start : stop.start() if stop else len(text)].strip(" .,;*")
    if _NOT_PROJECT.match(fold(nom)) or nom.count("«") != nom.count("»"):
        return
    if 1 <= len(nom.split()) <= _LONGEST and len(nom) >= 4 and (re.search(r"[A-ZÀ-Þ]", nom) or _WORKS.match(fold(nom))):
        begin = offset + text.index(nom, start)
        yield Span(begin, begin + len(nom)), nom


def _projet(
    contexte: Contexte,
    unite: Unite,
    span: Span,
    nom: str,
    programme: str | None = None,
    objectif: str | None = None,
    statut: str | None = None,
) -> Projet:
    place = unite.span(span.start, span.end)
    return Projet(
        evidence=(contexte.document.evidence(place.start, place.end),),
        regle="projet-liste" if statut else "projet-nomme",
        confiance=0.7,
        nom=" ".join(nom.replace("*", "").split()),
        programme=programme,
        objectif=" ".join(objectif.split()) if objectif else None,
        statut=statut,
    )
