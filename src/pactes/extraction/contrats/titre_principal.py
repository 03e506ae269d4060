"""Reader of the title of the contract that a document is the text of: its kind, what it amends, its territory."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pactes.extraction.axes.elements import clean
from pactes.extraction.commun.familles import TETES, Mention, find_familles
from pactes.extraction.commun.noms_de_contrats import find_noms
from pactes.extraction.contrats.titres import known_place, territory_in
from pactes.model import Signature
from pactes.reading import Block, BlockKind, Document, fold

__all__ = ["TITLE_BLOCKS", "Titre", "read_titre", "territoires_of"]

_COMPLEMENT = re.compile(
    r"^\W*(?:(?:de|du|des|d'|pour)\b.{2,100}|(?:[^.:;]{3,90}\s)?(?:19|20)\d\d\s?[-/–]\s?(?:19|20)\d\d\W*)$"
)
TITLE_BLOCKS = 14  # text blocks among which the title of a contract stands
_TITLE_HEAD = re.compile(
    rf"^\W*(?:projet de |avenant (?:n\W{{0,2}}\d+ )?(?:au |a la |a l')|le |la |l')?(?P<tete>{'|'.join(TETES)})\b(?!s\b)"
)
_DELIBERATES = re.compile(
    r"\b(?:extrait du )?registre des (?:deliberations|arretes)\b|^\W*(?:projet de )?deliberation\b"
    r"|\ben avoir delibere\b|\bdument convoques?\b|^\W*(?:seance|reunion) du \d"
)
_PROSE = 120  # characters from which a paragraph that ends with a full stop is running text, no title page
_KIND_OF_PLACE = re.compile(
    r"(?:\b(?:de la|de l'|du|des|d') ?|^\W*)(?P<lieu>(?:vallee|pays|bassin|agglomeration|communaute|metropole|massif|"
    r"ville|commune|departement|region|littoral|estuaire|arrondissement|parc naturel|petr|presqu'ile)\b.{2,80})"
)
_GENERATION = re.compile(r"(?i)\bde (?:\w+ )?génération\b|\b\w+ génération\b")
_QUOTED = re.compile(r"[«\"“][^»\"”]{2,80}[»\"”]|\([A-Z][A-Za-z0-9]{1,9}\)")
# « … ET DE TRANSITION ÉCOLOGIQUE DU GRAND X »: in capitals, the last complement
_OF = re.compile(r"\b(?:DE LA |DE L['’]|DU |DES |DE |D['’])")
_AFTER_KIND = re.compile(r"\W*(?i:de la |de l['’]|des |du |de |d['’]|pour |à )?(?P<nom>[A-ZÀ-Ý][^\d(:]{2,80})")
# « Avenant n° 2 au contrat de… », « Avenant de prolongation à la convention… »
_AMENDS = re.compile(
    r"^\W*(?:projet d')?(?P<avenant>avenant\b(?: ?(?:n\W{0,3}|numero )?\d{1,2})?(?: de [a-z]{4,16})?)"
    r"[^.:;]{0,40}?\s(?:au|a la|a l'|du|de la|de l')\s?(?=\w)"
)
_AMENDMENT_LINE = re.compile(
    r"^\W*(?:projet d')?(?P<avenant>avenant(?: ?(?:n\W{0,3}|numero )?(?:\d{1,2}|[ivx]{1,4}))?(?: de [a-z]{4,16})?)"
    r"(?=\W*$|\W*(?:au|a la|a l'|du)\b|\s?[:–-])"
)
_TITLE_PAGE = 600  # characters between a title and the line that makes it an amendment


@dataclass(frozen=True, slots=True)
class Titre:
    """A title: its span, its words over the lines of the title page, the family that it names.

    The offsets of ``mention`` are those of ``contrat``, the title of the contract itself. ``avenant``: the words that
    make of the text an amendment of that contract (« Avenant n° 2 »), where it is one.
    """

    start: int
    end: int
    contrat: str
    mention: Mention | None
    avenant: str | None = None

    @property
    def texte(self) -> str:
        """The whole title: that of the contract, after the words of the amendment where it is one."""
        if self.avenant is None:
            return self.contrat
        if not self.contrat:
            return " ".join(self.avenant.split())
        bare = fold(self.contrat).split()[0] in TETES
        of = "au" if bare and fold(self.contrat).split()[0] not in ("convention", "charte") else "à la"
        lead = " ".join(self.avenant.split())
        return f"{lead} {of.upper() if lead.isupper() and self.contrat.isupper() else of} {self.contrat}"


def read_titre(document: Document) -> Titre | None:
    """Return the title: the first line that a contract's name heads, or the fuller one before the parties."""
    blocks = [b for b in document.blocks if b.kind not in (BlockKind.TOC, BlockKind.FURNITURE)][:TITLE_BLOCKS]
    found: list[Titre] = []
    for i, block in enumerate(blocks):
        text = document.block_text(block)
        if _DELIBERATES.search(fold(text)):
            return None
        if not found and len(text) > _PROSE and text.endswith((".", "»")) and block.kind is BlockKind.PARAGRAPH:
            return None
        if len(text) > 300 or block.kind is BlockKind.ITEM:
            continue
        mention = next((m for m in find_familles(text) if m.start <= 30 and not m.pluriel), None)
        head = _TITLE_HEAD.match(fold(text))
        if (
            not head
            and not (mention and not mention.sigle and not text[: mention.start].strip(" «*"))
            and not (mention and mention.sigle and mention.start == 0)
        ):
            continue
        if text.rstrip().endswith((".", ";")) and len(text) > 120:
            continue
        found.append(Titre(block.start, block.end, _full_title(document, i, blocks), mention))
    if not found:
        return None
    first = found[0]
    same = [t for t in found[1:] if _same_kind(first, t) and _stands_alone(t)]
    fuller = [t for t in same if len(t.contrat) > len(first.contrat)]
    if not _places(first):  # « Contrat de ville « Un nom » »: a running head may say of which place
        fuller = [t for t in same if _places(t)] or fuller
    return _amending(document, blocks, _with_kind(fuller[0] if fuller else first))


