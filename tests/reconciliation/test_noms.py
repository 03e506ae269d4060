"""French names as lists write them: the right thing comes first, and what is told as certain is right."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from pactes.rdf.namespaces import BASE
from pactes.reconciliation import Candidat, Critere, Demande, Rapprocheur
from pactes.reconciliation.territoires import entites_nationales
from pactes.reconciliation.types import chercher_type

HERE = Path(__file__).parent


def ask(rapprocheur: Rapprocheur, name: str, type_: str = "", departement: str = "") -> tuple[Candidat, ...]:
    known = chercher_type(type_, BASE) if type_ else None
    types = frozenset({known.chemin}) if known else frozenset()
    criteres = (Critere("departement", (departement,)),) if departement else ()
    return rapprocheur.chercher(Demande(name, types, 5, criteres))


@pytest.mark.parametrize(
    ("file", "least"),
    [("noms.csv", 200), ("noms-jamais-vus.csv", 60)],  # the second was written after the rules, and not to tune them
)
def test_the_right_thing_comes_first(rapprocheur: Rapprocheur, file: str, least: int) -> None:
    with (HERE / file).open(encoding="utf-8", newline="") as stream:
        names = list(csv.DictReader(stream))
    assert len(names) >= least
    assert len({(row["nom"], row["type"], row["departement"]) for row in names}) == len(names)
    right, misses, wrong = 0, [], []
    for row in names:
        found = ask(rapprocheur, row["nom"], row["type"], row["departement"])
        if found and found[0].entite.chemin == row["iri"]:
            right += 1
            continue
        shown = [(c.entite.chemin, c.entite.nom, c.score) for c in found[:3]]
        misses.append(f"{row['nom']} ({row['difficulte']}) : {row['iri']} ; {shown}")
        if found and found[0].certain:
            wrong.append(misses[-1])
    print(f"{file} : {right} sur {len(names)}", *misses, sep="\n")
    assert right / len(names) >= 0.95, "\n".join(misses)
    assert not wrong, "\n".join(wrong)


def test_the_expected_identifiers_exist(rapprocheur: Rapprocheur) -> None:
    for file in ("noms.csv", "noms-jamais-vus.csv"):
        with (HERE / file).open(encoding="utf-8", newline="") as stream:
            unknown = [row["iri"] for row in csv.DictReader(stream) if rapprocheur.entite(row["iri"]) is None]
        assert unknown == []


def test_official_names_find_their_territory_and_namesakes_are_not_certain(rapprocheur: Rapprocheur) -> None:
    everywhere = [e for e in entites_nationales() if e.actuelle and e.genre in ("commune", "epci")]
    for entite in random.Random(7).sample(everywhere, 300):
        found = rapprocheur.chercher(Demande(entite.nom, frozenset({f"voc/type-territoire/{entite.genre}"}), 50))
        assert entite in [c.entite for c in found], entite
        assert found[0].entite is entite or not found[0].certain, entite
        placed = Critere("departement", (min(entite.departements),))
        found = rapprocheur.chercher(
            Demande(entite.nom, frozenset({f"voc/type-territoire/{entite.genre}"}), 5, (placed,))
        )
        assert found[0].entite is entite or not found[0].certain, entite


def test_a_misspelt_name_is_never_another_with_certainty_when_its_departement_is_given(
    rapprocheur: Rapprocheur,
) -> None:
    rng = random.Random(11)
    communes = [e for e in entites_nationales() if e.actuelle and e.genre == "commune" and len(e.nom) > 6]
    right = 0
    for entite in rng.sample(communes, 200):
        cut = rng.randrange(1, len(entite.nom))
        name = entite.nom[:cut] + rng.choice(["", "e", "s", "l"]) + entite.nom[cut + 1 :]
        found = ask(rapprocheur, name, "commune", min(entite.departements))
        right += bool(found) and found[0].entite is entite
        assert not found or found[0].entite is entite or not found[0].certain, (name, entite.nom)
    assert right >= 190


def test_the_order_does_not_depend_on_chance(rapprocheur: Rapprocheur) -> None:
    once = [(c.entite.chemin, c.score) for c in ask(rapprocheur, "Saint-Martin", "commune")]
    rapprocheur.index.proches.cache_clear()
    assert once == [(c.entite.chemin, c.score) for c in ask(rapprocheur, "Saint-Martin", "commune")]
    populations = [rapprocheur.entite(path).population for path, _ in once]  # type: ignore[union-attr]
    assert populations == sorted(populations, reverse=True)


def test_without_a_type_a_place_is_the_territory_and_its_body_the_organisation(rapprocheur: Rapprocheur) -> None:
    organisation = next(
        e for e in rapprocheur.index.entites if e.classe == "Organisation" and e.nom.startswith("Ville d") and e.lieu
    )
    territoire = rapprocheur.entite(organisation.lieu)
    assert territoire is not None
    assert ask(rapprocheur, territoire.nom)[0].entite.classe == "Territoire"
    mairie = f"Mairie {organisation.nom.removeprefix('Ville ')}"
    assert ask(rapprocheur, mairie)[0].entite is organisation
    assert ask(rapprocheur, mairie, "commune")[0].entite is territoire


def test_a_state_service_that_is_not_published_is_not_its_territory(rapprocheur: Rapprocheur) -> None:
    found = ask(rapprocheur, "Préfecture du Gers", "Territoire")
    assert not any(c.certain for c in found)


def test_a_service_of_which_no_place_is_known_is_not_certain_where_a_place_is_said(rapprocheur: Rapprocheur) -> None:
    everywhere = next(e for e in rapprocheur.index.entites if e.classe == "Organisation" and not e.departements)
    assert ask(rapprocheur, everywhere.nom, "Organisation")[0].entite is everywhere
    for found in (
        ask(rapprocheur, f"{everywhere.nom} (32)", "Organisation"),
        ask(rapprocheur, everywhere.nom, "Organisation", "32"),
    ):
        assert found[0].entite is everywhere
        assert not found[0].certain


@pytest.mark.parametrize(
    ("name", "small", "large"),
    [
        ("Évry", "commune/89162", "commune/91228"),  # the large one bore that name
        ("Vire", "commune/71584", "commune/14762"),
        ("Charleville", "commune/51129", "commune/08105"),
        ("Choisy", "commune/74076", "commune/94022"),  # its name begins so
        ("La Seyne", "commune/04205", "commune/83126"),
        ("Épinay", "commune/27221", "commune/93031"),
        ("Côte", "commune/70178", "departement/21"),
    ],
)
def test_a_village_is_not_certain_where_a_much_larger_place_may_be_meant(
    rapprocheur: Rapprocheur, name: str, small: str, large: str
) -> None:
    village = rapprocheur.entite(f"id/territoire/{small}")
    assert village is not None
    everything = rapprocheur.chercher(Demande(name, frozenset(), 50))
    assert {village.chemin, f"id/territoire/{large}"} <= {c.entite.chemin for c in everything}
    assert not any(c.certain for c in everything)
    placed = ask(rapprocheur, name, "commune", min(village.departements))
    assert placed[0].entite is village
    assert placed[0].certain or not village.actuelle


@pytest.mark.parametrize("name", ["Châteauroux", "Reims", "Le Mans", "Saint-Étienne", "Normandie", "Royan"])
def test_a_town_is_certain_although_what_surrounds_it_has_its_name(rapprocheur: Rapprocheur, name: str) -> None:
    found = ask(rapprocheur, name)
    assert found[0].certain
    assert found[0].entite.nom == name


@pytest.mark.parametrize(
    ("bare", "placed", "departement"),
    [
        ("CAF", "CAF (Somme)", "80"),
        ("Agence régionale de santé", "ARS Picardie", ""),
        ("Mission locale", "Mission locale Amiens Métropole", ""),
        ("Conseil départemental", "CD80", ""),
    ],
)
def test_a_service_that_each_place_has_is_certain_only_with_its_place(
    rapprocheur: Rapprocheur, bare: str, placed: str, departement: str
) -> None:
    assert not any(c.certain for c in ask(rapprocheur, bare, "Organisation"))
    found = ask(rapprocheur, placed, "Organisation")
    assert found[0].certain
    if departement and found[0].entite.departements:
        assert ask(rapprocheur, bare, "Organisation", departement)[0].certain


@pytest.mark.parametrize("name", ["Banque des territoires", "ANRU", "SNCF Réseau", "État", "Action logement"])
def test_a_national_body_is_certain_by_its_name(rapprocheur: Rapprocheur, name: str) -> None:
    assert ask(rapprocheur, name, "Organisation")[0].certain


def test_what_became_of_a_former_territory_is_told(rapprocheur: Rapprocheur) -> None:
    from pactes.reconciliation.presentation import decrire, valeurs

    former = ask(rapprocheur, "Midi-Pyrénées", "region")[0].entite
    assert not former.actuelle
    assert "Occitanie" in decrire(former, "fr", rapprocheur.entite)
    assert decrire(former, "en", rapprocheur.entite).endswith("now Occitanie")
    assert valeurs(former, "remplacePar", BASE) == ("id/territoire/region/76",)
