"""The columns of a release: its triples as a column store sees them, for the questions that count, sum and compare.

One DuckDB file, made from the store of the release, holds the default graph (the union of the graphs): ``terme`` has
every term once, numbered; each predicate has a table of its own, pairs of such numbers. Terms of one class (IRIs, the
texts in one language, the numbers of one datatype…) have numbers that follow each other, in the order of SPARQL where
the class has one that is plain: then comparing two terms, or a term and a constant, is comparing whole numbers.

What is unusual is told, not guessed: a class whose values are not all of the plain writing has ``ordre`` false, and
``store.analytic`` leaves questions that compare them to the engine. With blank nodes or RDF 1.2 triple terms there is
no file at all.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import duckdb
import pyoxigraph as ox

log = logging.getLogger("pactes.release")

FORMAT = 2
"""Version of the tables; a file of another is not read."""

FREQUENT = 1000
"""Triples from which a pair of predicate and object is counted: questions about rarer ones are light anyway."""

FOLDED = "replace(lower({}), 'ſ', 's')"
"""SQL: a text in which letters that a regular expression with the flag ``i`` takes for the same are the same.

That is true of ASCII, of the letters of Latin-1 but « µ », and of « œ »; see ``store.analytic_text``.
"""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PLAIN = {
    f'"^^<{_XSD}decimal>': r"-?\d{1,14}(\.\d{1,4})?",
    f'"^^<{_XSD}integer>': r"-?\d{1,14}",
    f'"^^<{_XSD}date>': r"\d{4}-\d\d-\d\d",
    f'"^^<{_XSD}gYear>': r"\d{4}",
}
"""Classes whose values all have one writing, by which they sort: numbers as numbers, dates of one calendar as texts."""

NUMBERS = (f'"^^<{_XSD}decimal>', f'"^^<{_XSD}integer>')
"""The classes of numbers."""

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1500MB",
    "preserve_insertion_order": False,
    "default_block_size": 16384,
}
_LINES = (
    "read_csv(?, columns={'l': 'VARCHAR'}, delim='\x1f', quote='', escape='', header=false, max_line_size=8388608, "
    "buffer_size=16777216, auto_detect=false)"
)
"""The lines of N-Triples, each whole: the separator is a character that they only write by its number."""
_SPARE = "chr(57344)"
_ESCAPES = ((r"\"", '"'), (r"\n", "\n"), (r"\r", "\r"), (r"\t", "\t"), (r"\b", "\b"), (r"\f", "\f"))


def write_columns(store: Path, target: Path) -> bool:
    """Write the columns of the Oxigraph store at ``store`` into the file ``target``; tell whether there are any.

    There is none of a graph with blank nodes or triple terms, nor of one too large for the memory granted here. Memory
    is bounded: what is larger is sorted on disk, beside ``target``.
    """
    lines = target.with_name(f"{target.name}.nt")
    target.unlink(missing_ok=True)
    opened = ox.Store.read_only(str(store))
    opened.dump(str(lines), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    del opened
    room = target.with_name(f"{target.name}.tmp")
    try:
        with duckdb.connect(str(target), config={**_SETTINGS, "temp_directory": str(room)}) as columns:
            plain = _fill(columns, lines)
    except duckdb.Error as error:  # what is larger than its means: the engine answers everything, as it can
        log.warning("la version n'aura pas de colonnes : %s", error)
        plain = False
    finally:
        lines.unlink(missing_ok=True)
        shutil.rmtree(room, ignore_errors=True)
    if not plain:
        target.unlink(missing_ok=True)
        target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    return plain


def _fill(columns: duckdb.DuckDBPyConnection, lines: Path) -> bool:
    columns.execute(
        f"""CREATE TEMP TABLE dit AS
        SELECT s, p, l[len(s) + len(p) + 3 : -3] AS o
        FROM (SELECT l, split_part(l, ' ', 1) AS s, split_part(l, ' ', 2) AS p FROM {_LINES})""",
        [str(lines)],
    )
    odd = columns.execute("SELECT 1 FROM dit WHERE s[1] = '_' OR o[1] = '_' OR o[1:2] = '<<' LIMIT 1").fetchone()
    if odd or not columns.execute("SELECT 1 FROM dit LIMIT 1").fetchone():
        return False
    if not _fill_terms(columns):
        return False
    columns.execute(
        """CREATE TEMP TABLE nommes AS
        SELECT (row_number() OVER (ORDER BY p) - 1)::INTEGER AS numero, p AS nt FROM dit GROUP BY p"""
    )
    columns.execute(
        """CREATE TEMP TABLE lien AS
        SELECT numero AS p, a.id AS s, b.id AS o, b.classe
        FROM dit JOIN nommes ON nommes.nt = dit.p
             JOIN termes a ON a.cle = md5_number_lower(dit.s) JOIN termes b ON b.cle = md5_number_lower(dit.o)
        ORDER BY numero, a.id, b.id"""
    )
    columns.execute(
        """CREATE TABLE predicat AS
        SELECT numero, nt, triples, classes
        FROM (SELECT p, count(*) AS triples, list_sort(list(DISTINCT classe)) AS classes FROM lien GROUP BY p)
        JOIN nommes ON numero = p ORDER BY numero"""
    )
    columns.execute("DROP TABLE dit")
    for (number,) in columns.execute("SELECT numero FROM predicat ORDER BY numero").fetchall():
        columns.execute(f"CREATE TABLE p{number} AS SELECT s, o FROM lien WHERE p = {number} ORDER BY s, o")
    columns.execute(
        """CREATE TABLE frequent AS
        SELECT predicat.nt AS predicat, termes.nt AS objet, termes.id AS id, fois
        FROM (SELECT p, o, count(*) AS fois FROM lien GROUP BY p, o HAVING count(*) >= ?)
        JOIN termes ON termes.id = o JOIN predicat ON predicat.numero = p ORDER BY predicat, objet""",
        [FREQUENT],
    )
    columns.execute(f"CREATE TABLE format AS SELECT {FORMAT} AS numero")
    return True


def _fill_terms(columns: duckdb.DuckDBPyConnection) -> bool:
    """Number the terms: IRIs, then literals class by class, each in its order; tell whether their keys are their own.

    Triples find their terms by a key of eight bytes: texts would fill the memory that is granted. Two terms of one key
    are not to be expected of billions of them; should it happen, there are no columns.
    """
    plain = " ".join(f"WHEN '{name}' THEN regexp_full_match(lex, '{form}')" for name, form in _PLAIN.items())
    numbers = ", ".join(f"'{name}'" for name in NUMBERS)
    columns.execute(
        f"""CREATE TEMP TABLE lu AS
        SELECT nt, classe, lex,
               CASE WHEN classe IN ({numbers}) THEN TRY_CAST(lex AS DECIMAL(18, 4)) END AS valeur,
               CASE classe WHEN '<' THEN true {plain}
                    ELSE (classe = '"' OR classe[2] = '@') AND NOT contains(nt, '\\u') AND NOT contains(nt, '\\U')
                         AND NOT contains(nt, {_SPARE})
               END AS plain
        FROM (
          SELECT nt, classe, {_unescaped("nt[2 : -len(classe) - 1]")} AS lex
          FROM (
            SELECT nt, CASE WHEN nt[1] = '<' THEN '<'
                            ELSE '"' || regexp_extract(nt, '"(@[A-Za-z0-9-]+|\\^\\^<[^"]*>)?$', 1) END AS classe
            FROM (SELECT s AS nt FROM dit UNION SELECT o FROM dit)))"""
    )
    columns.execute(
        f"""CREATE TEMP TABLE termes AS
        SELECT (row_number() OVER (ORDER BY classe, valeur, lex, nt) - 1)::INTEGER AS id, md5_number_lower(nt) AS cle,
               nt, classe, valeur,
               CASE WHEN classe = '"' OR classe[2] = '@' THEN {FOLDED.format("lex")} END AS plie, plain
        FROM lu ORDER BY id"""
    )
    columns.execute("DROP TABLE lu")
    columns.execute("CREATE TABLE terme AS SELECT id, nt, valeur, plie FROM termes ORDER BY id")
    columns.execute(
        """CREATE TABLE classe AS
        SELECT classe AS nom, min(id) AS premier, max(id) AS dernier, bool_and(plain) AS ordre
        FROM termes GROUP BY classe ORDER BY premier"""
    )
    return columns.execute("SELECT count(*) = count(DISTINCT cle) FROM termes").fetchone() == (True,)


def _unescaped(column: str) -> str:
    """SQL of the text that a literal of N-Triples writes; what is written by number is left as it is."""
    inner = f"replace({column}, '\\\\', {_SPARE})"
    for written, meant in _ESCAPES:
        inner = (
            f"replace({inner}, '{written}', '{meant}')"
            if meant.isprintable()
            else (f"replace({inner}, '{written}', chr({ord(meant)}))")
        )
    return f"CASE WHEN contains({column}, '\\') THEN replace({inner}, {_SPARE}, '\\') ELSE {column} END"
