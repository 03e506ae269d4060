"""Recogniser of parties listed in a sentence: « entre l'État et la Région », « avec A, B et C », « signé par X »."""

from __future__ import annotations

import re
from dataclasses import replace

from pactes.extraction.commun.familles import TETES
from pactes.extraction.commun.parties import Partie, authority, find_parties
from pactes.reading import fold

_OPENS = re.compile(
    r"\b(?:(?:(?:co-?)?signee?s?|conclue?s?|paraphee?s?|passee?s?|etablie?s?|liant|reunissant|associant|"
    r"partenariat(?: renforce)?)\s+)?"
    r"(?P<mot>entre|avec)\s+(?=(?:l'|la |le |les |son |sa |une? )?\w)"
    r"|\b(?P<lie>liant|engageant|reunissant|associant|qu[ei] (?:lie|liait|lient|liaient|engage|engagent|reunit"
    r"|associe))\s+(?=(?:l'|la |le |les )\w)"
    r"|\b(?:co-?)?(?:signee?s?|conclue?s?|paraphee?s?|ratifiee?s?|approuvee?s? conjointement)\b(?:(?! par |"
    r"[.;:]).){0,60}?(?P<par> par)\s+"
)
_GAP = 160
# What may stand, in at most that many characters, between the name of a contract and its parties.
_NEAR = re.compile(
    r"^[\s»\"*_)]*(?:de (?:la |l')?(?:commune|ville|communaute(?: de communes| d'agglomeration)?|collectivite)|"
    r"\([^()]{0,40}\)|(?:et )?(?:qui )?(?:a|ont|est|sont|fut|sera|seront|etre)(?: ete)?(?: egalement|"
    r" aussi)?|,? ?(?:(?:co-?)?signee?s?|conclue?s?|paraphee?s?|passee?s?)(?: a [^,.;:()\d]{2,40})?"
    r"(?:,? (?:le )?(?:\d{1,2}(?:er)? )?[a-z]{3,9} \d{4}| en \d{4})?(?: a [^,.;:()\d]{2,40})?,?|, egalement|dit[e]?s?|"
    r", [^,;.:()]{0,45}, ?|en cours d(?:e |')\w+|(?:un|une) (?:contrat|accord|convention|pacte) ?|(?:mis[e]? en place|"
    r"elabore\w*|"
    r"negocie\w*)[^.;]{0,40}|(?:pour|sur) la periode \S+|(?:le|du) \d[^,.;]{0,20},?|"
    r"actuelle?|(?:en|le|de) \d{4}|[\s,»\"*_)])*$"
)
_CLOSES = re.compile(
    r"[.;:()\n«»|]|\s[-–—]\s|\b(?:pour la periode|pour une|pour|afin|visant|qui|que|dont|"
    r"a(?:u|ux)quel\w*|l[ae]s?quel\w*|sur (?:son|le|la|les|une?)|"
    r"dans|permet\w*|en (?:vue|date|faveur|\d{4})|"
    r"sous (?:le regard|l'egide|la presidence)|devant|en presence|"
    r"lors|a l'occasion|prevoit|portant|relati[fv]\w*|arriv(?:ant|e|era|ent)|expire(?:ra)?|prend(?:ra)?|couvre|"
    r"est|sont|a ete|ont|sera|seront|le \d{1,2}|depuis|"
    r"signee?|"
    r"conclue?|afin|ainsi|selon|et (?:s'|se |a |ont |est |sont |il |elle )|"
    r"avant|apres|represente\w* par|au titre|concernant|devra|doit|doivent|et (?:qui|que|dont|notamment|permet\w*|"
    r"vise\w*))\b"
)
_SPLIT = re.compile(
    r"\s*,\s*(?:et\s+|ainsi que\s+)?|\s+et\s+(?=(?:l['’]|la |le |les |du |de la |des |[A-ZÀ-Ý]))|\s+ainsi que\s+|"
    r"\s+et/ou\s+"
)
_ROLE = re.compile(
    r"^(?P<role>(?:sous-)?prefete?|premiere? ministre|ministre|maires?|(?:vice-)?presidente?s?|recteur|rectrice|"
    r"directeurs?|directrice)\b"
    r"(?:\s+(?:du|de la|de l'|des|de|d')\s*(?P<org>.+))?$"
)
_CONTRACT = re.compile(rf"(?:{'|'.join(TETES)})s?\b")  # « avec le contrat X »: no party
_ASIDE = re.compile(r"\([^()\n]{2,60}\)")  # « la Communauté X (CAX), la ville… »: the list goes on
_STATE = ("prefet", "prefete", "sous-prefet", "premier ministre", "premiere ministre", "ministre")


