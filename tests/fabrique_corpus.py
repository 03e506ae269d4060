"""Two documents about one contract of a town, its intercommunality and their région."""

from __future__ import annotations

from decimal import Decimal

from fabrique import Fabrique
from pactes.model import (
    Action,
    Axe,
    Engagement,
    Financement,
    Nature,
    Objectif,
    Organisation,
    StatutContrat,
    Territoire,
    TypeTerritoire,
)

ACCORD = """Contrat de ville de Limoges Métropole 2015-2020
Entre l'État, représenté par le préfet,
la Région Limousin, représentée par Jean Exemple, son président,
la Ville de Limoges, et Limoges Métropole.
Axe 1 : Vivre mieux
Objectif 1.1 : Se soigner
Action 1.1.1 : Ouvrir une maison de santé
La Région finance les transports.
Le Conseil régional soutient la formation.
La Ville entretient les parcs.
La Région verse 1 200 000 euros pour les transports.
Le quartier Beaubreuil est prioritaire.
Fait à Limoges le 3 juin 2015.
"""
LETTRE = """Lettre d'information
Le contrat de ville de Limoges Métropole a été signé en juillet 2015, jusqu'en 2022.
Le contrat de ville de Guéret est en préparation.
"""


def accord() -> Fabrique:
    made = Fabrique("contrat-essai", ACCORD, date="2015", editeur="Limoges Métropole")
    action = Action(titre="Ouvrir une maison de santé", numero="1.1.1", evidence=(made.at("Action 1.1.1"),), regle="a")
    objectif = Objectif(
        titre="Se soigner", numero="1.1", actions=(action,), evidence=(made.at("Objectif 1.1"),), regle="o"
    )
    axe = Axe(titre="Vivre mieux", numero="1", objectifs=(objectif,), evidence=(made.at("Axe 1"),), regle="x")
    made.contrat(
        "Contrat de ville de Limoges Métropole 2015-2020",
        cle="principal",
        type_contrat="contrat de ville",
        statut=StatutContrat.CONCLU,
        principal=True,
        territoires=("Limoges Métropole",),
        debuts=(made.valeur("2015", "2015"),),
        fins=(made.valeur("2020", "2020"),),
        dates_signature=(made.valeur("2015-06-03", "3 juin 2015"),),
        signatures=(
            made.signature("État", qualite="préfet"),
            made.signature("Région Limousin", "Jean Exemple", "président"),
            made.signature("Ville de Limoges"),
            made.signature("Limoges Métropole"),
        ),
        axes=(axe,),
    )
    for texte, partie in (
        ("La Région finance les transports.", "Région"),
        ("Le Conseil régional soutient la formation.", "Conseil régional"),
        ("La Ville entretient les parcs.", "Ville"),
    ):
        evidence = (made.at(texte),)
        made.add(
            "engagements",
            Engagement(texte=texte, contrat="principal", axe="1", parties=(partie,), evidence=evidence, regle="e"),
        )
    made.add(
        "financements",
        Financement(
            montant=Decimal("1200000"),
            nature=Nature.PARTICIPATION,
            financeurs=("Région",),
            objet="transports",
            contrat="principal",
            evidence=(made.at("1 200 000 euros"),),
            regle="f",
        ),
    )
    made.add(
        "territoires",
        Territoire(nom="Beaubreuil", type_territoire=TypeTerritoire.QPV, evidence=(made.at("Beaubreuil"),), regle="t"),
    )
    made.add("organisations", Organisation(nom="Région Limousin", evidence=(made.at("Région Limousin"),), regle="g"))
    return made


def lettre() -> Fabrique:
    made = Fabrique("lettre-essai", LETTRE, date="2019", editeur="Région Nouvelle-Aquitaine")
    made.contrat(
        "contrat de ville de Limoges Métropole",
        cle="limoges",
        type_contrat="contrat de ville",
        territoires=("Limoges Métropole",),
        fins=(made.valeur("2022", "2022"),),
        dates_signature=(made.valeur("2015-07", "juillet 2015"),),
    )
    made.contrat(
        "contrat de ville de Guéret",
        cle="gueret",
        type_contrat="contrat de ville",
        statut=StatutContrat.PREVU,
        territoires=("Guéret",),
    )
    return made
