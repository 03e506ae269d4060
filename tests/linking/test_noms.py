"""Names of organisations and of territories: one thing for one name, none for the name of no one."""

from __future__ import annotations

import pytest

from fabrique import Fabrique
from pactes.linking import link
from pactes.linking.intercommunalites import adjectif_de
from pactes.linking.noms_d_organisations import acronyme_de, est_collectif, majuscule, n_en_est_pas, separer
from pactes.linking.territoires import nom_nu
from pactes.model import Territoire, TypeTerritoire


def organisations(territoires, *noms: str, text: str = "", **cadre):
    made = Fabrique("x", text or " ; ".join(noms), **cadre)
    for nom in noms:
        made.organisation(nom)
    found = link([made.extraction], territoires).organisations
    return {o.chemin.removeprefix("id/organisation/"): o.nom for o in found}


def lieux(territoires, *records: tuple[str, TypeTerritoire], **cadre):
    made = Fabrique("x", " ; ".join(nom for nom, _ in records), **cadre)
    for nom, kind in records:
        made.add("territoires", Territoire(nom=nom, type_territoire=kind, evidence=(made.at(nom),), regle="r"))
    return {
        t.chemin.removeprefix("id/territoire/"): t.nom
        for t in link([made.extraction], territoires).territoires
        if t.mentions
    }


@pytest.mark.parametrize(
    ("nom", "parts"),
    [
        ("HLM Vert et la Maison du Logement", ("HLM Vert", "Maison du Logement")),
        ("Ville de Brest et la Métropole", ("Ville de Brest", "Métropole")),
        ("Direction de l'Enfance et la Famille", ("Direction de l'Enfance et la Famille",)),
        ("Ministère de l'Économie et des Finances", ("Ministère de l'Économie et des Finances",)),
        ("association et la mission", ("association et la mission",)),
    ],
)
def test_two_organisations_in_one_name(nom, parts):
    assert separer(nom) == parts


@pytest.mark.parametrize(
    "nom", ["bailleurs sociaux", "Communes membres", "Agences de l'eau", "les partenaires publics"]
)
def test_a_plural_common_noun_is_no_one(nom, territoires):
    assert est_collectif(nom)
    assert organisations(territoires, nom, editeur="Limoges Métropole") == {}


@pytest.mark.parametrize("nom", ["Régions de France", "Musées de Bretagne", "Villes de France", "agence de l'eau"])
def test_a_plural_proper_name_is_someone(nom):
    assert not est_collectif(nom)


def test_names_of_acts_and_actions_are_no_organisations():
    for nom in (
        "Contrat de ruralité du Cantal",
        "PAT de Brest Métropole",
        "Lutter contre le gaspillage",
        "Dispositif X",
    ):
        assert n_en_est_pas(nom)
    for nom in ("Cluster Le Bois", "Foyer la Rose", "plan local pour l'insertion et l'emploi", "Maison du Contrat"):
        assert not n_en_est_pas(nom)


def test_labels_have_a_capital_and_keep_their_case(territoires):
    assert majuscule("sous-préfecture de Brest") == "Sous-préfecture de Brest"
    assert majuscule("eXemple") == "eXemple"
    assert organisations(territoires, "association Les Trois Chouettes", "Les Trois Chouettes") == {
        "trois-chouettes": "Association Les Trois Chouettes"
    }


@pytest.mark.parametrize(
    ("nom", "chemin", "label"),
    [
        ("Région BFC", "region-bourgogne-franche-comte", "Région Bourgogne-Franche-Comté"),
        ("DDTM 29", "ddtm-finistere", "Direction départementale des territoires et de la mer (Finistère)"),
        ("rectorat de l'académie de Rennes", "rectorat-rennes", "Rectorat de l'académie de Rennes"),
        ("agence nationale la cohésion des territoires", "anct", "Agence nationale de la cohésion des territoires"),
    ],
)
def test_names_of_services(nom, chemin, label, territoires):
    assert organisations(territoires, nom) == {chemin: label}


def test_services_belong_to_their_level_or_to_no_place(territoires):
    noms = ("direction départementale des territoires", "agence régionale de santé", "mission locale")
    assert (
        organisations(territoires, *noms, editeur="Préfet de la région Bretagne").items()
        >= {
            "ddt-bretagne": "Direction départementale des territoires",
            "ars-bretagne": "Agence régionale de santé (Bretagne)",
            "mission-locale-bretagne": "Mission locale",
        }.items()
    )
    assert set(organisations(territoires, *noms, editeur="Limoges Métropole").values()) == {
        "Direction départementale des territoires (Haute-Vienne)",
        "Agence régionale de santé (Nouvelle-Aquitaine)",
        "Mission locale (Limoges Métropole)",
    }


def test_a_common_noun_in_a_document_of_no_town_is_no_one(territoires):
    assert organisations(territoires, "maison de services au public", editeur="Préfet de la région Bretagne") == {}


