"""Reader of deliberations: an assembly approves a contract and authorises its head to sign it with others.

A deliberation is the text of no contract. It says of the contract that it is to be signed, by the authority whose
assembly deliberates and by those it names (« autorise le Maire à signer la convention avec l'État et X »).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pactes.extraction.commun.casse import regular_case
from pactes.extraction.commun.familles import TETES
from pactes.extraction.commun.parties import end_of_list, find_parties
from pactes.extraction.contrats.representants import REPRESENTE, read_representative
from pactes.model import Contrat, Signature, StatutContrat
from pactes.reading import Block, BlockKind, Document, fold

REGLE = "deliberation"
_HEAD_BLOCKS = 20  # blocks in which a deliberation says that it is one, and of which assembly
_IS_ONE = re.compile(
    r"\bregistre des (?:deliberations|arretes)\b|^\W*(?:projet de )?deliberation\b|\bdument convoques?e?s?\b"
)
_DELIBERATED = re.compile(r"\bapres en avoir delibere\b|\bdecide a l'unanimite\b|\bdeliberation n\b")
# The assembly, and the words by which its authority is called.
_ASSEMBLIES = (
    (re.compile(r"\bconseil municipal\b"), ("commune", "ville", "mairie")),
    (
        re.compile(r"\bconseil (?:communautaire|de (?:la )?communaute|d'agglomeration)\b"),
        ("communaute", "agglomeration"),
    ),
    (re.compile(r"\bconseil (?:metropolitain|de (?:la )?metropole)\b"), ("metropole", "eurometropole")),
    (re.compile(r"\b(?:conseil departemental|assemblee departementale)\b"), ("departement", "conseil")),
    (re.compile(r"\b(?:conseil regional|assemblee regionale)\b"), ("region", "conseil")),
    (re.compile(r"\b(?:comite|conseil) syndical\b"), ("syndicat", "petr", "pole", "pays", "parc")),
)
_COUNCIL_OF = re.compile(
    r"\b(?i:conseil municipal) (?i:de la commune |de la ville )?(?:[Dd][Ee] |[Dd]['’])"
    r"(?P<nom>[A-ZÀ-Þ][\w’'-]*(?:[ -][A-ZÀ-Þ][\w’'-]*){0,4})[ *_]*$",
    re.MULTILINE,
)
_CHAIR = re.compile(
    r"\b(?:presidence (?:de|:)|presidente? de (?:la )?seance\s?:)\s+(?=(?:m\. |mr |mme |monsieur |madame ))"
)
_SIGNS = re.compile(
    r"(?:^|\n)\W*(?:le |la |l')(?P<role>(?:president|maire)e?)\W{1,4}(?P<nom>[a-z' -]{4,50})(?=\W*(?:\n|$))"
)
# « Le nouveau contrat sera signé par… »: who is to sign what the deliberation is about.
_TO_SIGN = re.compile(
    rf"\b(?:le|la|ce|cette|l') ?(?:nouve\w+|futur\w?|present\w?)? ?(?:{'|'.join(TETES)})\b[^.;]{{0,40}}?"
    r"\b(?:sera|est|doit etre) (?:signee?|conclue?)\s+(?=(?:par|entre|avec)\b)"
)
# « la communauté de communes »: the authority that deliberates, where it is of that kind.
_BODY = re.compile(
    r"\b(?:la|le|l') ?(?P<corps>commune|ville|communaute de communes|communaute d'agglomeration|"
    r"communaute urbaine|metropole|syndicat mixte|petr)\b(?=\s*(?:,|et\b|\.|;|$))"
)
_DECISION = re.compile(
    r"\b(?:approuv(?:e|er|ent)|autoris(?:e|er|ent)|valid(?:e|er|ent)|adopt(?:e|er|ent)|accept(?:e|er|ent)|"
    r"donne pouvoir|donne mandat|mandat(?:e|er))\b"
)
_BARE = re.compile(rf"\b(?:la|le|ladite|ledit|cette|ce|cet|l')\s?(?:{'|'.join(TETES)})\b(?! (?:de|du|d')\w)")
_SIGN_IT = re.compile(r"\ba (?:le|la|l') ?(?:signer|conclure)\b")  # « autorise le maire à le signer avec… »
_LIST_TO_SIGN = re.compile(
    r"\b(?:sera|seront|doit etre) (?:co-?)?(?:signee?s?|conclue?s?)\b[^.;]{0,90}\b(?:par|entre)\s?:\W*$"
)
_MARKED = re.compile(r"^\W*\d{1,2}\W|^\W*[-–•*]\s")
_BY_WHOM = re.compile(rf"{REPRESENTE.pattern}|, par (?=(?:son|sa|le|la|l'|m\.|mme) ?)")
_MOST_PARTIES = 40
_WITH = re.compile(r"\b(?:avec|entre|par)\s+")
_SUBJECT = re.compile(r"^\W*objet\b")


@dataclass(frozen=True, slots=True)
class _Assemblee:
    """The authority whose assembly deliberates: its name, where it stands, and who presides over it."""

    nom: str
    start: int
    end: int
    representant: str | None = None
    qualite: str | None = None


def is_deliberation(document: Document) -> bool:
    """Tell whether a text is the record of what an assembly decided."""
    head = _blocks(document)[:_HEAD_BLOCKS]
    return any(_IS_ONE.search(document.folded[b.start : b.end]) for b in head) and bool(
        _DELIBERATED.search(document.folded)
    )


def assembly_of(document: Document) -> str | None:
    """Return the name of the authority whose assembly deliberates, None where the text is no deliberation."""
    assembly = _assembly(document) if is_deliberation(document) else None
    return assembly.nom if assembly else None


def complete_with_deliberation(document: Document, contrats: Sequence[Contrat]) -> tuple[Contrat, ...]:
    """Return ``contrats``; those that the deliberation approves get their status and the parties that are to sign."""
    if not is_deliberation(document):
        return tuple(contrats)
    assemblee = _assembly(document)
    decided: dict[str, list[Block]] = {}
    last: str | None = _subject(document, contrats)
    for block in _decisions(document):
        here = [c for c in contrats if c.instance and any(block.start <= e.start < block.end for e in c.evidence)]
        if here:
            last = here[0].cle
        elif not (_BARE.search(said := document.folded[block.start : block.end]) or _SIGN_IT.search(said)):
            continue
        for cle in [c.cle for c in here] or ([last] if last else []):
            decided.setdefault(cle, []).append(block)
    if (about := _subject(document, contrats)) is not None:
        for block in _blocks(document):
            for match in _TO_SIGN.finditer(document.folded, block.start, block.end):
                decided.setdefault(about, []).append(replace(block, start=match.end()))
        decided.setdefault(about, []).extend(_listed_to_sign(document))
    return tuple(_completed(document, c, decided[c.cle], assemblee) if c.cle in decided else c for c in contrats)


def _listed_to_sign(document: Document) -> list[Block]:
    """Return the items of « Le document sera signé, le 3 mai 2023, par : », a party each."""
    blocks = _blocks(document)
    found: list[Block] = []
    for index, block in enumerate(blocks):
        if not _LIST_TO_SIGN.search(document.folded[block.start : block.end]):
            continue
        for item in blocks[index + 1 : index + 1 + _MOST_PARTIES]:
            if item.kind is not BlockKind.ITEM and not item.marker and not _MARKED.match(document.block_text(item)):
                break
            found.append(item)
    return found


def _blocks(document: Document) -> list[Block]:
    return [b for b in document.blocks if b.kind not in (BlockKind.FURNITURE, BlockKind.TOC)]


def _decisions(document: Document) -> Iterator[Block]:
    for block in _blocks(document):
        if _DECISION.search(document.folded[block.start : min(block.end, block.start + 160)]):
            yield replace(block, end=document.paragraph(block).end)


def _subject(document: Document, contrats: Sequence[Contrat]) -> str | None:
    """Return the contract that the deliberation is about: named in its « Objet », else the only one to be signed."""
    for block in _blocks(document):
        if _SUBJECT.match(document.folded[block.start : block.end]):
            named = [c for c in contrats if any(block.start <= e.start < block.end for e in c.evidence)]
            if named:
                return named[0].cle
    instances = [c for c in contrats if c.instance]
    return instances[0].cle if len(instances) == 1 else None


def _assembly(document: Document) -> _Assemblee | None:
    """Return the authority whose assembly deliberates, by the fullest name that the head of the text gives it."""
    blocks = _blocks(document)[:_HEAD_BLOCKS]
    said = "\n".join(document.folded[b.start : b.end] for b in blocks)
    kinds = [heads for pattern, heads in _ASSEMBLIES if pattern.search(said)]
    if not kinds:
        return None
    heads = kinds[0]
    found: list[_Assemblee] = []
    for block in blocks:
        if re.match(r"\W*(?:vu|considerant|apres en avoir)\b", document.folded[block.start : block.end]):
            break
        for party in find_parties(document.text[block.start : block.end]):
            if fold(party.nom).startswith(heads):
                found.append(_Assemblee(party.nom, block.start + party.start, block.start + party.end))
    if not found and (named := _named_by_council(document, blocks)) is not None:
        found = [named]
    if not found:
        return None
    best = next((f for f in found if not f.nom.isupper()), found[0])
    person, role = _chair(document)
    return replace(best, representant=person, qualite=role)


def _named_by_council(document: Document, blocks: Sequence[Block]) -> _Assemblee | None:
    """Return the commune whose council alone names it: « CONSEIL MUNICIPAL DE VILLENEUVE »."""
    for block in blocks:
        match = _COUNCIL_OF.search(document.text, block.start, block.end)
        if match:
            written = document.text[block.start : match.end()]
            place = regular_case(written)[match.start("nom") - block.start :]
            join = "d'" if place[:1] in "AEIOUÉÈÊHÎÔ" else "de "
            return _Assemblee(f"commune {join}{place}", match.start("nom"), match.end("nom"))
    return None


def _chair(document: Document) -> tuple[str | None, str | None]:
    match = _CHAIR.search(document.folded)
    if match is None:
        return None, None
    words = (
        document.text[match.end() : match.end() + 120].split("\n\n")[0].replace("\n", " ").replace("M. ", "Monsieur ")
    )
    person, role = read_representative(re.split(r"[.;](?:\s|$)", words)[0].strip(" ."))
    signed = _SIGNS.search(document.folded) if person and role is None else None
    if signed and person and fold(person).split()[-1] in signed["nom"].split():
        role = document.text[signed.start("role") : signed.end("role")]
    return person, role


def _completed(document: Document, contrat: Contrat, blocks: Sequence[Block], assemblee: _Assemblee | None) -> Contrat:
    """Give a contract the parties that the decisions name, all of them still to sign."""
    items = _listed_to_sign(document)
    signatures = [replace(s, prevue=s.prevue or not contrat.dates_signature) for s in contrat.signatures]
    if assemblee is not None:
        signatures.insert(
            0,
            Signature(
                signataire=assemblee.nom,
                representant=assemblee.representant,
                qualite=assemblee.qualite,
                prevue=not contrat.dates_signature,
                evidence=(document.evidence(assemblee.start, assemblee.end),),
                regle=REGLE,
                confiance=0.8,
            ),
        )
    for block in blocks:
        words = document.text[block.start : block.end]
        with_ = _WITH.search(document.folded[block.start : block.end])
        listed = block in items
        for begin in [0] if listed else [with_.end()] if with_ else []:
            stop = end_of_list(words, begin)
            clause, at = words[begin:stop], block.start + begin
            body = next(_BODY.finditer(fold(clause)), None)
            if body and assemblee and fold(assemblee.nom).startswith(body["corps"]):
                signatures = [s for s in signatures if s.signataire != assemblee.nom] + [
                    replace(
                        s, evidence=(*s.evidence, document.evidence(at + body.start("corps"), at + body.end("corps")))
                    )
                    for s in signatures
                    if s.signataire == assemblee.nom
                ]
            for party in find_parties(clause)[: 1 if listed else None]:
                mark = _BY_WHOM.search(fold(clause), party.end) if listed else None
                person, role = read_representative(clause[mark.end() :]) if mark else (None, None)
                signatures.append(
                    Signature(
                        signataire=party.nom,
                        representant=person,
                        qualite=role or party.qualite,
                        prevue=not contrat.dates_signature,
                        evidence=(document.evidence(at + party.start, at + party.end),),
                        regle=REGLE,
                        confiance=0.8,
                    )
                )
    unique: dict[str, Signature] = {}
    for signature in signatures:
        if not any(fuzz.token_set_ratio(fold(signature.signataire), known) >= 90 for known in unique):
            unique[fold(signature.signataire)] = signature
    return replace(
        contrat,
        statut=contrat.statut if contrat.dates_signature else StatutContrat.PREVU,
        territoires=contrat.territoires or ((assemblee.nom,) if assemblee and not assemblee.nom.isupper() else ()),
        signatures=tuple(unique.values()),
    )