def _amending(document: Document, blocks: list[Block], titre: Titre) -> Titre:
    """Give a title the amendment that it says the text is: in itself, or in a line of its own on the title page."""
    own = _AMENDS.match(fold(titre.contrat))
    if own:
        end = own.end()
        mention = titre.mention
        if mention:
            mention = next((m for m in find_familles(titre.contrat[end:]) if m.start <= 12), mention)
        avenant = titre.contrat[: own.end("avenant")].strip(' ,:–—-"*')
        return replace(titre, contrat=titre.contrat[end:].strip(), mention=mention, avenant=avenant)
    for block in blocks:
        text = document.block_text(block)
        line = _AMENDMENT_LINE.match(fold(text))
        if line and abs(block.start - titre.start) < _TITLE_PAGE:
            avenant = clean(text[: line.end("avenant")])
            contrat = titre.contrat
            if avenant in contrat:  # the lines of the title page were read as one
                contrat = clean(contrat.replace(avenant, " ").strip(" –—-:"))
            start, end = min(titre.start, block.start), max(titre.end, block.start + line.end("avenant"))
            bare = replace(titre, contrat=contrat, avenant=avenant, start=start, end=end)
            return bare if contrat else _amending_what_the_text_names(document, bare)
    return titre


def _amending_what_the_text_names(document: Document, titre: Titre) -> Titre:
    """Give « AVENANT N° 1 », whose title names no contract, the one that its text says it amends, if it says it."""
    for block in document.of_kind(BlockKind.PARAGRAPH, BlockKind.ITEM):
        for nom in find_noms(document.block_text(block).replace("\n", " ")):
            if nom.dispositif and not nom.pluriel and nom.territoire and (nom.modifie or not nom.dispositif.generique):
                mention = next(iter(find_familles(nom.titre)), None)
                return replace(titre, contrat=nom.titre, mention=mention)
    return titre


