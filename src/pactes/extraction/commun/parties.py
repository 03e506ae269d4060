"""Recogniser of the parties that a sentence enumerates: « l'État, les Départements du X et de l'Y, la ville de Z ».

It reads what follows « entre », « avec » or « signé par », or a rubric of signatories: there, each institution that is
named is a party. A head word in the plural is shared out: « les communes de A, B et C » are three parties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pactes.extraction.commun.complements import PREP, complements, singular
from pactes.model import TypeTerritoire
from pactes.reading import fold
from pactes.reference import Forme, organisations, registre

_HEAD = re.compile(
    r"\b(?P<etat>etat)\b(?![- ]?regions?)"
    r"|\b(?P<epci>communautes? d'agglomeration|communautes? urbaines?|communautes? de communes|eurometropoles?"
    r"|metropoles?"
    r"|p\.?e\.?t\.?r\.?|poles? d'equilibre territorial et rural|parcs? naturels? regional|parcs? naturels? regionaux"
    r"|syndicats? mixtes?|pays|agglomerations?|intercoms?|intercos?)\b"
    r"|\b(?P<conseil>conseils? (?:regional|regionaux|departemental|departementaux|general|generaux)|regions?"
    r"|departements?"
    r"|collectivites? (?:territoriales?|europeennes?))\b"
    r"|\b(?P<commune>villes?|communes?)\b"
    r"|\b(?P<autre>caisses? des depots(?: et consignations?)?|banque des territoires"
    r"|caisses? (?:primaires? )?d'(?:allocations familiales|assurance maladie)|chambres? d'agriculture"
    r"|chambres? de commerce et d'industrie|chambres? de metiers(?: et de l'artisanat)?|agences? (?:de l'eau"
    r"|regionales? de sante|d'urbanisme)|mutualites? sociales? agricoles?|centres? hospitaliers?(?: universitaires?)?"
    r"|offices? publics?(?: de l'habitat)?|offices? de tourisme|missions? locales?|etablissements? publics? fonciers?"
    r"|agence nationale [a-z' ]{4,40}?(?=[,;.()]|$)|rectorats?|academies?|universites?|associations? des maires"
    r"|commission europeenne"
    r"|action logement|pole emploi|france travail|union europeenne)\b"
)  # fmt: skip
_FUNCTION = re.compile(
    r"\b(?P<etat>premiere? ministre|ministres?\b[^,;.]{0,200}|secretaires? d'etat\b[^,;.]{0,200}"
    r"|(?:sous-)?prefete?s?(?: de (?:la )?region| de departement)?)\b"
    r"|\b(?<!association des )(?P<maire>maires? (?=de |d'|du |des ))"
    r"|\b(?P<president>presidente?s? (?=de |d'|du |des ))"
)
_ACRONYM = re.compile(
    r"(?:^|(?<=[,(] )|(?<=\bet )|\b(?:[Ll]['’]|[LlDd]a |[Ll]es? |du ))([A-ZÉ]{3,8}\d{0,2})(?![\w'’-])"
)
# « X agglomération », « X Y Métropole »
_NAMED_KIND = re.compile(
    r"(?<![\w’'-])(?!(?:Le|La|Les|Cette|Notre|Une|En|Par|Et|Avec|Entre|Pour)\b)[A-ZÀ-Þ][\w’'-]+"
    r"(?: (?:de |du |en |sur |la |les )?[A-ZÀ-Þ][\w’'-]+){0,3} (?:[Mm]étropole|[Aa]gglomération|[Aa]gglo|[Cc]ommunauté)"
    r"(?![\w’'-]| (?:de|du|d['’]|urbaine))"
)
_HEADED_BY = re.compile(r"\bpresidente? (?:de la |de l'|du |de |d')$")
_SHORT_NAME = re.compile(r"(?:de la |de l['’]|du |de |d['’])?(?P<nom>[A-Z]{2,8} [A-ZÀ-Þ][a-zà-ÿ]{2,})(?![\w’'-])")
_SEPARATED = re.compile(r"(?:^|,|\bet|;)\s+$|^$")
_ENDED = re.compile(r"\s*(?:$|[,;.)]|et\b)")
_OF_PLACE = re.compile(r" (?:de la |de l['’]|du |des |de |d['’])(?=[A-ZÀ-Þ])")
_AUTHORITIES = {"conseil regional": "Région", "conseil departemental": "Département", "conseil general": "Département"}
_LONGEST = 20_000  # signs of the longest enumeration that is read
# Where a list of parties is over: what comes next is something else about the contract.
_END = re.compile(
    r"\ben presence\b|\bsous (?:le regard|l'egide|la presidence|l'œil)\b|\bdevant\b|"
    r"\bdans le cadre\b|\bqui\b|\bafin\b|\ben vue\b|\ba l'occasion\b|\bautour\b|\bdont\b|\blors\b"
    r"|\bpour un?e?\b"
    r"|[.;](?=\s|$)|:(?=\s)|,? (?:celui|celle|ceux|celles)-ci\b|\bainsi que dans\b|\bconcentrent\b|\bpermet"
    r"|\bmobilis|\bprevoi|\bfinanc(?:e|ent|era|eront)\b|\bvise(?:nt|ra)?\b|\bporte(?:nt|ra)?\b|\bdoit\b|\bdevra"
)


@dataclass(frozen=True, slots=True)
class Partie:
    """A party: offsets in the text, its name (head in the singular), who signs for it and in which capacity.

    ``temoin``: the contract is made « en présence de » it; whether it is a party, its signature tells.
    ``deliberation``: the decision by which its assembly lets it sign, as the text cites it.
    """

    start: int
    end: int
    nom: str
    qualite: str | None = None
    representant: str | None = None
    adresse: str | None = None
    deliberation: str | None = None
    temoin: bool = False
    sigle: str | None = None

    @property
    def propre(self) -> bool:
        """Whether it is named by a name of its own: a capital letter inside, the State, a national body."""
        written = re.search(r"(?<!^)(?<![.] )[A-ZÀ-Ý]\w", self.nom) is not None or self.nom.isupper()
        return written or fold(self.nom) == "etat" or fold(self.nom) in _national_bodies()


def authority(nom: str) -> str:
    """Return the authority that a council named without its place governs: who presides over it signs for that."""
    return _AUTHORITIES.get(fold(nom), nom)


def end_of_list(text: str, start: int) -> int:
    """Return where the enumeration that starts at ``start`` is over."""
    match = _END.search(fold(text), start)
    return match.start() if match else len(text)


def find_parties(text: str) -> tuple[Partie, ...]:
    """Return the parties that ``text``, an enumeration of them, names, in order and each once."""
    text = text[:_LONGEST]
    folded = fold(text)
    found = _functions(text, folded)
    position = 0
    capacity: str | None = None
    for match in _HEAD.finditer(folded):
        inside = any(p.start < match.end() and match.start() < p.end for p in found)
        if match.start() < position or inside or not _is_head(text, match):
            continue
        parts = _shared(text, folded, match)
        if not parts:
            continue
        capacity = _capacity(text, folded, match.start(), capacity)
        found += [Partie(p.start, p.end, authority(p.nom) if capacity else p.nom, capacity) for p in parts]
        position = max(p.end for p in parts)
    found += _without_head(text, [(p.start, p.end) for p in found])
    found = [p for p in found if not _alias(text, p, found)]
    unique: dict[str, Partie] = {}
    for party in sorted(found, key=lambda p: p.start):
        unique.setdefault(fold(party.nom), party)
    return tuple(unique.values())


def _without_head(text: str, taken: list[tuple[int, int]]) -> Iterator[Partie]:
    """Yield the parties that bear no head word: intercommunalities of the registry (« X Métropole ») and acronyms."""
    spans = [
        (name.start, name.end)
        for name in registre().chercher(text)
        if any(e.type_territoire is TypeTerritoire.EPCI and f is Forme.PLEINE for e, f in name.candidats)
    ]
    spans += [(match.start(), match.end()) for match in _NAMED_KIND.finditer(text)]
    spans += [(match.start(), match.end()) for match in _known().finditer(text)]
    spans += [(match.start(1), match.end(1)) for match in _ACRONYM.finditer(text)]
    spans += _listed_places(text)
    folded = fold(text)
    for start, end in spans:
        if not any(a < end and start < b for a, b in taken):
            end = _of_place(text, folded, start, end)
            taken.append((start, end))
            yield Partie(start, end, " ".join(text[start:end].split()), _capacity(text, folded, start, None))


def _listed_places(text: str) -> list[tuple[int, int]]:
    """Return the towns that are items of the enumeration by their mere names: « l'État, X et Y »."""
    return [
        (name.start, name.end)
        for name in registre().chercher(text)
        if _SEPARATED.search(text[: name.start])
        and _ENDED.match(text, name.end)
        and any(e.type_territoire is TypeTerritoire.COMMUNE and f is Forme.PLEINE for e, f in name.candidats)
    ]


