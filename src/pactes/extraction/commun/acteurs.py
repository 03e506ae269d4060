"""Who a phrase names: mentions of institutions, and those that are the subject of a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pactes.reading import fold

_FUNCTION = r"(?:Préf(?:et|ète)|Président|Présidente|Sénat\w+|Député\w*|Maire|Vice\b|Vice-|Monsieur|Madame|Mme|Mmes|MM)"
_WORD = rf"(?!{_FUNCTION})[A-ZÀ-ÖØ-Þ][\w’'&-]*"
_LINK = r"(?:de la|de l['’]|des|de|du|d['’]|la|le|les|l['’]|en|sur|sous|lès|-)"
# A proper name: « Val-de-Loire », « d'Aix-les-Bains », « de la Haute-Saône ».
_NAME = rf"(?:(?:de la |de l['’]|des |de |du |d['’])?{_WORD}(?: (?:{_LINK}[ ]?)?{_WORD}){{0,6}})"
# What follows the name of an institution and is no more of it: « l'Office des forêts n'est pas… ».
_NO_WORD = r"(?:n['’]|s['’]|y |ne |se |est |sont |a |ont |sera |seront |qui |que |dont |où |pour |par |avec |et )"
_HEADS = (
    rf"[Rr]égion(?: {_NAME})?",
    rf"[Dd]épartement(?: {_NAME})?",
    rf"[VvCc](?:ille|ommune)(?!s\b)(?: {_NAME})?",
    r"(?:(?:deux|trois|quatre|cinq|six) )?[Cc]ommunautés (?:de communes|d['’]agglomération)"
    r"(?! (?:de|du|des|d['’]) ?[A-ZÀ-Þ])",
    r"[Vv]illes et communes|[Cc]ommunes(?: membres| signataires)?|[Cc]ollectivités(?: locales| territoriales)?"
    r"|[Cc]ollectivité",
    rf"[Cc]ommunauté (?:d['’][Aa]gglomération|[Uu]rbaine|de [Cc]ommunes)(?: {_NAME})?",
    rf"[Mm]étropole(?: {_NAME})?|[Aa]gglomération(?: {_NAME})?|[Ii]ntercommunalité|EPCI",
    rf"[Cc]onseil (?:[Rr]égional|[Dd]épartemental|[Gg]énéral|[Mm]unicipal|[Cc]ommunautaire"
    rf"|[Mm]étropolitain)(?: {_NAME})?",
    r"[ÉE]tat(?=\W|$)",
    r"[Ss]ervices de l['’][ÉE]tat",
    rf"[Mm]unicipalité|[Mm]aires?(?: {_NAME})?",
    rf"[Pp]réf(?:et|ète)(?: (?:de région|de département|{_NAME}))?|[Pp]réfecture(?: {_NAME})?",
    rf"(?:[Pp]ays|PETR|[Ss]yndicat [Mm]ixte|[Pp]arc [Nn]aturel [Rr]égional|[Pp]ôle [Mm]étropolitain"
    rf"|[Ss]yndicat)(?: {_NAME})",
    rf"(?:[Aa]gence|[Aa]ssociation|[Ff]ondation|[Uu]niversité|[Rr]ectorat|[Cc]hambre|[Ff]édération"
    rf"|[Mm]ission [Ll]ocale|[Cc]entre"
    rf"|[Oo]ffice|[Cc]aisse|[ÉéEe]tablissement|[Ss]ociété|[Bb]anque|[Uu]nion"
    rf"|[Dd]irection)(?: (?!{_NO_WORD})[a-zà-ÿ][\w’'-]*){{0,4}}(?: {_NAME})?",
    r"(?:[Pp]arties(?: prenantes| signataires| contractantes)?|[Ss]ignataires|[Cc]osignataires|[Cc]ontractants"
    r"|[Pp]artenaires(?: signataires| institutionnels| financiers)?|[Ff]inanceurs|[Mm]embres signataires)",
    r"(?<=haque )(?:partie|signataire|partenaire|collectivité)(?!\w)",
    r"[Pp]orteurs? de projets?|[Bb]énéficiaires?|[Mm]aîtres? d['’]ouvrage|[Bb]ailleurs(?: sociaux)?|[Oo]pérateurs?",
    # « X Métropole », « X Y Agglomération »
    rf"(?!(?:La|Le|Les|En|Par|Pour|Dans|Avec|Concernant|Et|Ville|Vu|Selon|Article|Partie)\b"
    rf"|(?:Engagement|Contrat|Convention|Projet|Programme|Pacte|Charte|Service|Territoire|Politique|Plan)s?\b)"
    rf"{_WORD}(?: (?:de |du |la |les |sur |en )?{_WORD}){{0,4}} (?:[Mm]étropole|[Aa]gglomération|[Aa]gglo"
    rf"|[Cc]ommunauté)(?!\w)",
    # acronyms that are also written as words
    rf"(?:Caf|Msa|Cpam|Cnaf|Carsat|Anah|Anru|Ademe|Dreal|Drac|Adil|Udaf|Urssaf)(?![\w-])(?: {_NAME})?",
    r"[A-ZÀÉÈ][A-Z0-9ÀÉÈ&]{1,9}(?:-[A-Z0-9][A-Za-z]*)?(?![\w.])",
)


def _tolerant(pattern: str) -> str:
    """Return a pattern that also takes what is written without accents; classes of characters stay as they are."""
    plain = {"é": "[ée]", "è": "[èe]", "ô": "[ôo]", "É": "[ÉE]"}
    return re.sub(r"\[[^\]]*\]|[éèôÉ]", lambda m: plain.get(m.group(), m.group()), pattern)


_ARTICLE = (
    r"(?:(?:[Ll]'ensemble|[Ll]’ensemble|[Cc]hacun|[Cc]hacune|[Tt]oute?s?) (?:des?|du|les?) |[Dd]es |[Dd]u "
    r"|[Dd]e la |[Dd]e l['’]|[Dd]e |[Dd]['’]"
    r"|[Ll]es |[Ll]es deux |[Ll]a |[Ll]e |[Ll]['’]|[Cc]ette |[Cc]e |[Cc]es |[Cc]haque |[Uu]n |[Uu]ne )?"
)
_MENTION = re.compile(rf"(?<![\w’'-]){_ARTICLE}(?P<nom>{_tolerant('|'.join(_HEADS))})")
_SHOUTED = re.compile(
    r"(?:^|(?<=[\s,;:(]))(?:l'|la |le |les |de la |de l'|du |des |d')?"
    r"(?P<nom>etat|region|departement|ville|communes?|metropole|agglomeration|syndicat(?: mixte)?|petr|pays|"
    r"communaute (?:d'agglomeration|urbaine|de communes)|"
    r"conseil (?:regional|departemental|general|municipal|communautaire)|prefet|prefete|parties|signataires|"
    r"partenaires|agence|caisse|chambre|office|association)\b"
)
_ACRONYM = re.compile(r"\s*L['’][A-Z]{2,10}\W*")  # « L'ADEME … »: what stands before a verb, not a heading in capitals
# « contrat de ville », « politique de la ville », « hôtel de région » : the words after name no institution.
_NO_ACTOR = re.compile(
    r"(?:contrats?(?: urbains?)?|politiques?(?: publiques?)?|conventions?|pactes?|hotels?|coeur|centre"
    r"|grands projets|projets?|entree|sortie"
    r"|delegues? (?:du|de la)|secteurs?|quartiers?|habitants|echelle|territoires?|perimetres?|reste) ?(?:de "
    r"|du |des |d'|de la |de l')*$"
)
_REPRESENTED = re.compile(r"representee?s? par [^,;]*$|sous (?:l'egide|la responsabilite|le pilotage) [^,;]*$")
_COMPLEMENT = re.compile(
    r"\b(?:de|du|des|d['’]|dans|par|pour|avec|en|sur|à|au|aux|chez|entre|vers|via|selon)\s?(?:la |le |les "
    r"|l['’]|chaque |cette |ce |ces )?$"
)
_CONNECT = re.compile(
    r"[\s,*_]*(?:et|ainsi que|de meme que|avec|ou|puis|&)?[\s,]*(?:d'une part |d'autre part )?(?:de |d'"
    r"|par )?(?:la |le |les |l'|des |du )?[\s*_]*"
)
# What may stand between a subject and its verb without being another subject.
_ASIDE = re.compile(
    r"(?>, [^,;:]{0,90},|\([^()]{0,120}\)| - [^-]{0,80} - |\b(?:dans|en|au|par|avec) [^,;:]{0,90},"
    r"|\b(?:ainsi|egalement|aussi|notamment|donc|alors|conjointement|ensemble|concretement|particulierement"
    r"|en outre|par ailleurs"
    r"|quant a (?:elles?|eux|lui)|pour (?:sa|leur) part|chacune?(?: en ce qui (?:le|la|les) concerne)?|tous"
    r"|tout|toutes|signataires?"
    r"|d'ores et deja|ensuite|enfin)\b"
    r"|\b(?:du|de la|de l'|de ce|au|a la|de|des) (?:presente? |presents )?(?:contrat|convention|charte|pacte"
    r"|accord(?:-cadre| cadre)?"
    r"|protocole)s?(?: (?:de |d')[a-z]+){0,2}\b"
    r"|\b(?:ne|n'|se|s'|y|en)(?=\W|$)|[\s,*_»\"])*+$"
)  # fmt: skip
_BEFORE = re.compile(
    rf"(?:^|[,;:(«]\s?|\bqu['’])(?P<nom>{_NAME}|(?<![\w’'])(?:[Ll]es? |[Ll]a |[Ll]['’])[\w’'-]+(?: [\w’'-]+){{0,5}})$"
)
# Roles and groups, not somebody: they are no party unless the contract's signatories answer to the name.
ROLE = re.compile(
    r"(?:les? |l')?(?:collectivites?(?: locales| territoriales)?|communes(?: membres)?|villes et communes"
    r"|partenaires?.*|financeurs|porteurs?.*|beneficiaires?|pilotes?"
    r"|maitres? d.ouvrage|bailleurs.*|operateurs?|villes)$"
)
_AGENT = re.compile(
    r"\b(?:par|avec|auquel|a laquelle|auxquels|auxquelles|permet a|(?:engagement|participation|soutien"
    r"|contribution|appui) (?:financiere? )?(?:de|du))"
    r" ?(?:la |le |les |l'|de la |de l'|du )?$"
)
_NEAR = 80  # characters of context that tell what a mention depends on
_OPENING = 400  # characters in which a sentence says whom it is about
_FARTHEST = 240  # characters between a subject and its verb


@dataclass(frozen=True, slots=True)
class Mention:
    """An institution named in a text: offsets in that text and its name as written, without the article."""

    start: int
    end: int
    nom: str


_PUBLIC = re.compile(
    r"^(?:region|departement|ville|commune|communaute|metropole|agglomeration|intercommunalite|epci|conseil"
    r"|etat|services de l'etat|pref|municipalite|maire"
    r"|collectivite|pays|petr|syndicat|parc naturel|pole metropolitain|parties?|partenaires?|signataires?"
    r"|cosignataires|contractants|membres signataires|villes)"
    r"|\b(?:metropole|agglomeration|agglo|communaute)$"
)


def is_public(mention: Mention) -> bool:
    """Say whether a mention names the State, a local authority, or the parties as such."""
    return bool(_PUBLIC.search(fold(mention.nom)))


def opening_subject(text: str, noms: Sequence[str] = ()) -> tuple[Mention, ...]:
    """Return the institutions that a sentence opens with, after an introduction and its comma (« Enfin, X »)."""
    text = text[:_OPENING]
    mentions = find_mentions(text, noms)
    for mention in mentions:
        before = fold(text[: mention.start])
        if not re.fullmatch(
            r"(?:[^,]{0,120},)?\s*(?:et |mais )?(?:la |le |les |l'|chacune? des |l'ensemble des )?", before
        ):
            continue
        end = mention.end
        chain = [mention]
        for other in mentions:
            if (
                other.start > end
                and re.search(r"\w|,", gap := fold(text[end : other.start]))
                and _CONNECT.fullmatch(gap)
            ):
                chain.append(other)
                end = other.end
        return tuple(chain)
    return ()


def find_mentions(text: str, noms: Sequence[str] = ()) -> list[Mention]:
    """Return the institutions that ``text`` names, in order; ``noms`` are names known to be of some."""
    if text.isupper() and not _ACRONYM.fullmatch(
        text
    ):  # capitals tell no name from the words around it: only the institution's head word is read
        return [Mention(m.start("nom"), m.end(), text[m.start("nom") : m.end()]) for m in _SHOUTED.finditer(fold(text))]
    found = [
        Mention(m.start("nom"), m.end(), m["nom"].strip())
        for m in _MENTION.finditer(text)
        if not (m["nom"][0].islower() and m.start("nom") == m.start())  # « une volonté commune » names no commune
        and not _NO_ACTOR.search(fold(text[max(0, m.start("nom") - 40) : m.start("nom")]))
    ]
    found = [*_each_of(text, found)]
    return [*_proper(text, noms, found)] if noms else found


# « les Communes de A et de B »: as many institutions as names.
_PLURAL = re.compile(
    rf"(?<![\w’'-])(?P<tete>[Cc]ommunes|[Vv]illes|[Dd][ée]partements|[Rr][ée]gions|[Cc]ommunaut[ée]s de communes) "
    rf"(?P<noms>(?:de |du |des |d['’]|de la ){_WORD}(?:(?: |-)(?:{_LINK}[ -]?)?{_WORD}){{0,4}}"
    rf"(?:(?:, | et |, et )(?:de la |de |du |des |d['’]){_WORD}(?:(?: |-)(?:{_LINK}[ -]?)?{_WORD}){{0,4}}){{1,8}})"
)


def _each_of(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Yield ``found`` with the institutions that a plural names one by one."""
    plurals = list(_PLURAL.finditer(text))
    for mention in found:
        if not any(p.start() <= mention.start < p.end() for p in plurals):
            yield mention
    for plural in plurals:
        head = re.sub(r"(?<=t[ée])s ", " ", plural["tete"]) if " " in plural["tete"] else plural["tete"][:-1]
        start = plural.start("noms")
        for part in re.finditer(r"(?:^|, (?:et )?| et )(?P<nom>.+?)(?=, | et |$)", plural["noms"]):
            first = plural.start() if part.start() == 0 else start + part.start("nom")
            yield Mention(first, start + part.end("nom"), f"{head[:1].upper()}{head[1:]} {part['nom']}")


