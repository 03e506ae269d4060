"""Recogniser of names of organisations: those everyone knows, those with an acronym, those whose head noun says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pactes.extraction.organisations.nom_organisation import NOT_AN_ORGANISATION, NomOrganisation, in_address
from pactes.extraction.organisations.noms_introduits import find_introduced
from pactes.reading import fold
from pactes.reference import OrganisationConnue, organisations

# Head nouns of organisations. Those of the second list are also common nouns: a capital or a proper name must tell.
_HEADS = (
    "agence|association|banque|bibliotheque|caisse|centre|chambre|cluster|club|comedie|compagnie"
    "|confederation|conservatoire|cooperative|delegation|direction|ecole|etablissement|federation|fondation"
    "|fonds regional"
    "|groupement|incubateur|institut|laboratoire|ligue|lycee|maison|mediatheque|ministere|mission|musee"
    "|mutuelle|observatoire|office|opera|orchestre|organisation|parc naturel|pepiniere|plateforme|pole"
    "|rectorat|reseau"
    "|service|societe|syndicat|theatre|tribunal|union|unite|universite|collectif|scene nationale|college|cite"
    "|espace|hopital|prefecture|sous-prefecture|secretariat|commissariat|campus|technopole|antenne|academie"
)
_HEAD = re.compile(rf"(?<![\w-])(?:{_HEADS})s?(?![\w-])")
# « ils sont un réseau de… », « une maison de santé » : heads that name an organisation only with a name of their own.
_COMMON_WORDS = """
    association centre compagnie direction ecole etablissement groupement lycee maison mission pole reseau
    service societe espace cite antenne delegation unite union club college plateforme campus laboratoire
    bibliotheque mediatheque musee theatre collectif banque caisse agence office observatoire federation
    fondation institut incubateur pepiniere cluster
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_WORD = r"[\w][\w’'-]*"
_TOKEN = re.compile(
    rf"[ \u00a0]?(?:(?P<quote>«[^»\n]{{2,60}}»)|(?P<sigle>\((?:[^()\s]{{1,6}} )?[A-ZÀ-Þ][\w&.’'-]{{1,11}}\))"
    rf"|(?P<word>{_WORD}))"
)
# A comma inside a name: « Centre de documentation, d'animation et de formation ».
_COMMA = re.compile(
    r", (?=(?:d['’]|de |du |des |de l['’]|de la |la "
    r"|l['’])[A-ZÀ-Þa-zà-ÿ][\w’'-]+(?:,[^,.;:()]{1,60}){0,2}(?: [\w’'-]+){0,3} et (?:de |du |des |d['’]|l['’]"
    r"|la |le )[\w’'-]+)"
)
_ADJECTIVE = re.compile(
    r".*(?:al|ale|aux|ales|el|elle|els|elles|if|ive|ifs|ives|ique|iques|aire|aires|ien|ienne|iens|iennes"
    r"|oyenne|ain|aine|aines|ier|iere|ieres|urbain|urbaine|ieux|euse|mixte|jeune|public|publique|publics"
    r"|agricole|europeenne|europeen|francais|francaise)$"
)
# Heads followed by what is no organisation: a network of pipes or buses, a service in the sense of work done.
_NO_NAME = re.compile(
    r"(?:reseaux? (?:de |des |d')?(?:chaleur|bus|transports?|froid|voirie|eau)|services? (?!departemental"
    r"|communal|municipal|penitentiaire|regional|social|territorial|intercommunal|emploi|economi|urbanis"
    r"|jeunesse|habitat)"
    r"|organisation (?!mondiale|internationale|professionnelle|syndicale|des nations|pour)|college [«\"]"
    r"|cites? (?:des|au|administrative)|missions? (?!locale|politique|de service|regionale|departementale"
    r"|interministerielle|democratie|economique)"
    r"|campus (?:du|de)|plateformes? de [A-Z]|maisons? (?:de sante|de retraite|individuelle)"
    r"|centres? (?:villes?|bourgs?)|poles? (?:d'echanges?|d'excellence|urbains?|universitaire|d'envergure))"
)
_LINKS_WORDS = """
    de du des la le les d l et a aux au en pour sur
"""
_LINKS = frozenset(_LINKS_WORDS.split())
_STOP_AFTER_WORDS = """
    qui que dont ou est sont sera seront a ont se sous par dans lors ce cet cette ces avec sans afin pour s
    n y en ne ainsi notamment aussi etc mais sur chez vers entre chargee charge chargees charges situee
    situe labellise labellisee labellises gere geree portee porte agree agreee implante implantee dediee
    dedie renommes soutenu soutenue associee financee lauréate
"""
_STOP_AFTER = frozenset(_STOP_AFTER_WORDS.split())
_TITLE_GOES_ON = re.compile(r" (?:la |le |les |l['’])?[A-ZÀ-Þ]")
_MAX = 18


