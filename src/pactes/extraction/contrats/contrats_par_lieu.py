"""Reader of the contracts of one family that an article tells place by place: in bullets, or in paragraphs.

« • Le Vexin a ouvert la marche. Son contrat, signé à Magny le 12 juin 2017 par … », « À Tarbes, la convention a été
signée le … ». The family is the one that the article names; who signs all its contracts may be said once for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pactes.extraction.axes.axes_annonces import read_annonce
from pactes.extraction.axes.axes_en_prose import number_by_rank
from pactes.extraction.commun.cles import cle
from pactes.extraction.commun.dates import find_dates
from pactes.extraction.commun.familles import find_familles, specific
from pactes.extraction.commun.noms_de_contrats import find_noms
from pactes.extraction.commun.parties import find_parties
from pactes.extraction.commun.unites import Unite, build_unites
from pactes.extraction.contrats.elliptiques import join_elliptic
from pactes.extraction.contrats.parties_par_lieu import REGLE, Famille, of, parties, place, signature
from pactes.model import Axe, Contrat, Evidence, StatutContrat, Valeur
from pactes.reading import BlockKind, Document, fold
from pactes.reference import Dispositif, dispositifs

__all__ = ["join_elliptic", "read_par_lieu"]

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ][\w’'-]+"
_LINK = r"(?:de la |de l['’]|de |du |des |d['’]|la |le |les |l['’]|en |sur |et )"
_PLACE = rf"{_CAPITAL}(?: (?:[-–] )?{_LINK}?{_CAPITAL}){{0,6}}"
# « Le Vexin a… », « Les Combrailles (communauté de communes…). », « Celui du Vexin, signé… », « Pays de Bray : … »
_ITEM = re.compile(
    rf"^(?:(?:[Cc]elui|[Cc]elle|[Ll]e contrat|[Ll]a convention|[Ll]e pacte) )?"
    rf"(?P<article>[Ll]es? |[Ll]a |[Ll]['’]|[Dd]es |[Dd]u |[Dd]e la |[Dd]e l['’]|[Dd]e |[Dd]['’])?"
    rf"(?P<lieu>{_PLACE})(?=\s?(?:[(,:–—-]|a |ont |est |sont |dont |\.))"
)
_TOWN = re.compile(
    rf"^(?:[ÀA]|Au|Aux|Dans|En|Sur) (?P<article>la |le |les |l['’])?(?P<lieu>{_PLACE}), l(?:a |e |['’])"
    r"(?P<quoi>(?:convention|contrat|accord|pacte|charte|protocole)(?:[- ]cadre)?|signature)\b"
)
_SIGNED = re.compile(
    r"\b(?:signee?s?|paraphee?s?|conclue?s?|ratifiee?s?|contractualisee?s?)\b|\b(?:a|ont) suivi\b"
    r"|\ba (?:ensuite )?rejoint\b"
)
_EXPECTED = re.compile(
    r"\b(?:est|sont) (?:attendue?s?|prevue?s?|programmee?s?|annoncee?s?|imminente?)\b|\b(?:sera|seront|doit|devrait)\b"
    r"[^.;]{0,30}\b(?:signe|conclu|paraphe)|\binterviendra\b"
)
_TOGETHER = re.compile(
    r"\b(?:rassemblent|reunissent|associent|lient|unissent|(?:sont |ont ete )?(?:conclus|signes|passes)"
    r" (?:entre|par))\b ?"
)
_LOCAL = re.compile(
    r"\b(?:intercommunalites?|epci|communautes? de communes|communautes? d'agglomeration|petr|communes|villes"
    r"|collectivites|territoires)\b"
)
_REACH = 140  # characters between a verb of signing and its date


def read_par_lieu(document: Document) -> tuple[Contrat, ...]:
    """Return one contract for each place of which an article tells a signing, and the family with its parties."""
    unites = build_unites(document)
    found: list[Contrat] = []
    famille = Famille()
    items: list[Contrat] = []
    for index, unite in enumerate(unites):
        if unite.kind is BlockKind.HEADING:
            famille = Famille(_of_heading(unite.texte))
        elif unite.kind is not BlockKind.ITEM:
            found += _kept(items)
            items = []
            famille = _named(document, unite, famille)
        if unite.kind is BlockKind.ITEM and famille.dispositif is not None:
            items += _item(document, unite, famille)
        elif town := _town(document, unites, index, famille):
            found.append(town)
        if famille.communs and famille.locaux and not any(c.evidence[0] == famille.locaux for c in found):
            found.append(_family(famille, famille.locaux))
    return tuple(sorted([*found, *_kept(items)], key=lambda c: c.evidence[0].start))


def _kept(items: list[Contrat]) -> list[Contrat]:
    """Return the contracts of a list; one alone is no list of contracts."""
    return items if len(items) >= 2 else []


def _of_heading(text: str) -> Dispositif | None:
    """Return the family that a heading names, in full or by the words that only it has (« CŒUR DE VILLE : … »)."""
    named = specific(find_familles(text))
    if named:
        return named[0].dispositif if named[0].start <= 12 else None
    head = _plain(re.split(r"[:–—]", text)[0])
    if len(head.split()) < 2 or len(head) < 10:
        return None
    like = {d for name, d in _plain_names() if f" {head} " in name}
    return like.pop() if len(like) == 1 else None


@lru_cache(maxsize=1)
def _plain_names() -> tuple[tuple[str, Dispositif], ...]:
    return tuple((f" {_plain(name)} ", d) for d in dispositifs() for name in (d.nom, *d.variantes))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text).replace("œ", "oe")))


def _named(document: Document, unite: Unite, famille: Famille) -> Famille:
    """Return what the article is about after a paragraph: the family it names in the plural, and who signs these."""
    folded = fold(unite.texte)
    for mention in specific(find_familles(unite.texte)):
        if not mention.pluriel:
            continue
        together = _TOGETHER.search(folded, mention.end, mention.end + 60)
        if famille.dispositif is None or together:
            famille = Famille(mention.dispositif)
        if together and not re.search(r"[.;:]", folded[mention.end : together.start()]):
            stop = re.search(r"[.;:]|\bautour\b|\bpour\b|\bafin\b|\bavec\b|\bdans\b|\bsur\b", folded[together.end() :])
            end = together.end() + stop.start() if stop else len(folded)
            clause = unite.texte[together.end() : end]
            for party in find_parties(clause):
                place = unite.span(together.end() + party.start, together.end() + party.end)
                famille.communs.append((party.nom, document.evidence(place.start, place.end)))
            local = _LOCAL.search(fold(clause))
            if local:
                place = unite.span(together.end() + local.start(), together.end() + local.end())
                famille.locaux = document.evidence(place.start, place.end)
    return famille


def _family(famille: Famille, locaux: Evidence) -> Contrat:
    """Return the family itself, with who signs its contracts."""
    assert famille.dispositif is not None
    name = famille.dispositif.nom
    signatures = (*((nom, where) for nom, where in famille.communs), (locaux.quote, locaux))
    return Contrat(
        cle=cle(name),
        titre=f"{name[:1].upper()}{name[1:]}",
        type_contrat=name,
        instance=False,
        signatures=tuple(signature(nom, where) for nom, where in signatures),
        evidence=(locaux,),
        regle=REGLE,
        confiance=0.7,
    )


def _item(document: Document, unite: Unite, famille: Famille) -> Iterator[Contrat]:
    match = _ITEM.match(unite.texte)
    if match is None or famille.dispositif is None or any(n.territoire for n in find_noms(unite.texte)):
        return
    told = _signing(unite)
    if told is None:
        return
    phrase, verb, date = told
    article = re.sub(r"^d(?:es|u|e la|e l['’]|e|['’]) ?$", _definite, match["article"] or "", flags=re.IGNORECASE)
    yield _contract(document, unite, famille, (article, match["lieu"]), match.span("lieu"), phrase, verb, date)


def _definite(match: re.Match[str]) -> str:
    return {"des": "les ", "du": "le ", "de la": "la ", "de l'": "l'", "de": "", "d'": ""}.get(
        match.group().strip().lower().replace("’", "'"), ""
    )


def _signing(unite: Unite) -> tuple[tuple[int, int], int, tuple[int, int, str]] | None:
    """Return the first sentence that tells a signing with its date: its span, where the verb ends, the date's span."""
    for span in unite.phrases():
        text = unite.texte[span.start : span.end]
        for verb in _SIGNED.finditer(fold(text)):
            date = next((d for d in find_dates(text) if 0 <= d.start - verb.end() <= _REACH), None)
            if date is not None and not re.search(r"[;]", text[verb.end() : date.start]):
                at = span.start
                return (span.start, span.end), at + verb.end(), (at + date.start, at + date.end, date.value)
    return None


