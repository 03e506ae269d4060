"""Names are linked by context: what the document is about, what it names beside, what kind of word stands before."""

from __future__ import annotations

import pytest

from fabrique import Fabrique
from pactes.extraction.liens import Sorte, lire_liens
from pactes.linking import ambigus, link
from pactes.linking.intercommunalites import adjectif_de
from pactes.linking.liens import NomLie
from pactes.linking.mesure import mesurer_liens
from pactes.linking.noms import de
from pactes.model import Contrat, Signature, Territoire, TypeTerritoire
from pactes.reference.fichiers import load_toml

COMMUNE, AUTRE = TypeTerritoire.COMMUNE, TypeTerritoire.AUTRE
EPCI, PAYS = TypeTerritoire.EPCI, TypeTerritoire.PAYS_PETR


def document(*noms: str, lieux=(), codes=(), territoire: str | None = None, **cadre) -> Fabrique:
    """A document that names organisations, territories by kind, and territories that its reading gave a code."""
    everything = [*noms, *(nom for nom, _ in lieux), *(nom for nom, _, _ in codes), territoire or ""]
    made = Fabrique("x", " ; ".join(filter(None, everything)), **cadre)
    for nom in noms:
        made.organisation(nom)
    for nom, kind in lieux:
        made.add("territoires", Territoire(nom=nom, type_territoire=kind, evidence=(made.at(nom),), regle="r"))
    for nom, kind, code in codes:
        made.add(
            "territoires", Territoire(nom=nom, type_territoire=kind, code=code, evidence=(made.at(nom),), regle="r")
        )
    if territoire:
        contrat = Contrat(
            cle="c",
            titre=f"Contrat de territoire {territoire}",
            type_contrat="contrat de territoire",
            evidence=(made.at(territoire),),
            regle="r",
            territoires=(territoire,),
        )
        made.add("contrats", contrat)
    return made


def liens(made: Fabrique, territoires) -> dict[tuple[Sorte, str], str | None]:
    return {(n.sorte, n.nom): n.cible for n in link([made.extraction], territoires).noms}


def lieu(made: Fabrique, territoires, nom: str) -> str | None:
    return liens(made, territoires)[Sorte.TERRITOIRE, nom]


def organisation(made: Fabrique, territoires, nom: str) -> str | None:
    return liens(made, territoires)[Sorte.ORGANISATION, nom]


# Namesakes


@pytest.mark.parametrize(
    ("editeur", "cible"),
    [
        ("Département de la Seine-Saint-Denis", "commune/93066"),
        ("Région La Réunion", "commune/97411"),
        ("Département de l'Aude", "commune/11339"),
    ],
)
def test_a_namesake_is_the_one_that_the_document_is_about(editeur, cible, territoires):
    made = document(lieux=[("Saint-Denis", COMMUNE)], editeur=editeur)
    assert lieu(made, territoires, "Saint-Denis") == cible


def test_a_namesake_that_nothing_decides_stays_alone_and_is_listed(territoires):
    made = document("commune de Saint-Aubin", lieux=[("Sainte-Colombe", COMMUNE)])
    found = link([made.extraction], territoires)
    assert {n.cible for n in found.noms} == {None}
    listed = {a.nom: a for a in ambigus(found.noms, "x")}
    assert set(listed) == {"commune de Saint-Aubin", "Sainte-Colombe"}
    assert len({e.departement for e in listed["Sainte-Colombe"].candidats}) > 3
    assert all(e.type_territoire is COMMUNE for e in listed["commune de Saint-Aubin"].candidats)


@pytest.mark.parametrize(
    ("nom", "cible"),
    [
        ("Département de la Vienne", "departement/86"),
        ("Ville de Vienne", "commune/38544"),
        ("Commune de Mayenne", "commune/53147"),
        ("Conseil départemental de la Mayenne", "departement/53"),
        ("Département du Nord", "departement/59"),
        ("Région Centre-Val de Loire", "region/24"),
        ("Ville des Abymes", "commune/97101"),
        ("Ville du Mans", "commune/72181"),
    ],
)
def test_the_kind_of_word_tells_a_town_from_a_departement(nom, cible, territoires):
    assert organisation(document(nom), territoires, nom) == cible


