"""The search index of a release: one SQLite file, made from its store, read by ``search_read``.

Two full-text tables (FTS5), over words that ``search_words`` has already brought to one writing: ``noms`` holds the
names of things, ``tout`` their names, their texts and the names of what they are tied to. Neither keeps a text nor
positions: what is shown is in ``chose``, and a question asks which things hold all its words.

Things are numbered by kind, then by length of name. Of things that hold all the words asked, each once or nearly, BM25
would put the shortest first: that order is the numbers', which a full-text table gives for nothing, whatever the
number of things found. ``rang`` is the order in which people count, amounts from the largest.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from pactes.rdf.namespaces import PREFIXES
from pactes.release.search_persons import Persons, persons_of
from pactes.release.search_records import GROUPS, KINDS, Record, Records
from pactes.release.search_sigles import sigles
from pactes.release.search_words import SMALL, name_key, natural_key, number_word, plain, words

NAME = "recherche.sqlite"
"""Name of the index in the folder of a release."""

FORMAT = 2
"""Version of the tables and of the writing of words; an index of another is made again."""

_STAGED = """
CREATE TABLE brouillon (
  genre INTEGER, groupe INTEGER, longueur INTEGER, naturel TEXT, montant REAL, iri TEXT, titre TEXT, titre_en TEXT,
  note TEXT, note_en TEXT, statut TEXT, texte TEXT, somme TEXT, devise TEXT, approche INTEGER, document TEXT,
  ligne INTEGER, page INTEGER, cles TEXT, noms TEXT, tout TEXT
)
"""
_TABLES = """
CREATE TABLE chose (
  id INTEGER PRIMARY KEY, rang INTEGER, iri TEXT, titre TEXT, titre_en TEXT, note TEXT, note_en TEXT, statut TEXT,
  texte TEXT, somme TEXT, devise TEXT, approche INTEGER, document TEXT, ligne INTEGER, page INTEGER
);
CREATE TABLE genre (nom TEXT PRIMARY KEY, premier INTEGER, dernier INTEGER) WITHOUT ROWID;
CREATE TABLE nom (cle TEXT, id INTEGER, PRIMARY KEY (cle, id)) WITHOUT ROWID;
CREATE TABLE sigle (cle TEXT, autre TEXT, PRIMARY KEY (cle, autre)) WITHOUT ROWID;
CREATE TABLE mot (forme TEXT PRIMARY KEY, ecrit TEXT, fois INTEGER) WITHOUT ROWID;
CREATE TABLE terme (iri TEXT PRIMARY KEY, fr TEXT, en TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE noms USING fts5(
  mots, content='', columnsize=0, detail=none, prefix='1 2 3', tokenize="unicode61 remove_diacritics 0 tokenchars ','"
);
CREATE VIRTUAL TABLE tout USING fts5(
  mots, content='', columnsize=0, detail=none, prefix='1 2 3', tokenize="unicode61 remove_diacritics 0 tokenchars ','"
);
"""
_BATCH = 2000
_LETTERED = re.compile(r"[^\W\d_]{3,40}")
_COLUMNS = (
    "iri, titre, titre_en, note, note_en, statut, texte, somme, devise, approche, document, ligne, page, cles, noms, "
    "tout"
)


def write_index(store: Path, target: Path, base_iri: str) -> None:
    """Write the index of the Oxigraph store at ``store`` into the file ``target``, the same to the byte each time
    (with the same SQLite).

    The things are read one by one and sorted on disk, beside ``target``: memory holds the words and the persons.
    """
    drafts = target.with_name(f"{target.name}.brouillon")
    for path in (target, drafts):
        path.unlink(missing_ok=True)
    opened = ox.Store.read_only(str(store))
    index = sqlite3.connect(target, isolation_level=None)
    try:
        for setting in ("page_size = 8192", "journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
            index.execute(f"PRAGMA {setting}")
        index.execute("ATTACH ? AS b", (str(drafts),))
        index.execute("PRAGMA b.journal_mode = OFF")
        index.execute("PRAGMA b.synchronous = OFF")
        index.executescript(f"BEGIN; {_STAGED.replace('TABLE ', 'TABLE b.')}; {_TABLES}")
        persons = persons_of(opened, f"{base_iri}def#")
        index.executemany(
            f"INSERT INTO b.brouillon VALUES ({', '.join('?' * 21)})", _drafts(Records(opened, base_iri, persons))
        )
        _fill(index)
        index.executemany("INSERT OR IGNORE INTO sigle VALUES (?, ?)", sorted(sigles(opened)))
        index.executemany("INSERT INTO terme VALUES (?, ?, ?)", _terms(opened, base_iri))
        index.execute(f"PRAGMA user_version = {FORMAT}")
        index.execute("COMMIT")
        index.execute("DETACH b")
        index.execute("VACUUM")
    finally:
        index.close()
        drafts.unlink(missing_ok=True)
    del opened


def _drafts(records: Records) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the draft; things are read kind by kind."""
    for rank, kind in enumerate(KINDS):
        group = KINDS.index(GROUPS.get(kind, kind))
        for record in records.of_kind(kind):
            yield _draft(record, rank, group)


def _draft(record: Record, rank: int, group: int) -> tuple[object, ...]:
    title, title_en = record.title
    note, note_en = record.note
    named = [*record.names, *([title] if title and record.kind != "Passage" else [])]
    extra = [number_word(record.amount)] if record.amount else []
    names = list(dict.fromkeys(_indexed([*extra, *named])))
    told = list(dict.fromkeys([*names, *_indexed([record.text, *record.around])]))
    # A passage comes where it stands in its document; of amounts with one title, the largest comes first.
    order = f"{record.document} {record.line or 0:012d}" if record.kind == "Passage" else natural_key(title or "")
    shortest = min((len(name) for name in record.names if name), default=0) if record.kind != "Passage" else 0
    return (
        rank, group, shortest or len(record.text), order, float(record.amount) if record.amount else None, record.iri,
        title, title_en, note, note_en, record.status, record.text or None, record.amount, record.currency,
        int(record.approximate), record.document, record.line, record.page,
        "\n".join(sorted({key for name in named if (key := name_key(name)) and len(key) <= 200})),
        " ".join(names), " ".join(told),
    )  # fmt: skip


def _indexed(texts: Iterable[str]) -> Iterator[str]:
    """Yield what is indexed of some texts: each word as it is, for those who have not finished it, and its stem."""
    for text in texts:
        yield from _forms(text)


@lru_cache(maxsize=8192)
def _forms(text: str) -> tuple[str, ...]:
    found = []
    for word in words(text):
        if word.form not in SMALL:
            found.append(word.form)
            if word.stem != word.form:
                found.append(word.stem)
    return tuple(found)


def _fill(index: sqlite3.Connection) -> None:
    vocabulary: Counter[str] = Counter()
    rows = index.execute(
        f"SELECT ROW_NUMBER() OVER (ORDER BY groupe, montant DESC, naturel, iri), genre, {_COLUMNS} "
        "FROM b.brouillon ORDER BY genre, longueur, naturel, iri"
    )
    bounds: dict[int, list[int]] = {}
    number = 0
    while batch := rows.fetchmany(_BATCH):
        things, keys, names, told = [], [], [], []
        for rank, kind, *shown, cles, noms, tout in batch:
            number += 1
            bounds.setdefault(kind, [number, number])[1] = number
            things.append((number, rank, *shown))
            keys += [(cle, number) for cle in cles.split("\n") if cle]
            names.append((number, noms))
            told.append((number, tout))
            vocabulary.update(_written((shown[1], shown[6])))
        index.executemany(f"INSERT INTO chose VALUES ({', '.join('?' * 15)})", things)
        index.executemany("INSERT OR IGNORE INTO nom VALUES (?, ?)", keys)
        index.executemany("INSERT INTO noms (rowid, mots) VALUES (?, ?)", names)
        index.executemany("INSERT INTO tout (rowid, mots) VALUES (?, ?)", told)
    for table in ("noms", "tout"):
        index.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    index.execute("CREATE UNIQUE INDEX chose_rang ON chose (rang)")
    index.executemany("INSERT INTO genre VALUES (?, ?, ?)", [(KINDS[kind], *ends) for kind, ends in bounds.items()])
    index.executemany("INSERT INTO mot VALUES (?, ?, ?)", _vocabulary(vocabulary))


def _written(texts: Iterable[str | None]) -> set[str]:
    """Return the words of texts as they are written, in lower case, for who has misspelt one."""
    found = {written for text in texts if text for written in _LETTERED.findall(text.lower())}
    return {written for written in found if plain(written) not in SMALL}


def _vocabulary(found: Counter[str]) -> list[tuple[str, str, int]]:
    """Return each word in plain letters, its commonest writing, and how many things hold it."""
    kept: dict[str, tuple[str, int, int]] = {}
    for written, times in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        best, most, total = kept.get(plain(written), (written, times, 0))
        kept[plain(written)] = (best, most, total + times)
    return sorted((form, written, total) for form, (written, _, total) in kept.items())


def _terms(store: ox.Store, base_iri: str) -> list[tuple[str, str | None, str | None]]:
    """Return the names of the concepts that results show as labels (statuses)."""
    records = Records(store, base_iri, Persons(()))
    scheme = ox.NamedNode(PREFIXES["skos"] + "inScheme")
    found = []
    for name in ("statut-contrat", "statut-engagement"):
        quads = store.quads_for_pattern(None, scheme, ox.NamedNode(f"{base_iri}voc/{name}"), ox.DefaultGraph())
        found += [quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)]
    return [(iri, *records.name(iri)) for iri in sorted(set(found))]


def main(told: str) -> None:
    """Make the index of a release elsewhere than in it: ``told`` is a JSON list of store, target and base IRI."""
    store, target, base_iri = json.loads(told)
    made = Path(f"{target}.{os.getpid()}")
    write_index(Path(store), made, base_iri)
    os.replace(made, target)


if __name__ == "__main__":
    main(sys.argv[1])
