"""Commitments, amounts, governance bodies, legal texts, indicators and projects as things with their links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pactes.linking.chemins import distinguer
from pactes.linking.corpus import Dit, Element, Fait
from pactes.linking.document import Lecture
from pactes.linking.noms import cle, slug, slug_court
from pactes.model import Financement, Record, TexteJuridique

__all__ = ["Index", "lier_faits"]


@dataclass(frozen=True, slots=True)
class Index:
    """Where the contracts of each document went: chemin by document and ``cle``, elements of plan by document too."""

    contrats: Mapping[tuple[str, str], str]
    plans: Mapping[tuple[str, str], tuple[Element, ...]]

    def contrat(self, document: str, cle_contrat: str | None) -> str | None:
        """Return the chemin of the contract; None when there is none, or when it is a family."""
        chemin = self.contrats.get((document, cle_contrat or ""))
        return chemin if chemin and chemin.startswith("id/contrat/") else None

    def axe(self, document: str, cle_contrat: str | None, axe: str | None) -> tuple[str, ...]:
        """Return the chemin of the axis of this number or title."""
        axes = [e for e in self.plans.get((document, cle_contrat or ""), ()) if e.classe == "Axe"] if axe else []
        named = [e for e in axes if e.numero == axe] or [e for e in axes if cle(e.nom) == cle(axe or "")]
        return (named[0].chemin,) if named else ()


@dataclass(frozen=True, slots=True)
class _Lu:
    """A record on its way to a thing: the facts that identify it, its label, its links."""

    facts: tuple[str, ...]
    nom: str
    dit: Dit[Record]


def lier_faits(
    lectures: Iterable[Lecture], index: Index, renommer: Callable[[str, str], str]
) -> tuple[Fait[Record], ...]:
    """Return all facts of all documents, one thing for those that have the same identity, sorted by chemin.

    ``renommer(chemin, document)`` applies the decisions that merge and split things.
    """
    read: list[_Lu] = []
    for lecture in lectures:
        for reader in (_engagements, _financements, _instances, _textes, _indicateurs, _projets):
            read.extend(reader(lecture, index))
    read = _dates_to_numbers(read)
    paths = distinguer([lu.facts for lu in read])
    things: dict[str, list[_Lu]] = {}
    for path, lu in zip(paths, read, strict=True):
        things.setdefault(renommer(path, lu.dit.document), []).append(lu)
    _parts_to_wholes(things)
    return tuple(Fait(path, group[0].nom, tuple(lu.dit for lu in group)) for path, group in sorted(things.items()))


def _parts_to_wholes(things: dict[str, list[_Lu]]) -> None:
    """Link the amounts to those that they are parts of, told by the passage where the whole is read; in place."""
    told = {
        evidence: path
        for path, group in things.items()
        for lu in group
        if isinstance(lu.dit.record, Financement)
        for evidence in lu.dit.record.evidence
    }
    for path, group in things.items():
        for i, lu in enumerate(group):
            if isinstance(lu.dit.record, Financement) and lu.dit.record.ensembles:
                wholes = {told[e] for e in lu.dit.record.ensembles if e in told} - {path}
                links = (*lu.dit.liens, *_links(ensemble=tuple(sorted(wholes))))
                group[i] = replace(lu, dit=replace(lu.dit, liens=links))


def _links(**links: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((role, tuple(dict.fromkeys(paths))) for role, paths in links.items() if paths)


def _one(path: str | None) -> tuple[str, ...]:
    return (path,) if path else ()


def _short(text: str, limit: int = 120) -> str:
    """Return a label: the text, cut at a word where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= limit else f"{words[:limit].rsplit(' ', 1)[0]}…"


def _engagements(lecture: Lecture, index: Index) -> Iterator[_Lu]:
    document = lecture.document
    for e in lecture.extraction.engagements:
        contrat = index.contrat(document, e.contrat)
        folder = f"{contrat}/engagement" if contrat else f"id/engagement/{document}"
        parties = lecture.organisations(e.parties, e, e.contrat)
        links = _links(contrat=_one(contrat), axe=index.axe(document, e.contrat, e.axe), partie=parties)
        facts = (
            f"{folder}/{slug_court(e.texte)}",
            slug(e.axe or ""),
            slug(e.statut),
            slug_court(" ".join(e.parties) or "-", 40),
            slug_court(e.theme or "-", 40),
        )
        yield _Lu(facts, _short(e.texte), Dit(document, e, links))


def _financements(lecture: Lecture, index: Index) -> Iterator[_Lu]:
    document = lecture.document
    for f in lecture.extraction.financements:
        contrat = index.contrat(document, f.contrat)
        scope = contrat.rsplit("/", 1)[1] if contrat else document
        funders = lecture.organisations(f.financeurs, f, f.contrat)
        amount = format(f.montant.normalize(), "f").replace(".", "-")
        currency = "" if f.devise == "EUR" else f.devise.lower()
        facts = (
            "-".join(filter(None, [f"id/financement/{scope}", amount, currency, f.nature, slug(f.annee or "")])),
            "-".join(path.rsplit("/", 1)[1] for path in sorted(set(funders)))[:60].strip("-"),
            slug_court(f.objet, 50) if f.objet else "",
            slug_court(f.beneficiaire, 40) if f.beneficiaire else "",
            "environ" if f.approche else "",
            slug(f.periodicite or ""),
        )
        links = _links(contrat=_one(contrat), financeur=funders)
        yield _Lu(facts, _label_financement(f), Dit(document, f, links))


