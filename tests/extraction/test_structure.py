"""Axes, objectives and actions in styles of writing that the documents at hand do not have, through ``extract``."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.extraction import extract
from pactes.model import Axe
from pactes.reading import read_document

PARTIES = (
    "CONVENTION DU PAYS DES MARAIS\n\nEntre\n\nL'État, représenté par Monsieur Pierre DUPRÉ, préfet,\n"
    "La Commune de Saint-Aubin-du-Val, représentée par son maire, Madame Claire DURIEUX,\n\n"
    "Il a été convenu ce qui suit :\n\n"
)

CASES = {
    "ordinals, operational objectives and arrows": (
        """Premier pilier : Un territoire qui produit

Objectif opérationnel n° 1 : Moderniser les ateliers
  ➤ Action 1 : Créer un fonds
  ➤ Action 2 : Ouvrir une école
Deuxième pilier : Un territoire qui accueille

Objectif opérationnel n° 2 : Loger les saisonniers
  ➤ Action 3 : Rénover la résidence
""",
        "1 Un territoire qui produit [1 Moderniser les ateliers (1 Créer un fonds; 2 Ouvrir une école)] | "
        "2 Un territoire qui accueille [2 Loger les saisonniers (3 Rénover la résidence)]",
    ),
    "capitals without accents, a word cut at the line end": (
        """ORIENTATION N° 1 : REDUIRE LA CONSOMMATION D'ENERGIE ET PRE-
SERVER LES RESSOURCES
OBJECTIF 1.1 : RENOVER LES BATIMENTS
FICHE ACTION N°1 : RENOVATION DU GYMNASE
ORIENTATION N° 2 : CONFORTER LES SERVICES A LA POPULATION
OBJECTIF 2.1 : FACILITER L'ACCES AUX SOINS
FICHE ACTION N°2 : MAISON DE SANTE
""",
        "1 REDUIRE LA CONSOMMATION D'ENERGIE ET PRESERVER LES RESSOURCES [1.1 RENOVER LES BATIMENTS "
        "(1 RENOVATION DU GYMNASE)] | 2 CONFORTER LES SERVICES A LA POPULATION [2.1 FACILITER L'ACCES AUX SOINS "
        "(2 MAISON DE SANTE)]",
    ),
    "a table with columns for axes, objectives and actions, and an empty cell": (
        """| Axe | Objectif | Actions | Pilote |
|---|---|---|---|
| Axe 1 – Petite enfance | 1.1 Développer l'accueil | Ouvrir une crèche ; créer un relais | Caf |
| | 1.2 Soutenir le métier | Former aux premiers secours | Ville |
| Axe 2 – Jeunesse | 2.1 Aller vers les jeunes | Acheter un bus itinérant | Ville |
""",
        "1 Petite enfance [1.1 Développer l'accueil (- Ouvrir une crèche; - créer un relais), 1.2 Soutenir le métier "
        "(- Former aux premiers secours)] | 2 Jeunesse [2.1 Aller vers les jeunes (- Acheter un bus itinérant)]",
    ),
    "a table in an annex that names the axes by their letters": (
        """Ambition A : Loger chaque famille

Ambition B : Faire une place aux jeunes

ANNEXE 1 – PLAN D'ACTIONS

| N° | Fiche action | Ambition | Coût |
|---|---|---|---|
| 1 | Rénover la caserne | A | 780 000 € |
| 2 | Ouvrir un foyer | B | 18 000 € |
""",
        "A Loger chaque famille (1 Rénover la caserne) | B Faire une place aux jeunes (2 Ouvrir un foyer)",
    ),
    "named pillars that hold numbered priorities and small bullets": (
        """PILIER « COHESION SOCIALE »
Priorité 1 : réduire les écarts scolaires
. renforcer l'accompagnement
. ouvrir deux classes
PILIER « CADRE DE VIE »
Priorité 2 : améliorer la gestion de proximité
. installer des bacs enterrés
""",
        "1 COHESION SOCIALE [1 réduire les écarts scolaires (- renforcer l'accompagnement; - ouvrir deux classes)] | "
        "2 CADRE DE VIE [2 améliorer la gestion de proximité (- installer des bacs enterrés)]",
    ),
    "roman volets, chantiers": (
        """Volet I - Mobilités

I.1 - Moderniser le réseau ferré

Chantier 1 : Ligne de la côte
Volet II - Enseignement

II.1 - Rénover les campus

Chantier 2 : Réhabilitation du campus
""",
        "I Mobilités [I.1 Moderniser le réseau ferré (1 Ligne de la côte)] | "
        "II Enseignement [II.1 Rénover les campus (2 Réhabilitation du campus)]",
    ),
    "letters with their numbers and no sign after them": (
        """Axe A. Nourrir la ville
A.1 Développer le maraîchage
   A.1.1 Installer dix maraîchers
Axe B. Éduquer au goût
B.1 Sensibiliser les scolaires
   B.1.1 Organiser une semaine du goût
