"""Reader of the contract that a document is the text of: its title, its kind, its period, its dates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pactes.extraction.axes.axes import read_axes
from pactes.extraction.axes.elements import clean
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import (
    DateFound,
    find_dates,
    find_durations,
    find_ends,
    find_intervals,
    find_periods,
)
from pactes.extraction.commun.familles import TETES, Mention, find_familles
from pactes.extraction.commun.noms_de_parties import find_parties_after
from pactes.extraction.commun.parties import Partie
from pactes.extraction.commun.plan import Plan
from pactes.extraction.contrats.parties_en_tete import read_parties
from pactes.extraction.contrats.signatures import FAIT_A, read_signatures
from pactes.extraction.contrats.titres import territory_in
from pactes.model import Contrat, Evidence, Signature, StatutContrat, Valeur
from pactes.reading import Block, BlockKind, Document, fold

_COMPLEMENT = re.compile(r"^\W*(?:(?:de|du|des|d'|pour)\b.{2,100}|(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d\W*)$")
_TITLE_BLOCKS = 14  # text blocks among which the title of a contract stands
_TITLE_HEAD = re.compile(
    rf"^\W*(?:projet de |avenant (?:n\W{{0,2}}\d+ )?(?:au |a la |a l')|le |la |l')?(?P<tete>{'|'.join(TETES)})\b(?!s\b)"
)
_SELF = re.compile(
    rf"\b(?:present|presente|presents)\s+(?:projet de )?(?:{'|'.join(TETES)}|document contractuel)\b|"
    r"\bles parties\b(?! prenantes)|\bil (?:est|a ete) (?:arrete et |expose et )?convenu\b"
    r"|\ble (?:contrat|pacte) (?:a pour objet|est conclu|entre en vigueur|prend)"
    r"|\bsignataires d(?:u|e la|e l') ?(?:present\w* )?(?:contrat|pacte|convention|charte|protocole|accord)\b"
)
_ARTICLE = re.compile(r"(?:^|\n)\W*article (?:1|1er|premier|i)\b")
# A deliberation approves the text of a contract, it is none, even where it is headed by the contract's name.
_DELIBERATES = re.compile(
    r"\b(?:extrait du )?registre des (?:deliberations|arretes)\b|^\W*(?:projet de )?deliberation\b"
    r"|\ben avoir delibere\b|\bdument convoques?\b|^\W*(?:seance|reunion) du \d"
)
_PROSE = 120  # characters from which a paragraph that ends with a full stop is running text, no title page
_SIGNED_BY = re.compile(r"^\W*(?:contrat |pacte |convention )?(?:signee?|conclue?)\s+(?:a [^,]{2,30},? )?(?:le|en)\b")
_STARTS = re.compile(
    r"\b(?:prend(?:ra)? effet|entre(?:ra)? en vigueur|est conclue?|commence(?:ra)?|debute(?:ra)?|a compter|"
    r"a partir)\s+(?:(?!acheve|\bfin\b|jusqu|expire|termine)[^.]){0,60}?(?:le|du|au|en)\s*$"
)


# In the title of a generic kind its object comes before its place (« pacte pour la transition de la vallée de X »).
_KIND_OF_PLACE = re.compile(
    r"\b(?:de la|de l'|du|des|d') ?(?P<lieu>(?:vallee|pays|bassin|agglomeration|communaute|metropole|massif|ville|"
    r"commune|departement|region|littoral|estuaire|arrondissement|parc naturel|petr|presqu'ile)\b.{2,80})"
)
_LASTS = re.compile(r"\b(?:fin|duree|periode|effet|vigueur|jusqu|expire|echeance|ans?|annees|conclue?|acheve)\b")
_OVER = re.compile(r"\b(?:pour|sur|couvre) (?:la|une) periode (?:allant )?(?:de )?(?=(?:19|20)\d\d)")
# « Convention n° 12 – période du 1er janvier 2021 au 31 décembre 2025 », a line of the title page
_HEADED_PERIOD = re.compile(r"^\W*(?:[^.;:]{0,60}\W )?periode (?:contractuelle )?(?::|du) ?[^.;]{0,80}$")


@dataclass(frozen=True, slots=True)
class _Titre:
    start: int
    end: int
    texte: str
    mention: Mention | None  # offsets are those of the first line of ``texte``


def read_principal(document: Document, plan: Plan) -> Contrat | None:
    """Return the contract that ``document`` is the text of, None when it is the text of none.

    It is one when the name of a contract in the singular heads it, before any running text, and it speaks as a
    contract does (« le présent contrat », « il est convenu », « Article 1 », « Fait à… », parties that are
    represented). An article or a page about a contract tells of it in the third person: it is the text of none.
    """
    titre = _title(document)
    if titre is None:
        return None
    parties = read_parties(document)
    if not _speaks_as_contract(document, parties):
        return None
    announced = _announced(document)
    signatures = read_signatures(document, parties)
    if announced and not signatures:
        signatures = announced[1]
    dispositif = titre.mention.dispositif if titre.mention else None
    periods = [] if _amends(titre) else _periods(document, titre)  # the years of what it amends are not its own
    signed, starts, ends, durations = _dates(document, plan)
    signed = signed or (announced[0] if announced else [])
    debuts = starts or [Valeur(p[0], p[2]) for p in periods[:1]]
    fins = ends or [Valeur(p[1], p[2]) for p in periods[:1]]
    kind = dispositif.nom if dispositif else fold(titre.texte).split()[0]
    return Contrat(
        cle=cle(titre.texte),
        titre=titre.texte,
        type_contrat=kind,
        sigle=dispositif.sigles[0] if dispositif and dispositif.sigles else None,
        statut=StatutContrat.CONCLU if signatures or signed else StatutContrat.CITE,
        principal=True,
        territoires=_territoires(titre, signatures),
        dates_signature=tuple(signed),
        debuts=tuple(debuts),
        fins=tuple(fins),
        durees=tuple(durations),
        signatures=signatures,
        axes=read_axes(document, plan),
        evidence=(document.evidence(titre.start, titre.end),),
        regle="contrat-titre",
        confiance=0.95,
    )


def _speaks_as_contract(document: Document, parties: tuple[Partie, ...]) -> bool:
    """Tell whether a text binds parties: it says who they are and in whose name, or calls itself a contract."""
    if any(p.representant or p.qualite for p in parties):
        return True
    speaks = len(_SELF.findall(document.folded))
    formal = bool(FAIT_A.search(document.folded)) + bool(_ARTICLE.search(document.folded))
    return speaks >= 2 or (speaks >= 1 and formal >= 1) or formal == 2


def _announced(document: Document) -> tuple[list[Valeur], tuple[Signature, ...]] | None:
    """Return the date and the parties of « Signé le 3 mai 2021 par A, B et C », said before the text begins."""
    for block in [b for b in document.blocks if b.kind is not BlockKind.FURNITURE][:_TITLE_BLOCKS]:
        text = document.block_text(block)
        signed = _SIGNED_BY.match(fold(text))
        dates = list(find_dates(text))[:1]
        if not signed or not dates:
            continue
        names = find_parties_after(text, 0, 400, anywhere=True)
        signatures = tuple(
            Signature(
                signataire=name.nom,
                qualite=name.qualite,
                evidence=(document.evidence(block.start + name.start, block.start + name.end),),
                regle="signe-par",
                confiance=0.85,
            )
            for name in names
        )
        return [_valeur(document, block.start, dates[0])], signatures
    return None


def _title(document: Document) -> _Titre | None:
    """Return the title: the first line that a contract's name heads, or the fuller one before the parties."""
    blocks = [b for b in document.blocks if b.kind not in (BlockKind.TOC, BlockKind.FURNITURE)][:_TITLE_BLOCKS]
    found: list[_Titre] = []
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
        found.append(_Titre(block.start, block.end, _full_title(document, i, blocks), mention))
    if not found:
        return None
    first = found[0]
    fuller = [t for t in found[1:] if len(t.texte) > len(first.texte) and _same_kind(first, t) and _stands_alone(t)]
    return _with_kind(fuller[0] if fuller else first)