def _proper(text: str, noms: Sequence[str], found: list[Mention]) -> list[Mention]:
    """Return ``found`` with the known names that stand outside of what was found, in order."""
    for nom in noms:
        for match in re.finditer(rf"(?<![\w’'-]){re.escape(nom)}(?![\w’'-])", text):
            if not any(m.start < match.end() and match.start() < m.end for m in found):
                found = [*found, Mention(match.start(), match.end(), nom)]
    return sorted(found, key=lambda m: m.start)


def subject_of(text: str, verb: int, start: int = 0, noms: Sequence[str] = ()) -> tuple[Mention, ...]:
    """Return the institutions that are the subject of the verb at ``text[verb]``; ``start`` is where its clause starts.

    They are the mentions that stand before the verb with nothing but asides between, and those coordinated with them.
    """
    mentions = [
        m
        for m in find_mentions(text[:verb], noms)
        if m.start >= start and not _REPRESENTED.search(fold(text[max(start, m.start - 80) : m.start]))
    ]
    if not mentions:
        return ()
    for last in range(len(mentions) - 1, -1, -1):
        if _governed(text[start : mentions[last].start]):
            continue
        gap = text[mentions[last].end : verb]
        if len(gap) <= _FARTHEST and _ASIDE.match(fold(gap)):
            break
    else:
        return ()
    chain = [mentions[last]]
    for mention in reversed(mentions[:last]):
        gap = fold(text[mention.end : chain[0].start])
        joined = re.search(r"\w|,", gap) and _CONNECT.fullmatch(gap)
        if not joined or _governed(text[start : mention.start]):
            break
        chain.insert(0, mention)
    return tuple(chain)


