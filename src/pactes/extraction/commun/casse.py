"""Text in capitals rewritten as a reader hears it: « VILLE DE SAINT-X » is read like « ville de Saint-X »."""

from __future__ import annotations

import re

from pactes.extraction.commun.familles import mots
from pactes.reading import fold

__all__ = ["regular_case"]

_SEGMENT = re.compile(r"[^\n\t|]+")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_SIGLE = 6
# Words that bear no capital even where a hyphen joins them: « CI-APRÈS », « X-SUR-Y ».
_JOINED = mots("apres au aux ci de dessous dessus du en la le les president presidente sous sur vice")
# Words that end the name of an intercommunality, after a proper name: « SAINT-X COMMUNAUTÉ ».
_OWN_WORDS = mots("agglo agglomeration communaute metropole")
_SIGLES = frozenset({"CC", "CA", "CU", "PETR", "EPCI", "ZAC", "ZAE", "ZI", "ZA", "PNR", "QPV", "ZUS", "ZSP", "ANRU"})
# Words of the trade, which bear no capital where a text is not in capitals.
_PLAIN = mots(
    "a au aux avec bref ce ces cette ci dans de des dit dite d du elle en entre est et il l la le les leur leurs lez "
    "lès ou ni par pour que qui sa sans ses son sont sous sur un une vu y dont accord action actions "
    "agglomeration agglomerations annee annexe appel approbation apres arrete arrondissement arrondissements "
    "article axe bassin cadre charge charte code comite commune communes communaute communautes composition "
    "conclu conclue conseil conseils contrat contrats convention cohesion date deliberation departement "
    "departemental designe designee developpement direction ecologique economique emploi enjeu ensemble "
    "equilibre etude exercice extrait fait financement finances fonds habitants local locale loi madame maire "
    "maires mairie membres mesdames messieurs metropole mise monsieur montant municipal municipale nombre numero "
    "objectif objectifs operation operations pacte partenaires partie parties plan pole politique prefecture "
    "prefet prefete present presente presentation president presidente prioritaire prioritaires procedure "
    "programme projet projets protocole quartier quartiers region regional relance relatif relative represente "
    "representee representes republique reunion ruralite rural sante seance secteur secteurs service services "
    "signataires signature situation social sociale solidarite suivi syndicat mixte territoire territoires "
    "territorial territoriale territoriaux titre total transition urbain urbaine validation ville villes vice "
    "voirie volet"
)


def regular_case(text: str) -> str:
    """Return ``text`` with the words of its lines and cells in capitals rewritten with an initial capital, same length.

    Words of the trade and those that the document writes without a capital elsewhere become lower-case, acronyms stay.
    """
    shouted = [m for m in _SEGMENT.finditer(text) if _in_capitals(m.group())]
    if not shouted:
        return text
    taken = bytearray(len(text))
    for segment in shouted:
        taken[segment.start() : segment.end()] = b"\1" * (segment.end() - segment.start())
    plain, sigles = set(_PLAIN), set(_SIGLES)
    for segment in _SEGMENT.finditer(text):
        if not taken[segment.start()]:
            words = _WORD.findall(segment.group())
            plain.update(fold(w) for w in words if w.islower())
            if sum(w.islower() for w in words) >= 0.6 * len(words):
                sigles.update(w for w in words if w.isupper() and 1 < len(w) <= _LONGEST_SIGLE)
    read = list(text)
    for segment in shouted:
        name_end = -1
        for word in _WORD.finditer(text, segment.start(), segment.end()):
            written = _regular(text, word, plain, sigles)
            if word.start() == name_end + 1 and fold(written) in _OWN_WORDS:
                written = written[0].upper() + written[1:]
            if written[0].isupper():
                name_end = word.end()
            read[word.start() : word.end()] = written
    return "".join(read)


def _regular(text: str, word: re.Match[str], plain: set[str], sigles: set[str]) -> str:
    written = word.group()
    folded = fold(written)
    lower = written.lower()
    if len(lower) != len(written):
        return written
    if written == "A" and text[word.end() : word.end() + 1] == " ":
        return "à"
    if len(written) == 1:
        return lower
    if written in sigles and folded not in plain:
        return written
    joined = "-" in (text[word.start() - 1 : word.start()], text[word.end() : word.end() + 1])
    return lower if folded in plain and not (joined and folded not in _JOINED) else written[0] + lower[1:]


def _in_capitals(segment: str) -> bool:
    letters = sum(c.isalpha() for c in segment)
    upper = sum(c.isupper() for c in segment)
    longest = max(map(len, _WORD.findall(segment)), default=0)
    return letters >= 4 and upper >= 0.85 * letters and (longest >= 4 or (longest == 3 and letters >= 6))
