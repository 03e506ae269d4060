"""Templates to pages: the Jinja environment, and what every page needs (menu, languages, links, formats)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from pactes.web.addresses import OUTER
from pactes.web.i18n import Language
from pactes.web.menu import foot, menu
from pactes.web.typographie import typographie
from pactes.web.views.certainty import certainty
from pactes.web.views.common import Value, Visit
from pactes.web.views.documents import Mark
from pactes.web.views.kinds import PLURALS, STATUSES
from pactes.web.views.lists import Amount, slug
from pactes.web.views.plan_tree import PlanNode
from pactes.web.views.quotes import quoted
from pactes.web.views.saying import saying
from pactes.web.views.text_parts import passage_address


@dataclass(frozen=True, slots=True)
class FormatLink:
    """A representation of the page that machines read."""

    label: str
    media_type: str
    href: str


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates: everything is escaped, an unknown name is an error."""
    return Environment(
        loader=PackageLoader("pactes.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(request: Request, visit: Visit, template: str, **content: Any) -> bytes:
    """Return a page in UTF-8. ``content`` is what the template prints; ``titre`` is always needed."""
    say, addresses = visit.language, visit.addresses
    shared: dict[str, Any] = {
        "_": say.gettext,
        "ngettext": say.ngettext,
        "number": say.number,
        "say_date": say.date,
        "pour_cent": say.percent,
        "deux_points": " : " if say.code == "fr" else ": ",
        "size": say.size,
        "lang": say.code,
        "langue_demandee": addresses.language,
        "url": addresses.url,
        "link": addresses.link,
        "ours": lambda iri: addresses.local_path(iri) is not None,
        "slug": slug,
        "passage_link": lambda mark: passage_address(visit, mark),
        "avec_son_texte": lambda mark: quoted(visit, mark),
        "certitude": lambda mark: certainty(mark.rules, mark.confidence, say),
        "dit_par": saying,
        "by_nature": lambda amounts: by_nature(say, amounts),
        "status_name": lambda name, number: say.ngettext(*STATUSES.get(name, (name, name)), number),
        "kind_name": say.gettext,
        "plan_count": lambda node: plan_count(say, node),
        "things_of": things_of,
        "menu": menu(request, visit),
        "groupes_du_pied": foot(request, visit),
        "autre_langue": _other_language(request, say),
        "publication": visit.reader.release_id,
        "ancienne": _former(request),
        "hors_version": request.scope.get(OUTER, addresses.root),
        "formats": (),
        "canonique": None,
        "resume": None,
    }
    page = environment().get_template(template).render({**shared, **content})
    # The page of a document is its text, which is shown as it is.
    return (typographie(page) if say.code == "fr" and template != "document.html" else page).encode()


def _former(request: Request) -> str | None:
    """Return the address of this page in the version that is served, None when this is that one."""
    if OUTER not in request.scope:
        return None
    path = request.scope["path"].removeprefix(request.scope.get("app_root_path", ""))
    return quote(f"{request.scope[OUTER]}{path}")


def _other_language(request: Request, say: Language) -> str:
    """Return the address of this page in the other language."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "_lang"]
    kept.append(("_lang", "en" if say.code == "fr" else "fr"))
    return f"{request.url.path}?{urlencode(kept)}"


def by_nature(say: Language, amounts: Sequence[Amount]) -> list[tuple[str, list[Amount]]]:
    """Group amounts by nature: they are shown apart because they may not be added."""
    groups: dict[str, list[Amount]] = defaultdict(list)
    for amount in amounts:
        groups[amount.nature.text if amount.nature else say.gettext("nature non précisée")].append(amount)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))


def plan_count(say: Language, node: PlanNode) -> str:
    """Return how many objectives and actions are below a node, in words."""
    said = []
    if objectives := node.count("Objectif"):
        said.append(f"{objectives} {say.ngettext('objectif', 'objectifs', objectives)}")
    if actions := node.count("Action"):
        said.append(f"{actions} {say.ngettext('action', 'actions', actions)}")
    return ", ".join(said)


def things_of(marks: Sequence[Mark]) -> tuple[Value, ...]:
    """Return the things that rest on some passages, each once."""
    found: Mapping[str | None, Value] = {thing.iri: thing for mark in marks for thing in mark.things}
    return tuple(found.values())


def plural_of(say: Language, kind: str) -> str:
    """Return the name of a kind of things in the plural, capitalised."""
    return say.gettext(PLURALS[kind]).capitalize()