def _governed(before: str) -> bool:
    """Say whether what follows ``before`` depends on a preposition: « la présence de l'État », « pour la Région ».

    « …, et de la commune » goes on with a coordination and is no complement.
    """
    before = before[-_NEAR:]
    preposition = _COMPLEMENT.search(before)
    return bool(
        preposition and re.search(r"\w\s*$", head := before[: preposition.start()]) and not re.search(r"\bet\s*$", head)
    )


def agents(text: str) -> tuple[Mention, ...]:
    """Return the institution that an item without a sentence says acts in it (« porté par X », « soutien de Y »)."""
    named = (m for m in find_mentions(text) if not ROLE.match(fold(m.nom)))
    found = (m for m in named if _AGENT.search(fold(text[max(0, m.start - 40) : m.start])))
    return tuple(found)[:1]


def named_before(text: str, verb: int) -> tuple[Mention, ...]:
    """Return the proper name or short noun phrase right before a verb, whatever it names (« qu'X s'engage à »)."""
    match = _BEFORE.search(text[:verb].rstrip(" ,"))
    if not match:
        return ()
    nom = re.sub(r"^(?:[Ll]es? |[Ll]a |[Ll]['’])", "", match["nom"])
    if fold(nom) in ("le", "la", "les", "l'", "il", "elle", "ils", "elles", "et", "ou"):
        return ()
    return (Mention(match.end("nom") - len(nom), match.end("nom"), nom),)
