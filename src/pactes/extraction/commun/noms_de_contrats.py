"""Recogniser of contracts by name: a family or a head word, then the territory, the parties or the object it is of.

« contrat de ville de X », « Pacte pour la réussite du Y », « CTE de la communauté urbaine de Z », « programme
opérationnel 2014-2020 pour le W ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pactes.extraction.commun.familles import TETES, Mention, find_familles, mots
from pactes.extraction.contrats.titres import end_of_place
from pactes.reading import fold
from pactes.reference import Dispositif

_TOKEN = re.compile(r"[\w’']+(?:[-–/][\w’']+)*|[^\w\s]")
_PREP = re.compile(r"(?:de la |de l'|des |du |de |d'|pour (?:la |le |les |l')?|avec (?:la |le |les |l')?)")
_SIGLE = re.compile(r"\s{0,4}[,-]?\s{0,4}\(\s?([A-ZÉ][A-ZÉ0-9]{1,7}(?:\(S\))?)s?\s*\)")
_SPACE = re.compile(r" {1,4}(?=\S)")
_PERIOD = re.compile(r"\s{1,4}((?:19|20)\d\d\s?[-/–]\s?(?:19|20)?\d\d)\b")
_CLOSING = re.compile(r"\s?[»\"”]")
_QUOTED_KIND = re.compile(r"\b(?:contrat|convention|protocole|pacte|accord)s? [«\"“]\s?$")
_YEAR = re.compile(r"\s(?:19|20)\d\d\b(?!\s?[-/–])")
_ASIDE = re.compile(r"\s\([^()\n]{3,80}\)(?= (?:de|du|des|d['’]|pour)\b)")
_QUOTED = re.compile(r"\s{0,4}«\s?[^»\n]{3,60}»")
_SOLIDAIRE = re.compile(r"\s(?:et solidaire|europeen(?:ne)?|territoriaux|territorial|regional|departemental)\b")
_SUMMARY = re.compile(r"en (?:un coup|bref|chiffres|quelques|resume)\b")  # « LE CONTRAT X EN BREF »: no place
_LINKS = mots("de du des d la le les l et en sur sous lès lez à aux au ès")
# A noun that says what kind of territory follows: part of the name of the territory.
KINDS = mots(
    "bassin bassins agglomeration communaute metropole ville commune pays vallee departement region "
    "arrondissement parc pole syndicat naturel regional arrondissements canton littoral massif quartier "
    "quartiers presqu'ile ile"
)
# Words that end a name: a verb, a relative, a preposition that begins a circumstance.
_STOP = mots(
    "a ont est sont ete etre sera seront qui que dont avec par dans signe signee signes signees conclu conclue "
    "mobilise permet prevoit constitue vise agit concerne repose associe fixe porte ou ainsi celui celle il "
    "elle se s y notamment lors depuis presente figure doit peut mis mise presentee dote doté ce cette comme "
    "contre entre afin au-dela"
)
_HEAD = re.compile(rf"\b(?:{'|'.join(TETES)})\b(?!s)")
_MAX_WORDS = 16
# « l'avenant n° 2 au contrat X »: what is told there is told of the amendment.
AMENDED = re.compile(r"\bavenants?\b[^.;,]{0,50}\b(?:au|aux|a la|a l'|du|de la|de l')\W*$")
# « l'agglomération X-aise », « le bassin minier »: the kind of territory and the adjective that says which.
_OF_IT = re.compile(
    r" (?:[a-z]{2,14}(?:aise?|oise?|ien(?:ne)?|ine?|aine?|ane?|ard|arde|asque|iere?|igeoise?))\b(?! (?:de|du|d'))"
)
_AND = re.compile(r" (?:de la |de l['’]|du |des |de |d['’]|la |le |les |l['’])?[A-ZÀ-Þ]")
# « X européenne de Y », « bassin minier (SIGLE) »: an adjective inside the name.
_GOES_ON = re.compile(r" (?:de la |de l['’]|du |des |de |d['’])[A-ZÀ-Þ]| \([A-Z]{2,8}\)")
_EMPTY = mots(
    "de du des d la le les l et en pour reussite renouveau avenir territoire communaute agglomeration urbaine "
    "ville commune communes metropole pays region departement petr l'avenir developpement"
)


@dataclass(frozen=True, slots=True)
class NomDeContrat:
    """A contract named in a text: offsets of the whole name, its family if known, and the territory said in it."""

    start: int
    end: int
    titre: str
    dispositif: Dispositif | None
    territoire: str | None = None
    sigle: str | None = None  # of the contract or of its family
    alias: str | None = None  # the acronym of the territory, which may stand for it (« le Pacte XYZ »)
    periode: tuple[str, str] | None = None
    pluriel: bool = False
    tete: str = ""  # folded first word
    complement: bool = True  # the territory is read in the name; False: in a list or among the parties
    modifie: bool = False  # « l'avenant au contrat X »: what the sentence tells is of the amendment

    @property
    def mots(self) -> frozenset[str]:
        """The words that tell this contract from others of its family."""
        return territory_words(self.territoire or "")


def territory_words(territoire: str) -> frozenset[str]:
    """Return the words of a territory's name without articles and the kinds of territory."""
    return frozenset(word for word in re.findall(r"\w+", fold(territoire)) if word not in _EMPTY and len(word) > 1)


