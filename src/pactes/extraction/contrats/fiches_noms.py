"""The names of identity cards: of a family or of one contract, by the heading, the card itself or its article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.familles import Mention, find_familles, specific
from pactes.extraction.commun.noms_de_contrats import find_noms
from pactes.extraction.contrats.fiches_ressemblance import SMALL, best_in_order, card_words, likeness_of, same_family
from pactes.extraction.contrats.renvois import Article, find_articles
from pactes.extraction.contrats.rubriques import Carte, Rubrique, find_cartes
from pactes.model import Evidence
from pactes.reading import Document, Span, fold
from pactes.reference import Dispositif

_SIGNED = re.compile(r"\bsign(?:e|ee|es|ees|ature)\b")
_FUTURE = re.compile(r"\b(?:sera|seront|devrait|doit)\b")
# « L'Engagement pour X (SIGLE) a pour objectifs de »: the card says its own name.
_SELF = re.compile(
    r"^(?:l'|le |la |les )(?P<nom>[^.:;\n]{6,120}?)(?: \((?P<sigle>[a-z]{3,8})\))? "
    r"(?:a|ont) pour (?:objectifs?|objets?|buts?|ambitions?|vocations?)\b"
)


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


def _of_a_place(titre: str) -> bool:
    """Whether a title is that of one contract: its kind is known, and the name of a place follows it."""
    return any(
        n.territoire and n.complement and not n.pluriel and n.dispositif and not n.dispositif.generique and n.start <= 2
        for n in find_noms(titre)
    )


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
    return FicheLue(carte, titre, evidence, dispositif, sigle, is_signed(document, carte) or _of_a_place(titre), known)


def _initials(titre: str, text: str) -> str | None:
    """Return the acronym that ``text`` uses and whose letters are the first ones of the title's words."""
    letters = "".join(w[0] for w in re.findall(r"\w+", fold(titre)) if w not in SMALL).upper()
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
    words = [card_words(document.text[a.start : a.end]) for a in articles]
    i = 0
    while i < len(cartes):
        run = [j for j in range(i, len(cartes)) if all(order[x] is None for x in range(i, j + 1))]
        if not run:
            i += 1
            continue
        lower = max((o for o in order[:i] if o is not None), default=-1)
        upper = min((o for o in order[run[-1] + 1 :] if o is not None), default=len(articles))
        between = [a for a in sorted(free) if lower < a < upper]
        cards = [card_words(_card_text(document, cartes[j])) for j in run]
        likeness = [[likeness_of(card, words[a], words) for a in between] for card in cards]
        for row, column in best_in_order(likeness):
            order[run[row]] = between[column]
        i = run[-1] + 1
    return [None if o is None else articles[o] for o in order]


def _from_article(document: Document, carte: Carte, lue: FicheLue | None, article: Article | None) -> FicheLue | None:
    """Return the card with the family that the article's heading names, if it can be the card's."""
    if article is None or article.dispositif is None:
        return None
    known = article.dispositif
    if lue is not None:  # the card has a title that names no known family: is it that one, spelt otherwise?
        names = (known.nom, *known.variantes)
        if not any(same_family(lue.titre, name) for name in names):
            return None
        return FicheLue(carte, lue.titre, lue.evidence, known, lue.sigle, lue.instance)
    own = [m for m in find_familles(_card_text(document, carte)) if m.dispositif == known and not m.sigle]
    if own:
        start, end = carte.start + own[0].start, carte.start + own[0].end
    else:
        start, end = article.nom
    return _lue(document, carte, _text(document, Span(start, end)), document.evidence(start, end), known)


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
