"""What a name of organisation is worth: two of them in one, a common noun for no one in particular, no organisation.

Rules of general French only; what they leave out is not lost, since texts and passages keep it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pactes.linking.noms import PETITS_MOTS, cle
from pactes.reading import fold
from pactes.reference import dispositifs, organisations

__all__ = ["acronyme_de", "est_collectif", "majuscule", "n_en_est_pas", "sans_sigle", "sans_tete", "separer"]

_BODY = (
    r"(?:région|département|ville|commune|communauté|métropole|agglomération|maison|agence|caisse|chambre|association"
    r"|société|office|mission|banque|préfecture|direction|union|fédération|état|ligue|fondation|université|conseil"
    r"|syndicat|coopérative|institut|entreprise|régie)"
)
_TWO = re.compile(rf"^(?P<un>.*?\S),? et (?:la |le |les |l['’])(?P<deux>{_BODY}\b.*)$", re.IGNORECASE)
_PLURAL = re.compile(
    r"(?:les |des |l'ensemble des |autres )?(?:acteurs|agences|associations|bailleurs|caisses|centres|chambres|clubs"
    r"|collectivites|colleges|communautes|communes|departements|ecoles|entreprises|etablissements|financeurs|hopitaux"
    r"|intercommunalites|lycees|maisons|missions|musees|offices|operateurs|organismes|partenaires|poles|regions"
    r"|services|structures|syndicats|universites|villes)\b"
)
# Words that a plural name may hold without naming anyone.
_VAGUE = """
action concernees concernes culturels culturelles documentation documentations eau emploi formation habitat hlm
information informations interesses interessees locales locaux logement membres partenaires prenantes publiques
publics regionales regionaux sante signataires social sociales sociaux territoriales territoriaux
"""
_WORDS_OF_NONE = PETITS_MOTS | frozenset(_VAGUE.split())
_ACT = re.compile(
    r"(?:accords?[- ]cadres?|avenants?|chartes?|contrats?|conventions?|dispositifs?|pactes?|programmes?|protocoles?"
    r"|schemas?)\b"
)
# « Lutter contre le décrochage »: an infinitive opens the name of an action.
_INFINITIVE = re.compile(
    r"(?:accompagner|accroitre|accueillir|ameliorer|amenager|animer|assurer|conforter|consolider|creer|developper"
    r"|encourager|favoriser|garantir|lutter|maintenir|mettre en|mobiliser|moderniser|permettre|preserver|prevenir"
    r"|promouvoir|proteger|reduire|renforcer|renover|soutenir|structurer|valoriser)\b"
)
_SIGLE = re.compile(r"(?<=\S)\s*\([A-ZÉ][^()\s]{1,11}\)(?=\s|$)")
_HEAD = re.compile(r"^(?:[Aa]ssociation|[Ss]ociété|[Ee]ntreprise|[Gg]roupe)\s+(?=[A-ZÀ-Þ«\"“])")


def separer(nom: str) -> tuple[str, ...]:
    """Return the two organisations that a name coordinates (« X et la Maison du Y »), else the name alone."""
    match = _TWO.match(nom)
    if not match or cle(nom) in _known_names() or not any(c.isupper() for c in match["un"]):
        return (nom,)
    return (match["un"].strip(" ,"), match["deux"].strip())


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    return frozenset(cle(n) for o in organisations() for n in (o.nom, *o.sigles, *o.variantes))


@lru_cache(maxsize=1)
def _acronyms() -> frozenset[str]:
    taken = {s for o in organisations() for s in o.sigles}
    return frozenset(s for d in dispositifs() for s in d.sigles if len(s) > 2 and s not in taken)


def est_collectif(nom: str) -> bool:
    """Whether a name is a plural common noun (« bailleurs sociaux », « communes membres »): no one in particular."""
    folded = fold(nom).replace("’", "'")
    match = _PLURAL.match(folded)
    if not match or cle(nom) in _known_names():
        return False
    rest = re.findall(r"[^\W_]+", folded[match.end() :])
    return all(word in _WORDS_OF_NONE for word in rest)


def n_en_est_pas(nom: str) -> bool:
    """Whether a name is that of an act, of a scheme or of an action rather than of an organisation."""
    if cle(nom) in _known_names():
        return False
    folded = fold(nom).replace("’", "'")
    first = nom.split()[0] if nom.split() else ""
    return bool(_ACT.match(folded) or _INFINITIVE.match(folded)) or (
        first in _acronyms() and len(nom.split()) > 1  # « PAT de X » is the scheme of X
    )


def sans_tete(nom: str) -> str:
    """Return a name without « association », « société » before a proper name: both writings are of one body."""
    return _HEAD.sub("", nom).strip('«»"“” ') or nom


def sans_sigle(nom: str) -> str:
    """Return a name without the acronym that it gives for itself: « Caisse d'allocations (CAF) de l'Ain »."""
    return _SIGLE.sub("", nom).strip() or nom


def majuscule(nom: str) -> str:
    """Return a name with a capital, unless its first word has one inside (« eXemple ») or is a sign."""
    first = nom.split()[0] if nom.split() else ""
    return f"{nom[0].upper()}{nom[1:]}" if re.sub(r"['’-]", "", first).isalpha() and first.islower() else nom


def acronyme_de(sigle: str, nom: str) -> bool:
    """Whether letters are those that the words of a name begin with, small words counted or not: « BFC », « AURA »."""
    words = cle(nom).split()
    letters = cle(sigle).replace(" ", "")
    whole = "".join(word[0] for word in words)
    telling = "".join(word[0] for word in words if word not in PETITS_MOTS)
    if len(letters) < 3:
        return False
    return letters in {whole, telling} or _of_beginnings(letters, [w for w in words if w not in PETITS_MOTS])


def _of_beginnings(letters: str, words: list[str]) -> bool:
    """Whether letters are one or two first letters of each of at least three words, in their order."""
    if len(words) < 3:
        return False
    rest = {letters}
    for word in words:
        rest = {left[n:] for left in rest for n in (1, 2) if left[:n] == word[:n] and len(left) >= n}
    return "" in rest