@pytest.mark.parametrize(
    ("nom", "cible"),
    [
        ("Ville du Breuil", None),  # several are « Le Breuil »; the one « Breuil » of France is « Ville de Breuil »
        ("Ville de Breuil", "commune/80139"),
        ("Ville de La Beaume", "commune/05019"),  # « Beaumé » is another
        ("Commune de la Rochelle", "commune/17300"),
        ("VILLE DE LA ROCHELLE", "commune/17300"),
    ],
)
def test_the_article_of_a_town_is_part_of_its_name(nom, cible, territoires):
    assert organisation(document(nom), territoires, nom) == cible


def test_a_short_name_is_not_that_of_a_village_far_away(territoires):
    assert (
        organisation(document("Ville d'Aix", editeur="Département des Bouches-du-Rhône"), territoires, "Ville d'Aix")
        is None
    )
    assert organisation(document("Ville d'Aix", editeur="Département de la Corrèze"), territoires, "Ville d'Aix") == (
        "commune/19002"
    )


def test_an_intercommunality_of_two_departements_is_near_in_both(territoires):
    nom = "Communauté de communes Mont Lozère"
    for editeur in ("Département de la Lozère", "Région Occitanie"):
        assert organisation(document(nom, editeur=editeur), territoires, nom) == "epci/200069128"


def test_a_departement_is_meant_before_a_village_of_its_name(territoires):
    made = document(territoire="La Marne", editeur="Région Grand Est")
    assert lieu(made, territoires, "La Marne") == "departement/51"


@pytest.mark.parametrize("departement", ["2A", "23", "33", "48", "62", "974"])
def test_every_town_of_a_departement_that_a_document_is_about_is_found(departement, territoires):
    """Two thirds of the names of communes are borne by one; the others need the département."""
    articles = load_toml("articles-departements.toml")["departements"]
    communes = [e for e in territoires.genre(COMMUNE) if e.actuelle and e.departement == departement][::7]
    names = {f"Ville {de(e.nom)}": f"commune/{e.code}" for e in communes}
    found = liens(document(*names, editeur=f"Département {articles[departement]}"), territoires)
    wrong = {n: c for n, c in names.items() if found[Sorte.ORGANISATION, n] not in {c, None}}
    alone = [n for n in names if found[Sorte.ORGANISATION, n] is None]
    assert wrong == {}
    assert len(alone) <= len(names) // 50


# What a document is about


def test_a_document_without_publisher_is_about_where_most_of_its_territories_are(territoires):
    codes = [("Guéret", COMMUNE, "23096"), ("Aubusson", COMMUNE, "23008"), ("Bourganeuf", COMMUNE, "23030")]
    made = document("le Département", "DDT", "ARS", codes=[*codes, ("Paris", COMMUNE, "75056")])
    assert organisation(made, territoires, "le Département") == "departement/23"
    assert organisation(made, territoires, "DDT") == "ddt@departement/23"
    assert organisation(made, territoires, "ARS") == "ars@region/75"


def test_territories_here_and_there_make_no_frame(territoires):
    codes = [("Guéret", COMMUNE, "23096"), ("Lille", COMMUNE, "59350"), ("Nice", COMMUNE, "06088")]
    made = document("le Département", "DDT", codes=codes)
    assert organisation(made, territoires, "le Département") is None
    assert organisation(made, territoires, "DDT") == "ddt"


@pytest.mark.parametrize(("date", "cible"), [("2014-03", "ars@region/74"), ("2018-03", "ars@region/75")])
def test_a_document_without_date_is_of_the_time_of_its_contract(date, cible, territoires):
    made = document("Agence régionale de santé", "Ville de Guéret")
    contrat = Contrat(
        cle="c",
        titre="Contrat local de santé",
        type_contrat="contrat local de santé",
        principal=True,
        evidence=(made.at("Ville de Guéret"),),
        regle="r",
        signatures=(Signature(signataire="Ville de Guéret", evidence=(made.at("Ville de Guéret"),), regle="r"),),
        dates_signature=(made.valeur(date, "Ville de Guéret"),),
    )
    made.add("contrats", contrat)
    assert organisation(made, territoires, "Agence régionale de santé") == cible


