"""One thing for each name, one node for each contract, whoever tells it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabrique import Fabrique
from pactes.decisions import Decision, Decisions, GenreDecision
from pactes.errors import DecisionError
from pactes.linking import link
from pactes.model import (
    Contradiction,
    Engagement,
    GenreContradiction,
    Indicateur,
    StatutContrat,
    TexteJuridique,
)
from pactes.reference import Registre

CONTRAT = "id/contrat/contrat-de-ville-limoges-metropole-2015-2020"


def paths(corpus, kind):
    return [thing.chemin for thing in getattr(corpus, kind)]


def test_a_contract_told_by_two_documents_is_one_with_the_evidence_of_both(accord, lettre, territoires):
    corpus = link([accord.extraction, lettre.extraction], territoires)
    contrat = next(c for c in corpus.contrats if c.chemin == CONTRAT)
    assert {dit.document for dit in contrat.dits} == {"contrat-essai", "lettre-essai"}
    assert contrat.nom == "Contrat de ville de Limoges Métropole 2015-2020"  # as the contract itself says


def test_a_contract_of_the_same_kind_elsewhere_is_another(accord, lettre, territoires):
    corpus = link([accord.extraction, lettre.extraction], territoires)
    assert "id/contrat/contrat-de-ville-gueret" in paths(corpus, "contrats")


def test_the_order_of_documents_changes_nothing(accord, lettre, territoires):
    assert link([accord.extraction, lettre.extraction], territoires) == link(
        [lettre.extraction, accord.extraction], territoires
    )


def test_region_conseil_regional_and_la_region_are_one_party(accord, territoires):
    corpus = link([accord.extraction], territoires)
    engagements = {f.nom: f.dits[0].lien("partie") for f in corpus.faits if "/engagement/" in f.chemin}
    assert engagements["La Région finance les transports."] == ("id/organisation/region-limousin",)
    assert engagements["Le Conseil régional soutient la formation."] == ("id/organisation/region-limousin",)


def test_commune_ville_and_metropole_are_three_things(accord, territoires):
    corpus = link([accord.extraction], territoires)
    assert {"id/organisation/ville-de-limoges", "id/organisation/limoges-metropole"} <= set(
        paths(corpus, "organisations")
    )
    assert {"id/territoire/commune/87085", "id/territoire/epci/248719312"} <= set(paths(corpus, "territoires"))
    ville = next(o for o in corpus.organisations if o.chemin.endswith("ville-de-limoges"))
    assert ville.territoire == "id/territoire/commune/87085"


def test_a_former_region_is_not_the_one_that_replaced_it(accord, lettre, territoires):
    corpus = link([accord.extraction, lettre.extraction], territoires)
    limousin = next(t for t in corpus.territoires if t.chemin == "id/territoire/region/74")
    assert limousin.remplace_par == "id/territoire/region/75"


def test_before_2016_la_region_is_the_region_of_the_time(territoires):
    for date, expected in (("2015", "region-limousin"), ("2019", "region-nouvelle-aquitaine")):
        made = Fabrique("x", "La Région aide Limoges Métropole.", date=date, editeur="Limoges Métropole")
        made.engagement("La Région aide", parties=("Région",))
        corpus = link([made.extraction], territoires)
        assert f"id/organisation/{expected}" in paths(corpus, "organisations")


def test_conseil_general_and_departement_are_one(territoires):
    made = Fabrique("x", "Conseil général du Cantal ; Département du Cantal ; Conseil départemental du Cantal")
    for nom in made.text.split(" ; "):
        made.organisation(nom)
    assert paths(link([made.extraction], territoires), "organisations") == ["id/organisation/departement-du-cantal"]


@pytest.mark.parametrize(
    ("nom", "chemin"),
    [
        ("Ville du Mans", "ville-du-mans"),
        ("commune de Le Mans", "ville-du-mans"),
        ("maire du Mans", "ville-du-mans"),
        ("Président du Conseil régional de Bretagne", "region-bretagne"),
        ("Préfète de la Sarthe", "etat"),
        ("Eurométropole de Strasbourg", "eurometropole-de-strasbourg"),
        ("Communauté d'agglomération de La Rochelle", "communaute-d-agglomeration-de-la-rochelle"),
        ("Ville de Saint-Denis", "ville-de-saint-denis"),  # which of several is not certain: no code
        ("préfecture de la Sarthe", "prefecture-sarthe"),
        ("Préfecture du Cher", "prefecture-cher"),
    ],
)
def test_names_of_authorities(nom, chemin, territoires):
    made = Fabrique("x", nom)
    made.organisation(nom)
    found = [o.chemin.removeprefix("id/organisation/") for o in link([made.extraction], territoires).organisations]
    if chemin == "ville-de-saint-denis":
        assert found
        assert not any(code in found[0] for code in ("93066", "97411"))
    else:
        assert found == [chemin]


def test_an_acronym_that_the_document_explains_is_its_organisation(territoires):
    made = Fabrique("x", "Agence des berges de la Vézère (ABV). ABV aide.")
    made.organisation("Agence des berges de la Vézère", sigle="ABV")
    made.engagement("ABV aide", parties=("ABV",))
    assert len(paths(link([made.extraction], territoires), "organisations")) == 1


def test_a_common_name_is_that_of_the_place(territoires):
    corpora = []
    for slug, town in (("a", "Limoges Métropole"), ("b", "Brest Métropole")):
        made = Fabrique(slug, "la régie de quartier", editeur=town)
        made.organisation("régie de quartier")
        corpora.append(made.extraction)
    found = paths(link(corpora, territoires), "organisations")
    assert len([p for p in found if "regie" in p]) == 2


def test_a_far_small_namesake_is_not_the_place_meant(territoires):
    made = Fabrique("x", "Beaubreuil ; Saint-Leu", editeur="Limoges Métropole")
    made.organisation("Saint-Leu")
    assert not any("97413" in t for t in paths(link([made.extraction], territoires), "territoires"))


def test_never_the_title_alone(territoires):
    extractions = []
    for slug in ("a", "b"):
        made = Fabrique(slug, "Convention de partenariat")
        made.contrat("Convention de partenariat", type_contrat="convention")
        extractions.append(made.extraction)
    assert len(link(extractions, territoires).contrats) == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"debuts": "2015"}, {"debuts": "2022"}, False),
        ({"debuts": "2015", "fins": "2020"}, {"debuts": "2015"}, True),
        ({"debuts": "2015"}, {"dates_signature": "2015-06-03"}, True),
        ({"fins": "2020"}, {"fins": "2014"}, False),
        ({}, {"debuts": "2015"}, True),
    ],
)
def test_periods_decide(one, other, same, territoires):
    extractions = []
    for slug, times in (("a", one), ("b", other)):
        made = Fabrique(slug, f"Contrat de ruralité du Cantal {' '.join(times.values())}")
        values = {name: (made.valeur(value, value),) for name, value in times.items()}
        made.contrat(
            "Contrat de ruralité du Cantal", type_contrat="contrat de ruralité", territoires=("Cantal",), **values
        )
        extractions.append(made.extraction)
    assert len(link(extractions, territoires).contrats) == (1 if same else 2)


def test_one_telling_that_fits_two_contracts_joins_neither(territoires):
    made = Fabrique("a", "Contrat de ruralité du Cantal 2014 puis Contrat de ruralité du Cantal 2020")
    for cle, start in (("x", "2014"), ("y", "2020")):
        made.contrat(
            "Contrat de ruralité du Cantal",
            cle=cle,
            type_contrat="contrat de ruralité",
            territoires=("Cantal",),
            debuts=(made.valeur(start, start),),
        )
    other = Fabrique("b", "le Contrat de ruralité du Cantal")
    other.contrat("Contrat de ruralité du Cantal", type_contrat="contrat de ruralité", territoires=("Cantal",))
    assert len(link([made.extraction, other.extraction], territoires).contrats) == 3


def test_an_amendment_is_not_its_contract(territoires):
    made = Fabrique("a", "Contrat de ruralité du Cantal")
    made.contrat(made.text, type_contrat="contrat de ruralité", territoires=("Cantal",))
    other = Fabrique("b", "Avenant au contrat de ruralité du Cantal")
    other.contrat(other.text, type_contrat="contrat de ruralité", territoires=("Cantal",))
    assert len(link([made.extraction, other.extraction], territoires).contrats) == 2


def test_two_documents_that_disagree_are_a_contradiction(accord, lettre, territoires):
    corpus = link([accord.extraction, lettre.extraction], territoires)
    found = {c.propriete: c for c in corpus.contradictions if c.sujet == CONTRAT}
    assert set(found) == {"dateFin", "dateSignature"}
    assert sorted(v.valeur for v in found["dateFin"].valeurs) == ["2020", "2022"]
    assert found["dateFin"].document is None


def test_a_partial_date_does_not_contradict_a_full_one(accord, lettre, territoires):
    extraction = lettre.extraction
    first, *others = extraction.contrats
    year = (replace(first.dates_signature[0], valeur="2015"),)
    changed = replace(extraction, contrats=(replace(first, dates_signature=year), *others))
    corpus = link([accord.extraction, changed], territoires)
    assert "dateSignature" not in {c.propriete for c in corpus.contradictions}


def test_a_contradiction_that_the_document_holds_names_its_subject(territoires):
    made = Fabrique("a", "cinq conseils, puis six conseils du Contrat de ruralité du Cantal")
    made.contrat("Contrat de ruralité du Cantal", cle="c", type_contrat="contrat de ruralité", territoires=("Cantal",))
    values = (made.valeur("5", "cinq conseils"), made.valeur("6", "six conseils"))
    made.add(
        "contradictions",
        Contradiction(
            sujet="Nombre de conseils",
            genre=GenreContradiction.NOMBRE,
            valeurs=values,
            cible=("contrat", "c"),
            evidence=(values[0].evidence,),
            regle="r",
        ),
    )
    (linked,) = link([made.extraction], territoires).contradictions
    assert (linked.sujet, linked.document) == ("id/contrat/contrat-de-ruralite-cantal", "a")


def test_iris_do_not_depend_on_what_else_is_read(accord, lettre, territoires):
    alone = set(paths(link([accord.extraction], territoires), "faits"))
    assert alone <= set(paths(link([accord.extraction, lettre.extraction], territoires), "faits"))


def test_long_texts_have_short_stable_iris(accord, territoires):
    text = "La Région finance les transports " + "et encore davantage " * 20
    made = Fabrique("a", text)
    made.add("engagements", Engagement(texte=text, evidence=(made.at(text.strip()),), regle="r"))
    (fait,) = link([made.extraction], territoires).faits
    assert len(fait.chemin) < 110
    assert fait.chemin.isascii()


def test_two_values_of_one_indicator_are_two_things(territoires):
    made = Fabrique("a", "12 % puis 13 %")
    for valeur in ("12", "13"):
        made.add(
            "indicateurs",
            Indicateur(nom="taux", valeur=valeur, unite="%", evidence=(made.at(f"{valeur} %"),), regle="r"),
        )
    assert len(link([made.extraction], territoires).faits) == 2


def decision(genre, **fields):
    return Decisions((Decision(genre=genre, motif="m", auteur="a", date="2026-11-22", **fields),))


def test_decisions_merge_split_and_settle(accord, lettre, territoires):
    both = [accord.extraction, lettre.extraction]
    other = "id/contrat/contrat-de-ville-gueret"
    merged = link(both, territoires, decision(GenreDecision.FUSIONNER, sujet=CONTRAT, avec=(other,)))
    assert other not in paths(merged, "contrats")
    split = link(both, territoires, decision(GenreDecision.SEPARER, sujet=CONTRAT, document="lettre-essai"))
    assert f"{CONTRAT}-lettre-essai" in paths(split, "contrats")
    settled = link(
        both, territoires, decision(GenreDecision.TRANCHER, sujet=CONTRAT, propriete="dateFin", valeur="2022")
    )
    assert [c.retenue for c in settled.contradictions if c.propriete == "dateFin"] == ["2022"]


@pytest.mark.parametrize(
    ("genre", "fields"),
    [
        (GenreDecision.FUSIONNER, {"sujet": CONTRAT, "avec": ("id/contrat/rien",)}),
        (GenreDecision.SEPARER, {"sujet": CONTRAT, "document": "autre"}),
        (GenreDecision.TRANCHER, {"sujet": CONTRAT, "propriete": "duree", "valeur": "P6Y"}),
        (GenreDecision.TRANCHER, {"sujet": CONTRAT, "propriete": "dateFin", "valeur": "1999"}),
    ],
)
def test_a_decision_about_nothing_is_refused(genre, fields, accord, lettre, territoires):
    with pytest.raises(DecisionError, match=r"corrigez|choisissez"):
        link([accord.extraction, lettre.extraction], territoires, decision(genre, **fields))


def test_two_representatives_of_one_party_are_a_contradiction(accord, lettre, territoires: Registre):
    lettre.text += "Signé par Anne Autre pour la Région Limousin.\n"
    first = lettre.records["contrats"][0]
    signed = replace(first, signatures=(lettre.signature("Région Limousin", "Anne Autre", "présidente"),))
    lettre.records["contrats"][0] = replace(signed, statut=StatutContrat.CONCLU)
    corpus = link([accord.extraction, lettre.extraction], territoires)
    (found,) = [c for c in corpus.contradictions if c.propriete == "representant"]
    assert found.sujet == f"{CONTRAT}/signature/region-limousin"


def test_no_contract_at_all_links_to_an_empty_corpus(territoires):
    corpus = link([Fabrique("vide", "Rien à lire.").extraction], territoires)
    assert corpus.contrats == ()
    assert corpus.faits == ()


def test_a_law_is_one_by_its_number_and_an_article_is_of_its_code(territoires):
    made = Fabrique("a", "loi n° 2014-173 du 21 février 2014 ; loi du 21 février 2014 ; article 1 ; article 1")
    cited = (
        ("loi", "2014-173", "2014-02-21", None),
        ("loi", None, "2014-02-21", None),
        ("code", "L. 1", None, "code du travail"),
        ("code", "L. 1", None, "code de la santé publique"),
    )
    for genre, numero, date, titre in cited:
        record = TexteJuridique(
            genre=genre, numero=numero, date=date, titre=titre, evidence=(made.at("loi"),), regle="r"
        )
        made.add("textes", record)
    found = {fait.chemin: len(fait.dits) for fait in link([made.extraction], territoires).faits}
    assert found == {
        "id/texte/loi-2014-173": 2,
        "id/texte/code-code-du-travail-l-1": 1,
        "id/texte/code-code-de-la-sante-publique-l-1": 1,
    }