def _stands_alone(titre: _Titre) -> bool:
    """Tell whether a line is a title, not a sentence that begins as one (« Le contrat de ville vise… »)."""
    return not re.match(r"\W*(?:le|la|l'|ce|cette)\b", fold(titre.texte)) and " est " not in fold(titre.texte)


def _with_kind(titre: _Titre) -> _Titre:
    """Give a title of a generic kind (« convention-cadre ») the family that it names further on."""
    if titre.mention and not titre.mention.dispositif.generique:
        return titre
    named = [m for m in find_familles(titre.texte) if not m.dispositif.generique and not m.pluriel]
    generic = next(iter(find_familles(titre.texte)), titre.mention)
    return replace(titre, mention=named[0] if named else generic)


def _same_kind(a: _Titre, b: _Titre) -> bool:
    if a.mention and b.mention:
        return a.mention.dispositif.slug == b.mention.dispositif.slug
    return fold(a.texte).split()[0] == fold(b.texte).split()[0]


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


def _amends(titre: _Titre) -> bool:
    return fold(titre.texte).startswith(("avenant", "projet d'avenant"))


def _periods(document: Document, titre: _Titre) -> list[tuple[str, str, Evidence]]:
    """Return the periods in the title, else those that its kind is written with most often in the text."""
    found = []
    for period in find_periods(document.text[titre.start : titre.start + len(titre.texte) + 80]):
        if f"{period.start_year}" not in titre.texte:
            continue
        evidence = document.evidence(titre.start + period.start, titre.start + period.end)
        found.append((period.start_year, period.end_year, evidence))
    return found


