"""Reader of the parties that a contract names in a table of its first pages: a row for each, with who represents it.

The heading row says which column is what: « Partenaire | Représentant », « Signataires | Représentés par | Qualité ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pactes.extraction.commun.noms_de_parties import clean_name
from pactes.extraction.commun.parties import Partie
from pactes.extraction.contrats.representants import FUNCTION, read_representative
from pactes.reading import Block, BlockKind, Document, Span, fold

__all__ = ["read_parties_en_tableau"]

_PARTY = re.compile(
    r"^\W*(?:les |nom d(?:e la|u) )?(?:parties?|partenaires?|signataires?|cosignataires?|institutions?|structures?"
    r"|organismes?|collectivites?)(?: (?:signataires?|contractantes?|au \w+))?\W*$"
)
_PERSON = re.compile(r"^\W*(?:representee?s?(?: par)?|representants?|nom(?: (?:et|,) .{3,20})?|signataires?)\b")
_ROLE = re.compile(r"^\W*(?:qualites?|fonctions?|titres?)\W*$")
_BESIDE = re.compile(r"\(\s?(?:ci-apres\b)?[^()]{0,80}\)|,? ci-apres\b.*$")
_OUT = re.compile(r"\b(?:non signataire|partenaire associe|temoin|observateur)\b")
_FIRST = 60  # blocks among which the parties of a contract stand


def read_parties_en_tableau(document: Document) -> tuple[Partie, ...]:
    """Return the parties of the first table whose heading names a column for them and one for who represents them.

    A table where fewer than two rows name a party is none of parties. Offsets are the document's.
    """
    blocks = [b for b in document.blocks if b.kind is not BlockKind.FURNITURE][:_FIRST]
    for index, block in enumerate(blocks):
        columns = _columns(document, block)
        if columns is None:
            continue
        parties = tuple(_rows(document, blocks[index + 1 :], *columns))
        if len(parties) >= 2:
            return parties
    return ()


def _columns(document: Document, block: Block) -> tuple[int, int, int | None] | None:
    """Return which cells of the rows under a heading row hold the party, the person and the capacity."""
    if block.kind is not BlockKind.ROW:
        return None
    heads = [document.folded[c.start : c.end].strip() for c in block.cells]
    party = next((i for i, head in enumerate(heads) if _PARTY.match(head)), None)
    person = next((i for i, head in enumerate(heads) if i != party and _PERSON.match(head)), None)
    role = next((i for i, head in enumerate(heads) if i not in (party, person) and _ROLE.match(head)), None)
    return None if party is None or person is None else (party, person, role)


def _rows(document: Document, blocks: Sequence[Block], party: int, person: int, role: int | None) -> Iterator[Partie]:
    for block in blocks:
        if block.kind is not BlockKind.ROW:
            return
        if len(block.cells) <= max(party, person) or _OUT.search(document.folded[block.start : block.end]):
            continue
        cell = block.cells[party]
        name = clean_name(_BESIDE.sub("", document.text[cell.start : cell.end]))
        if not 2 <= len(name) <= 160 or not re.search(r"[A-Za-zÀ-ÿ]", name):
            continue
        who, said = read_representative(_words(document, block.cells[person]))
        capacity = _words(document, block.cells[role]) if role is not None and role < len(block.cells) else ""
        yield Partie(cell.start, cell.end, name, _role(capacity) or said, who)


def _role(words: str) -> str | None:
    return words.strip(" ,.") or None if FUNCTION.match(fold(words)) else None


def _words(document: Document, cell: Span) -> str:
    return " ".join(document.text[cell.start : cell.end].split())
