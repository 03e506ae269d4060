"""Reader of identity cards: a family of contracts described rubric by rubric."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from pactes.extraction.axes.axes_en_prose import read_axes_en_prose
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.familles import TETES, Mention, find_familles, mots, specific
from pactes.extraction.commun.plan import Plan
from pactes.extraction.contrats.renvois import Article, find_articles
from pactes.extraction.contrats.rubriques import Carte, Rubrique, find_cartes
from pactes.model import Axe, Contrat, Evidence, Fiche, StatutContrat, Valeur
from pactes.reading import Document, Span, fold
from pactes.reference import Dispositif

REGLE = "fiche-d-identite"

_EMPHASIS = re.compile(r"\*{1,3}|_{2}")
_SIGNED = re.compile(r"\bsign(?:e|ee|es|ees|ature)\b")
_FUTURE = re.compile(r"\b(?:sera|seront|devrait|doit)\b")
# « L'Engagement pour X (SIGLE) a pour objectifs de »: the card says its own name.
_SELF = re.compile(
    r"^(?:l'|le |la |les )(?P<nom>[^.:;\n]{6,120}?)(?: \((?P<sigle>[a-z]{3,8})\))? "
    r"(?:a|ont) pour (?:objectifs?|objets?|buts?|ambitions?|vocations?)\b"
)
_SMALL = mots("de du des d la le les l et en pour a au aux sur")
_HEADS = frozenset((*TETES, "plan", "programme", "projet", "dispositif", "demarche", "operation", "schema"))
# Rubrics that are lists: what opens one is no item of it. In the others an opening line may hold a figure.
_LISTED = (Rubrique.OBJECTIFS, Rubrique.DOMAINES, Rubrique.SIGNATAIRES)
_ALIKE = 85  # a card's title and a family's name that are one, spelling apart


@dataclass(frozen=True, slots=True)
class FicheLue:
    """A card with its name settled: of a family (``dispositif`` known or proper to the document) or of one contract."""

    carte: Carte
    titre: str
    evidence: Evidence
    dispositif: Dispositif | None
    sigle: str | None
    instance: bool
    connu: bool = True  # the family is one that everybody knows


def read_fiches(document: Document, plan: Plan) -> tuple[Contrat, ...]:
    """Return the families of contracts that the identity cards of the document describe, in the order of the text.

    Cards of concluded contracts (« signé le… ») are left to ``articles``, which reads all that is said of them.
    """
    return tuple(_famille(document, lue) for lue in name_cartes(document) if not lue.instance)


@lru_cache(maxsize=2)  # all readers of one document ask for the same
def name_cartes(document: Document) -> tuple[FicheLue, ...]:
    """Return the cards of ``document`` with their names; a card whose name is nowhere to be found is left out.

    The name is the heading above the card; where the layout lost it, what the card calls itself, else the heading of
    the article that refers to it (articles and cards follow one order), else the family that the card names most.
    """
    cartes = find_cartes(document)
    if not cartes:
        return ()
    articles = find_articles(document, before=cartes[0].start)
    titled = [_from_title(document, carte) for carte in cartes]
    order = _align(document, cartes, titled, articles)
    named = []
    for carte, lue, article in zip(cartes, titled, order, strict=True):
        lue = lue or _from_itself(document, carte)
        if lue is None or (not lue.instance and not lue.connu and article is not None):
            lue = _from_article(document, carte, lue, article) or lue
        lue = lue or _from_mentions(document, carte)
        if lue is not None:
            named.append(lue)
    return tuple(named)


def _text(document: Document, span: Span) -> str:
    return " ".join(document.text[span.start : span.end].split())


def _card_text(document: Document, carte: Carte) -> str:
    return document.text[carte.start : carte.end]


def is_signed(document: Document, carte: Carte) -> bool:
    """Whether a card is of one concluded contract: its creation is the day on which it was signed."""
    for span in carte.spans(Rubrique.CREATION):
        text = document.text[span.start : span.end]
        folded = fold(text)
        if not _FUTURE.search(folded) and _SIGNED.search(folded) and any(len(d.value) == 10 for d in find_dates(text)):
            return True
    return False


def _from_title(document: Document, carte: Carte) -> FicheLue | None:
    if carte.titre is None:
        return None
    titre = _text(document, carte.titre)
    mentions = specific(find_familles(titre))
    evidence = document.evidence(carte.titre.start, carte.titre.end)
    return _lue(document, carte, titre, evidence, mentions[0].dispositif if mentions else None)


def _lue(
    document: Document,
    carte: Carte,
    titre: str,
    evidence: Evidence,
    dispositif: Dispositif | None,
    sigle: str | None = None,
) -> FicheLue:
    text = _card_text(document, carte)
    known = dispositif is not None
    if dispositif is None:
        sigle = sigle or _initials(titre, document.text)
        slug = cle(titre)
        dispositif = Dispositif(slug, titre.lower() if titre.isupper() else titre, (sigle,) if sigle else ())
    else:
        sigle = sigle or next((s for s in dispositif.sigles if re.search(rf"\b{re.escape(s)}s?\b", text)), None)
        sigle = sigle or next((s for s in dispositif.sigles if re.search(rf"\({re.escape(s)}\)", document.text)), None)
    return FicheLue(carte, titre, evidence, dispositif, sigle, is_signed(document, carte), known)


def _initials(titre: str, text: str) -> str | None:
    """Return the acronym that ``text`` uses and whose letters are the first ones of the title's words."""
    letters = "".join(w[0] for w in re.findall(r"\w+", fold(titre)) if w not in _SMALL).upper()
    return letters if len(letters) >= 3 and re.search(rf"\b{letters}\b", text) else None