def _territoires(titre: _Titre, signatures: tuple[Signature, ...]) -> tuple[str, ...]:
    """Return the territory that the title names, else the local signatories."""
    if titre.mention:
        rest = titre.texte[titre.mention.end :]
        rest = re.split(r"(?i)\b(?:entre|avec)\b", rest)[0]
        rest = re.sub(r"^\W*(?:(?:19|20)\d\d\s?[-/–]\s?(?:19|20)\d\d\s*)", " ", rest)
        kind = _KIND_OF_PLACE.search(fold(rest)) if titre.mention.dispositif.generique else None
        rest = rest[kind.start("lieu") :] if kind else rest
        match = re.match(r"\W*(?i:de la |de l['’]|des |du |de |d['’]|pour |à )?(?P<nom>[A-ZÀ-Ý][^\d(:]{2,80})", rest)
        if match and not re.match(r"(?i)(?:entre|région|etat|état)\b", match["nom"]):
            return (re.sub(r"\s+", " ", match["nom"]).strip(" ,-–—/*»"),)
        place = territory_in(rest, specific=True)
        if place:
            return (place,)
    local = [
        s.signataire
        for s in signatures
        if re.search(r"\b(?:ville|commune|communaute|metropole|agglomeration|petr|pays|syndicat)\b", fold(s.signataire))
    ]
    return tuple(local)


def _dates(document: Document, plan: Plan) -> tuple[list[Valeur], list[Valeur], list[Valeur], list[Valeur]]:
    """Return the dates of signature, start and end and the durations that the contract states of itself."""
    text, folded = document.text, document.folded
    signed: list[Valeur] = []
    for made in list(FAIT_A.finditer(folded))[-1:]:
        zone = text[made.start() : made.end() + 60]
        signed = [_valeur(document, made.start(), d) for d in find_dates(zone)][:1]
    starts, ends, durations = [], [], []
    for block in document.of_kind(BlockKind.PARAGRAPH, BlockKind.ITEM):
        if block.continues:
            continue
        block = replace(block, end=document.paragraph(block).end)
        if not _of_itself(document, plan, block):
            continue
        words = text[block.start : block.end]
        between = next(find_intervals(words), None)
        if between:
            starts.append(_valeur(document, block.start, between[0]))
            ends.append(_valeur(document, block.start, between[1]))
        said = _OVER.search(fold(words))
        for period in [*find_periods(words[said.end() : said.end() + 30])][:1] if said and not between else []:
            where = document.evidence(block.start + said.end(), block.start + said.end() + period.end) if said else None
            if where is not None:
                starts.append(Valeur(period.start_year, where))
                ends.append(Valeur(period.end_year, where))
        ends += [_valeur(document, block.start, end) for end in find_ends(words)]
        durations += [
            Valeur(d.value, document.evidence(block.start + d.start, block.start + d.end))
            for d in find_durations(words)
        ]
        starts += [
            _valeur(document, block.start, d)
            for d in find_dates(words)
            if _STARTS.search(fold(words[: d.start])[-120:])
        ]
    return signed, starts[:1], ends[:1], durations[:1]


def _of_itself(document: Document, plan: Plan, block: Block) -> bool:
    """Tell whether a paragraph says how long the contract itself lasts: by its words, or by the section it is in."""
    folded = document.folded[block.start : block.end]
    if not _LASTS.search(folded):
        return False
    if re.search(rf"\b(?:present|presente) (?:{'|'.join(TETES)})", folded) or _HEADED_PERIOD.match(folded):
        return True
    if re.search(rf"\b(?:le|la) (?:{'|'.join(TETES)})\W{{1,3}}(?:est )?conclue? (?:pour|jusqu|du)\b", folded):
        return True
    return any(
        re.search(r"\bduree\b|\bprise d'effet\b|entree en vigueur", fold(s.title)) for s in plan.path(block.start)
    )


def _valeur(document: Document, base: int, date: DateFound) -> Valeur:
    return Valeur(date.value, document.evidence(base + date.start, base + date.end))