@lru_cache(maxsize=1)
def _gazetteer() -> tuple[re.Pattern[str], dict[str, OrganisationConnue]]:
    """Names that are enough to know an organisation, folded; longest first so that the fullest wins."""
    names: dict[str, OrganisationConnue] = {}
    for known in organisations():
        for name in (known.nom, *known.variantes):
            names.setdefault(fold(name), known)
    ordered = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])"), names


@lru_cache(maxsize=1)
def _sigles() -> tuple[re.Pattern[str], dict[str, OrganisationConnue]]:
    sigles: dict[str, OrganisationConnue] = {}
    for known in organisations():
        for sigle in known.sigles:
            if len(sigle) >= 3 or sigle == "UE":
                sigles.setdefault(sigle, known)
    ordered = sorted(sigles, key=lambda s: (-len(s), s))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])"), sigles


def find_organisations(text: str) -> list[NomOrganisation]:
    """Return the organisations that ``text`` names, in order, none inside another."""
    known = [*_known_names(text), *_known_sigles(text)]
    called = list(find_introduced(text))
    headed = (h for h in _headed(text) if not _several(text, h, known))
    found = [*known, *(h for h in headed if not any(h.start < c.start and c.end <= h.end for c in called)), *called]
    found = [n for n in found if not NOT_AN_ORGANISATION.match(fold(n.nom)) and not in_address(text, n.start)]
    found.sort(key=lambda n: (n.start, -(n.end - n.start)))
    kept: list[NomOrganisation] = []
    for name in found:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
        elif name.connue is not None and name.end > kept[-1].end and kept[-1].connue is None:
            last = kept[-1]  # « unité territoriale de France Travail » : the name goes to the end of the known one
            kept[-1] = NomOrganisation(last.start, name.end, text[last.start : name.end], last.sigle)
        elif (
            kept[-1].connue is None and name.connue is not None and name.start == kept[-1].start and not kept[-1].sigle
        ):
            kept[-1] = NomOrganisation(kept[-1].start, kept[-1].end, kept[-1].nom, kept[-1].sigle, name.connue)
    return kept


def _several(text: str, headed: NomOrganisation, known: list[NomOrganisation]) -> bool:
    """Tell whether a name runs over several known organisations: « Banque des territoires, de X et de Y »."""
    inside = [k for k in known if headed.start <= k.start < headed.end and text[k.start - 1 : k.start] != "("]
    return len({k.start for k in inside}) >= 2 and inside[0].start == headed.start


_ENUMERATION = re.compile(
    r"\b(?:acteurs|clubs|associations|operateurs|partenaires|structures|bailleurs|institutions|ecoles"
    r"|organismes)(?: [a-z'-]+){0,5} ?(?::|\() ?(?P<liste>[^.;:()]{10,600})"
)


def find_enumerated(text: str) -> Iterator[NomOrganisation]:
    """Yield the names that an enumeration of actors gives: « de nombreux clubs : A, B et C », « (A, B, C) »."""
    for match in _ENUMERATION.finditer(fold(text)):
        items = list(re.finditer(r"[^,]+", text[match.start("liste") : match.end("liste")]))
        for item in items:
            for part in split_and(item.group()):
                nom = part.strip().removeprefix("et ")
                nom = re.sub(r"^(?:l['’]|la |le |les )", "", nom).strip(" .*")
                if len(items) < 2 or not nom[:1].isupper() or len(nom.split()) > 7 or len(nom) < 2:
                    continue
                if NOT_AN_ORGANISATION.match(fold(nom)):
                    continue
                start = match.start("liste") + item.start() + item.group().index(nom)
                yield NomOrganisation(start, start + len(nom), nom)