def _from_itself(document: Document, carte: Carte) -> FicheLue | None:
    for span in carte.spans(Rubrique.OBJECTIFS)[:2]:
        match = _SELF.match(document.folded[span.start : span.end])
        if not match or re.match(
            r"(?:present|dispositif|contrats?|conventions?|programme|projet|plan)\b(?! \w)", match["nom"]
        ):
            continue
        start, end = span.start + match.start("nom"), span.start + match.end("nom")
        sigle = match["sigle"] and document.text[span.start + match.start("sigle") : span.start + match.end("sigle")]
        mentions = specific(find_familles(document.text[start:end]))
        dispositif = mentions[0].dispositif if mentions else None
        return _lue(
            document, carte, _text(document, Span(start, end)), document.evidence(start, end), dispositif, sigle
        )
    return None


def _align(
    document: Document, cartes: Sequence[Carte], titled: Sequence[FicheLue | None], articles: Sequence[Article]
) -> list[Article | None]:
    """Return the article of each card: that of its family, else the likest one that its neighbours leave free."""
    order: list[int | None] = [None] * len(cartes)
    free = set(range(len(articles)))
    position = -1
    for i, lue in enumerate(titled):
        family = lue.dispositif if lue and lue.connu else None
        hits = [a for a in sorted(free) if a > position and family and articles[a].dispositif == family]
        if hits:
            order[i] = position = hits[0]
            free.discard(hits[0])
    words = [_words(document.text[a.start : a.end]) for a in articles]
    i = 0
    while i < len(cartes):
        run = [j for j in range(i, len(cartes)) if all(order[x] is None for x in range(i, j + 1))]
        if not run:
            i += 1
            continue
        lower = max((o for o in order[:i] if o is not None), default=-1)
        upper = min((o for o in order[run[-1] + 1 :] if o is not None), default=len(articles))
        between = [a for a in sorted(free) if lower < a < upper]
        likeness = [[_likeness(_words(_card_text(document, cartes[j])), words[a], words) for a in between] for j in run]
        for row, column in _best_in_order(likeness):
            order[run[row]] = between[column]
        i = run[-1] + 1
    return [None if o is None else articles[o] for o in order]


def _best_in_order(likeness: list[list[float]]) -> list[tuple[int, int]]:
    """Return the pairs (row, column), both rising, whose likeness adds up to most."""
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}

    def solve(row: int, column: int) -> tuple[float, list[tuple[int, int]]]:
        if row == len(likeness) or column == len(likeness[row]):
            return 0.0, []
        if (row, column) not in best:
            total, pairs = solve(row + 1, column + 1)
            taken = (total + likeness[row][column], [(row, column), *pairs])
            best[row, column] = max(taken, solve(row + 1, column), solve(row, column + 1), key=lambda found: found[0])
        return best[row, column]

    return solve(0, 0)[1] if likeness else []


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-zœ]{5,}", fold(text)))


def _likeness(own: frozenset[str], other: frozenset[str], all_words: Sequence[frozenset[str]]) -> float:
    """Return how many words two texts share, each counted for how few texts hold it, over the size of the article."""
    shared = math.fsum(1 / sum(word in words for words in all_words) for word in own & other)
    return shared / math.sqrt(1 + len(other))


