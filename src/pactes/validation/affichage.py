"""The report as people read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pactes.validation.formes import Severite
from pactes.validation.rapport import Rapport, Resultat

STYLES = {Severite.VIOLATION: "bold red", Severite.AVERTISSEMENT: "yellow", Severite.INFORMATION: "cyan"}
NOMS = {
    Severite.VIOLATION: ("violation", "violations"),
    Severite.AVERTISSEMENT: ("avertissement", "avertissements"),
    Severite.INFORMATION: ("information", "informations"),
}
MONTRES = 5
"""How many results of one shape in one file are shown when not all are asked for."""


def _count(severity: Severite, number: int) -> str:
    return f"{number} {NOMS[severity][number > 1]}"


def _counts(results: Iterable[Resultat]) -> str:
    results = list(results)
    parts = [(s, sum(r.severite is s for r in results)) for s in Severite]
    return ", ".join(_count(s, n) for s, n in parts if n)


def _print_result(console: Console, result: Resultat) -> None:
    where = f"ligne {result.ligne} : " if result.ligne is not None else ""
    head = Text(where + (result.libelle or result.noeud))
    console.print(Padding(head, (0, 0, 0, 4)))
    console.print(Padding(Text(f"<{result.noeud}>", style="dim"), (0, 0, 0, 6)))
    if result.valeur is not None:
        console.print(Padding(Text(f"valeur : {result.valeur}", style="dim"), (0, 0, 0, 6)))


def print_report(report: Rapport, console: Console, *, tout: bool = False) -> None:
    """Print the report in French, file by file: message, remedy, then the nodes concerned.

    With ``tout`` false, five results of one shape are shown in each file, the number of the others is told, and
    results of severity information are only counted.
    """
    by_file = sorted(report.resultats, key=lambda r: (r.fichier, r.severite.rang, r.forme, r.ligne or 0, r.noeud))
    for file, found in groupby(by_file, key=lambda r: r.fichier):
        in_file = list(found)
        console.print(Text(f"{file} : {_counts(in_file)}", style="bold"))
        shown = in_file if tout else [r for r in in_file if r.severite is not Severite.INFORMATION]
        for _, same in groupby(shown, key=lambda r: (r.severite.rang, r.forme, r.message.fr)):
            results = list(same)
            first = results[0]
            line = Text(f"  {NOMS[first.severite][0].capitalize()} : ", style=STYLES[first.severite])
            console.print(line.append(first.message.fr, style="default"))
            console.print(Padding(Text(f"Remède : {first.remede.fr}", style="italic"), (0, 0, 0, 4)))
            console.print(Padding(Text(f"Forme : {first.forme.rsplit('/', 1)[-1]}", style="dim"), (0, 0, 0, 4)))
            for result in results if tout else results[:MONTRES]:
                _print_result(console, result)
            if not tout and len(results) > MONTRES:
                console.print(Padding(Text(f"… et {len(results) - MONTRES} autres.", style="dim"), (0, 0, 0, 4)))
    console.print(_conclusion(report))


def _conclusion(report: Rapport) -> Text:
    number = len(report.fichiers)
    graphs = f"{number} graphes validés" if number > 1 else f"{number} graphe validé"
    tail = _counts(report.resultats)
    if report.conforme:
        return Text(f"Conforme : {graphs}{', ' + tail if tail else ', rien à signaler'}.", style="bold green")
    return Text(f"Non conforme : {graphs}, {tail}.", style="bold red")