# Neighbouring names


def test_a_generic_name_is_the_only_authority_that_the_document_names(territoires):
    made = document("Communauté de communes de l'Oisans", "la communauté de communes", "la métropole")
    assert organisation(made, territoires, "la communauté de communes") == "epci/243800745"
    assert organisation(made, territoires, "la métropole") is None
    two = document("Région Bretagne", "Région Normandie", "la Région")
    assert organisation(two, territoires, "la Région") is None


@pytest.mark.parametrize(
    ("nom", "full", "cible"),
    [
        ("CALM", "Communauté d'agglomération Laval Agglomération", None),
        ("CAN", "Communauté d'agglomération du Niortais", "epci/200041317"),
        ("agglomération niortaise", "Communauté d'agglomération du Niortais", "epci/200041317"),
        ("Niort Agglo", "Communauté d'agglomération du Niortais", "epci/200041317"),
        ("Bordeaux Habitat", "Bordeaux Métropole", None),
    ],
)
def test_an_intercommunality_in_short_is_the_one_that_the_document_names(nom, full, cible, territoires):
    assert organisation(document(full, nom), territoires, nom) == cible


def test_the_name_of_an_intercommunality_without_its_form_needs_a_contract_or_a_kind(territoires):
    full = "Communauté de communes du Gévaudan"
    assert lieu(document(full, lieux=[("Gévaudan", AUTRE)]), territoires, "Gévaudan") is None
    made = document(full, lieux=[("Gévaudan", AUTRE)], territoire="Gévaudan")
    assert lieu(made, territoires, "Gévaudan") == "epci/244800470"
    assert lieu(document(lieux=[("Gévaudan", AUTRE)], territoire="Gévaudan"), territoires, "Gévaudan") is None


def test_a_metropole_by_its_adjective_is_one_of_france(territoires):
    made = document(lieux=[("métropole toulousaine", EPCI), ("agglomération toulousaine", AUTRE)])
    assert lieu(made, territoires, "métropole toulousaine") == "epci/243100518"
    assert lieu(made, territoires, "agglomération toulousaine") is None


# Names that changed


def test_a_former_name_is_the_thing_that_has_its_code_now(territoires):
    made = document("Communauté de communes de Flandre Intérieure", editeur="Département du Nord")
    assert organisation(made, territoires, "Communauté de communes de Flandre Intérieure") == "epci/200040947"


def test_an_intercommunality_that_is_no_more_is_itself_and_has_a_successor(territoires):
    made = document("Communauté d'agglomération du Calaisis", editeur="Département du Pas-de-Calais", date="2016-11")
    corpus = link([made.extraction], territoires)
    assert [n.cible for n in corpus.noms] == ["epci/246201149"]
    former = next(t for t in corpus.territoires if t.code == "246201149")
    assert former.remplace_par == "id/territoire/epci/200090751"
    assert "id/territoire/epci/200090751" in {t.chemin for t in corpus.territoires}


def test_a_bare_former_name_is_nothing(territoires):
    made = document(lieux=[("Calaisis", AUTRE)], editeur="Département du Pas-de-Calais")
    assert lieu(made, territoires, "Calaisis") is None


# Services


@pytest.mark.parametrize(
    ("nom", "cible"),
    [
        ("Caisse d’allocations familiales de l’Aveyron", "caf@departement/12"),
        ("CAISSE D'ALLOCATIONS FAMILIALES DE L'AVEYRON", "caf@departement/12"),
        ("Caisse primaire d'assurance maladie (CPAM) de Meurthe-et-Moselle", "cpam@departement/54"),
        ("ARS PACA", "ars@region/93"),
        ("ARS Provence-Alpes-Côte d'Azur", "ars@region/93"),
        ("DDTM 59", "ddtm@departement/59"),
        ("Conseil régional (Région) de Bretagne", "region/53"),
        ("Collectivité territoriale de Martinique", "region/02"),
        ("Collectivité de Corse", "region/94"),
        ("Région Centre", "region/24"),
        ("Région AURA", "region/84"),
        ("Cté d'agglo de Niort", "epci/200041317"),
        ("Banque des Territoires (groupe Caisse des Dépôts)", "banque-des-territoires"),
        ("ministère de l'Agriculture et de la Souveraineté alimentaire", "ministere-agriculture"),
        ("ministère du Temps libre et de la Poésie", None),
        ("Caisse d'épargne de l'Aveyron", None),
    ],
)
def test_services_and_authorities_however_written(nom, cible, territoires):
    assert organisation(document(nom), territoires, nom) == cible


