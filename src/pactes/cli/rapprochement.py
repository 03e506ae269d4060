"""``pactes match``: the names of a list matched to our identifiers, which are written in new columns."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pactes.cli.terminal import WRONG, app, err, honest, steps, thousands
from pactes.errors import PactesError, ReleaseError
from pactes.settings import Settings, settings

if TYPE_CHECKING:
    from pactes.reconciliation import Demande, Entite, Rapprocheur

COLUMNS = ("pactes_iri", "pactes_nom", "pactes_score", "pactes_sur", "pactes_candidats")
"""Columns that are written: the identifier, the name that it has here, the score, whether it is certain (oui, non), and
when it is not, the other candidates."""

_GUESSED = (
    "nom", "name", "libelle", "libellé", "commune", "nom_commune", "territoire", "collectivite", "collectivité",
    "organisme", "organisation", "epci", "signataire", "intitule", "intitulé", "contrat",
)  # fmt: skip
_OTHERS = 4
_SHOWN_EACH = 200


@app.command("match")
def match_list(
    file: Annotated[Path, typer.Argument(metavar="LISTE.csv", help="Un fichier CSV, avec une ligne d'en-têtes.")],
    column: Annotated[
        str | None, typer.Option("--column", "-c", metavar="NOM", help="La colonne des noms à rapprocher.")
    ] = None,
    type_: Annotated[
        list[str] | None,
        typer.Option("--type", "-t", help="commune, epci, departement, region, Organisation, Contrat… (répétable)."),
    ] = None,
    departement: Annotated[
        str | None,
        typer.Option("--departement", "-d", metavar="COLONNE", help="La colonne du département, nom ou numéro."),
    ] = None,
    property_: Annotated[
        list[str] | None,
        typer.Option(
            "--property",
            "-p",
            metavar="PROPRIÉTÉ=COLONNE",
            help="Une colonne qui précise : codeINSEE, siren, region, date, partie… (répétable).",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="SORTIE.csv", help="Le fichier à écrire ; sinon, la sortie standard."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="L'encodage du fichier, s'il est mal deviné.", show_default=False)
    ] = None,
    separator: Annotated[
        str | None, typer.Option(help="Le séparateur, s'il est mal deviné ; « tab » pour une tabulation.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Finir par 1 si un nom n'est pas sûr.")] = False,
) -> None:
    """Rapprocher une liste de noms de nos identifiants, et les écrire dans de nouvelles colonnes.

    Les territoires sont tous ceux de France, d'aujourd'hui et d'avant ; les organisations et les contrats, ceux de la
    version courante. Un nom n'est sûr que si un seul candidat convient : les autres sont à vérifier (pactes_sur : non).
    Les autres colonnes ne changent pas ; le séparateur et l'encodage sont devinés, et gardés.
    """
    from pactes.reconciliation import Critere, Demande, Rapprocheur
    from pactes.reconciliation.tableau import lire_tableau
    from pactes.reconciliation.types import PROPRIETES, chercher_type, types

    config = settings()
    with honest():
        wanted = set()
        for name in type_ or ():
            known = chercher_type(name, config.base_iri)
            if known is None:
                listed = ", ".join(t.court for t in types().values() if not t.parent or t.classe == "Territoire")
                raise PactesError(f"Le type « {name} » n'est pas connu. Types : {listed}, et les genres de contrats.")
            wanted.add(known.chemin)
        if separator is not None:
            separator = {"tab": "\t", "\\t": "\t"}.get(separator, separator)
            if len(separator) != 1:
                raise PactesError(f"Le séparateur « {separator} » n'est pas un caractère : « ; », « , », « tab »…")
        table = lire_tableau(file, encodage=encoding, separateur=separator)
        place = table.colonne(column) if column else _guessed(table.colonnes, file)
        criteria = [("departement", table.colonne(departement))] if departement else []
        for item in property_ or ():
            pid, equals, name = item.partition("=")
            if not equals or pid not in PROPRIETES or not PROPRIETES[pid].critere:
                listed = ", ".join(p.pid for p in PROPRIETES.values() if p.critere)
                raise PactesError(f"« {item} » n'est pas de la forme PROPRIÉTÉ=COLONNE. Propriétés : {listed}.")
            criteria.append((pid, table.colonne(name)))
        with steps() as say:
            say("Lecture de la version et du registre", 0, len(table.lignes) + 1)
            matcher = Rapprocheur(_published(config), base=config.base_iri)
            known_rows: dict[Demande, tuple[str, ...]] = {}
            counts: Counter[str] = Counter()
            added = []
            for number, row in enumerate(table.lignes):
                if number % _SHOWN_EACH == 0:
                    say(f"Rapprochement de {file.name}", number, len(table.lignes))
                given = tuple(Critere(pid, (row[at],)) for pid, at in criteria if row[at].strip())
                asked = Demande(row[place], frozenset(wanted), _OTHERS, given)
                if asked not in known_rows:
                    known_rows[asked] = _cells(matcher, asked)
                added.append(known_rows[asked])
                counts[added[-1][3]] += 1
        content = table.avec(COLUMNS, added)
        _write(content, output)
    sure, unsure, none = counts["oui"], counts["non"], counts[""]
    err.print(
        f"Noms : {thousands(len(added))}. Sûrs : [bold]{thousands(sure)}[/] ; à vérifier : {thousands(unsure)} ; "
        f"sans candidat : {thousands(none)}."
    )
    if strict and (unsure or none):
        raise typer.Exit(WRONG)


def _cells(matcher: Rapprocheur, asked: Demande) -> tuple[str, ...]:
    """Return what is written of one name, in the order of ``COLUMNS``."""
    from pactes.reconciliation.presentation import decrire

    found = matcher.chercher(asked) if asked.texte.strip() or asked.criteres else ()
    if not found:
        return ("", "", "", "", "")
    first = found[0]
    others = () if first.certain else found[1:]
    told = " | ".join(
        f"{matcher.base}{c.entite.chemin} ({c.entite.nom}, {decrire(c.entite, 'fr', matcher.entite)})" for c in others
    )
    score = f"{first.score:g}"
    return (matcher.base + first.entite.chemin, first.entite.nom, score, "oui" if first.certain else "non", told)


def _guessed(columns: tuple[str, ...], file: Path) -> int:
    """Return the column of names when there is but one, or one that is called so; raises ``PactesError``."""
    if len(columns) == 1:
        return 0
    named = [place for place, name in enumerate(columns) if name.strip().casefold() in _GUESSED]
    if len(named) == 1:
        return named[0]
    listed = ", ".join(f"« {name} »" for name in columns)
    raise PactesError(f"Dites par --column quelle colonne de {file} donne les noms : {listed}.")


def _published(config: Settings) -> list[Entite]:
    """Return what the current release publishes; without a release, names are matched to territories only."""
    from pactes.reconciliation import lire_publication
    from pactes.reconciliation.territoires import entites_nationales
    from pactes.store.choice import store_of

    async def read() -> list[Entite]:
        store = store_of(config)
        await store.start()
        try:
            known = {entite.chemin: entite for entite in entites_nationales()}
            return list(await lire_publication(store, config.base_iri, known))
        finally:
            await store.close()

    try:
        return asyncio.run(read())
    except ReleaseError as error:
        err.print("[bold]Attention :[/]", Text(f"{error} Seuls les territoires sont rapprochés."))
        return []


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise PactesError(f"{output} ne peut pas être écrit : {error.strerror}.") from error