def split_and(words: str) -> list[str]:
    """Return the names that « et » joins, where the second opens as a body's name does (« A et la Maison de B »)."""
    for match in re.finditer(r"\s+(?:et|ainsi que)\s+(?:la |le |les |l['’])?(?=[A-ZÀ-Þ])", words):
        rest = fold(words[match.end() :])
        if _HEAD.match(rest) or _gazetteer()[0].match(rest) or _sigles()[0].match(words, match.end()):
            return [words[: match.start()], *split_and(words[match.end() :])]
    return [words]


def _known_names(text: str) -> Iterator[NomOrganisation]:
    pattern, names = _gazetteer()
    for match in pattern.finditer(fold(text)):
        known = names[match.group()]
        if known.nom[0].isupper() and text[match.start()].islower() and " " not in match.group():
            continue  # « la parquet », « engie »: one word, a name only with its capital
        end = match.end()
        sigle = re.match(r"\s?\(([A-ZÀ-Þ][\w]{1,9})\)", text[end : end + 16])
        nom = text[match.start() : end]
        if sigle and (sigle[1] in known.sigles or fold(sigle[1])[0] == fold(nom)[0]):  # not « l'Europe (FEDER) »
            yield NomOrganisation(match.start(), end + sigle.end(), nom, sigle.group(1), known)
            continue
        yield NomOrganisation(
            match.start(), *_local(text, match.start(), end, local=known.genre != "etat"), None, known
        )


def _known_sigles(text: str) -> Iterator[NomOrganisation]:
    pattern, sigles = _sigles()
    for match in pattern.finditer(text):
        end, nom = _local(text, match.start(), match.end(), bare=True)
        yield NomOrganisation(match.start(), end, nom, match.group(), sigles[match.group()])


_SIGLE_LENGTH = 5
_SHOUTED = 4  # words in capitals that are a heading rather than a name
_LOCAL = re.compile(
    r"(?: (?:de la|de l['’]|du|des|de|d['’]))? ?(?P<nom>[A-ZÀ-Þ][\w’'-]+(?:[- ](?:de |du |la |le |les |d['’]"
    r"|sur |en )?[A-ZÀ-Þ][\w’'-]+){0,4})"
)


def _local(text: str, start: int, end: int, bare: bool = False, local: bool = True) -> tuple[int, str]:
    """Return the end and the name with the place that follows: « CCI Grand-Val », « préfecture de Haute-Saône »."""
    match = _LOCAL.match(text, end) if local else None
    if (
        match
        and match.group().startswith(" ")
        and not (bare and re.match(r" (?:de|du|des|d['’])", match.group()))
        and not (match["nom"].isupper() and len(match["nom"]) > _SIGLE_LENGTH)  # a line all in capitals
        and not re.match(r"(?:Le|La|Les|Un|Une|Il|Elle|Ce|Cette|En|Par|Pour|Dans)\b", match["nom"])
    ):
        end = match.end()
    return end, text[start:end]


def _headed(text: str) -> Iterator[NomOrganisation]:
    """Yield the names that a head noun opens: « Fédération régionale des… », « l'Orchestre de… », « musée X »."""
    folded = fold(text)
    position = 0
    for head in _HEAD.finditer(folded):
        if head.start() < position:
            continue
        end, sigle = _extent(text, head.end(), titled=text[head.start()].isupper())
        nom = text[head.start() : end].rstrip(" ,;:.")
        if _is_name(text, head.start(), head.end(), nom, sigle):
            position = end
            whole = end + (len(sigle) + 3 if sigle else 0)
            yield NomOrganisation(head.start(), whole, " ".join(nom.split()), sigle)


def _extent(text: str, end: int, *, titled: bool) -> tuple[int, str | None]:
    """Return where the name that goes on at ``end`` stops, and the acronym in brackets after it."""
    stop = position = end
    words = capitals = 0
    linked = commas = False
    while words < _MAX:
        if (comma := _COMMA.match(text, position)) and words and not _another(text, comma.end()):
            position, linked, commas = comma.end(), True, True
            continue
        token = _TOKEN.match(text, position)
        if not token:
            break
        if token["sigle"]:
            inner = token["sigle"][1:-1]
            return stop, inner if re.search(r"[A-ZÀ-Þ]{2}", inner) else None
        if token["quote"]:
            return token.end(), None
        written = token["word"]
        word = fold(written)
        bare = word[2:] if word[:2] in ("d'", "l'") else word
        onwards = word in ("pour", "en") and titled and _TITLE_GOES_ON.match(text, token.end()) is not None
        if not onwards and (
            written in ("a", "A")
            or (word == "a" and capitals)
            or (bare in _STOP_AFTER and word != "a" and not written[0].isupper())
        ):
            break
        if onwards:  # « Maison X pour l'Insertion », « Ecole d'Ingénieurs en Y »
            position, linked = token.end(), True
            words += 1
            continue
        if word == "et" and not _and_on(text, token.end(), " d" in text[end:position], commas):
            break
        if (word.isdigit() or written[0].isdigit()) and not linked:
            break
        noun = word not in _LINKS and word == bare and written[0].islower() and not _ADJECTIVE.match(word)
        if noun and not linked and not (words == 0 and _leads_to_name(text, token.end())):
            break
        position = token.end()
        words += 1
        capitals += written.lstrip("dl'’")[:1].isupper()
        linked = word in _LINKS or word == "et"
        if not linked:
            stop = position
    return stop, None


