"""Reader of the parties that a contract names at its head: « Entre … représentée par … Et … Il a été convenu… »."""

from __future__ import annotations

import re
from dataclasses import replace

from pactes.extraction.commun.noms_de_parties import clean_name
from pactes.extraction.commun.parties import Partie, find_parties
from pactes.extraction.contrats.parties_en_tableau import read_parties_en_tableau
from pactes.extraction.contrats.representants import (
    REPRESENTE,
    read_deliberation,
    read_representative,
    read_representatives,
)
from pactes.reading import Block, BlockKind, Document

_OPENS = re.compile(
    r"^\W*(?:(?:[^.:;]{0,120}\b(?:convenu|conclue?|etablie?|passee?|signee?)\b[^.:;]{0,60}\b)?entre\b"
    r"|[^.:;]{0,120}\b(?:est|sont|a ete) signee?s? par\b(?=[^\n]{0,60}:\W*$))"
    r"(?:\s+(?:les? )?(?:soussigne\w*|parties|signataires|partenaires)[^:]{0,60})?\W*(?P<rest>.*)$"
)
_OPENS_LIST = re.compile(
    r"^\W*(?:les |liste des )?(?:parties|signataires|cosignataires|cocontractants|partenaires signataires|"
    r"parties signataires)"
    r"(?: (?:au|du|a la|de la|a l'|de l')\b[^:]{0,80})?\s*:?\W*$"
)
_CLOSES = re.compile(
    r"^\W*(?:il (?:est|a ete)\b[^.]{0,60}\b(?:convenu|arrete|expose|decide|rappele)|ce qui suit|vu (?:l|la|le|les|"
    r"l')\b|considerant|preambule|"
    r"sommaire|article\b|art\.|titre\b|chapitre\b|partie\b|propos introductif|introduction|i\s*[.\-–]|1\s*[.\-–)]|"
    r"ci-apres (?:collectivement )?(?:denomme|designe|appele)e?s?\s+(?:ensemble|collectivement|conjointement)|"
    r"le present|la presente|"
    r"l[ae] (?:contrat|convention|pacte|charte|protocole) (?:est|a|prend|vise|porte|definit|fixe)\b|"
    r"fait a\b|a [a-z][^\n,.;:\d]{1,40},? le \d{1,2}(?:er)? [a-z]{3,9} (?:19|20)\d\d)"
)
_INTRO = re.compile(
    r"^\W*(?:(?:en accord avec|en presence d(?:e la|e l'|u|es|e|')|et|entre|"
    r"d'une part|d'autre part|de premiere part|de seconde part|de troisieme part|ainsi que|"
    r"\d{1,2}\s?[.)°\-])\s*[,:]?\W*)+",
    re.IGNORECASE,
)
_NAME_ENDS = re.compile(
    r",|;|:|\(|\bsise?\b|\bdont (?:le|l')|\bayant\b|\bci-apres\b|\bdomicilie|\bidentifie|\bimmatricul|\bagissant\b|"
    r"\brepresente|\s[-–—]\s(?=\d|place|rue|avenue|boulevard|bp\b)"
)
_ADDRESS = re.compile(
    r"\b(?:(?:\d{1,4}(?: ?(?:bis|ter|quater|[a-d]))?,? )?(?:rue|avenue|av\.|boulevard|bd|place|quai|allee|chemin|cours|"
    r"impasse|esplanade|route|square|parvis|hotel de|bp\b|cs\b))[^;]*$|\b\d{5}\b.*$"
)
_FIRST = 40  # blocks among which the parties stand
_SIGLE = re.compile(r"\(([A-Z][A-Za-z]{2,9})\)")
# « en présence de la Banque X » : a party only where it also signs.
_WITNESS = re.compile(r"^\W*(?:et )?en presence d(?:e|u|es|')\b")
# What an institution that signs such a contract is called; after « et » or a comma it opens the next party.
INSTITUTION = (
    r"(?:etat|prefet|prefete|prefecture|region|collectivite|departement|conseil (?:regional|departemental|general|"
    r"municipal|communautaire)|"
    r"communes?|ville|villes|communaute|agglomeration|metropole|eurometropole|syndicat|petr|pole|pays|agence|caisse|chambre|"
    r"association|"
    r"societe|office|universite|rectorat|academie|etablissement|banque|action logement|pole emploi|france travail|"
    r"procureur|prefecture|ministere|ministre|groupe|groupement|union|federation|fondation|mission locale|bailleurs?|"
    r"entreprise|centre|parc|anru|anah|ademe|caf|cpam|msa|ars|cci|epci|sa|sas|sem|gip|direction|maire|president)"
)
# « Le Département X a manifesté son intérêt »: a sentence about it, no party.
_TELLS = re.compile(
    r"\b(?:a|ont|est|sont) (?:[a-z]+ )?(?:manifeste|exprime|associe|fait|accompagne|partenaire|souhaite|sign|temoin)"
)
_NEXT_PARTY = re.compile(rf"(?:[,;]\s*(?:et\s+)?|\bet\s+)(?=(?:l'|la |le |les )?{INSTITUTION}\b)")
_NEXT_WITNESS = re.compile(rf"(?:[,;]\s*(?:et\s+)?|\bet\s+)(?:de |du |des |d')(?=(?:l'|la |le |les )?{INSTITUTION}\b)")


