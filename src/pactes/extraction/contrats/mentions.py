"""Recogniser of contracts that a text names: kind, object, territory, period, dates, parties, status."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pactes.extraction.axes.elements import clean
from pactes.extraction.commun.familles import Mention as Famille
from pactes.extraction.commun.familles import find_familles
from pactes.extraction.commun.noms_de_contrats import AMENDED
from pactes.extraction.commun.noms_de_parties import find_parties_after
from pactes.extraction.commun.parties import Partie
from pactes.extraction.contrats.mentions_dits import (
    LISTED_END,
    NEW,
    REPLACED,
    SUMMARY,
    after_other,
    dates,
    periode,
    region_before,
    statut,
)
from pactes.extraction.contrats.titres import end_of_generic, end_of_specific, territory_in
from pactes.model import StatutContrat
from pactes.reading import Block, BlockKind, Document, fold

# Heads of names of contracts beyond the known families; « contrat de travail » and the like bind no public bodies.
_HEAD = re.compile(
    r"\b(?P<tete>contrats?|programmes? (?:operationnels?|regiona(?:l|ux)|departementa(?:l|ux)|partenaria(?:l|ux)|"
    r"interregiona(?:l|ux))|"
    r"protocoles?|accords?[- ]cadres?|"
    r"accords? (?:de (?:relance|cooperation|methode|programmation|territoire|ville)|territorial))\b"
    r"(?! (?:de travail|d'apprentissage|de professionnalisation|aides?|uniques?|d'avenir|"
    r"d'insertion|d'accompagnement|de location|de bail|de maintenance|social|moral|a duree|de mariage|jeune|emploi|"
    r"sanitaires?|"
    r"d'integration|d'engagement|de generation|initial|integrateur|et |qui |est |a |pour les? |entre ))"
)
_NOT_OURS = re.compile(
    r"^(?:convention collective|convention de stage|convention citoyenne|convention internationale|"
    r"convention europeenne|convention fiscale|"
    r"accord de paris|charte graphique|charte sociale europeenne|charte de l'environnement|charte des nations|"
    r"protocole de kyoto|"
    r"protocole sanitaire|protocole de soins?|pacte vert|pacte mondial|pacte civil|"
    r"pacte de solidarite(?= nationale| entre)|"
    r"pacte de stabilite|pacte d'actionnaires)\b"
)
# Families that are plans, zones or funds rather than contracts between parties.
_CONTRACT_NAME = re.compile(r"^(?:contrat|convention|pacte|charte|protocole|accord|programme operationnel)")
# Families that a convention binds though their name is no contract's: one of them counts where its place is named.
_BOUND = re.compile(
    r"^(?:operations? (?:programmee|de revitalisation)|projets? alimentaires? territor|projets? educatifs? territor"
    r"|investissements? territor|programmes? d'actions? de prevention|cites? educative)"
)
_SINGULAR = re.compile(
    r"(?:\b(?:le|la|un|une|du|au|ce|cette|cet|son|sa|notre|leur|dit|ladite|ledit|premier|première)|"
    r"\b[ld]['’])[\s*_<>u«\"]*(?:\w+\s){0,2}?[*_<>u«\"\s]*$",
    re.IGNORECASE,
)
_RANK = re.compile(r"\b(?P<rang>premier|premiere|deuxieme|second|seconde|troisieme)\W*$")
_CURRENT = re.compile(r"\b(?:actuel|actuelle|l'actuel|present|precedent|precedente|ancien|ancienne)\W*$")
# « contrat X, conclu pour 2020-2026 »: the period is of the title, the verb is not
_CONCLUDED_FOR = re.compile(
    r",?\s(?:conclue?s?|signée?s?)(?: (?:sur|pour)(?: la période)?)?\s(?=(?:19|20)\d\d\s?[-/–])"
)
_ITSELF = re.compile(r"\bpresente?s?\s+(?:projet de )?$")
_BEFORE, _AFTER = 700, 1000  # characters around a name in which its sentence is read
_TEXT_KINDS = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)


@dataclass(frozen=True, slots=True)
class Citation:
    """One place where a text names a contract, with what the sentence says of it. Offsets are the document's.

    ``genre`` is the slug of its family, or the head word of a kind we do not know; ``objet`` the words of its title
    beyond its kind, folded; ``defini`` whether it is « le … », « un … » in the singular.
    """

    start: int
    end: int
    titre: str
    genre: str
    nom_genre: str
    generique: bool
    pluriel: bool
    sigle: bool
    defini: bool
    nouveau: bool
    rang: str | None  # « le premier contrat »: which of several of its kind
    actuel: bool
    liste: bool
    objet: frozenset[str]
    territoire: str | None
    periode: tuple[str, str] | None
    signe: str | None
    fin: str | None
    parties: tuple[Partie, ...]
    partage: str  # the word that brings the parties: "entre", "avec", "par", or "" without parties
    statut: StatutContrat
    remplace: bool = False  # « X succède à celui-ci »: another one than the one named before it
    ailleurs: bool = False  # its place is the region that the sentence opens with
    resume: bool = False  # « Le contrat en un coup d'œil »: of the one that the whole text is about


def find_citations(document: Document) -> Iterator[Citation]:
    """Yield the contracts and families that the text names, in order; tables of contents and furniture are not read."""
    done = 0
    for block in document.of_kind(*_TEXT_KINDS):
        if block.start < done:
            continue
        spans = [(c.start, c.end) for c in block.cells]
        if not spans:
            whole = document.paragraph(block)  # a name may go on over a line end
            spans = [(block.start, max(block.end, whole.end))]
        for start, end in spans:
            yield from _in_span(document, block, start, end)
        done = spans[-1][1]


def _in_span(document: Document, block: Block, start: int, end: int) -> Iterator[Citation]:
    text = document.text[start:end].replace("\n", " ")
    heads = _heads(text)
    taken = -1
    floor = 0
    for i, (at, stop, famille, tete) in enumerate(heads):
        if at < taken:
            continue
        limit = heads[i + 1][0] if i + 1 < len(heads) else len(text)
        left, right = max(0, at - _BEFORE), min(len(text), stop + _AFTER)
        window = (start + left, start + right)
        citation = _citation(
            block, window[0], text[left:right], (at - left, stop - left), famille, tete, (floor - left, limit - left)
        )
        floor = stop
        if citation:
            taken = citation.end - start
            yield citation


def _heads(text: str) -> list[tuple[int, int, Famille | None, str]]:
    """Return where contracts are named: the known families that are contracts, then other heads."""
    found: list[tuple[int, int, Famille | None, str]] = [
        (f.start, f.end, f, "")
        for f in find_familles(text)
        if _CONTRACT_NAME.match(fold(text[f.start : f.end]))
        or _BOUND.match(fold(f.dispositif.nom))
        or (
            f.sigle
            and _CONTRACT_NAME.match(fold(f.dispositif.nom))
            and fold(text[f.start]) == fold(f.dispositif.nom[0])
        )
    ]
    heads: list[tuple[int, int, Famille | None, str]] = []
    folded = fold(text)
    starts = [f[0] for f in found]
    for match in _HEAD.finditer(folded):
        near = found[max(0, bisect_right(starts, match.start()) - 1) : bisect_right(starts, match.end()) + 1]
        if not any(a < match.end() and match.start() < b for a, b, *_ in near):
            heads.append((match.start(), match.end(), None, match["tete"]))
    return sorted((f for f in [*found, *heads] if not _NOT_OURS.match(folded[f[0] : f[0] + 60])), key=lambda f: f[0])


def _citation(
    block: Block,
    base: int,
    text: str,
    head: tuple[int, int],
    famille: Famille | None,
    tete: str,
    room: tuple[int, int],
) -> Citation | None:
    floor, limit = room  # where the contracts named before and after stand
    at, stop = head
    if _ITSELF.search(fold(text[max(0, at - 20) : at])):
        return None  # « le présent contrat »: the text itself
    liste = (
        text[at].isupper()
        and block.kind in (BlockKind.ITEM, BlockKind.HEADING, BlockKind.ROW)
        and not text[:at].strip(' *_«"')
        and len(text) <= 220
    )
    end = _title_end(text, stop, liste, famille is not None and not famille.dispositif.generique)
    if famille and famille.dispositif.generique and (inner := _inside(text, at, stop, end)):
        famille = replace(famille, dispositif=inner.dispositif)
        stop = inner.end
        end = max(end, _title_end(text, stop, liste, specific=True))
    specific = famille is not None and not famille.dispositif.generique
    title = clean(_CONCLUDED_FOR.sub(" ", text[at:end]))
    before = fold(text[max(0, at - 40) : at])
    word = fold(text[at:stop]).split()[0]
    plural = famille.pluriel if famille else word.endswith(("s", "x"))
    plural = plural or bool(re.search(r"cadres$", fold(text[at:stop])))
    if famille and famille.sigle:
        plural = bool(re.search(r"\b(?:les|des|aux|ces|nos|leurs|\d+|deux|trois|quatre|cinq)\s*$", before))
    dispositif = famille.dispositif if famille else None
    rest = text[stop:end]
    if not famille and not words_of(rest):
        return None
    sentence_start = max(text.rfind(". ", 0, at), text.rfind("; ", 0, at)) + 1
    sentence_end = next((i for i in (text.find(". ", end), text.find(" ; ", end)) if i > 0), len(text))
    said = fold(text[max(0, sentence_start, floor) : min(sentence_end, limit) if limit > end else sentence_end])
    amended = bool(AMENDED.search(fold(text[max(0, at - 80) : at])))
    parties = (
        ()
        if amended
        else find_parties_after(
            text, stop if liste else end, 400 if liste else min(400, max(60, sentence_end - end)), anywhere=liste
        )
    )
    if famille and not famille.sigle and re.search(r"\betat\W{1,3}region", fold(text[at:stop])):
        parties = parties or (Partie(at, stop, "État"), Partie(at, stop, "Région"))
    defined = bool(_SINGULAR.search(text[max(0, at - 40) : at]))
    place = territory_in(re.split(r"\b(?:entre|avec)\b", rest)[0], specific=specific)
    if dispositif and _BOUND.match(fold(dispositif.nom)) and (place is None or plural):
        return None
    adjective = bool(famille and famille.sigle) and not defined and not liste  # « les quartiers CUCS du X »
    # « X, signé le… par A, et Y »: the date is of X.
    signed, ended = dates(
        text,
        at,
        end,
        after_other(text, floor, sentence_start),
        min(sentence_end, limit if limit > end else sentence_end),
    )
    elsewhere = False
    region = region_before(text, max(0, sentence_start, floor), at) if famille and specific and not plural else None
    if famille and region and place is None and not words_of(rest):
        elsewhere, place = True, region
        title = f"{famille.dispositif.nom[:1].upper()}{famille.dispositif.nom[1:]} – {region}"
    return Citation(
        start=base + at,
        end=base + end,
        titre=title,
        genre=dispositif.slug if dispositif else tete.rstrip("s"),
        nom_genre=dispositif.nom if dispositif else title.split(" ")[0].lower(),
        generique=dispositif.generique if dispositif else True,
        pluriel=plural,
        sigle=bool(famille and famille.sigle),
        defini=defined,
        nouveau=bool(NEW.search(before)),
        rang=rank["rang"] if (rank := _RANK.search(before)) and not plural else None,
        actuel=bool(_CURRENT.search(before)),
        liste=liste,
        objet=words_of(rest),
        territoire=None if adjective else place,
        periode=periode(text, at, end),
        signe=None if amended else signed,
        fin=ended,
        parties=tuple(replace(p, start=base + p.start, end=base + p.end) for p in parties),
        partage=_partage(text, parties),
        statut=StatutContrat.CITE if amended else statut(fold(text[sentence_start:sentence_end]), said, before, signed),
        ailleurs=elsewhere,
        resume=bool(SUMMARY.match(fold(text[end : end + 40]))),
        remplace=bool(REPLACED.search(fold(text[max(0, at - 60) : at]))),
    )


def _inside(text: str, at: int, stop: int, end: int) -> Famille | None:
    """Return the family that the title of a generic kind names: « convention-cadre Action X », « charte d'un parc Y ».

    Its own name has the same head: « convention d'application du contrat X » is no contract X.
    """
    head = re.split(r"\W", fold(text[at:stop]))[0]
    near = re.compile(r"[ «\"*]*").match(text, stop)
    reach = max(end, near.end() + 1 if near else end)
    for found in find_familles(text[stop : reach + 80]):
        if found.start + stop >= reach:
            break
        if not found.dispositif.generique and fold(found.dispositif.nom).startswith(head):
            return replace(found, start=found.start + stop, end=found.end + stop)
    return None


def _partage(text: str, parties: tuple[Partie, ...]) -> str:
    if not parties:
        return ""
    words = re.findall(r"\b(?:entre|avec|par)\b", fold(text[: parties[0].start]))
    return words[-1] if words else ""


def _title_end(text: str, stop: int, liste: bool, specific: bool) -> int:
    """Return where the title of a contract ends; an item of a list may be a title whole."""
    # In capitals every word could be a proper name: only what the small words say counts.
    shouted = not liste and text[max(0, stop - 6) : stop + 30].isupper()
    end = end_of_specific(text, stop) if specific else end_of_generic(fold(text) if shouted else text, stop)
    if liste:
        cut = LISTED_END.search(text, stop)
        whole = cut.start() if cut else len(text)
        if whole - stop <= 160:
            end = max(end, whole)
    summary = SUMMARY.search(fold(text[stop:end]))
    if summary:  # « LE CONTRAT X EN UN COUP D'ŒIL »: the heading of its card
        return stop + summary.start()
    complement = re.match(r" (?:de la |du |de l['’]|d['’]une |d['’]un )(?=\w)", text[end:])
    if specific and complement:
        after = next(
            (f for f in find_familles(text[end + complement.end() : end + complement.end() + 80]) if f.start == 0), None
        )
        end += complement.end() + after.end if after and not after.pluriel else 0
    if text.count("«", stop, end) > text.count("»", stop, end):  # a quotation that the title only opens
        end = stop + len(text[stop:end].rpartition("«")[0].rstrip())
    return end


def words_of(rest: str) -> frozenset[str]:
    """Return the words that tell a title from others, folded, without plural marks."""
    words = re.findall(r"[a-z]{3,}", fold(rest))
    empty = {
        "des",
        "les",
        "pour",
        "une",
        "dans",
        "aux",
        "sur",
        "avec",
        "entre",
        "par",
        "the",
        "dit",
        "dite",
        "territoire",
        "periode",
    }
    return frozenset(w.rstrip("sx") if len(w) > 4 else w for w in words if w not in empty)
