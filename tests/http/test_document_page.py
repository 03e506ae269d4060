"""The page of a document: the whole text, its passages and what they gave, both ways, in parts where it is long."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path

import httpx
import pytest

from fabrique_recits import Told
from pactes.settings import Settings
from pactes.web.i18n import Language
from pactes.web.views import text_parts
from pactes.web.views.certainty import certainty, trials
from pactes.web.views.common import Evidence, Value
from pactes.web.views.rule_words import rule_words
from pactes.web.views.saying import proved, saying
from pactes.web.views.text_lines import laid_out
from pactes.web.views.text_parts import cut

DATA = Path(__file__).resolve().parents[2] / "data"
TEXT = """Le contrat du Mont-Fictif
# Les parties
Le contrat du Mont-Fictif est signé par l'État et la Ville de Mont-Fictif.

- l'État s'engage à verser 12 000 euros
- la Ville s'engage à ouvrir une école

| Quartier | Habitants |
|---|---|
| Le Haut | 120 |
| Le Bas | 340 |

## Le suivi
Le comité se réunit chaque année. Il compte **sept** membres.
"""
DOC, PASSAGE = "doc/document/mont-fictif", re.compile(r'id="p(\d+-\d+)"')


def told() -> Told:
    corpus = Told({"mont-fictif": TEXT})
    promise = corpus.at("mont-fictif", "l'État s'engage à verser 12 000 euros")
    contract = corpus.at("mont-fictif", "contrat du Mont-Fictif est signé", page=2)
    corpus.say(
        f"""<id/contrat/mont> a pactes:Contrat ; rdfs:label "Contrat du Mont-Fictif"@fr ; pactes:preuve {contract} ;
  pactes:document <id/document/mont-fictif> ; pactes:regle "contrat-titre" ; pactes:confiance 0.93 .
<id/contrat/mont/engagement/verser> a pactes:Engagement ; rdfs:label "verser 12 000 euros"@fr ;
  pactes:texte "verser 12 000 euros"@fr ; pactes:contrat <id/contrat/mont> ; pactes:preuve {promise} ;
  pactes:regle "engagement-explicite" ; pactes:confiance 0.992 .
<id/financement/verse> a pactes:Financement ; rdfs:label "12 000 €"@fr ; pactes:montant 12000.0 ;
  pactes:preuve {corpus.at("mont-fictif", "12 000 euros")} ; pactes:regle "regle-inconnue" ; pactes:confiance 0.41 .
