"""Writings are read: abbreviations undone, forms told from names, places recognised."""

from __future__ import annotations

import pytest

from pactes.reconciliation.ecriture import initiales, lectures, mots_de
from pactes.reconciliation.territoires import lieux


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Œuilly-s/-Mer", "oeuilly sur mer"),
        ("STE-FOY-LÈS-X", "sainte foy les x"),
        ("Fontaine s/s Bois", "fontaine sous bois"),
        ("C.C. des Deux Vallées", "cc des 2 vallees"),
        ("A.D.E.M.E.", "ademe"),
        ("N.D. d’Oé", "notre dame d oe"),
        ("Lyon IIIe", "lyon 3"),
        ("Lyon 3ème arrdt", "lyon 3 arrondissement"),
        ("Ville & Campagne", "ville et campagne"),
        ("  ", ""),
    ],
)
def test_words(written: str, words: str) -> None:
    assert mots_de(written) == words


@pytest.mark.parametrize(
    ("written", "form", "core"),
    [
        ("Cté d'agglo du Val Clair", "ca", "val clair"),
        ("Communauté de Communes du Val Clair", "cc", "val clair"),
        ("Cté de Cnes Val Clair", "cc", "val clair"),
        ("ComCom Val Clair", "cc", "val clair"),
        ("CU de Valclair", "cu", "valclair"),
        ("Valclair Métropole", "metro", "valclair"),
        ("Valclair Agglo", "ca", "valclair"),
        ("Mairie de Valclair", "mairie", "valclair"),
        ("Conseil général du Cher", "conseil-departemental", "cher"),
        ("CD 18", "conseil-departemental", "cher"),
        ("CG18", "conseil-departemental", "cher"),
        ("Dépt 18", "departement", "cher"),
        ("Région Bretagne", "region", "bretagne"),
        ("Arrondissement du Vigan", "arrondissement", "vigan"),
        ("Valclair (commune)", "commune", "valclair"),
    ],
)
def test_forms(written: str, form: str, core: str) -> None:
    assert (form, core) in {(read.tete, read.coeur) for read in lectures(written, lieux())}


@pytest.mark.parametrize(
    ("written", "departement"),
    [
        ("Valclair (18)", "18"),
        ("Valclair (Cher)", "18"),
        ("Valclair, Cher", "18"),
        ("Valclair - 18", "18"),
        ("Valclair 18", "18"),
        ("18000 Valclair", "18"),
        ("VALCLAIR 18000 CEDEX", "18"),
        ("Valclair (2A)", "2A"),
        ("97410 Valclair", "974"),
        ("Valclair (Loire-Inférieure)", "44"),
    ],
)
def test_places(written: str, departement: str) -> None:
    assert (departement, "valclair") in {(read.departement, read.coeur) for read in lectures(written, lieux())}


def test_what_may_be_a_name_stays_a_name() -> None:
    assert "ville bois" in {read.coeur for read in lectures("La Ville-du-Bois", lieux())}
    assert {read.departement for read in lectures("Paris 12e", lieux())} == {""}


def test_initials() -> None:
    assert initiales("Val Clair et Haute Plaine") == {"vchp", "vcehp"}
