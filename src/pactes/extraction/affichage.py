"""Measures and reviews as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pactes.extraction.evaluate import render
from pactes.extraction.incompris import Genre
from pactes.extraction.liens import EcartDeLien, ScoreLiens, Sorte
from pactes.extraction.plancher import Ecarte
from pactes.extraction.qualite import Mesure, Qualite
from pactes.extraction.revue import Ambigu, Revue

__all__ = ["render_qualite", "render_revue", "resume"]

_QUOTED = 44  # characters of a thing that was not understood, the words around it beside
_CANDIDATES = 6  # territories of one name that are shown
_NAMES = {
    Genre.MONTANT: ("montant", "montants"),
    Genre.NOMBRE: ("nombre avec unité", "nombres avec unité"),
    Genre.DATE: ("date", "dates"),
    Genre.PARTIE: ("partie ou représentant", "parties ou représentants"),
    Genre.TITRE: ("titre sans rien de lu dessous", "titres sans rien de lu dessous"),
}


def render_qualite(qualite: Qualite, *, misses: bool = False, detail: bool = False) -> RenderableType:
    """Return the tables of each split, then of all references; with ``detail`` each document's before its split's."""
    parts: list[RenderableType] = []
    ensembles = list(qualite.ensembles())
    several = len(ensembles) > 2
    for partage, scores in ensembles:
        held = qualite.de(partage)
        if partage is None:
            if several:
                parts.append(render(scores, False, f"Ensemble ({_count(len(held), 'document')})"))
            parts.append(Text(_doublons(held)))
            continue
        if detail:
            for mesure in held:
                parts += [render(mesure.scores, misses, mesure.document), Text("")]
        told = "les règles ont été écrites en les lisant" if partage == "developpement" else "ils mesurent seulement"
        title = f"{partage.nom.capitalize()} : {_count(len(held), 'document')}, {told}"
        parts.append(render(scores, misses and not detail, title))
        if links := qualite.liens(partage):
            parts += [Text(""), *_liens(links, misses=misses)]
        parts.append(Padding(_documents(held), (0, 0, 1, 2)))
    return Group(*parts)


def _liens(scores: Mapping[Sorte, ScoreLiens], *, misses: bool) -> Iterator[RenderableType]:
    """Yield the table of links, what it counts, and with ``misses`` the names that are wrongly linked or not at all."""
    table = Table(title="Liens des noms", title_justify="left")
    table.add_column("Noms de", no_wrap=True)
    for name in ("Annotés", "Lus", "Liens", "Justes", "Précision", "Rappel", "Rappel de tous"):
        table.add_column(name, justify="right")
    for sorte, score in scores.items():
        ratios = (score.precision, score.rappel_des_lus, score.rappel)
        counts = (score.attendus, score.lus, score.donnes, score.justes)
        table.add_row(sorte, *map(str, counts), *(_decimal(ratio) for ratio in ratios))
    yield table
    if misses:
        gaps = [gap for score in scores.values() for gap in score.ecarts]
        for title, some in (
            ("Liens faux", [g for g in gaps if g.donne]),
            ("Liens manqués", [g for g in gaps if not g.donne and g.lu]),
            ("Noms annotés non lus", [g for g in gaps if not g.lu]),
        ):
            if some:
                yield _lines(f"{title} ({len(some)})", [_gap(g) for g in some], 0)


def _gap(ecart: EcartDeLien) -> tuple[int | str, str, str]:
    said = f"{ecart.donne or 'aucun lien'} au lieu de {ecart.attendu or 'rien'}" if ecart.lu else ecart.attendu
    return ecart.ligne or "", ecart.nom, f"{said} ({ecart.document})"


def _documents(held: Sequence[Mesure]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("Document", overflow="ellipsis", no_wrap=True, max_width=52)
    table.add_column("F1 micro", justify="right", no_wrap=True, min_width=8)
    table.add_column("Depuis", no_wrap=True, min_width=10)
    for mesure in held:
        table.add_row(mesure.document, _decimal(mesure.scores.micro), mesure.depuis or "")
    return table


def _doublons(held: Sequence[Mesure]) -> str:
    merged = [f"{title} ({m.document})" for m in held for title in m.doublons.confondus]
    doubled = [f"{title} ({m.document})" for m in held for title in m.doublons.doubles]
    lines = [f"Contrats confondus : {len(merged)} ; contrats dédoublés : {len(doubled)}."]
    lines += [f"  confondu avec un autre : {title}" for title in merged]
    lines += [f"  dit une seconde fois : {title}" for title in doubled]
    return "\n".join(lines)


def render_revue(revue: Revue, *, limit: int | None = None) -> RenderableType:
    """Return the review of one document; ``limit`` cuts each list of what was not understood."""
    parts: list[RenderableType] = [Text(f"{revue.document} : {resume(revue)}", style="bold")]
    if revue.ecartes:
        rows = [
            (e.evidence[0].line, f"{e.genre}, {e.regle} ({_decimal(e.confiance, 2)})", _said(e)) for e in revue.ecartes
        ]
        parts.append(_lines(f"Écarté de la publication ({len(rows)})", rows, 0))
    if revue.ambigus:
        among = [(a.evidence.line, a.nom, _candidats(a)) for a in revue.ambigus[:limit]]
        more = len(revue.ambigus) - len(among)
        parts.append(_lines(f"Noms laissés sans lien, qui peuvent désigner ({len(revue.ambigus)})", among, more))
    for genre in Genre:
        found = [i for i in revue.incompris if i.genre is genre]
        if found:
            rows = [(i.evidence.line, " ".join(i.evidence.quote.split()), i.contexte) for i in found[:limit]]
            parts.append(_lines(f"{_NAMES[genre][1].capitalize()} ({len(found)})", rows, len(found) - len(rows)))
    return Group(*parts, Text(""))


def _candidats(ambigu: Ambigu) -> str:
    """Return the territories that bear a name, each with its kind and its code."""
    names = [f"{e.nom} ({e.type_territoire} {e.code})" for e in ambigu.candidats[:_CANDIDATES]]
    more = len(ambigu.candidats) - len(names)
    return ", ".join(names) + (f" et {_count(more, 'autre')}" if more else "")


def _said(ecarte: Ecarte) -> str:
    """Return what a record that was held back says, the passage where it says it in other words, and its company."""
    quote = " ".join(ecarte.evidence[0].quote.split())
    said = ecarte.dit if quote == ecarte.dit else f"{ecarte.dit} : « {quote} »"
    return said if ecarte.avec is None else f"{said} (avec « {ecarte.avec} »)"


def _lines(title: str, rows: Sequence[tuple[int | str, str, str]], more: int) -> Table:
    """Return one line of the terminal for each row: number of the line, thing, words around it."""
    table = Table(title=title, title_justify="left", box=None, show_header=False, padding=0)
    table.add_column(no_wrap=True, overflow="ellipsis")
    width = min(_QUOTED, max((len(thing) for _, thing, _ in rows), default=0))
    for line, thing, around in rows:
        short = thing if len(thing) <= width else f"{thing[: width - 1]}…"
        table.add_row(Text(f"{line:>7}  {short:<{width}}  {'' if around == thing else around}".rstrip()))
    if more:
        table.add_row(Text(f"{'':>7}  … et {more} autres (--all)", style="dim"))
    return table


def resume(revue: Revue) -> str:
    """Return the counts of a review as a French sentence."""
    held = _count(len(revue.ecartes), "enregistrement écarté", "enregistrements écartés")
    if revue.ambigus:
        held = f"{held}, {_count(len(revue.ambigus), 'nom ambigu', 'noms ambigus')}"
    if revue.part is None:
        return f"{held}, rien à comprendre."
    kinds = ", ".join(_kinds(revue))
    return f"{held}, {_decimal(100 * revue.part, 0)} % de compris ({kinds})."


def _kinds(revue: Revue) -> Iterator[str]:
    for genre, (there, known) in revue.comptes.items():
        if there:
            yield f"{known} {_NAMES[genre][0].split()[0]}{'s' if known > 1 else ''} sur {there}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number < 2 else many or f'{one}s'}"


def _decimal(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