def test_an_intercommunality_by_its_own_words(territoires):
    cadre = {"editeur": "Préfet de la région Bretagne"}
    for nom in ("Communauté d'agglomération de Lorient", "Lorient Agglo"):
        assert list(organisations(territoires, nom, **cadre)) == ["lorient-agglomeration"], nom
    assert list(organisations(territoires, "Communauté de communes de Rostrenen", **cadre)) == [
        "communaute-communes-rostrenen"
    ]


def test_adjectives_and_initials():
    assert adjectif_de("niortaise", "Niort")
    assert adjectif_de("rennais", "Rennes Métropole")
    assert not adjectif_de("bordelaise", "Niort")
    assert acronyme_de("HdF", "Hauts-de-France")
    assert acronyme_de("NPDC", "Nord-Pas-de-Calais")
    assert not acronyme_de("BZH", "Bretagne")


def test_names_cut_short_by_the_reader_or_the_writer(territoires):
    text = (
        "Syndicat du Haut Ru des Loups ; l'École Nationale d'Horlogerie d'Essai ; l'École Nationale d'Horlogerie aide."
    )
    made = Fabrique("x", text)
    for nom in ("Syndicat du Haut Ru", "Syndicat du Haut Ru des Loups", "École Nationale d'Horlogerie d'Essai"):
        made.organisation(nom)
    made.organisation("École Nationale d'Horlogerie")
    found = {o.nom for o in link([made.extraction], territoires).organisations}
    assert found == {"Syndicat du Haut Ru des Loups", "École Nationale d'Horlogerie d'Essai"}


def test_a_slip_of_one_letter_in_a_long_word(territoires):
    assert (
        len(organisations(territoires, "Parc naturel régional du Cap-Fleury", "Parc naturel régional de Cap-Fleuri"))
        == 1
    )
    assert len(organisations(territoires, "Groupe scolaire A", "Groupe scolaire B")) == 2
    assert len(organisations(territoires, "Collège Rive 1 Nord", "Collège Rive 2 Nord")) == 2


def test_a_name_that_stops_inside_a_territory_goes_on(territoires):
    made = Fabrique("x", "la Chambre d'agriculture Loir - et - Cher aide.", editeur="Préfet de la région Bretagne")
    made.organisation("Chambre d'agriculture Loir")
    place = Territoire(nom="Loir-et-Cher", type_territoire=TypeTerritoire.DEPARTEMENT, code="41",
                       evidence=(made.at("Loir - et - Cher"),), regle="r")  # fmt: skip
    made.add("territoires", place)
    (found,) = link([made.extraction], territoires).organisations
    assert found.nom == "Chambre d'agriculture Loir-et-Cher"


@pytest.mark.parametrize(
    ("nom", "nu"),
    [
        ("le territoire de la vallée du Ru", "Vallée du Ru"),
        ("agglomération de l'Yonnais", "Yonnais"),
        ("un quartier de Guéret", "Quartier de Guéret"),
        ("La Rose", "La Rose"),
        ("vallée du Ru", "Vallée du Ru"),
    ],
)
def test_bare_names_of_territories(nom, nu):
    assert nom_nu(nom) == nu


def test_one_territory_for_its_writings(territoires):
    autre, qpv = TypeTerritoire.AUTRE, TypeTerritoire.QPV
    cadre = {"editeur": "Limoges Métropole"}
    assert set(lieux(territoires, ("Les Coutures", qpv), ("les Coutures", autre), **cadre)) == {
        "qpv/limoges-metropole/coutures"
    }
    assert len(lieux(territoires, ("Bastide/Brégère", qpv), ("Brégère/Bastide", qpv), **cadre)) == 1
    assert set(lieux(territoires, ("territoire limousais", autre), ("agglomération limousaise", autre), **cadre)) == {
        "autre/limoges-metropole/limousais"
    }
    assert set(lieux(territoires, ("vallée du Ru", autre), **cadre)) == {"autre/nouvelle-aquitaine/vallee-du-ru"}


def test_a_territory_keeps_its_accents(territoires):
    records = (("Epinettes", TypeTerritoire.QPV), ("Épinettes", TypeTerritoire.AUTRE))
    assert list(lieux(territoires, *records, editeur="Limoges Métropole").values()) == ["Épinettes"]


def test_ville_and_agglo_are_those_of_the_document(territoires):
    from pactes.model import Indicateur

    made = Fabrique("x", "Ville 12, Agglo. 20", editeur="Limoges Métropole")
    made.add(
        "indicateurs", Indicateur(nom="taux", valeur="20", territoire="Agglo.", evidence=(made.at("20"),), regle="r")
    )
    (fait,) = link([made.extraction], territoires).faits
    assert fait.dits[0].lien("territoire") == ("id/territoire/epci/248719312",)


def test_parties_that_are_no_one_or_two(territoires):
    made = Fabrique("x", "Les communes membres et la Ville aident.", editeur="Limoges Métropole")
    made.engagement("aident", parties=("communes membres", "HLM Vert et la Maison du Cèdre"))
    (fait,) = link([made.extraction], territoires).faits
    assert fait.dits[0].lien("partie") == ("id/organisation/hlm-vert", "id/organisation/maison-cedre")