def find_noms(text: str, proper: tuple[Dispositif, ...] = ()) -> tuple[NomDeContrat, ...]:
    """Return the contracts that ``text`` names, in order; a family without complement has no ``territoire``."""
    folded = fold(text)
    found: list[NomDeContrat] = []
    position = 0
    mentions = {m.start: m for m in find_familles(text, proper)}
    heads = {m.start(): m.end() for m in _HEAD.finditer(folded)}
    for start in sorted({*mentions, *heads}):
        if start < position:
            continue
        mention = mentions.get(start)
        if mention is None and not _named_head(text, folded, start, heads[start]):
            continue
        dispositif = mention.dispositif if mention else None
        end = mention.end if mention else heads[start]
        if mention and mention.dispositif.generique:  # « convention-cadre Action X », « convention OPAH »
            beside = next((mentions[s] for s in range(end, end + 4) if s in mentions), None)
            if beside and not beside.dispositif.generique and not text[end : beside.start].strip(' «"'):
                closing = _CLOSING.match(text, beside.end)
                end, dispositif = closing.end() if closing else beside.end, beside.dispositif
        own = mention is not None and dispositif is not None and not dispositif.generique
        quoted = _QUOTED_KIND.search(folded[max(0, start - 20) : start]) if own else None
        if quoted:  # « le contrat « Territoire d'industrie » »
            closing = _CLOSING.match(text, end)
            end = closing.end() if closing else end
        nom = _extend(text, folded, start, end, dispositif)
        if quoted:
            first = start - (len(folded[max(0, start - 20) : start]) - quoted.start())
            nom = replace(nom, start=first, titre=" ".join(text[first : nom.end].split()))
        if mention is not None:
            nom = replace(nom, pluriel=mention.pluriel)
            if mention.sigle:
                nom = replace(nom, sigle=nom.sigle or text[mention.start : mention.end])
            if mention.dispositif.generique:  # « convention-cadre « Action X » »: what is inside the name tells more
                within = (mentions[s] for s in range(mention.end, nom.end) if s in mentions)
                inside = [m for m in within if not m.dispositif.generique]
                nom = _of_family(text, nom, inside[0]) if inside else nom
        elif nom.territoire is None and nom.sigle is None:
            continue
        found.append(replace(nom, modifie=bool(AMENDED.search(folded[max(0, start - 80) : start]))))
        position = nom.end
    return tuple(found)


def _of_family(text: str, nom: NomDeContrat, famille: Mention) -> NomDeContrat:
    """Return « convention d'adhésion au programme X » as of the family X: the words of its name are no place."""
    if nom.end > famille.end:
        return replace(nom, dispositif=famille.dispositif)
    end = famille.end
    titre = " ".join(text[nom.start : end].split())
    return replace(nom, dispositif=famille.dispositif, end=end, titre=titre, territoire=None)


def _named_head(text: str, folded: str, start: int, end: int) -> bool:
    """Whether a head word of no known family may open a name: « Engagement pour le… », « le pacte X »."""
    opens = re.match(
        r"\s(?:pour (?:le|la|l'|les) |d'engagement|de cooperation|(?:19|20)\d\d\b)", folded[end : end + 24]
    )
    return text[start].isupper() or bool(opens)