_RHYTHMS = {"ANNUAL": " par an", "MONTHLY": " par mois", "QUARTERLY": " par trimestre"}


def _label_financement(f: Financement) -> str:
    whole, _, cents = format(f.montant.normalize(), "f").partition(".")
    spaced = f"{int(whole):,}".replace(",", "\u202f")
    amount = f"{spaced},{cents}" if cents else spaced
    unit = "€" if f.devise == "EUR" else f.devise
    about = f" : {_short(f.objet, 80)}" if f.objet else ""
    return f"{amount}\u00a0{unit}{_RHYTHMS.get(f.periodicite or '', '')}{about}"


def _instances(lecture: Lecture, index: Index) -> Iterator[_Lu]:
    document = lecture.document
    for i in lecture.extraction.instances:
        contrat = index.contrat(document, i.contrat)
        folder = f"{contrat}/instance" if contrat else f"id/instance/{document}"
        yield _Lu((f"{folder}/{slug_court(cle(i.nom))}",), i.nom, Dit(document, i, _links(contrat=_one(contrat))))


def _textes(lecture: Lecture, index: Index) -> Iterator[_Lu]:
    document = lecture.document
    for t in lecture.extraction.textes:
        kind = slug(t.genre)
        what = _texte_path(t, kind, document)
        label = f"{t.genre[:1].upper()}{t.genre[1:]}"
        label += f" n° {t.numero}" if t.numero else ""
        label += f" du {_french_date(t.date)}" if t.date else ""
        label += f" {_short(t.titre, 80)}" if t.titre and (kind == "code" or not (t.numero or t.date)) else ""
        yield _Lu((f"id/texte/{what.strip('-')}",), label, Dit(document, t))


_NATIONAL = frozenset({"loi", "decret", "ordonnance", "constitution", "directive", "reglement"})


def _texte_path(t: TexteJuridique, kind: str, document: str) -> str:
    """Return what identifies a legal text: its number is enough for a law, an authority's acts need their author."""
    if kind == "code":
        return "-".join(filter(None, [kind, slug_court(t.titre or document, 50), slug(t.numero or "")]))
    if t.numero and kind in _NATIONAL:
        return f"{kind}-{slug(t.numero)}"
    if t.numero:
        return "-".join([kind, slug(t.numero), t.date or document, slug_court(t.auteur, 40) if t.auteur else ""])
    if t.date and kind in _NATIONAL:
        return f"{kind}-{t.date}"
    if t.date:
        return f"{kind}-{t.date}-{slug_court(t.auteur or t.titre or document, 40)}"
    name = slug_court(t.titre or t.auteur or document, 50)
    return f"{kind}-{name}" if kind == "constitution" else f"{kind}-{name}-{document}"


def _dates_to_numbers(read: list[_Lu]) -> list[_Lu]:
    """A law cited by its date alone is the one law of that date that another citation numbers."""
    numbered: dict[str, set[str]] = {}
    for lu in read:
        record = lu.dit.record
        if isinstance(record, TexteJuridique) and record.numero and record.date:
            numbered.setdefault(f"id/texte/{slug(record.genre)}-{record.date}", set()).add(lu.facts[0])
    return [
        _Lu((next(iter(numbered[lu.facts[0]])),), lu.nom, lu.dit) if len(numbered.get(lu.facts[0], ())) == 1 else lu
        for lu in read
    ]


_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def _french_date(date: str) -> str:
    year, *rest = date.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    return f"{'1er' if int(rest[1]) == 1 else int(rest[1])} {month} {year}"


def _indicateurs(lecture: Lecture, index: Index) -> Iterator[_Lu]:
    document = lecture.document
    for i in lecture.extraction.indicateurs:
        place = lecture.territoire(i.territoire, i) if i.territoire else None
        scope = "-".join(place.split("/")[2:]) if place else document
        facts = (
            "-".join(filter(None, [f"id/indicateur/{slug_court(i.nom, 50)}", scope, slug(i.date or "")])),
            slug(i.unite or ""),
            slug_court(str(i.valeur), 30),
            document,
        )
        label = f"{_short(i.nom, 80)}, {i.territoire}" if i.territoire else _short(i.nom, 80)
        label = f"{label}, {i.date}" if i.date else label
        yield _Lu(facts, label, Dit(document, i, _links(territoire=_one(place))))


def _projets(lecture: Lecture, index: Index) -> Iterator[_Lu]:
    document = lecture.document
    for p in lecture.extraction.projets:
        name = slug_court(cle(p.nom))
        place = lecture.cadre.lieu
        path = f"id/projet/{name}" if place in name else f"id/projet/{name}-{place}"
        yield _Lu((path, slug_court(p.programme or "-", 40)), p.nom, Dit(document, p))
