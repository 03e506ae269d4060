"""The contracts of a document: the one it is the text of, and those it names, one record each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pactes.extraction.commun.contexte import Contexte
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.contrats import read_contrats
from pactes.extraction.contrats.fusion import fuse
from pactes.model import Contrat, Evidence, StatutContrat, Valeur
from pactes.reading import Document, read_document
from pactes.reading.blocks import split_blocks

DATA = Path(__file__).parents[2] / "data" / "documents"
TEXTES = Path(__file__).parent / "textes"


@cache
def _contrats(path: Path) -> tuple[Contrat, ...]:
    document = read_document(path)
    return read_contrats(document, build_plan(document))


def _of_text(text: str) -> dict[str, Contrat]:
    document = Document(slug="essai", text=text, blocks=split_blocks(text))
    return {c.titre: c for c in read_contrats(document, build_plan(document))}


def _values(values: tuple[Valeur, ...]) -> list[str]:
    return [v.valeur for v in values]


def _facts(contrat: Contrat) -> tuple[list[str], list[str], list[str]]:
    return _values(contrat.dates_signature), _values(contrat.debuts), _values(contrat.fins)


def test_the_city_contract() -> None:
    principal = _contrats(DATA / "contrat-de-ville-amiens-metropole-2015-2020.txt")[0]
    assert (principal.principal, principal.type_contrat, principal.statut) == (
        True,
        "contrat de ville",
        StatutContrat.CONCLU,
    )
    assert _facts(principal) == ([], ["2015"], ["2020"])
    assert [(s.signataire, s.representant) for s in principal.signatures] == [
        ("État", "Nicole KLEIN"),
        ("Amiens Métropole", "Alain GEST"),
        ("ville d'Amiens", "Brigitte FOURÉ"),
        ("Département", "Christian MANABLE"),
        ("Région", "Claude GEWERC"),
    ]


def test_the_framework_agreement() -> None:
    principal = _contrats(DATA / "accord-cadre-hauts-de-france-amiens-metropole-2019.txt")[0]
    assert principal.principal
    assert _facts(principal) == (["2019-09-19"], [], ["2020-12-31"])
    assert [(s.representant, s.qualite) for s in principal.signatures] == [
        ("Xavier BERTRAND", "Président"),
        ("Alain GEST", "Président"),
        ("Brigitte FOURE", "Maire"),
    ]
    assert len(principal.axes) == 3


def test_the_contracts_that_the_framework_agreement_names() -> None:
    named = {
        c.titre: c
        for c in _contrats(DATA / "accord-cadre-hauts-de-france-amiens-metropole-2019.txt")
        if not c.principal
    }
    city = named["Contrat de ville d'Amiens Métropole"]
    assert _facts(city) == (["2015-02-20"], [], ["2022"])
    assert len(city.evidence) >= 2  # said in the text and in the annex: one record
    new = next(c for t, c in named.items() if t.startswith("Nouvelle convention"))
    old = next(c for t, c in named.items() if t.startswith("Convention de répartition"))
    assert (new.statut, _values(old.fins)) == (StatutContrat.PREVU, ["2019"])
    assert [s.signataire for s in old.signatures] == [
        "Région Hauts-de-France",
        "Communauté d'Agglomération d'Amiens Métropole",
    ]
    pact = named["Pacte pour l'emploi et l'innovation 2014-2020"]
    assert [a.titre for a in pact.axes] == [
        "raviver l'esprit d'entreprise",
        "favoriser une meilleure compétitivité",
        "renforcer l'attractivité du territoire",
    ]
    assert not named["Contrats de Branches"].instance


def test_a_magazine_is_the_text_of_no_contract() -> None:
    for name in ("etat-d-avenir-3-republique-contractuelle-2019", "accords-cadres-region-poles-regionaux-2020"):
        assert not any(c.principal for c in _contrats(DATA / f"{name}.txt"))


def test_shouted_text() -> None:
    principal = _contrats(TEXTES / "contrat-de-ruralite-majuscules.txt")[0]
    assert (principal.type_contrat, _facts(principal)) == (
        "contrat de ruralité",
        (["2017-03-12"], ["2017-01-01"], ["2020-12-31"]),
    )
    assert _values(principal.durees) == ["P4Y"]
    assert [(s.representant, s.qualite) for s in principal.signatures] == [
        ("MARIE LAFFONT", "PREFETE DE L'ARIEGE"),
        ("JEAN FAURIE", "PRESIDENT"),
        ("HENRI SOULA", "PRESIDENT DU CONSEIL DEPARTEMENTAL"),
    ]


def test_wrapped_text_with_running_heads() -> None:
    principal = _contrats(TEXTES / "convention-lignes-coupees.txt")[0]
    assert principal.titre == "CONVENTION TERRITORIALE GLOBALE de la Communauté de communes du Clunisois 2022 - 2026"
    assert _facts(principal) == (["2022-12-15"], ["2022-01-01"], ["2026-12-31"])
    assert [s.representant for s in principal.signatures] == ["Anne VALLET", "Jean-Marc TERRIER", "Marie CORNET"]


def test_parties_in_one_paragraph_and_a_signature_block() -> None:
    contrats = _contrats(TEXTES / "crte-orientations.txt")
    principal = contrats[0]
    assert [(s.signataire, s.representant, s.qualite) for s in principal.signatures] == [
        ("Communauté de communes du Pays de Nay", "Bertrand Lassus-Pigat", "président"),
        ("État", "Étienne Marchal", "préfet des Pyrénées-Atlantiques"),
    ]
    former = next(c for c in contrats if c.type_contrat == "contrat de ruralité")
    assert (former.territoires, _facts(former)) == (("Pays de Nay",), ([], ["2017"], ["2020"]))


def test_a_deliberation_names_the_contract_it_approves() -> None:
    contrats = _contrats(TEXTES / "deliberation-contrat-de-ville.txt")
    assert not any(c.principal for c in contrats)
    city = next(c for c in contrats if c.type_contrat == "contrat de ville")
    assert _facts(city)[1:] == (["2015"], ["2020"])
    assert [s.signataire for s in city.signatures] == [
        "COMMUNAUTÉ D'AGGLOMÉRATION DU NIORTAIS",
        "État",
        "Région Poitou-Charentes",
        "Département des Deux-Sèvres",
        "Ville de Niort",
    ]
    assert city.statut is StatutContrat.PREVU
    assert all(s.prevue for s in city.signatures)
    assert len(city.axes) == 3
    cucs = next(c for c in contrats if c.type_contrat == "contrat urbain de cohésion sociale")
    assert _facts(cucs) == (["2007-04-12"], ["2007"], ["2014"])
    planned = next(c for c in contrats if c.type_contrat == "convention de partenariat")
    assert planned.statut is StatutContrat.PREVU


def test_a_page_about_one_contract() -> None:
    contrats = _contrats(TEXTES / "pacte-priorites.txt")
    assert _values(contrats[0].dates_signature) == ["2021-10-18"]
    assert len(contrats[0].signatures) == len(contrats[0].axes) == 4
    assert [(c.type_contrat, c.statut.value) for c in contrats[1:]] == [
        ("contrat de rivière", "cite"),
        ("contrat de ruralité", "conclu"),
        ("contrat de transition écologique", "prevu"),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "places", "facts", "parties", "structure"),
    [
        (
            "convention-action-coeur-de-ville",
            "convention Action cœur de ville",
            ("Nevers",),
            (["2018-09-28"], [], ["2022-12-31"]),
            7,
            [("1", 0, 2), ("2", 0, 0), ("3", 0, 0), ("4", 0, 0), ("5", 0, 0)],
        ),
        (
            "contrat-de-ville-enjeux",
            "contrat de ville",
            ("MÉTROPOLE DE DIJON",),
            (["2024-03-28"], ["2024"], ["2030"]),
            5,
            [("1", 2, 0), ("2", 1, 0), ("T", 0, 0)],
        ),
        (
            "contrat-de-plan-volets",
            "contrat de plan État-région",
            ("Bretagne",),
            (["2022-03-15"], ["2021"], ["2027-12-31"]),
            2,
            [("I", 2, 0), ("II", 2, 0), ("III", 0, 0)],
        ),
        (
            "charte-de-parc",
            "charte de parc naturel régional",
            ("Pyrénées ariégeoises",),
            ([], ["2025"], ["2040"]),
            0,
            [("1", 2, 3), ("2", 1, 1)],
        ),
        (
            "contrat-local-de-sante",
            "contrat local de santé",
            ("Pays Basque",),
            (["2019-02-14"], ["2019-02-14"], ["2023"]),
            3,
            [("1", 2, 3), ("2", 1, 0)],
        ),
    ],
)
def test_other_kinds_and_layouts(
    name: str,
    kind: str,
    places: tuple[str, ...],
    facts: tuple[list[str], list[str], list[str]],
    parties: int,
    structure: list[tuple[str, int, int]],
) -> None:
    principal = _contrats(TEXTES / f"{name}.txt")[0]
    assert principal.principal
    assert (principal.type_contrat, principal.territoires, _facts(principal)) == (kind, places, facts)
    assert len(principal.signatures) == parties
    assert all(s.qualite or s.representant for s in principal.signatures)
    actions = [sum(len(o.actions) for o in a.objectifs) + len(a.actions) for a in principal.axes]
    found = [(a.numero, len(a.objectifs), n) for a, n in zip(principal.axes, actions, strict=True)]
    assert found == structure


@pytest.mark.parametrize(
    "sentence",
    [
        "Elle a signé un contrat de travail à durée déterminée.",
        "Une convention sera passée avec chaque porteur de projet.",
        "Les salariés relèvent de la convention collective des organismes de formation.",
        "L'accord de Paris engage les États.",
        "Le protocole sanitaire est affiché.",
    ],
)
def test_common_nouns_are_no_contracts(sentence: str) -> None:
    assert not any(c.instance for c in _of_text(f"Bulletin municipal\n\n{sentence}\n").values())


def test_two_periods_are_two_contracts_and_two_mentions_are_one() -> None:
    text = (
        "Bilan\n\nLe contrat de ville de Dole 2007-2014 a pris fin. "
        "Le contrat de ville de Dole 2015-2020 lui succède.\n\n"
        "Le contrat de ville 2015-2020 de Dole est piloté par la ville.\n"
    )
    found = _of_text(text)
    assert sorted(_values(c.debuts)[0] for c in found.values()) == ["2007", "2015"]


def test_contracts_signed_with_each_of_several_parties() -> None:
    text = (
        "Les accords-cadres entre la Région et les pôles\n\n"
        "Les deux premiers accords-cadres ont été signés avec la Métropole de Brest et Lorient Agglomération.\n"
    )
    found = [c for c in _of_text(text).values() if c.instance]
    assert sorted(c.territoires[0] for c in found) == ["Lorient Agglomération", "Métropole de Brest"]


def test_the_axis_of_an_offset_ends_with_its_section() -> None:
    document = read_document(DATA / "accord-cadre-hauts-de-france-amiens-metropole-2019.txt")
    plan = build_plan(document)
    contexte = Contexte(document, plan, read_contrats(document, plan))
    inside = document.text.index("Dynamiser le développement économique du territoire")
    axe = contexte.axe_at(inside)
    assert axe is not None
    assert axe.numero == "1"
    assert contexte.axe_at(document.text.index("Article 4 - Durée et prise d'effet", 5000)) is None
    assert contexte.axe_at(document.text.index("Ancienne capitale régionale")) is None


def test_a_document_without_contract_gives_none() -> None:
    assert _of_text("Recette\n\nBattre les œufs, ajouter la farine, cuire trente minutes.\n") == {}


@pytest.mark.parametrize("path", sorted([*DATA.glob("*.txt"), *TEXTES.glob("*.txt")]), ids=lambda p: p.stem[:24])
def test_records_are_well_formed_and_the_same_twice(path: Path) -> None:
    document = read_document(path)
    contrats = _contrats(path)
    assert contrats == read_contrats(document, build_plan(document))
    assert len({c.cle for c in contrats}) == len(contrats)
    for contrat in contrats:
        values = (*contrat.dates_signature, *contrat.debuts, *contrat.fins, *contrat.durees)
        evidences = [
            *contrat.evidence,
            *(v.evidence for v in values),
            *(e for s in contrat.signatures for e in s.evidence),
        ]
        assert contrat.titre
        assert contrat.evidence
        assert all(document.text[e.start : e.end] == e.quote != "" for e in evidences)


def _contrat(title: str, *, place: str, start: str | None = None, key: str = "x") -> Contrat:
    evidence = (Evidence("d", 0, 1, 1, "x"),)
    return Contrat(
        cle=key,
        titre=title,
        type_contrat="contrat de ville",
        territoires=(place,),
        debuts=(Valeur(start, evidence[0]),) if start else (),
        evidence=evidence,
        regle="essai",
    )


def test_fusion_looks_at_kind_territory_and_period_never_the_title_alone() -> None:
    lens, niort = _contrat("Contrat de ville", place="Lens"), _contrat("Contrat de ville", place="Niort")
    assert len(fuse([lens, niort])) == 2
    assert len(fuse([lens, _contrat("Le contrat de ville lensois", place="Lens")])) == 1
    assert len(fuse([_contrat("CV", place="Lens", start="2007"), _contrat("CV", place="Lens", start="2015")])) == 2