def _of_place(text: str, folded: str, start: int, end: int) -> int:
    """Return where « ARS X », « CPAM du Y » ends: an acronym with the place that says which one it is."""
    if not text[start:end].isupper():
        return end
    of = _OF_PLACE.match(text, end)
    names = complements(text, folded, end, _HEAD, plural=False, free=False) if of else []
    if names:
        return names[0][1]
    beside = next(iter(registre().chercher(text[end + 1 : end + 40])), None)
    regional = beside is not None and any(
        e.type_territoire in (TypeTerritoire.REGION, TypeTerritoire.DEPARTEMENT) for e, _ in beside.candidats
    )
    return end + 1 + beside.end if beside is not None and regional and beside.start == 0 else end


@lru_cache(maxsize=1)
def _national_bodies() -> frozenset[str]:
    """The folded names of the bodies of which there is one in France; « chambre d'agriculture » names one of many."""
    return frozenset(fold(n) for o in organisations() for n in (o.nom, *o.variantes) if "national" in fold(n))


@lru_cache(maxsize=1)
def _known() -> re.Pattern[str]:
    """Return the pattern of the names and acronyms of the bodies known all over France, as they are written."""
    names = {n for o in organisations() for n in (*o.sigles, *(s.capitalize() for s in o.sigles if len(s) > 3))}
    names |= {n for o in organisations() for n in (o.nom, *o.variantes) if n[:1].isupper() and len(n) > 5}
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, names), key=lambda n: (-len(n), n))) + r")(?![\w’'-])")