def find_parties_after(text: str, start: int, reach: int = 300, *, anywhere: bool = False) -> tuple[Partie, ...]:
    """Return the parties that a sentence names right after ``start``, at most ``reach`` characters on.

    One name after « avec » is enough; after « entre » there are two at least. ``anywhere`` is for titles, where the
    object stands before the parties.
    """
    folded = fold(text[start : start + reach])
    stop = re.search(r"[.;\n](?:\s|$)", folded)
    folded = folded[: stop.start()] if stop else folded
    opens = _OPENS.search(folded)
    if opens is None or (not anywhere and (opens.start() > _GAP or not _NEAR.match(folded[: opens.start()]))):
        return ()
    names = listed_parties(text, start + opens.end(), start + len(folded))
    if (opens["mot"] == "entre" or opens["lie"]) and len(names) < 2 and "represente" not in folded:
        return ()
    return names


def listed_parties(text: str, start: int, end: int) -> tuple[Partie, ...]:
    """Return what the list at ``text[start:end]`` names: institutions, and between them whatever else it lists."""
    text = _ASIDE.sub(lambda aside: " " * len(aside.group()), text)
    closes = _CLOSES.search(fold(text[start:end]))
    end = start + closes.start() if closes else end
    known = [replace(p, start=p.start + start, end=p.end + start) for p in find_parties(text[start:end])]
    parties: list[Partie] = []
    position = start
    for match in [*_SPLIT.finditer(text, start, end), None]:
        stop = match.start() if match else end
        inside = [p for p in known if p.start < stop and position < p.end]
        name = clean_name(text[position:stop])
        if inside:
            parties += [p for p in inside if p not in parties]
        elif name and not _is_party(name):
            break
        elif name:
            parties.append(_partie(name, position, stop))
        position = match.end() if match else end
    return tuple(parties)


def _is_party(name: str) -> bool:
    words = name.split()
    return (
        1 <= len(words) <= 12
        and len(name) >= 2
        and not re.match(r"^\d|^(?:notamment|chaque|chacun|elle|il|eux|une?|ce|cela|ceci)\b", fold(name))
        and not _CONTRACT.match(fold(name))
        and not re.search(r"['’]$|\b(?:s|n|qu)['’]", name)
    )


def _partie(name: str, start: int, end: int) -> Partie:
    """Turn « le préfet », « la maire de X », « le président de la Région » into the institution and the capacity."""
    role = _ROLE.match(fold(name))
    if not role:
        return Partie(start, end, name[:1].upper() + name[1:] if name.islower() else name)
    org = name[role.start("org") :] if role["org"] else ""
    if role["role"] in _STATE:
        return Partie(start, end, "État", name)
    if role["role"].startswith("maire"):
        return Partie(start, end, f"Ville de {org}" if org else "Commune", name)
    if org:
        named = clean_name(org)
        return Partie(start, end, authority(named[:1].upper() + named[1:]), name)
    return Partie(start, end, name)


def clean_name(name: str) -> str:
    """Return the name of a party without its article, emphasis or trailing signs, white space folded."""
    name = re.sub(r"\*+|__|</?[ubi]>", "", name)
    name = re.sub(r"\s+", " ", name).strip(" ,;:.-–—»«•")
    return (
        re.sub(r"^(?:[Ll][ae]s?|LES|LE|LA|[Ll]['’]|D['’]UNE PART,?)\s*(?=\w)", "", name) if name[:4].strip() else name
    )