def read_parties(document: Document) -> tuple[Partie, ...]:
    """Return the parties named at the head of a contract, in the order of the text; empty when none are announced."""
    parties = list(read_parties_en_tableau(document))
    for start, end in () if parties else _zone(document):
        parties.extend(_parties_of(document, start, end))
    kept: dict[str, Partie] = {}
    for partie in parties:
        kept.setdefault(re.sub(r"\W+", " ", partie.nom.lower()), partie)
    return tuple(kept.values())


def parties_in(document: Document, start: int, end: int) -> tuple[Partie, ...]:
    """Return the parties that one sentence names with who represents them (« X, représentée par… »)."""
    return tuple(_parties_of(document, start, end))


def _zone(document: Document) -> list[tuple[int, int]]:
    """Return the spans of the lines that name the parties, from « Entre » to the formula that opens the clauses."""
    blocks = [b for b in document.blocks if b.kind not in (BlockKind.TOC, BlockKind.FURNITURE)]
    best: list[tuple[int, int]] = []
    for i, block in enumerate(blocks):
        folded = document.folded[block.start : block.end]
        opens = _OPENS.match(folded) if len(folded) < 4000 else None
        if not opens and not (len(folded) <= 120 and _OPENS_LIST.match(folded)):
            continue
        spans = [(block.start + opens.start("rest"), block.end)] if opens and opens["rest"].strip() else []
        spans += _lines_after(document, blocks[i + 1 :])
        if sum(bool(REPRESENTE.search(document.folded[s:e])) for s, e in spans) and _better(document, spans, best):
            best = spans
    return best or _listed(document, blocks) or _unannounced(document, blocks)


def _better(document: Document, spans: list[tuple[int, int]], best: list[tuple[int, int]]) -> bool:
    def count(zone: list[tuple[int, int]]) -> int:
        return sum(len(REPRESENTE.findall(document.folded[s:e])) for s, e in zone)

    return count(spans) > count(best)


