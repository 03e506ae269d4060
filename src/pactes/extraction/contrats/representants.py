"""Recogniser of who represents a party: the person, their capacity, and the decision that lets them sign.

« Monsieur Prénom NOM, son Président », « le maire, Prénom NOM, dûment habilité par délibération n° 3 du 5 mai 2021 ».
"""

from __future__ import annotations

import re

from pactes.extraction.commun.dates import find_dates
from pactes.reading import fold

__all__ = ["FUNCTION", "REPRESENTE", "read_deliberation", "read_representative", "read_representatives"]

REPRESENTE = re.compile(
    r"\b(?:represente(?:e|s|es|\(e\))?\s*(?:par|:|aux presentes par|a l'effet des presentes par)"
    r"|(?:pris(?:e|es)? )?en la personne d(?:e\b|u\b|es\b|')|agissant (?:aux presentes )?par"
    r"|que represente(?:ra)?\b|pour l(?:equel|aquelle) agit)\s*"
)
_PERSON = re.compile(
    r"^(?:(?:Monsieur|Madame|Mme|Mlle|M\.|Mr\.?|"
    r"MM\.)\s+)?(?P<nom>(?:[A-ZÀ-ÖØ-Ý][\w’'À-ÿ]*(?:-[A-ZÀ-ÖØ-Ý][\w’'À-ÿ]*)*\.?\s+)(?:(?:de |du |d['’]|le |la |von |"
    r"van |der )?[A-ZÀ-ÖØ-Ý][\w’'À-ÿ-]+\s*){1,4})"
)
_CIVILITY = re.compile(r"^(?:messieurs|mesdames|monsieur|madame|mmes?|mlle|m\.|mr\.?|mm\.)\s+")
_FUNCTION = (
    r"(?:(?:le |la |l'|son |sa |ses |leur |un |une |en (?:sa )?qualite d[e'] ?|agissant en (?:sa )?qualite d[e'] ?|"
    r"en tant que )*"
    r"(?:vice-|sous-|co-)?(?:president|presidente|maire|prefet|prefete|directeur|directrice|ministre|premier ministre|"
    r"premiere ministre|recteur|rectrice|"
    r"procureur|procureure|secretaire|senateur|senatrice|depute|deputee|conseiller|conseillere|adjoint|adjointe|"
    r"delegue|deleguee|"
    r"commissaire|gerant|gerante|administrateur|administratrice|responsable|chef|representant|representante|"
    r"premier vice|premiere vice|premier adjoint|premiere adjointe|"
    r"doyen|doyenne|general|colonel|inspecteur|inspectrice|chancelier|proviseur|tresorier)\b)"
)
FUNCTION = re.compile(rf"^\W*{_FUNCTION}")
# What follows the person: the power to sign, the short name of the party.
_POWER = re.compile(
    r",?\s*(?:et )?(?:d[ée]nomm[ée]|d[ée]sign[ée]|ci-apr[èe]s|d[ûu]ment|habilit|autoris|mandat[ée]|"
    r"agissant (?:au nom|pour|en vertu|aux fins)|ayant (?:tous? )?pouvoirs?|en vertu|suivant|conform[ée]ment)",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"\b(?:habilite|autorise|mandate|agissant|pouvoirs?|vertu|suivant|conformement|application|par)\b[^;]{0,90}?"
    r"\b(?P<acte>(?:deliberation|decision|arrete)s?)\b"
)
_NUMBER = re.compile(r"\bn\s?[°o]\s?[\w./-]+")
_ACT_REACH = 160  # characters in which a deliberation gives its number and its date
# « président Prénom NOM »: without a comma, the person follows the function, in their own capitals.
_BESIDE = re.compile(
    r"^(?P<role>.{4,90}?)\s(?:(?i:monsieur|madame|mme|m\.)\s)?(?P<nom>[A-ZÀ-Ý][a-zà-ÿ’'-]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*"
    r"(?: (?:de |d['’]|du |le |la )?[A-ZÀ-Ý][A-ZÀ-Ý’'-]+){1,3})$"
)
_AND_PERSON = re.compile(r"\s*,\s*|\s+et\s+")
_SEVERAL = re.compile(r"^(?:leurs?|les)\s+(?P<role>[a-z-]+s)\b(?:\s+respecti(?:fs|ves))?\W+(?P<noms>.+)$")


