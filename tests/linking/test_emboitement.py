"""What holds a territory, what replaced it, and its codes, on real public territories."""

from __future__ import annotations

import pytest

from pactes.linking.emboitement import avec_parents, parents, successeur, territoire_du_registre
from pactes.model import TypeTerritoire
from pactes.reference import Entree, anciens, registre


def known(kind: TypeTerritoire, code: str) -> Entree:
    """The territory of this code, of today or of before."""
    found = anciens().connu(kind, code)
    assert found is not None
    return found


def test_a_commune_is_in_its_epci_its_arrondissement_and_its_departement() -> None:
    held = {(e.type_territoire, e.code) for e in parents(known(TypeTerritoire.COMMUNE, "29019"), registre())}
    assert held == {
        (TypeTerritoire.EPCI, "242900314"),
        (TypeTerritoire.ARRONDISSEMENT, "291"),
        (TypeTerritoire.DEPARTEMENT, "29"),
    }


@pytest.mark.parametrize(
    ("siren", "nom"),
    [
        ("247200132", "Le Mans Métropole"),
        ("200084952", "Le Havre Seine Métropole"),
        ("200067791", "L'Agglo Foix-Varilhes"),
        ("241700434", "Communauté d'agglomération de La Rochelle"),
        ("200042190", "Communauté d'agglomération de la Porte du Hainaut"),
        ("242900314", "Brest Métropole"),
    ],
)
def test_an_epci_keeps_the_article_of_its_name(siren: str, nom: str) -> None:
    assert territoire_du_registre(known(TypeTerritoire.EPCI, siren), registre()).nom == nom


def test_an_epci_of_two_departements_of_one_region_is_in_the_region() -> None:
    wide = [e for e in registre().genre(TypeTerritoire.EPCI) if e.departement is None]
    assert len(wide) > 20
    found = {e.code: parents(e, registre()) for e in wide}
    assert [p.nom for p in found["200006682"]] == ["Bourgogne-Franche-Comté"]  # Beaune, in Côte-d'Or and Saône-et-Loire
    assert found[next(e.code for e in wide if e.nom == "CA Agglo du Pays de Dreux")] == ()  # in two régions
    assert {p.type_territoire for held in found.values() for p in held} == {TypeTerritoire.REGION}


def test_the_chain_goes_up_to_the_region_and_to_what_replaced() -> None:
    chain = {e.code for e in avec_parents([known(TypeTerritoire.COMMUNE, "44060")], registre())}
    assert {"44060", "49160", "49", "52"} <= chain


@pytest.mark.parametrize(("kind", "code", "after"), [
    (TypeTerritoire.COMMUNE, "44060", "49160"),
    (TypeTerritoire.EPCI, "200035459", "200096956"),
    (TypeTerritoire.REGION, "83", "84"),
    (TypeTerritoire.COMMUNE, "29019", None),
])  # fmt: skip
def test_what_is_no_more_has_a_successor(kind: TypeTerritoire, code: str, after: str | None) -> None:
    found = successeur(known(kind, code), registre())
    assert (found.code if found else None) == after


def test_a_commune_that_gave_its_code_is_the_larger_one_under_it() -> None:
    """Arbignieu gave its code to Arboys en Bugey, which it is a part of: one code, one thing, replaced by no other."""
    part = next(e for e in registre().candidats("Arbignieu") if e.genre == "deleguee")
    said = territoire_du_registre(part, registre())
    assert said.nom == "Arboys en Bugey"
    assert said.remplace_par is None
    assert said.fin is None
    assert "Arbignieu" in {ancien.nom for ancien in said.anciens_noms}
    assert said.parents


def test_an_arrondissement_is_not_called_as_its_town() -> None:
    names = [territoire_du_registre(known(TypeTerritoire.ARRONDISSEMENT, c), registre()).nom for c in ("291", "763")]
    assert names == ["Arrondissement de Brest", "Arrondissement de Rouen"]