def _lines_after(document: Document, blocks: list[Block]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for block in blocks[:60]:
        folded = document.folded[block.start : block.end]
        if _CLOSES.match(folded) or (
            block.kind is BlockKind.HEADING
            and len(folded) > 12
            and not _INTRO.match(folded)
            and not REPRESENTE.search(folded)
            and not re.match(rf"^(?:l'|la |le |les )?{INSTITUTION}\b", folded)
        ):
            break
        own_name = REPRESENTE.search(folded) and not REPRESENTE.match(folded.lstrip())
        listed = spans and own_name and document.text[spans[-1][1] - 1] == ","
        open_line = bool(spans) and document.text[spans[-1][0] : spans[-1][1]].rstrip()[-1:] not in (",", ";", ".", ":")
        adjacent = bool(spans) and document.text[spans[-1][1] : block.start].count("\n") == 1
        begins = bool(spans) and REPRESENTE.match(folded.lstrip()) is not None
        if spans and not listed and (block.continues or begins or (adjacent and open_line)):
            spans[-1] = (spans[-1][0], block.end)
        else:
            spans.append((block.start, block.end))
    return spans


def _listed(document: Document, blocks: list[Block]) -> list[tuple[int, int]]:
    """Return the lines of a list of signatories without representatives (« Les signataires : », « Entre : »)."""
    for i, block in enumerate(blocks):
        folded = document.folded[block.start : block.end]
        opens = _OPENS.match(folded) if len(folded) < 200 else None
        if not ((opens and not opens["rest"].strip()) or (len(folded) <= 120 and _OPENS_LIST.match(folded))):
            continue
        spans = []
        for start, end in _lines_after(document, blocks[i + 1 :]):
            words = _INTRO.sub("", document.folded[start:end])
            if re.match(rf"^(?:l'|la |le |les )?{INSTITUTION}\b", words) and end - start <= 200:
                spans.append((start, end))
        if len(spans) >= 2:
            return spans
    return []


def _unannounced(document: Document, blocks: list[Block]) -> list[tuple[int, int]]:
    """Return the first paragraphs that each name a party and who represents it, where no « Entre » opens them."""
    spans: list[tuple[int, int]] = []
    for block in blocks[:_FIRST]:
        folded = document.folded[block.start : block.end]
        words = _INTRO.sub("", folded)
        if REPRESENTE.search(words) and re.match(rf"^(?:l'|la |le |les )?{INSTITUTION}\b", words):
            spans.append((block.start, block.end))
        elif spans and _CLOSES.match(folded):
            break
    return spans if len(spans) >= 2 else []


def _parties_of(document: Document, start: int, end: int) -> list[Partie]:
    """Return the parties of one line or paragraph; a paragraph may hold several, each « représentée par »."""
    folded = document.folded[start:end]
    marks = list(REPRESENTE.finditer(folded))
    parties: list[Partie] = []
    witness = bool(_WITNESS.match(folded))
    borders_of = _NEXT_WITNESS if witness else _NEXT_PARTY
    if not marks:
        intro = _INTRO.match(folded)
        at = intro.end() if intro else 0
        named = re.match(rf"^(?:l'|la |le |les )?{INSTITUTION}\b", folded[at:]) and not _TELLS.search(folded[at:])
        if named and end - start <= 250:
            partie = _partie(document, start + at, end, None, end)
            parties.extend([replace(partie, temoin=witness)] if partie else [])
        return parties
    begin = 0
    for i, mark in enumerate(marks):
        stop = len(folded)
        if i + 1 < len(marks):
            borders = [m.end() for m in borders_of.finditer(folded, mark.end(), marks[i + 1].start())]
            # The function may name an institution too (« président de la région X, préfet »): the last border counts.
            stop = borders[-1] if borders else marks[i + 1].start()
        intro = _INTRO.match(folded[begin:])
        begin += intro.end() if intro else 0
        span = (start + begin, start + mark.start(), start + mark.end(), start + stop)
        shared = _shared_out(document, *span)
        single = None if shared else _partie(document, *span)
        parties += [replace(p, temoin=witness) for p in (shared or ([single] if single else []))]
        begin = stop
    return parties


def _shared_out(document: Document, start: int, name_end: int, rep_start: int, end: int) -> list[Partie]:
    """Return the parties of « les communes de A et de B, représentées par leurs maires »; empty for a single one."""
    if not re.match(r"\W*(?:les\b|l[ae]s? (?:deux|trois|quatre)\b)", document.folded[start:name_end]):
        return []
    parties = find_parties(document.text[start:name_end])
    if len(parties) < 2:
        return []
    role, persons = read_representatives(document.text[rep_start:end], len(parties))
    return [
        Partie(start + p.start, start + p.end, p.nom, role, person) for p, person in zip(parties, persons, strict=True)
    ]


def _partie(document: Document, start: int, name_end: int, rep_start: int | None, end: int) -> Partie | None:
    folded = document.folded[start:name_end]
    cut = _NAME_ENDS.search(folded, 2)
    name = clean_name(document.text[start : start + (cut.start() if cut else len(folded))])
    if not 2 <= len(name) <= 160:
        return None
    address = _ADDRESS.search(folded, cut.end()) if cut else None
    sigle = _SIGLE.match(document.text[start + cut.start() : start + cut.start() + 14]) if cut else None
    person, role = (None, None) if rep_start is None else read_representative(document.text[rep_start:end])
    return Partie(
        nom=name,
        start=start,
        end=end,
        representant=person,
        qualite=role,
        adresse=document.text[start + address.start() : start + address.end()].strip(" ,;-–—\n") or None
        if address
        else None,
        sigle=sigle[1] if sigle else None,
        deliberation=None if rep_start is None else read_deliberation(document.text[rep_start:end]),
    )
