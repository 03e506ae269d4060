"""Which contracts are one, where they are not named in full, and what they are called."""

from __future__ import annotations

import pytest

from fabrique import Fabrique
from pactes.linking import link
from pactes.linking.chemins import crie, meilleur_titre
from pactes.model import StatutContrat

CPER = "contrat de plan État-région"
LIMOUSIN = "Contrat de plan État-région 2015-2020 – Limousin"


def years(made: Fabrique, start: str, end: str) -> dict:
    return {"debuts": (made.valeur(start, start),), "fins": (made.valeur(end, end),)}


def magazine(*regions: str, period: tuple[str, str] = ("2015", "2020")):
    made = Fabrique("revue", f"Les contrats de plan {period[0]}-{period[1]} : {' ; '.join(regions)}", date="2019-06")
    for region in regions:
        made.contrat(
            f"Contrat de plan État-région {period[0]}-{period[1]} – {region}",
            quote=region,
            cle=region,
            type_contrat=CPER,
            territoires=(region,),
            **years(made, *period),
        )
    return made.extraction


def local(date: str, text: str, *, editeur: str = "Limoges Métropole", statut=StatutContrat.CITE, **fields):
    made = Fabrique("local", text, date=date, editeur=editeur)
    times = years(made, *fields.pop("period")) if "period" in fields else {}
    made.contrat(text, type_contrat=CPER, statut=statut, **times)
    return made.extraction


def told(corpus) -> list[set[str]]:
    return sorted(({dit.document for dit in c.dits} for c in corpus.contrats), key=sorted)


def test_a_regional_contract_without_place_is_that_of_the_region_of_its_time(territoires):
    text = "Contrat de plan État-région 2015-2020"
    corpus = link([magazine("Limousin", "Aquitaine"), local("2015", text, period=("2015", "2020"))], territoires)
    assert told(corpus) == [{"local", "revue"}, {"revue"}]
    both = next(c for c in corpus.contrats if len({dit.document for dit in c.dits}) == 2)
    assert both.chemin == "id/contrat/contrat-de-plan-etat-region-limousin-2015-2020"
    assert both.nom == LIMOUSIN


def test_its_iri_is_the_same_when_only_the_local_document_is_read(territoires):
    text = "Contrat de plan État-région 2015-2020"
    (contrat,) = link([local("2015", text, period=("2015", "2020"))], territoires).contrats
    assert contrat.chemin == "id/contrat/contrat-de-plan-etat-region-limousin-2015-2020"


def test_the_contract_in_force_at_the_date_of_the_document(territoires):
    corpus = link([magazine("Limousin", "Aquitaine"), local("2019-09-19", "CPER")], territoires)
    assert told(corpus) == [{"local", "revue"}, {"revue"}]


@pytest.mark.parametrize(
    ("regions", "period", "document"),
    [
        (("Limousin",), ("2007", "2013"), {"date": "2019", "text": "CPER"}),  # over
        (("Aquitaine",), ("2015", "2020"), {"date": "2019", "text": "CPER"}),  # another region
        (("Limousin", "Nouvelle-Aquitaine"), ("2015", "2020"), {"date": "2019", "text": "CPER"}),  # which of two?
        (("Limousin",), ("2015", "2020"), {"date": "2019", "text": "futur CPER", "statut": StatutContrat.PREVU}),
        (("Limousin",), ("2015", "2020"), {"date": "2019", "text": "CPER", "editeur": "Région Nouvelle-Aquitaine"}),
        (("Limousin",), ("2015", "2020"), {"date": "", "text": "CPER"}),  # no date: in force when?
    ],
)
def test_a_doubt_keeps_apart(regions, period, document, territoires):
    corpus = link([magazine(*regions, period=period), local(**document)], territoires)
    assert {"local"} in told(corpus)
    assert {"local", "revue"} not in told(corpus)


def pact(slug: str, start: str, titre: str, *, editeur: str, territoires: tuple[str, ...] = ()):
    made = Fabrique(slug, f"{titre} {start}-2020", date="2018", editeur=editeur)
    made.contrat(f"{titre} {start}-2020", type_contrat="pacte", territoires=territoires, **years(made, start, "2020"))
    return made.extraction


@pytest.mark.parametrize(
    ("titre", "ville", "same"),
    [
        ("Pacte pour l'emploi et l'innovation", "Limoges Métropole", True),
        ("Pacte pour l'emploi et l'innovation", "Brest Métropole", False),
        ("Pacte local", "Limoges Métropole", False),
    ],
)
def test_a_telling_title_and_the_place_of_the_document_make_one(titre, ville, same, territoires):
    named = pact("a", "2015", titre, editeur="Limoges Métropole", territoires=("Limoges Métropole",))
    bare = pact("b", "2014", titre, editeur=ville)
    assert len(link([named, bare], territoires).contrats) == (1 if same else 2)


def test_a_contract_without_place_is_named_after_that_of_its_document(territoires):
    made = Fabrique("un-tres-long-nom-de-document-2019", "Convention de mobilité", editeur="Limoges Métropole")
    made.contrat(
        "Convention partenariale de mobilité durable", quote="Convention de mobilité", type_contrat="convention"
    )
    (contrat,) = link([made.extraction], territoires).contrats
    assert contrat.chemin == "id/contrat/convention-partenariale-mobilite-durable-limoges-metropole"


def test_the_best_title_is_not_the_shouted_one():
    shouted, plain = "CONTRAT DE VILLE DE LIMOGES", "Contrat de ville de Limoges"
    assert meilleur_titre([(shouted, True), (plain, False)], ()) == plain
    assert meilleur_titre([("CPER", False), ("Contrat de plan du Limousin", False)], ("Limousin",)).startswith(
        "Contrat"
    )
    assert crie(shouted)
    assert not crie("COTTRI")


def test_la_region_in_the_contract_of_a_former_region_is_that_one(territoires):
    made = Fabrique("x", "CPER Limousin, entre l'État et la Région", date="2019", editeur="Région Nouvelle-Aquitaine")
    made.contrat(
        "CPER Limousin",
        type_contrat=CPER,
        statut=StatutContrat.CONCLU,
        territoires=("Limousin",),
        signatures=(made.signature("État"), made.signature("la Région")),
    )
    (contrat,) = link([made.extraction], territoires).contrats
    assert [s.signataire for s in contrat.dits[0].signatures] == [
        "id/organisation/etat",
        "id/organisation/region-limousin",
    ]
