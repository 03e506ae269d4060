"""What an amount pays for, by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pactes.reading.folding import fold

_KEPT = "\ue000"  # stands for « à » while the rest is folded
_NEAR = 400  # characters around an amount in which its object is looked for
_LEAD = (
    r"pour\b|afin de|afin d'|(?:destine|dedie|consacre|affecte|attribue|reserve)e?s? (?:aux?|à)\b|en faveur d\w+"
    r"|au titre d\w+|sur\b|en vue d\w+|permettant d\w+|visant à|au profit d\w+|concernant"
)
_FOR = re.compile(rf"^[^.;:()]{{0,60}}?\b(?:{_LEAD})(?!\s?\d)\s?'?\s?(?P<what>[^.;:€]{{4,200}})")
_FUND_FOR = re.compile(r"^(?:la |le |l['’]|du )?[A-ZÀ-Þ]{2,}[^,;.()]{0,30}?\s(?:pour|afin de|en faveur de)\s")
# « participe à hauteur de 400 000 € à la construction de… », « consacrera 2,4 M€ à la réhabilitation de… »
_GIVEN_TO = re.compile(r"\b(?:particip|contribu|concour|consacr|affect|destin|allou|abond|dedi|reserv|engag)\w*[^;.]*$")
_TO = re.compile(r"^\s?(?:ht|ttc)?\s?(?:à la |à l'|aux? )(?P<what>[^.;:()€]{4,200})")
_COST = r"(?:d'un|pour un) (?:cout|montant|budget)"
# « la maison de santé, d'un coût total de » and « D'un coût total de 2 M€, la maison de santé a… »
_APPOSED = re.compile(
    rf"(?:^|[,;:(])\s*(?P<what>[^,;:()]{{4,200}}), (?:{_COST}|(?:chiffr|estim|evalu)ee?s? à)[^,;.]{{0,60}}$"
)
_THE = r"(?:la |le |les |l'|une? |des |du |de la |de l')"
_SHARE = (
    r"(?:à hauteur|à concurrence|pour un montant|pour une somme|pour plus|pour près|pour environ|pour (?=\d)"
    r"|par une? \w+)"
)
# « financé, en 2018, des études préalables à hauteur de », « soutient cette filière pour un montant de »
_GIVEN_BEFORE = re.compile(
    rf"\b(?:financ\w+|souten\w+|soutient|subventionn\w+"
    rf"|accompagn\w+)\s?(?:, [^,;.]{{2,60}}, )?(?P<what>{_THE}[^,;.:()]{{4,160}}?)"
    rf" {_SHARE}[^,;.:()]{{0,40}}$"
)
_TO_BEFORE = re.compile(
    rf"\b(?:particip|contribu|concour)\w* (?:au financement (?:de |d')|aux? "
    rf"|à )(?P<what>{_THE}?[^,;.:()]{{4,160}}?) {_SHARE}"
    r"[^,;.:()]{0,40}$"
)
# « a financé à hauteur de 40 M€ (sur un coût de 95 M€) une nouvelle étape de la modernisation »
_GIVEN_SHARE = re.compile(
    r"\b(?:financ\w+|souten\w+|soutient|subventionn\w+)\b[^;.]{0,40}\b(?:hauteur|montant|pour)\b[^;.]{0,30}$"
)
_THEN = re.compile(
    rf"^(?: en cumulé| au total| ht| ttc)?(?: \([^()]{{0,90}}\)"
    rf"| \(?sur un coût[^;.]{{0,60}}\))?(?: à la fois)? (?P<what>{_THE}[^,;.:()€]{{6,160}})"
)
# « le financement, à hauteur de 10 M€ par an, d'un vaste plan de réhabilitation »
_FINANCING = re.compile(r"\b(?:le|du|au) (?:co-?)?financement,? à hauteur d\w*[^;.]{0,30}$")
_OF = re.compile(r"^[^,;.()]{0,50},? (?:d'une? |du |de la |de l'|des )(?P<what>[^,;.:()€]{6,160})")
# « 300 000 € dans les études », « 60 M€ d'investissements dans les routes »
_INTO = re.compile(r"^(?: d'investissements?)? dans (?P<what>(?:la |le |les |l')[^,;.:()€]{4,160})")
# « améliorer les bâtiments (budget de 360 000 €) »
_IN_ORDER_TO = re.compile(
    r"\b(?:pour|afin de|afin d') ?(?P<what>[^,;:()]{6,140}?)\s?\((?:un )?(?:budget|coût|montant)(?: total)? de\s?$"
)
# « Pour approfondir les études, un soutien de l'État de »
_PURPOSE_FIRST = re.compile(r"^\W*(?:pour|afin de|afin d'|en vue de) ?(?P<what>[^,;:()]{6,160}),\s")
# « la maison de santé, inaugurée en mai, a coûté »
_COST_SUBJECT = re.compile(
    r"(?:^|[,;:(])\s*(?P<what>(?:la |le |les |l'|une? )[^,;:()]{4,140})(?:, [^,;:]{3,80},)? (?:a coûte|a coute"
    r"|ont coute|coûtera|coutera"
    r"|(?:est|sont|a ete|sera) (?:estim|evalu|chiffr|budget)\w+ à)[^,;.]{0,30}$"
)
_WORKS = re.compile(
    r"(?:^|[,;:(])\s*(?P<what>(?:la |le |les |l'|une? )[^,;:()]{4,120}?) (?:est|sont|sera|seront|a ete"
    r"|ont ete) \w+ pour\s(?:[^,;.]{0,30})$"
)
_FRONTED = re.compile(rf"^[«\"*\s-]*{_COST}[^,;.]{{0,60}}$")
_SUBJECT_VERB = (
    r"(?:a|ont|est|sont|sera|seront|etait|sont|fut|beneficie\w*|recoi\w+|comprend\w*|prevoi\w+|permet\w*|doi\w+|va"
    r"|vont|mobilise\w*|associe\w*)"
)
_SUBJECT_AFTER = re.compile(
    rf"^(?: ht| ttc)?, (?P<what>(?:la |le |les |l'|une? |des )[^,;.:]{{3,160}}?) {_SUBJECT_VERB}\b"
)
# « X a bénéficié d'une aide de », « X sera cofinancée par »: what comes before is what the money is for.
_RECEIVES = re.compile(
    r"\s(?:(?:a|ont|aura|auront)(?: \w+)? (?:beneficie|recu|obtenu|fait l'objet)|beneficie(?:nt|ra|ront)?"
    r"|recoi(?:t|vent)|recevra"
    r"|(?:est|sont|sera|seront|a ete|ont ete|etait|etaient)(?: \w+ment)?"
    r" (?:co-?)?(?:finance|subventionne|soutenu)e?s?)\b"
)
_SUBJECT_START = re.compile(r".*(?:[,;:(]|\bque\b|\bqu'|\s[-–])\s?", re.DOTALL)
_ARTICLE = re.compile(r"^(?:la |le |les |l'|une? |des |\d)")
_VERB_BEFORE = re.compile(
    r".*\b(?:(?:particip|contribu)\w+ (?:au financement|aux? travaux|à la \w+) (?=(?:de |du |des |d')\w)"
    r"|(?:finan\w+|souten\w+|soutient|subventionn\w+|cofinanc\w+|accompagn\w+|realis\w+|constru\w+|concern\w+)"
    r" (?=(?:la |le |les |l'|une? |des )\w))"
)
_END = re.compile(r"\s(?:dont|soit|qui|en \d{4})(?:\s.*)?$|\s?[,(].*$|\s?\d[\d\s,.]*$|\set\s(?:dont|pour)\b.*$")
_VERB_AFTER = re.compile(r"\s(?:est|sont|sera|seront|a|ont|voit|voient|verra|permet\w*|doit|doivent|va|vont)\s.*$")
_NOUN_BEFORE = re.compile(r"(?:^|[,;:(]|\bet\b|\bou encore\b|\bainsi que\b)\s*(?P<what>[^,;:()]{6,140}?)\s*\($")
_LEADING = re.compile(
    r"^(?:(?:(?:le |au )?(?:co-?)?financement(?=\sd)|notamment"
    r"|egalement|aussi|encore|sur|pour|dont|à|la|le|les|une?|des|de|du)\s|l'|d')+"
)
_TAIL = re.compile(r"\s(?:en|et|dont|puis|de|pour|avec|à|des|du|dans)$")
_INSTANCES = re.compile(r"\b(?:tels? que|telles? que|comme|notamment)\s")
# « le coût total du projet (3 M€) »: a nature, no object; « ce projet », « le contrat »: nothing.
_NO_OBJECT = re.compile(
    r"^(?:montant|budget|enveloppe|total|participation|subvention|financement|somme|credits|aide)\b[^,]{0,40}$"
    r"|^couts?\b|^en complement\b|^memoire\b|^periode\b|^duree\b|^\d+ ans|^annees?\b|^titre\b"
    r"|^(?:ce|cet|cette|ces|il|elle|son|sa|ses|leurs?)\b"
    r"|^(?:reste|solde|complement|surplus|difference)\b|^bilan\b|^(?:sous |sur )?l'(?:axe|enjeu)\b|^(?:l'|la "
    r"|les? )?ex-regions?\b"
    r"|^(?:sous |sur )?(?:axe|table|place|terme|duree|territoire|periode)\b[^ ]*$|^(?:\w+ )?(?:ans|mois|annees)\b"
    r"|^(?:projet|operation|contrat|programme|dispositif|action|convention|travaux|opera?tion|initiative)s?"
    r"(?: au titre .*| dans le cadre .*)?$|^cotes? d\w+\b"
    r"|^(?:agglomeration|ville|commune|region|departement|etat|metropole|communaute|intercommunalite)$"
)
_CELL = re.compile(r"^(?P<what>[^:()]{3,120}?)\s?:\s?(?:pres de |environ |plus de )?$")
_ROUGH = re.compile(r"(?:pres de|environ|plus de|quelque)\s$")


def objet_de(
    text: str, start: int, end: int, low: int, high: int, phrase: int = 0, limit: int | None = None
) -> str | None:
    """Return what ``text[start:end]`` pays for, None where the words do not say it.

    ``low`` and ``high`` are where the amounts beside it end and start, ``phrase`` where its sentence starts and
    ``limit`` where it ends. In this order: after « pour », around a verb of giving, before « , d'un coût de », a label
    before a colon, the noun before a bracket, the subject of what receives the money, the purpose that comes first.
    """
    high, low, phrase = min(high, end + _NEAR), max(low, start - _NEAR), max(phrase, start - _NEAR)
    after, before = _folded(text[end:high]), _folded(text[low:start])
    given = _GIVEN_TO.search(_folded(text[phrase:start])) is not None
    tail = _folded(text[end : min(limit or high, end + _NEAR)])
    candidates = _candidates(text, after, before, end, low, given, tail)
    found = next((words for words in candidates if words), None) or _subject(text[phrase:start])
    return found or _purpose(text[phrase:start])


def _candidates(text: str, after: str, before: str, end: int, low: int, given: bool, tail: str) -> Iterator[str | None]:
    """Yield what each wording says, the surest first; the folded words around: ``tail`` to its end."""
    match = _FOR.match(after)
    if match:
        what = text[end + match.start("what") : end + match.end("what")]
        fund = _FUND_FOR.match(what)  # « au titre de la DSIL pour la rénovation de l'école »
        yield _clean(what[fund.end() :] if fund else what)
    for pattern, words, offset in (
        (_GIVEN_BEFORE, before, low),
        (_TO_BEFORE, before, low),
        (_IN_ORDER_TO, before, low),
        (_COST_SUBJECT, before, low),
        (_WORKS, before, low),
    ):
        match = pattern.search(words)
        if match:
            yield _clean(text[offset + match.start("what") : offset + match.end("what")])
    follows = (_GIVEN_SHARE.search(before) and _THEN.match(tail)) or (_FINANCING.search(before) and _OF.match(after))
    match = follows or _INTO.match(after)
    if match:
        yield _clean(text[end + match.start("what") : end + match.end("what")])
    match = _TO.match(after) if given else None
    if match:
        yield _clean(text[end + match.start("what") : end + match.end("what")])
    if _FRONTED.match(before):
        match = _SUBJECT_AFTER.match(after)
        yield _clean(text[end + match.start("what") : end + match.end("what")]) if match else None
        return
    match = _APPOSED.search(before)
    if match:
        yield _after_verb(text[low + match.start("what") : low + match.end("what")])
    match = _CELL.match(before)
    if match:
        yield _clean(text[low + match.start("what") : low + match.end("what")])
    match = _NOUN_BEFORE.search(_ROUGH.sub("", before))
    if match:
        yield _after_verb(text[low + match.start("what") : low + match.end("what")])


def _folded(text: str) -> str:
    """Return ``text`` folded, but for « à », which must not be taken for the verb « a »; same offsets."""
    return fold(text.replace("à", _KEPT).replace("À", _KEPT)).replace(_KEPT, "à")


def _purpose(words: str) -> str | None:
    """Return what a sentence that opens with « Pour… », « Afin de… » is for, where an amount follows its comma."""
    match = _PURPOSE_FIRST.match(_folded(words))
    return _clean(words[match.start("what") : match.end("what")]) if match else None


def _subject(words: str) -> str | None:
    """Return the subject of « a bénéficié de », « sera financé par » in the words before an amount."""
    folded = _folded(words)
    verb = next(iter(_RECEIVES.finditer(folded)), None)
    if verb is None:
        return None
    opening = _SUBJECT_START.match(folded[: verb.start()])
    at = opening.end() if opening else 0
    if not folded[at : verb.start()].strip(" ,"):  # « la halle, chiffrée à 2 M€, sera financée par »
        at, stop = 0, folded.find(",")
    else:
        stop = verb.start()
    return _clean(words[at:stop]) if _ARTICLE.match(folded[at:stop].lstrip()) else None


def _after_verb(words: str) -> str | None:
    """Return the noun phrase of ``words``, without a verb before it (« l'État finance la halle ») or after it."""
    folded = _folded(words)
    if _VERB_AFTER.match(" " + folded.lstrip() + " "):
        return None  # « sera financée par l'ANRU ( »: a verb, no name
    lead = _VERB_BEFORE.match(folded)
    words = words[lead.end() :] if lead else words
    cut = _VERB_AFTER.search(_folded(words))
    return _clean(words[: cut.start()] if cut and cut.start() >= 4 else words)


def _clean(words: str) -> str | None:
    words = _INSTANCES.split(" ".join(words.strip(' *_«»"').split()))[-1]
    folded = _folded(words)
    cut = _END.search(folded, 12) if len(words) > 12 else None
    words = words[: cut.start()] if cut else words
    lead = _LEADING.match(_folded(words))
    if lead and len(words) - lead.end() >= 4:
        words = words[lead.end() :]
    words = _TAIL.sub("", words.strip(' ,*_-–«»"'))
    return words if len(words) >= 4 and not _NO_OBJECT.match(_folded(words)) else None
