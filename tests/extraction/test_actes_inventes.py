"""Contracts in invented acts of other kinds: articles, deliberations, amendments, columns, capitals, long lines."""

from __future__ import annotations

from pactes.extraction import extract
from pactes.model import Contrat, Extraction, StatutContrat
from pactes.reading import Document
from pactes.reading.blocks import split_blocks

ARTICLE = """Contrats de ruralité : la Corrèze en première ligne

Signé le 23 mars 2017 à Ussel par le préfet de la Corrèze, le président de Haute-Corrèze Communauté et le président
du Conseil départemental, le contrat de ruralité de Haute-Corrèze mobilise 4 800 000 euros sur 4 ans.

Il s'organise autour de 2 volets :
- l'accès aux services et aux soins
- les mobilités locales

Action cœur de ville : Tulle et Brive signent

La convention-cadre Action cœur de ville de Tulle a été signée le 28 septembre 2018 entre l'État, la ville de Tulle et
Tulle Agglo. Celle de Brive-la-Gaillarde a suivi le 5 octobre 2018.

Un contrat local de santé pour le pays de Tulle

Le contrat local de santé 2019-2023 de l'agglomération de Tulle comporte 3 axes. Un comité de pilotage, qui se réunit
une fois par an, en suit l'exécution.
"""

DELIBERATION = """COMMUNE DE SAINT-GAULTIER
EXTRAIT DU REGISTRE DES DELIBERATIONS DU CONSEIL MUNICIPAL

OBJET : CONVENTION D'ADHESION PETITES VILLES DE DEMAIN

Le conseil municipal de la commune de Saint-Gaultier, dûment convoqué, s'est réuni sous la présidence de Madame Annie
PERROT, Maire.

Considérant que la convention d'adhésion engage la commune et l'État à élaborer un projet de territoire ;

Le conseil municipal, après en avoir délibéré, à l'unanimité :

- APPROUVE la convention d'adhésion au programme Petites villes de demain ;
- AUTORISE Madame le Maire à signer la convention avec l'État et la Communauté de communes Brenne-Val de Creuse.
"""

AVENANT = """AVENANT N° 1 AU CONTRAT DE VILLE 2015-2020
DE L'AGGLOMÉRATION D'AGEN

Entre

L'État, représenté par Madame Béatrice LAGARDE, Préfète de Lot-et-Garonne,

La Ville d'Agen, représentée par Madame Claude DUPONT, Première adjointe,

Il est convenu ce qui suit :

Article 1er : Objet

Le contrat de ville de l'agglomération d'Agen, signé le 26 juin 2015, est prolongé jusqu'au 31 décembre 2022.

Fait à Agen, le 9 décembre 2019
"""

COLONNES = """Contrat de réciprocité entre Brest métropole et le Pays Centre-Ouest Bretagne

Entre les soussignés :
Brest métropole, représentée par son Président, François CUILLANDRE, d'une part,
Et
Le PETR du Pays Centre-Ouest Bretagne, représenté par son Président, Claude CARO, d'autre part,

Le contrat est conclu pour la période 2016-2020.

À Carhaix-Plouguer, le 24 octobre 2016

Le Président de Brest métropole              Le Président du PETR
François CUILLANDRE                          Claude CARO
"""

CAPITALES = """PACTE TERRITORIAL POUR LA TRANSITION
DE LA VALLEE DE LA MAURIENNE
2020 - 2026

ENTRE LES SOUSSIGNES :

L'ETAT, REPRESENTE PAR LE PREFET DE LA SAVOIE, MONSIEUR PASCAL BOLOT,

ET

LE DEPARTEMENT DE LA SAVOIE, REPRESENTE PAR SON PRESIDENT, MONSIEUR HERVE GAYMARD,

IL A ETE CONVENU CE QUI SUIT :

LE PRESENT PACTE FAIT SUITE A DES ETUDES.

LE DEPARTEMENT S'ENGAGE A APPORTER 1,2 MILLION D'EUROS.

LE PRESENT PACTE PREND EFFET LE 1ER JANVIER 2020 ET S'ACHEVE LE 31 DECEMBRE 2026.

FAIT A SAINT-JEAN-DE-MAURIENNE, LE 17 DECEMBRE 2019
"""


def _extract(text: str) -> Extraction:
    return extract(Document(slug="essai", text=text, blocks=split_blocks(text)))


def _of_kind(extraction: Extraction, kind: str) -> list[Contrat]:
    return [c for c in extraction.contrats if c.instance and c.type_contrat == kind]