<id/indicateur/haut> a pactes:Indicateur ; rdfs:label "Habitants, Le Haut"@fr ; pactes:valeur 120 ;
  pactes:preuve {corpus.at("mont-fictif", "120")} ."""
    )
    return corpus


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Settings], AbstractContextManager[str]]
) -> Iterator[httpx.Client]:
    folder, start = tmp_path_factory.mktemp("document"), TEXT.index("sept")
    missed = {"genre": "nombre", "debut": start, "fin": start + 4, "ligne": 14, "citation": "sept", "contexte": "…"}
    told().release(folder, [missed])
    with (
        serve(Settings(releases=folder / "releases")) as address,
        httpx.Client(base_url=address, headers={"Accept": "text/html"}, timeout=30) as client,
    ):
        yield client


def words(page: str) -> str:
    return re.sub(r"\s", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def test_the_whole_text_is_readable_with_its_structure(site: httpx.Client) -> None:
    page = site.get(DOC).text
    text = page[page.index('id="texte"') :]
    for line in TEXT.splitlines():
        for cell in re.split(r"[|#]", line.replace("**", "")):
            assert cell.strip().strip("-") in words(text)
    assert "---" not in words(text)
    assert re.search(r'<h3><span class="mots">Les parties', text)
    assert re.search(r'<h4><span class="mots">Le suivi', text)
    assert len(re.findall(r"<li><div class=\"ligne item\"", text)) == 2
    assert re.search(r"<td><span class=\"mots\">Le Bas</span></td><td><span class=\"mots\">340", text)
    assert 'id="page-2"' in text
    assert "**" not in text


def test_passages_lead_to_what_they_gave_and_back(site: httpx.Client) -> None:
    page = site.get(DOC).text
    spans = set(PASSAGE.findall(page))
    assert spans == {"-".join(map(str, key[1:])) for key in told().passages}
    for span in spans:
        assert f'href="/doc/document/mont-fictif/passage/{span}"' in page
    for thing in ("contrat/mont", "contrat/mont/engagement/verser", "financement/verse", "indicateur/haut"):
        assert f'href="/doc/{thing}"' in page[page.index('id="texte"') :]
        links = re.findall(r'href="/doc/document/mont-fictif#p(\d+-\d+)"', site.get(f"doc/{thing}").text)
        assert links, thing
        assert set(links) <= spans


def test_one_kind_of_fact_is_highlighted_when_asked(site: httpx.Client) -> None:
    page = site.get(DOC, params={"type": "Financement"}).text
    assert [TEXT[int(a) : int(b)] for a, b in (span.split("-") for span in PASSAGE.findall(page))] == ["12 000 euros"]
    assert 'href="/doc/document/mont-fictif?type=Financement#texte" aria-current="true"' in page
    everything = site.get(DOC).text
    assert len(PASSAGE.findall(site.get(DOC, params={"type": "Inconnu"}).text)) == len(PASSAGE.findall(everything))


def test_what_was_not_understood_is_shown_when_asked(site: httpx.Client) -> None:
    plain = site.get(DOC).text
    assert '<u class="incompris">' not in plain
    (link,) = re.findall(r'href="([^"]+#incompris)"', plain)
    page = site.get(unescape(link)).text
    assert '<u class="incompris">sept</u>' in page
    assert 'id="incompris"' in page


def test_a_mark_says_which_rule_read_it_and_how_sure_that_is(site: httpx.Client) -> None:
    promise = words(site.get("doc/contrat/mont/engagement/verser").text)
    assert "« s’engage à »" in promise
    assert "engagement-explicite" in promise
    assert re.search(r"Sûr à 99\s?%", promise)
    unknown = words(site.get("doc/financement/verse").text)
    assert re.search(r"par la règle regle-inconnue\. Sûr à 41\s?%, estimé", unknown)
    english = words(site.get("doc/contrat/mont/engagement/verser?_lang=en").text)
    assert "99% sure" in english
    assert 'href="/qualite' in site.get("doc/financement/verse").text


def test_the_text_is_served_as_it_was_read(site: httpx.Client) -> None:
    answer = site.get("texte/mont-fictif.txt")
    assert answer.content == TEXT.encode()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    again = site.get("texte/mont-fictif.txt", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert hashlib.sha256(answer.content).hexdigest() in site.get(DOC).text
    assert site.get("texte/inconnu.txt").status_code == 404
    assert site.head("texte/mont-fictif.txt").status_code == 200


def test_passages_are_gone_through_in_the_order_of_the_text(site: httpx.Client) -> None:
    order = sorted((start, end) for _, start, end in told().passages)
    path, seen = f"{DOC}/passage/{order[0][0]}-{order[0][1]}", []
    while path:
        page = site.get(path).text
        seen.append(tuple(int(part) for part in path.rsplit("/", 1)[-1].split("-")))
        found = re.search(r'<a rel="next" href="([^"]+)"', page)
        path = found[1] if found else ""
    assert seen == order
    page = site.get(f"{DOC}/passage/{order[0][0]}-{order[0][1]}").text
    assert f"#char={order[0][0]},{order[0][1]}" in page
    assert 'rel="prev"' not in page[page.index('id="contenu"') :]


def test_a_long_text_is_in_parts_and_each_passage_is_found_in_its_own(
    tmp_path: Path, serve: Callable[[Settings], AbstractContextManager[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_parts, "PART", 120)
    start = TEXT.index("sept")
    missed = {"genre": "nombre", "debut": start, "fin": start + 4, "ligne": 14, "citation": "sept", "contexte": "…"}
    told().release(tmp_path, [missed])
    with serve(Settings(releases=tmp_path / "releases")) as address, httpx.Client(base_url=address) as client:
        client.headers["Accept"] = "text/html"
        shown = "".join(
            line
            for part in range(1, len(cut(TEXT)) + 1)
            for line in re.findall(r'id="(L\d+)"', client.get(DOC, params={"partie": part}).text)
        )
        assert shown == "".join(f"L{n}" for n in range(1, TEXT.count("\n") + 2) if n != 9)  # the rule of a table
        for slug, start, end in told().passages:
            page = client.get(f"doc/document/{slug}/passage/{start}-{end}").text
            (link,) = re.findall(rf'href="([^"]+#p{start}-{end})"', page)
            assert f'id="p{start}-{end}"' in client.get(unescape(link)).text
            lines = re.findall(r'class="rang" href="([^"]+)#(L\d+)"', page)
            assert lines
            for address, line in lines:
                assert line == "L9" or f'id="{line}"' in client.get(unescape(address)).text
        (far,) = re.findall(r'href="([^"]+)#L14"', client.get(DOC, params={"incompris": "1"}).text)
        assert "partie=" in far
        assert 'id="L14"' in client.get(unescape(far)).text
        assert client.get(DOC, params={"partie": "99"}).text.count('aria-current="page"') > 0
        assert client.get(DOC, params={"partie": "x"}).status_code == 200


@pytest.mark.parametrize("text", ["", "un\n", "a" * 500, "\n" * 300, "# t\n" * 200])
def test_parts_hold_each_line_once(text: str) -> None:
    parts = cut(text, 100)
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    assert list(parts.offsets) == [starts[line - 1] for line in parts.lines]
    for line, offset in enumerate(starts, start=1):
        assert parts.of_line(line) == parts.of_offset(offset)


def test_headings_never_skip_a_level() -> None:
    runs, _ = laid_out("Titre\n\n##### Profond\ntexte\n\n# Haut\n\n#### Loin\n", [])
    levels = [line.level for run in runs for line in run.lines if line.kind == "heading"]
    assert levels
    assert all(after <= before + 1 for before, after in zip([2, *levels], levels, strict=False))


def test_every_rule_that_publishes_something_has_its_words() -> None:
    published = {
        rule
        for path in (DATA / "ttl").glob("*.ttl")
        for rule in re.findall(r'regle\s+"([^"]+)"', path.read_text("utf-8"))
    }
    assert len(published) > 50
    for say in (Language("fr"), Language("en")):
        assert [rule for rule in sorted(published) if rule_words(rule, say) is None] == []


def test_a_confidence_is_measured_only_where_it_was() -> None:
    (rule, told_as), counts = next(iter(trials().items()))
    say = Language("fr")
    measured = certainty((rule,), told_as, say)
    assert measured is not None
    assert measured.tried == counts
    other = certainty((rule,), "0.111", say)
    assert other is not None
    assert other.tried is None
    assert certainty((), None, say) is None
    nearly = certainty((), "0.999", say)
    assert nearly is not None
    assert nearly.share == 99


@pytest.mark.parametrize(
    ("value", "quote", "says"),
    [
        (Value("13 February 2017", raw="2017-02-13"), "signé le 13 février 2017, permet", True),
        (Value("1er mars 2015", raw="2015-03-01"), "signé le 1er mars 2015", True),
        (Value("11\u202f600\u202f000", raw="11600000"), "une enveloppe de 11 600 000 euros", True),
        (Value("12,5", raw="12.5"), "12,5 millions", True),
        (Value("2", raw="2"), "signé en 2017 à 2 voix", False),  # one sign proves nothing
        (Value("12", raw="12"), "en 2012", False),
        (Value("Métropole du Haut", iri="https://example.org/m"), "la MÉTROPOLE  du Haut signe", True),
        (Value("Ville du Haut", iri="https://example.org/v"), "la Ville du Hautmont signe", False),
        (Value("2015", raw="2015"), "le contrat 2015/2020", True),
    ],
)
def test_a_value_is_proved_by_the_passages_that_say_it(value: Value, quote: str, says: bool) -> None:
    mark = Evidence("https://example.org/p", quote, "https://example.org/d", "Document")
    assert (saying(value, [mark]) == (mark,)) is says


def test_a_value_keeps_its_own_evidence() -> None:
    own = Evidence("https://example.org/own", "ailleurs", "https://example.org/d", "Document")
    other = Evidence("https://example.org/p", "École", "https://example.org/d", "Document")
    kept, found, none = proved([Value("École", evidence=(own,)), Value("école"), Value("Port")], [other])
    assert (kept.evidence, found.evidence, none.evidence) == ((own,), (other,), ())