def _another(text: str, position: int) -> bool:
    """Say whether another organisation is named at ``position``, after « de », « la »…"""
    start = _ARTICLES.match(text, position)
    at = start.end() if start else position
    return bool(_gazetteer()[0].match(fold(text), at) or _sigles()[0].match(text, at))


_ARTICLES = re.compile(r"(?:(?:de la|de l['’]|de|du|des|d['’]|la|le|les|l['’])\s?)+")


def _leads_to_name(text: str, position: int) -> bool:
    """Say whether the first noun after the head goes on to a name: « service emploi de X », « pôle santé (SIGLE) »."""
    following = _TOKEN.match(text, position)
    if following is None:
        return False
    word = following["word"] or ""
    return bool(following["sigle"]) or fold(word) in ("de", "du", "des") or word[:1].isupper()


def _and_on(text: str, position: int, parallel: bool, listed: bool) -> bool:
    """Say whether « et » links words of one name: « … de X et de Y », « l'A, la B et la C », or a capital.

    ``parallel``: the name has a « de » already; ``listed``: it has commas, so that an article may go on with it.
    """
    following = _TOKEN.match(text, position)
    if not following or not following["word"]:
        return False
    word = fold(following["word"])
    if word in ("de", "du", "des") or word.startswith("d'"):
        after = text[following.start("word") : following.end() + 30]
        return parallel and not _gazetteer()[0].match(fold(re.sub(r"^(?:de |du |des |d['’])(?:la |l['’])?", "", after)))
    if word in ("la", "le", "les") or word.startswith("l'"):
        return listed
    if not following["word"][0].isupper():
        return bool(_ADJECTIVE.match(word))
    return not re.match(r" [A-ZÀ-Þ]", text[following.end() :])  # « Pôle X et Grand Val »: another name starts


def _is_name(text: str, start: int, head_end: int, nom: str, sigle: str | None) -> bool:
    """Say whether what a head noun opens is a name and not a description (« un service de proximité »)."""
    rest = nom[head_end - start :]
    capitals = re.findall(r"(?<![\w’'-])(?:[dl]['’])?([A-ZÀ-Þ][\w-]*)", rest)
    if nom.isupper() and len(nom.split()) > _SHOUTED:
        return False  # a heading in capitals
    if sigle:
        initials = {fold(w)[0] for w in re.findall(r"[\w]+", nom)}
        if fold(sigle)[0] not in (fold(nom)[0], fold(rest.strip() or nom)[0]) or _NO_NAME.match(fold(nom)):
            return False
        return sum(fold(c) in initials for c in sigle if c.isalpha()) * 3 >= 2 * sum(c.isalpha() for c in sigle)
    if _NO_NAME.match(fold(text[start : start + 60])):
        return False
    head = fold(text[start:head_end]).rstrip("s")
    plural = fold(text[start:head_end]).endswith("s") and head in _COMMON
    if plural or not rest.strip():
        return False
    if text[start].isupper() and capitals and not _starts_sentence(text, start):
        return True
    determined = re.search(
        r"(?:\bl['’]|\bla |\ble |\bdu |\bau |\bd['’]|\bde )$", text[max(0, start - 4) : start].lower()
    )
    if head in _COMMON:
        return bool(capitals) and bool(determined or text[start].isupper()) and len(rest.split()) <= 9
    return bool(capitals) and bool(determined or text[start].isupper())


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 20) : start].rstrip()
    return not before or before[-1:] in ".:;!?"