def _dates(contrat: Contrat) -> list[str]:
    return [v.valeur for v in contrat.dates_signature]


def test_an_article_is_the_text_of_no_contract() -> None:
    extraction = _extract(ARTICLE)
    assert not any(c.principal for c in extraction.contrats)
    (rural,) = _of_kind(extraction, "contrat de ruralité")
    assert _dates(rural) == ["2017-03-23"]
    assert [s.signataire for s in rural.signatures] == ["État", "Haute-Corrèze Communauté", "Département"]
    assert [a.titre for a in rural.axes] == ["l'accès aux services et aux soins", "les mobilités locales"]


def test_one_contract_is_named_by_another_of_its_family() -> None:
    tulle, brive = _of_kind(_extract(ARTICLE), "convention Action cœur de ville")
    assert (tulle.titre, _dates(tulle)) == ("Convention-cadre Action cœur de ville de Tulle", ["2018-09-28"])
    assert (brive.territoires, _dates(brive)) == (("Brive-la-Gaillarde",), ["2018-10-05"])


def test_a_body_is_of_the_contract_that_its_paragraph_names() -> None:
    extraction = _extract(ARTICLE)
    (health,) = _of_kind(extraction, "contrat local de santé")
    assert [i.contrat for i in extraction.instances] == [health.cle]


def test_a_deliberation_says_who_is_to_sign() -> None:
    (contrat,) = [c for c in _extract(DELIBERATION).contrats if c.instance]
    assert (contrat.type_contrat, contrat.statut) == ("convention Petites villes de demain", StatutContrat.PREVU)
    assert not contrat.principal
    assert [(s.signataire, s.representant, s.prevue) for s in contrat.signatures] == [
        ("commune de Saint-Gaultier", "Annie PERROT", True),
        ("État", None, True),
        ("Communauté de communes Brenne-Val de Creuse", None, True),
    ]


def test_an_amendment_has_not_the_years_of_what_it_amends() -> None:
    avenant, *others = [c for c in _extract(AVENANT).contrats if c.instance]
    assert (avenant.principal, _dates(avenant), avenant.debuts, avenant.fins) == (True, ["2019-12-09"], (), ())
    assert avenant.territoires == ("AGGLOMÉRATION D'AGEN",)
    (amended,) = others
    assert (_dates(amended), [v.valeur for v in amended.fins]) == (["2015-06-26"], ["2022-12-31"])


def test_a_signature_block_in_columns() -> None:
    contrat = _extract(COLONNES).contrats[0]
    assert [(s.representant, (s.qualite or "").split()[0]) for s in contrat.signatures] == [
        ("François CUILLANDRE", "Président"),
        ("Claude CARO", "Président"),
    ]
    assert _dates(contrat) == ["2016-10-24"]
    assert ([v.valeur for v in contrat.debuts], [v.valeur for v in contrat.fins]) == (["2016"], ["2020"])


def test_in_capitals_a_sentence_is_no_contract() -> None:
    extraction = _extract(CAPITALES)
    (pacte,) = extraction.contrats
    assert pacte.territoires == ("VALLEE DE LA MAURIENNE",)
    assert [s.representant for s in pacte.signatures] == ["PASCAL BOLOT", "HERVE GAYMARD"]
    assert [e.parties for e in extraction.engagements] == [("DEPARTEMENT DE LA SAVOIE",)]


def test_a_region_spelled_with_spaces_is_one_name() -> None:
    text = "Le contrat de plan État-Région 2015-2020 de l'Auvergne - Rhône-Alpes finance le musée.\n"
    (contrat,) = [c for c in _extract(text).contrats if c.instance]
    assert contrat.territoires == ("Auvergne - Rhône-Alpes",)


def test_the_works_that_a_contract_pays_for_end_without_it() -> None:
    text = "Le contrat de plan État-Région Bretagne permet de financer les travaux prévus jusqu'à fin 2022.\n"
    (contrat,) = [c for c in _extract(text).contrats if c.instance]
    assert contrat.fins == ()


def test_many_mentions_of_one_contract_on_one_line_are_one_record() -> None:
    text = "Le contrat de ville de Tulle est signé. " * 4000
    assert len([c for c in _extract(text).contrats if c.instance]) == 1


def test_a_contract_signed_with_the_state_alone_is_one() -> None:
    text = "La communauté a signé en 2017 un contrat de ruralité avec l'État et s'est engagée dans le programme.\n"
    (contrat,) = _of_kind(_extract(text), "contrat de ruralité")
    assert _dates(contrat) == ["2017"]
    assert "État" in [s.signataire for s in contrat.signatures]