""",
        "A Nourrir la ville [A.1 Développer le maraîchage (A.1.1 Installer dix maraîchers)] | "
        "B Éduquer au goût [B.1 Sensibiliser les scolaires (B.1.1 Organiser une semaine du goût)]",
    ),
    "one for l in numbers, as recognition of characters leaves them": (
        "Volet l : Soigner\n\nObjectif l.l : ouvrir un cabinet\n\nVolet 2 : Bouger\n\n"
        "Objectif 2.l : relier les bourgs\n",
        "1 Soigner [1.1 ouvrir un cabinet] | 2 Bouger [2.1 relier les bourgs]",
    ),
    "headings that are labels alone, their titles in a list, in a plan of actions": (
        """Article 3 - La stratégie

Elle comprend deux orientations :
– Orientation 1 : Reconquérir l'habitat
– Orientation 2 : Diversifier le commerce

Article 4 – Le plan d'action

Orientation 1

1.1  Créer six logements
Orientation 2
2.1  Recruter un manager
""",
        "1 Reconquérir l'habitat (1.1 Créer six logements) | 2 Diversifier le commerce (2.1 Recruter un manager)",
    ),
    "one axis that an amendment adds, the others in brackets": (
        """Il est inséré une orientation 3 ainsi rédigée :

« Orientation 3 : Agir pour la santé
     Objectif 3-1 : Faciliter l'accès aux soins
          o Ouvrir un centre de santé
     Objectif 3-2 : Prévenir »

Les orientations 1 à 2 du contrat (Plein emploi ; Éducation) demeurent inchangées.
""",
        "1 Plein emploi | 2 Éducation | 3 Agir pour la santé [3.1 Faciliter l'accès aux soins "
        "(- Ouvrir un centre de santé), 3.2 Prévenir]",
    ),
    "axes announced without their number": (
        "Les orientations stratégiques de la convention sont les suivantes :\na) Réussir la transition ;\n"
        "b) Préserver l'eau.\n",
        "1 Réussir la transition | 2 Préserver l'eau",
    ),
    "a list of axes with what each wants": (
        """La convention comprend dix fiches, réparties en deux axes :
Axe I : Accès aux soins
   - attirer les jeunes médecins (fiches 1 à 4)
   - déployer la télémédecine
Axe II : Prévention
   - agir dès l'enfance (fiche 5)
""",
        "I Accès aux soins [- attirer les jeunes médecins, - déployer la télémédecine] | "
        "II Prévention [- agir dès l'enfance]",
    ),
}


def _written(axes: tuple[Axe, ...]) -> str:
    def actions(found: tuple) -> str:  # type: ignore[type-arg]
        listed = "; ".join(f"{x.numero or '-'} {x.titre}" for x in found)
        return f" ({listed})" if listed else ""

    def objectifs(axe: Axe) -> str:
        listed = ", ".join(f"{o.numero or '-'} {o.titre}{actions(o.actions)}" for o in axe.objectifs)
        return f" [{listed}]" if listed else ""

    return " | ".join(f"{a.numero} {a.titre}{objectifs(a)}{actions(a.actions)}" for a in axes)


@pytest.mark.parametrize("name", CASES)
def test_programmes_in_other_styles(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    path = tmp_path / "convention.txt"
    path.write_text(PARTIES + text, encoding="utf-8")
    assert _written(extract(read_document(path)).contrats[0].axes) == expected


def test_axes_of_the_table_of_contents_alone_are_those_of_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "convention.txt"
    contents = "SOMMAIRE\nAXE 1 – UNE VILLE QUI RESPIRE ........ 5\nAXE 2 – UNE VILLE QUI RELIE ........ 9\n\n"
    path.write_text(contents + PARTIES + "Article 1 - Objet\n\nLa présente convention est signée.\n", encoding="utf-8")
    contrat = extract(read_document(path)).contrats[0]
    assert _written(contrat.axes) == "1 UNE VILLE QUI RESPIRE | 2 UNE VILLE QUI RELIE"
    assert {a.regle for a in contrat.axes} == {"axe-sommaire"}


@pytest.mark.parametrize(
    "axes",
    [
        "Trois axes : « Former » ; « Innover » ; « Accueillir ».",
        "L'axe 1, « Former », a vu naître une école. L'axe 2, « Innover », patine. L'axe 3, « Accueillir », commence.",
    ],
)
def test_axes_in_the_sentences_of_an_article_are_of_the_contract_told_of(axes: str, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(
        "La Région et la communauté de communes du Marsan ont signé, le 4 juin 2019, le contrat de ruralité du Marsan "
        f"2019-2022.\n\n{axes}\n",
        encoding="utf-8",
    )
    contrats = [c for c in extract(read_document(path)).contrats if c.axes]
    assert [[a.titre for a in c.axes] for c in contrats] == [["Former", "Innover", "Accueillir"]]


def test_sub_headings_and_bullets_that_are_no_programme_give_none(tmp_path: Path) -> None:
    path = tmp_path / "convention.txt"
    path.write_text(
        PARTIES + "Article 1 - Volet financier\n\nLe volet financier est annexé.\n\nArticle 2 - Axe routier\n\n"
        "L'axe routier est aménagé.\n\n- la commune\n- le département\n",
        encoding="utf-8",
    )
    assert extract(read_document(path)).contrats[0].axes == ()
