"""The identity card of a family of contracts: its rubrics by clear names, what each says in the document's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape

import httpx
import pytest

from pactes.release import make_release, sources_of
from pactes.settings import Settings

BASE = "https://w3id.org/pactes/"
FAMILY = "voc/type-contrat/pacte-d-essai"
HEAD = f"""@prefix pactes: <{BASE}def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix oa: <http://www.w3.org/ns/oa#> . @base <{BASE}> .
<{FAMILY}> a pactes:Dispositif , skos:Concept ; skos:prefLabel "pacte d'essai"@fr ;
  skos:inScheme <voc/type-contrat> ; skos:topConceptOf <voc/type-contrat> ;
  pactes:ficheObjectif "réduire"@fr ; pactes:echelle "commune"@fr .
"""
# Value, its quote, its first character: in the document, not in the alphabet; two rest on one passage.
FIELDS = (
    ("zones rurales", "zones rurales ;", 9),
    ("emploi", "l'emploi, et aussi l'eau", 100),
    ("eau", "l'emploi, et aussi l'eau", 100),
    ("bruit", "bruit", 1000),
)


@pytest.fixture(scope="module")
def cards(
    serve: Callable[[Settings], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    folder, written = tmp_path_factory.mktemp("versions"), tmp_path_factory.mktemp("graphes")
    told = [HEAD, f'<{FAMILY}> pactes:domaine "sans preuve"@fr .']
    for rank, (value, quote, start) in enumerate(FIELDS):
        passage = f"id/document/d/passage/{start}-{start + len(quote)}"
        told.append(
            f'<{FAMILY}> pactes:domaine "{value}"@fr . <e{rank}> a pactes:Enonce ; pactes:sujet <{FAMILY}> ; '
            f'pactes:propriete pactes:domaine ; pactes:valeur "{value}"@fr ; pactes:preuve <{passage}> .\n'
            f"<{passage}> a pactes:Passage ; oa:hasSource <d> ; pactes:ligne 1 ; "
            f"oa:hasSelector <c{start}> , <s{start}> . "
            f'<c{start}> oa:exact "{quote}" . <s{start}> oa:start {start} .\n'
        )
    (written / "a.ttl").write_text("".join(told), encoding="utf-8")
    make_release(sources_of(written, BASE), folder, version="1", base_iri=BASE)
    with serve(Settings(releases=folder)) as address, httpx.Client(base_url=address, timeout=30) as http:
        yield http


def rubrics(client: httpx.Client, language: str) -> dict[str, list[str]]:
    """What each rubric says."""
    text = client.get(FAMILY, params={"_lang": language}, headers={"Accept": "text/html"}).raise_for_status().text
    card = text.partition('id="fiche"')[2].partition("</section>")[0]
    card = re.sub(r"<details.*?</details>", "", card, flags=re.S)
    found = {}
    for rubric in card.split("<dt>")[1:]:
        name, _, rest = rubric.partition("</dt>")
        values = [" ".join(unescape(re.sub("<[^>]+>", " ", part)).split()) for part in rest.split("<dd>")[1:]]
        found[re.sub("<[^>]+>", "", name)] = values
    return found


def test_each_rubric_keeps_the_order_of_the_document(cards: httpx.Client) -> None:
    told = rubrics(cards, "fr")
    assert list(told) == ["Objectifs", "Échelle", "Domaines"]
    assert told["Domaines"] == ["zones rurales", "emploi", "eau", "bruit", "sans preuve"]
    assert list(rubrics(cards, "en")) == ["Aims", "Scale", "Fields"]


def test_the_vocabulary_is_in_the_trail_not_among_the_facts(cards: httpx.Client) -> None:
    text = cards.get(FAMILY, headers={"Accept": "text/html"}).text
    assert "topConceptOf" not in text
    assert "inScheme" not in text
    assert 'href="/voc/type-contrat"' in text.partition('class="fil"')[2].partition("</nav>")[0]