def _alias(text: str, party: Partie, found: list[Partie]) -> bool:
    """Whether a party in parentheses only says again the one before them: « Caisse X (Banque Y) », « Z (SIGLE) »."""
    before = text[: party.start].rstrip()
    return before.endswith("(") and any(p.end == len(before[:-1].rstrip()) for p in found)


def _is_head(text: str, match: re.Match[str]) -> bool:
    written = text[match.start() : match.end()]
    before = fold(text[max(0, match.start() - 24) : match.start()])
    if before.endswith("-"):
        return False
    if match["etat"]:
        # « secrétaire d'État » is a function, « services de l'État » are the State.
        return written[0].isupper() and not re.search(r"(?:secretaires?|chefs?|ministres?) d'$", before)
    return not re.search(
        r"(?:contrats?|politiques?|prefete?s?|prefectures?|centres?|coeur|cœur|hotels?|quartiers?) (?:de |du |des "
        r"|d'|de la )?$",
        before,
    )


def _shared(text: str, folded: str, match: re.Match[str]) -> list[Partie]:
    """Return the parties of one head word: one, or one for each complement of a plural."""
    head = match.group()
    if match["etat"]:
        return [Partie(match.start(), match.end(), text[match.start() : match.end()])]
    plural = head.split()[0].endswith(("s", "aux")) and head.split()[0] not in ("pays",)
    free = bool(match["epci"])
    names = complements(text, folded, match.end(), _HEAD, plural=plural, free=free)
    headed = bool(_HEADED_BY.search(folded, max(0, match.start() - 24), match.start()))
    if headed and match["conseil"] and not plural and names and not _is_place(text[names[0][0] : names[0][1]]):
        names = []  # « la présidente du conseil régional Jeanne Martin »: who presides over it
    if not names:
        alone = bool(match["autre"]) or bool(
            match["conseil"] and (text[match.start()].isupper() or head.startswith("conseil"))
        )
        alone = alone or (headed and bool(match["epci"] or match["conseil"]))
        return [] if plural or not alone else [Partie(match.start(), match.end(), text[match.start() : match.end()])]
    written = text[match.start() : match.end()]
    if not plural:
        return [Partie(match.start(), names[0][1], " ".join(text[match.start() : names[0][1]].split()))]
    single = singular(written)
    parts = []
    for i, (start, end) in enumerate(names):
        name = " ".join(text[start:end].split())
        prep = PREP.match(folded, start)
        of = "" if prep or not match["commune"] else ("d'" if fold(name)[0] in "aeiouyh" else "de ")
        parts.append(Partie(match.start() if i == 0 else start, end, f"{single} {of}{name}"))
    return parts


def _is_place(name: str) -> bool:
    """Whether a name is one of a territory, or brought by « de », not that of a person."""
    return bool(PREP.match(fold(name.strip()))) or next(iter(registre().chercher(name)), None) is not None


def _capacity(text: str, folded: str, start: int, last: str | None) -> str | None:
    """Return the capacity said before an institution (« la présidente de »), or carried on by « , du », « et de »."""
    said = re.search(
        r"\b((?:vice-|co-)?presidente?s?|maires?|directrices?|directeurs?|representante?s?)"
        r" (?:de la |de l'|du |des |de |d')$",
        folded[:start],
    )
    if said:
        word = text[said.start(1) : said.end(1)]
        return word[:-1] if word.endswith("s") else word
    carried = last and re.search(r"(?:,|\bet) (?:de la |de l'|du |des |d')$", folded[:start])
    return last if carried else None


def _functions(text: str, folded: str) -> list[Partie]:
    """Return the parties that are only named by who signs for them: a minister for the State, a mayor for the town."""
    found: list[Partie] = []
    for match in _FUNCTION.finditer(folded):
        words = " ".join(text[match.start() : match.end()].split())
        if match["etat"]:
            found.append(Partie(match.start(), match.end(), "État", words))
        elif match["president"]:
            if named := _SHORT_NAME.match(text, match.end()):  # « le président de SIGLE Nord »
                found.append(Partie(match.start(), named.end(), named["nom"], words))
        elif match["maire"]:
            for start, end in complements(text, folded, match.end(), _HEAD, plural=words.endswith("s"), free=False):
                name = " ".join(text[start:end].split())
                town = f"ville {name}" if PREP.match(folded, start) else f"ville de {name}"
                found.append(Partie(match.start(), end, town, words.rstrip("s")))
    return found