def read_representatives(text: str, number: int) -> tuple[str | None, tuple[str | None, ...]]:
    """Return the capacity and the persons of ``number`` parties: « leurs maires, MM. Prénom Nom et Prénom Nom ».

    Without as many persons as parties, nobody is told from another: None for each.
    """
    words = " ".join(_POWER.split(text)[0].split()).strip(" ,;.")
    several = _SEVERAL.match(fold(words))
    if several is None:
        return None, (None,) * number
    role = words[several.start("role") : several.end("role")]
    names = _AND_PERSON.split(words[several.start("noms") :])
    persons = [n[m.end() :] if (m := _CIVILITY.match(fold(n))) else n for n in names]
    found = [p.strip() for p in persons if _PERSON.fullmatch(p.strip() + " ")]
    single = role[:-1] if role.endswith("s") else role
    return single, tuple(found) if len(found) == number == len(persons) else (None,) * number


def read_deliberation(text: str) -> str | None:
    """Return the decision by which a party is let sign, as the text cites it up to its date or its number."""
    words = " ".join(text.split())
    act = _ACT.search(fold(words))
    if act is None:
        return None
    zone = re.split(r";|, ci-apr", words[act.start("acte") : act.start("acte") + _ACT_REACH])[0]
    ends = [d.end for d in find_dates(zone)][:1] + [m.end() for m in _NUMBER.finditer(fold(zone))][:1]
    return zone[: max(ends)].rstrip(" ,.") if ends else None


def read_representative(text: str) -> tuple[str | None, str | None]:
    """Return the person and the capacity that a text after « représenté par » gives, each None where it does not.

    « Monsieur Prénom NOM, son Président », « le Président du Conseil régional », « Mme NOM en sa qualité de maire ».
    """
    text = re.sub(r"(?<=[a-zà-ÿ])-\n\s*(?=[a-zà-ÿ])", "", text)  # a word that a line end cuts
    words = re.sub(r"\*+|__|</?[ubi]>", "", text).strip(" ,;:\n")
    words = re.sub(
        r"\s+",
        " ",
        _POWER.split(words)[0],
    )
    words = re.sub(
        r"(?:[\s,]+(?:d['’]une part|d['’]autre part|[Ee]t(?: d(?:e|u|es|['’])(?: la| l['’])?)?|ET"
        r"|tous ensemble))*[\s,;.]*$",
        "",
        words,
    )
    person = None
    civility = _CIVILITY.match(fold(words))
    rest = words[civility.end() :] if civility else words
    if not FUNCTION.match(fold(rest)):
        match = _PERSON.match(rest)
        if match:
            name = re.sub(r"\s+", " ", match["nom"]).strip(" ,")
            cut = re.search(rf"\s(?={_FUNCTION})", fold(name))
            person = name[: cut.start()] if cut else name
            rest = rest[len(match["nom"][: cut.start()]) if cut else match.end() :]
    rest = rest.strip(" ,-–—:")
    role = None
    after = re.search(r"(?i:,?\s+(?:monsieur|madame|mme|m\.)\s+)(?=[A-ZÀ-Ý])", rest)
    bare = re.search(r",\s+(?=[A-ZÀ-Ý][^,]{3,60}$)", rest)
    if person is None and not after and bare and FUNCTION.match(fold(rest)):  # « son Président, Prénom NOM »
        match = _PERSON.match(rest[bare.end() :].strip() + " ")
        if match and len(match["nom"].strip()) == len(rest[bare.end() :].strip()):
            person = match["nom"].strip(" ,")
            rest = rest[: bare.start()]
    if person is None and after and FUNCTION.match(fold(rest)):
        match = _PERSON.match(rest[after.end() :].strip() + " ")
        person = match["nom"].strip(" ,") if match else None
        rest = rest[: after.start()]
    beside = _BESIDE.match(rest) if person is None and FUNCTION.match(fold(rest)) else None
    if beside and not re.search(r"\b(?:de|du|des|la|d'|l')$", fold(beside["role"])):
        person, rest = beside["nom"], beside["role"]
    if FUNCTION.match(fold(rest)):
        role = re.sub(
            r"^(?i:(?:agissant )?en (?:sa )?qualit[ée] d(?:e |['’])|en tant que |(?:le|la|son|sa|une?) |l['’])+",
            "",
            rest,
        )
        role = re.split(r"[;\n]|\. ", role)[0].strip(" ,.")
        if len(role) > 160:
            role = role.split(",")[0]
    return person, role or None