def test_two_writings_of_the_territory_of_a_service_are_one_service(territoires):
    made = document("ARS PACA", "ARS Provence-Alpes-Côte d'Azur")
    found = {o.chemin for o in link([made.extraction], territoires).organisations}
    assert found == {"id/organisation/ars-provence-alpes-cote-d-azur"}


@pytest.mark.parametrize(
    ("adjectif", "nom"),
    [("agenaise", "Agen"), ("lyonnais", "Lyon"), ("montluçonnaise", "Montluçon"), ("toulousaine", "Toulouse")],
)
def test_adjectives_of_towns(adjectif, nom):
    assert adjectif_de(adjectif, nom)


# The measure


def nomme(made: Fabrique, nom: str, cible: str | None, sorte: Sorte = Sorte.ORGANISATION) -> NomLie:
    return NomLie("x", sorte, nom, (made.at(nom),), cible)


def test_right_wrong_missing_and_unread_links_are_told_apart(tmp_path):
    file = tmp_path / "x.liens.toml"
    file.write_text(
        """
[territoire]
"Ham" = "commune/80410"
"Quartier des Prés" = ""
"Gévaudan" = "?epci/244800470"
[organisation]
"État" = "etat"
"ARS" = "ars@region/32"
"CCI" = "cci"
"DRAC" = "drac@region/32"
"Ville de Ham" = "commune/80410"
[[ici]]
sorte = "organisation"
nom = "État"
lignes = [3]
lien = ""
""",
        encoding="utf-8",
    )
    made = Fabrique("x", "Ham, Quartier des Prés, Gévaudan\nÉtat, ARS, CCI, DRAC\nl'État")
    noms = [
        nomme(made, "Ham", "commune/80410", Sorte.TERRITOIRE),
        nomme(made, "Quartier des Prés", "commune/80410", Sorte.TERRITOIRE),
        nomme(made, "Gévaudan", None, Sorte.TERRITOIRE),
        nomme(made, "État", "etat"),
        nomme(made, "ARS", "ars@region/93"),
        nomme(made, "CCI", "cci@departement/80"),
        nomme(made, "DRAC", "drac"),
        nomme(made, "l'État", None),
    ]
    scores = mesurer_liens(noms, lire_liens(file), "x")
    lieux, organismes = scores[Sorte.TERRITOIRE], scores[Sorte.ORGANISATION]
    assert (lieux.attendus, lieux.lus, lieux.donnes, lieux.justes) == (1, 1, 2, 1)
    assert (organismes.attendus, organismes.lus, organismes.donnes, organismes.justes) == (5, 4, 3, 2)
    told = {(e.nom, e.donne, e.lu) for e in (*lieux.ecarts, *organismes.ecarts)}
    assert told == {
        ("Quartier des Prés", "commune/80410", True),
        ("ARS", "ars@region/93", True),
        ("DRAC", "drac", True),
        ("Ville de Ham", None, False),
    }
    assert organismes.rappel == pytest.approx(0.4)
    assert organismes.rappel_des_lus == pytest.approx(0.5)
    assert lieux.precision == pytest.approx(0.5)
    assert mesurer_liens(noms, (), "x") == {}


def test_a_name_that_one_passage_links_wrongly_is_wrong(tmp_path):
    file = tmp_path / "x.liens.toml"
    file.write_text('[organisation]\n"la Région" = "region/32"\n', encoding="utf-8")
    made = Fabrique("x", "la Région ; la Région")
    noms = [nomme(made, "la Région", "region/32"), nomme(made, "la Région", "region/93")]
    score = mesurer_liens(noms, lire_liens(file), "x")[Sorte.ORGANISATION]
    assert (score.donnes, score.justes) == (1, 0)
