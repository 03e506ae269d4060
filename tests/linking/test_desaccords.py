"""Contradictions between documents that tell the same contract, law or figure, and those that are none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fabrique import Fabrique
from pactes.linking import link
from pactes.model import (
    Axe,
    Contradiction,
    Financement,
    GenreContradiction,
    Indicateur,
    Nature,
    Territoire,
    TexteJuridique,
    TypeTerritoire,
)

CONTRAT = "id/contrat/contrat-de-ville-limoges-metropole-2015-2020"


def _money(made: Fabrique, words: str, amount: str, **fields):
    said = {
        "nature": Nature.PARTICIPATION,
        "financeurs": ("Région Limousin",),
        "objet": "transports",
        "contrat": "limoges",
    }
    record = Financement(montant=Decimal(amount), evidence=(made.at(words),), regle="f", **(said | fields))
    made.add("financements", record)


def _between(corpus):
    return [c for c in corpus.contradictions if c.document is None and c.propriete not in ("dateFin", "dateSignature")]


def test_two_amounts_for_one_thing(accord, lettre, territoires):
    lettre.text += "La Région verse 1 500 000 euros pour les transports.\n"
    _money(lettre, "1 500 000 euros", "1500000")
    (found,) = _between(link([accord.extraction, lettre.extraction], territoires))
    assert (found.sujet, found.propriete, found.genre) == (CONTRAT, "montant", GenreContradiction.VALEUR)
    assert {v.document: v.valeur for v in found.valeurs} == {
        "contrat-essai": "1 200 000 euros",
        "lettre-essai": "1 500 000 euros",
    }
    assert found.chemin == "id/contradiction/contrat-de-ville-limoges-metropole-2015-2020-montant"


@pytest.mark.parametrize(
    ("amount", "fields"),
    [
        ("1200000", {}),
        ("1250000", {"approche": True}),
        ("1500000", {"nature": Nature.COUT_TOTAL}),
        ("1500000", {"financeurs": ("Département de la Haute-Vienne",)}),
        ("1500000", {"objet": "crèches"}),
        ("1500000", {"annee": "2018"}),
        ("1500000", {"periodicite": "ANNUAL"}),
    ],
    ids=["same", "about", "other nature", "other funder", "other object", "other year", "by the year"],
)
def test_amounts_of_two_things(accord, lettre, territoires, amount, fields):
    lettre.text += "La Région verse une somme pour les transports.\n"
    _money(lettre, "une somme", amount, **fields)
    assert not _between(link([accord.extraction, lettre.extraction], territoires))


def _plan(made: Fabrique, *titles: str) -> None:
    made.text += "".join(f"Axe {n} : {t}\n" for n, t in enumerate(titles, start=1))
    axes = tuple(
        Axe(titre=t, numero=str(n), evidence=(made.at(f"Axe {n} : {t}"),), regle="x")
        for n, t in enumerate(titles, start=1)
    )
    made.records["contrats"][0] = replace(made.records["contrats"][0], axes=axes)


def test_plans_that_differ(accord, lettre, territoires):
    _plan(accord, "Se loger", "Se déplacer", "Travailler et entreprendre")
    _plan(lettre, "Se loger", "Se déplacer", "Vieillir chez soi", "Se soigner")
    found = {c.nom.split(" : ")[0]: c for c in _between(link([accord.extraction, lettre.extraction], territoires))}
    assert set(found) == {"Nombre d'axes", "Intitulé de l'axe 3"}
    assert [v.valeur for v in found["Nombre d'axes"].valeurs] == ["3 axes", "4 axes"]


def test_plans_that_agree(accord, lettre, territoires):
    _plan(accord, "Se loger mieux", "Se déplacer", "Travailler")
    _plan(lettre, "SE LOGER MIEUX", "Se déplacer", "Travailler")
    assert not _between(link([accord.extraction, lettre.extraction], territoires))


def _text(made: Fabrique, words: str, **fields) -> None:
    made.text += f"{words}\n"
    record = TexteJuridique(genre="loi", evidence=(made.at(words),), regle="t", **fields)
    made.add("textes", record)


def test_one_law_of_two_dates(accord, lettre, territoires):
    _text(accord, "la loi n° 2014-173 du 21 février 2014", numero="2014-173", date="2014-02-21")
    _text(lettre, "la loi n° 2014-173 du 24 février 2014", numero="2014-173", date="2014-02-24")
    (found,) = _between(link([accord.extraction, lettre.extraction], territoires))
    assert (found.sujet, found.genre) == ("id/texte/loi-2014-173", GenreContradiction.DATE)


def _figure(made: Fabrique, words: str, value: str, date: str | None) -> None:
    made.text += f"La commune de Limoges compte {words}.\n"
    evidence = (made.at("commune de Limoges"),)
    made.add(
        "territoires", Territoire(nom="Limoges", type_territoire=TypeTerritoire.COMMUNE, evidence=evidence, regle="t")
    )
    record = Indicateur(
        nom="population",
        valeur=Decimal(value),
        unite="habitants",
        territoire="Limoges",
        date=date,
        evidence=(made.at(words),),
        regle="i",
    )
    made.add("indicateurs", record)


@pytest.mark.parametrize(("other", "date", "count"), [("7330", "2018", 1), ("7300", "2018", 0), ("7330", None, 0)])
def test_one_figure_of_two_values(accord, lettre, territoires, other, date, count):
    _figure(accord, "7 303 habitants", "7303", "2018")
    _figure(lettre, f"{other} habitants", other, date)
    assert len(_between(link([accord.extraction, lettre.extraction], territoires))) == count


def test_iris_of_contradictions_do_not_depend_on_places_in_the_text(territoires):
    def paths(before: str) -> list[str]:
        made = Fabrique("acte", f"{before}cinq conseils, puis six conseils, enfin huit comités et neuf comités")
        for a, b in (("cinq conseils", "six conseils"), ("huit comités", "neuf comités")):
            values = (made.valeur(a, a), made.valeur(b, b))
            record = Contradiction(
                sujet="nombre d'instances",
                genre=GenreContradiction.NOMBRE,
                valeurs=values,
                evidence=(values[0].evidence,),
                regle="r",
            )
            made.add("contradictions", record)
        return [c.chemin for c in link([made.extraction], territoires).contradictions]

    assert paths("") == paths("Un long préambule. ")
    assert len(set(paths(""))) == 2