def _contract(
    document: Document,
    unite: Unite,
    famille: Famille,
    name: tuple[str, str],
    where: tuple[int, int],
    phrase: tuple[int, int],
    verb: int,
    date: tuple[int, int, str] | None,
    tete: str | None = None,
) -> Contrat:
    article, lieu = name[0].strip().lower().replace("’", "'"), " ".join(name[1].split())
    kind = famille.dispositif.nom if famille.dispositif else tete or "contrat"
    titre = f"{kind[:1].upper()}{kind[1:]} {of(article, lieu)}"
    said = [document.evidence(*place(unite, *where)), document.evidence(*place(unite, *phrase))]
    signatures = parties(document, unite, famille, (article, lieu), phrase, verb, where)
    return Contrat(
        cle=cle(titre),
        titre=titre,
        type_contrat=kind,
        statut=StatutContrat.CONCLU if date else StatutContrat.PREVU,
        territoires=(lieu,),
        dates_signature=(Valeur(date[2], document.evidence(*place(unite, date[0], date[1]))),) if date else (),
        signatures=signatures if date else tuple(replace(s, prevue=True) for s in signatures),
        evidence=tuple(said),
        regle=REGLE,
        confiance=0.75,
    )


def _town(document: Document, unites: Sequence[Unite], index: int, famille: Famille) -> Contrat | None:
    """« À Tarbes, la convention a été signée le… » in an article: the contract of the town, with the axes it lists."""
    unite = unites[index]
    match = _TOWN.match(unite.texte)
    first = unite.phrases()[0] if match else None
    if match is None or first is None:
        return None
    if famille.dispositif is None and match["quoi"] == "signature":
        return None
    sentence = fold(unite.texte[first.start : first.end])
    told = _signing(unite)
    dated = told is not None and told[0][0] == first.start
    if not dated and not _EXPECTED.search(sentence):
        return None
    name = (match["article"] or "", match["lieu"])
    at = (match.span("lieu"), (first.start, first.end))
    tete = match["quoi"]
    if dated and told is not None:
        contrat = _contract(document, unite, famille, name, at[0], told[0], told[1], told[2], tete)
    else:
        contrat = _contract(document, unite, famille, name, at[0], at[1], first.end, None, tete)
    return replace(contrat, axes=_axes(document, unites, index))


def _axes(document: Document, unites: Sequence[Unite], index: int) -> tuple[Axe, ...]:
    annonce = read_annonce(document, unites, index, f"{REGLE}-axes")
    return number_by_rank(annonce.axes) if annonce else ()