def _extend(text: str, folded: str, start: int, end: int, dispositif: Dispositif | None) -> NomDeContrat:
    sigle = None
    periode = None
    family_end = end
    while True:  # what may stand between the family and its complement, each once or twice
        if more := _SOLIDAIRE.match(folded, end):
            end = more.end()
        elif (more := _SIGLE.match(text, end)) and sigle is None:
            sigle, end = more[1], more.end()
        elif (more := _PERIOD.match(text, end)) and periode is None:
            periode, end = _years(more[1]), more.end()
        elif (more := _QUOTED.match(text, end) or _YEAR.match(text, end)) and end == family_end:
            end = more.end()
        else:
            break
    complement = find_complement(text, end)
    if complement is None and (aside := _ASIDE.match(text, end)):
        complement = find_complement(text, aside.end())
    territoire = None
    alias = None
    if complement:
        territoire = territory_in_complement(text[complement[0] : complement[1]])
        end = complement[1]
        if (more := _SIGLE.match(text, end)) and sigle is None:
            if _initials(territoire) == more[1]:
                alias = more[1]
            else:
                sigle = more[1]
            end = more.end()
            if further := find_complement(text, end):  # « le renouveau du bassin (SIGLE) du X et du Y »
                end = further[1]
                territoire = territory_in_complement(
                    text[complement[0] : further[1]].replace(text[more.start() : more.end()], "")
                )
        if (more := _PERIOD.match(text, end)) and periode is None:
            periode, end = _years(more[1]), more.end()
    titre = " ".join(text[start:end].split())
    tete = fold(text[start:family_end]).split()[0]
    return NomDeContrat(start, end, titre, dispositif, territoire, sigle, alias, periode, tete=tete)


def _initials(territoire: str) -> str:
    words = re.findall(r"[^\W_]+", territoire)
    return "".join(w[0] for w in words if fold(w) not in _LINKS).upper()


def _years(written: str) -> tuple[str, str]:
    first, last = re.split(r"\s?[-/–]\s?", written)
    return first, last if len(last) == 4 else first[:2] + last


def find_complement(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of « de la X », « pour la réussite du Y et du Z », « X-Y-Z » that starts at ``start``."""
    space = _SPACE.match(text, start)
    if space is None or space.end() >= len(text):
        return None
    begin = space.end()
    folded = fold(text[begin : begin + 400])
    if _SUMMARY.match(folded):
        return None
    prep = _PREP.match(folded)
    position = begin + prep.end() if prep else begin
    end = None
    lower = 0
    before = ""
    # In a heading all in capitals, case tells nothing (an acronym before the name is not one).
    shouted = text[begin : begin + 12].isupper() and text[max(0, start - 12) : start].isupper() and start > 12
    for count, token in enumerate(_TOKEN.finditer(text, position)):
        word = token.group()
        gap = text[position : token.start()]
        if count > _MAX_WORDS or not word[0].isalnum() or "\n" in gap or gap.strip():
            break
        plain = fold(word)
        last = re.split(r"['’]", word)[-1]
        # « de l'Est X » is a place, « de X est » a name and a verb.
        named = last[:1].isupper() and not word.isupper()
        if not named and (plain in _STOP or plain.split("'")[-1] in _STOP):
            break
        if shouted and word.isupper():
            if plain not in _LINKS:
                end = token.end()
        elif last[:1].isupper():
            if plain in TETES or (end is not None and plain in ("etat",)):
                break
            end = token.end()
        elif plain in _LINKS and (prep or end is not None):
            if plain == "et" and (end is None or not _AND.match(text, token.end())):
                break
        else:
            goes_on = _GOES_ON.match(text, token.end())
            if end is not None and not goes_on and plain not in KINDS and before not in KINDS:
                break  # a lower-case word after the name: the name is over
            end = token.end() if end is not None and goes_on and "(" in goes_on.group() else end
            if not prep:
                return None
            if end is None and plain.split("'")[-1] in KINDS and (of_it := _OF_IT.match(folded, token.end() - begin)):
                return begin, begin + of_it.end()
            lower += 1
            if lower > 5:
                return None
        position = token.end()
        before = plain
    if end and text[begin:end] and (first := re.search(r"[A-ZÀ-Þ]", text[begin:end])):
        end = end_of_place(text, begin + first.start(), end)
    return (begin, end) if end else None


def territory_in_complement(complement: str) -> str:
    """Return the territory in a complement: from the noun of its kind, or from its first capital."""
    folded = fold(complement)
    for token in _TOKEN.finditer(complement):
        plain = folded[token.start() : token.end()].split("'")[-1]
        last = re.split(r"['’]", token.group())[-1]
        if plain in _LINKS:
            continue
        if plain in KINDS or last[:1].isupper():
            return " ".join(complement[token.end() - len(last) :].split())
    return " ".join(complement.split())