def _stands_alone(titre: Titre) -> bool:
    """Tell whether a line is a title, not a sentence that begins as one (« Le contrat de ville vise… »)."""
    return not re.match(r"\W*(?:le|la|l'|ce|cette)\b", fold(titre.contrat)) and " est " not in fold(titre.contrat)


def _with_kind(titre: Titre) -> Titre:
    """Give a title of a generic kind (« convention-cadre ») the family that it names further on."""
    if titre.mention and not titre.mention.dispositif.generique:
        return titre
    named = [m for m in find_familles(titre.contrat) if not m.dispositif.generique and not m.pluriel]
    generic = next(iter(find_familles(titre.contrat)), titre.mention)
    return replace(titre, mention=named[0] if named else generic)


def _same_kind(a: Titre, b: Titre) -> bool:
    if a.mention and b.mention:
        return a.mention.dispositif.slug == b.mention.dispositif.slug
    return fold(a.contrat).split()[0] == fold(b.contrat).split()[0]


def _full_title(document: Document, i: int, blocks: list[Block]) -> str:
    """Return a title with the lines of the title page that go on with it.

    Adjacent short lines do; after an empty line, only one that could not stand alone (« de la… », « 2021-2026 »).
    """
    parts = [document.block_text(blocks[i])]
    for before, after in zip(blocks[i:], blocks[i + 1 : i + 5], strict=False):
        text = document.block_text(after)
        adjacent = document.text[before.end : after.start].count("\n") == 1
        folded = fold(text)
        if len(text) > 120 or folded.startswith(("entre", "preambule", "vu ")) or text.endswith((".", ":")):
            break
        if not adjacent and not _COMPLEMENT.match(folded):
            break
        parts.append(text)
    return clean(" ".join(parts))


def territoires_of(titre: Titre, signatures: tuple[Signature, ...]) -> tuple[str, ...]:
    """Return the territory that the title names, else the local signatories."""
    places = _places(titre)
    return places or tuple(
        s.signataire
        for s in signatures
        if not fold(s.signataire).startswith(("region", "conseil", "departement", "etat"))
        and re.search(
            r"\b(?:ville|commune|communaute|metropole|agglomeration|petr|pays|syndicat)\b", fold(s.signataire)
        )
    )


def _places(titre: Titre) -> tuple[str, ...]:
    """Return the territory that a title names after its kind; names in quotation marks and acronyms are none."""
    if titre.mention is None:
        return ()
    rest = _QUOTED.sub(" ", titre.contrat[titre.mention.end :])
    rest = re.split(r"(?i)\b(?:entre|avec|valant)\b", rest)[0]
    rest = _GENERATION.sub(" ", rest)
    rest = re.sub(r"^\W*(?:(?:19|20)\d\d\s?[-/–]\s?(?:19|20)\d\d\s*)", " ", rest)
    kind = _KIND_OF_PLACE.search(fold(rest)) if titre.mention.dispositif.generique or rest.isupper() else None
    rest = rest[kind.start("lieu") :] if kind else rest
    match = _AFTER_KIND.match(rest)
    name = re.sub(r"\s+", " ", match["nom"]).strip(" ,-–—/*»") if match else ""
    region = re.match(r"(?i)(?:entre|région|etat|état)\b", name)
    # In capitals every word begins with one: only a place that is known, or of a kind of territory, is one.
    if name and not region and (not rest.isupper() or kind or known_place(name) or len(name.split()) == 1):
        return (name,)
    for of in reversed(list(_OF.finditer(rest)) if rest.isupper() else []):
        if known_place(rest[of.end() :].strip()):
            return (rest[of.end() :].strip(),)
    place = territory_in(rest, specific=not rest.isupper())
    return (place,) if place else ()