def _from_article(document: Document, carte: Carte, lue: FicheLue | None, article: Article | None) -> FicheLue | None:
    """Return the card with the family that the article's heading names, if it can be the card's."""
    if article is None or article.dispositif is None:
        return None
    known = article.dispositif
    if lue is not None:  # the card has a title that names no known family: is it that one, spelt otherwise?
        names = (known.nom, *known.variantes)
        if not any(_same_family(lue.titre, name) for name in names):
            return None
        return FicheLue(carte, lue.titre, lue.evidence, known, lue.sigle, lue.instance)
    own = [m for m in find_familles(_card_text(document, carte)) if m.dispositif == known and not m.sigle]
    if own:
        start, end = carte.start + own[0].start, carte.start + own[0].end
    else:
        start, end = article.nom
    return _lue(document, carte, _text(document, Span(start, end)), document.evidence(start, end), known)


def _same_family(titre: str, name: str) -> bool:
    """Whether two names of a family are one: spelling apart, or one has all the words that tell the other."""
    a, b = _telling(titre), _telling(name)
    return fuzz.ratio(fold(titre), fold(name)) >= _ALIKE or bool(a and b and (a <= b or b <= a))


def _telling(text: str) -> frozenset[str]:
    words = (w[:-1] if w.endswith(("s", "x")) and len(w) > 3 else w for w in re.findall(r"\w+", fold(text)))
    return frozenset(words) - _SMALL - _HEADS


def _from_mentions(document: Document, carte: Carte) -> FicheLue | None:
    """Return the card under the family that it names most."""
    mentions = specific(find_familles(_card_text(document, carte)))
    if not mentions:
        return None
    counts = Counter(m.dispositif.slug for m in mentions)
    slug, count = counts.most_common(1)[0]
    if count < 2 and len(counts) > 1:
        return None

    def first_in_words(mention: Mention) -> tuple[bool, int]:
        return mention.sigle, mention.start

    best = min((m for m in mentions if m.dispositif.slug == slug), key=first_in_words)
    start, end = carte.start + best.start, carte.start + best.end
    return _lue(document, carte, _text(document, Span(start, end)), document.evidence(start, end), best.dispositif)


def _axes(document: Document, carte: Carte) -> tuple[Axe, ...]:
    """Return the axes that a card announces of the family, not of a contract that it lists."""
    listed = carte.spans(Rubrique.REGION)
    for annonce in read_axes_en_prose(document):
        inside = carte.start <= annonce.start < carte.end
        if inside and annonce.comptes and not any(s.start <= annonce.start < s.end for s in listed):
            return annonce.axes
    return ()


def _famille(document: Document, lue: FicheLue) -> Contrat:
    carte = lue.carte
    evidence = [lue.evidence]
    heading = carte.contenus[0].heading
    if carte.titre is None:
        evidence.append(document.evidence(heading.start, heading.end))
    fiche = Fiche(
        objectifs=_valeurs(document, carte, Rubrique.OBJECTIFS),
        date_creation=_valeurs(document, carte, Rubrique.CREATION),
        signataires=_valeurs(document, carte, Rubrique.SIGNATAIRES),
        echelle=_valeurs(document, carte, Rubrique.ECHELLE),
        domaines=_valeurs(document, carte, Rubrique.DOMAINES),
        dans_la_region=_valeurs(document, carte, Rubrique.REGION),
        modalites=_valeurs(document, carte, Rubrique.MODALITES),
        porteurs=_valeurs(document, carte, Rubrique.PORTEURS),
        territoires=_valeurs(document, carte, Rubrique.TERRITOIRES),
        evidence=(document.evidence(carte.start, carte.start + len(_first_line(document, carte))),),
        regle=REGLE,
    )
    return Contrat(
        cle=cle("famille", lue.titre),
        titre=lue.titre,
        type_contrat=lue.dispositif.nom if lue.dispositif else None,
        sigle=lue.sigle,
        instance=False,
        statut=StatutContrat.CITE,
        fiche=fiche,
        axes=_axes(document, carte),
        evidence=tuple(dict.fromkeys(evidence)),
        regle=REGLE,
        confiance=1.0 if carte.titre else 0.8,
    )


def _first_line(document: Document, carte: Carte) -> str:
    return document.text[carte.start : carte.end].split("\n", 1)[0]


def _valeurs(document: Document, carte: Carte, rubrique: Rubrique) -> tuple[Valeur, ...]:
    """Return the values of a rubric, one for each item or paragraph; a line that only opens a list is none."""
    valeurs = []
    for contenu in carte.contenus:
        if contenu.rubrique is not rubrique:
            continue
        for i, span in enumerate(contenu.spans):
            words = " ".join(_EMPHASIS.sub("", document.text[span.start : span.end]).split())
            opens = words.endswith(":") and any(contenu.items[i + 1 :])
            if opens and ". " not in words and rubrique in _LISTED:
                continue
            text = words.rstrip(" ;,")
            if text:
                valeurs.append(Valeur(text, document.evidence(span.start, span.end)))
    return tuple(valeurs)
