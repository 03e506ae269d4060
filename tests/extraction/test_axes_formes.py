"""Axes in other forms: great objectives and parts of parts, words for numbers, cards, sentences in turn, envelopes."""

from __future__ import annotations

import pytest

from pactes.extraction.axes.axes import read_axes
from pactes.extraction.axes.axes_en_prose import read_axes_en_prose
from pactes.extraction.axes.etiquettes import read_etiquette
from pactes.extraction.commun.plan import build_plan
from pactes.extraction.contrats.contrats import read_contrats
from pactes.model import Axe, Contrat
from pactes.reading import Document
from pactes.reading.blocks import split_blocks


def _document(text: str) -> Document:
    return Document(slug="essai", text=text, blocks=split_blocks(text))


def _axes(text: str) -> tuple[Axe, ...]:
    document = _document(text)
    return read_axes(document, build_plan(document))


def _contrats(text: str) -> tuple[Contrat, ...]:
    document = _document(text)
    return read_contrats(document, build_plan(document))


def test_great_objectives_hold_parts_and_parts_of_parts() -> None:
    axes = _axes(
        "GRAND OBJECTIF I. — RÉPARER L'EAU\n\nVOLET I-A. LES RÉSEAUX\n   Sous-volet a) Produire\n"
        "   Sous-volet b) Distribuer\n\nVOLET I-B. ASSAINIR\n   Sous-volet unique : mettre aux normes la station\n\n"
        "GRAND OBJECTIF II. — RAPPROCHER LES ÎLES\n\nVOLET II-A. DESSERVIR\n   Sous-volet a) Moderniser les ports\n"
    )
    assert [(a.numero, a.titre) for a in axes] == [("I", "RÉPARER L'EAU"), ("II", "RAPPROCHER LES ÎLES")]
    assert [[(o.numero, o.titre) for o in a.objectifs] for a in axes] == [
        [("I.A", "LES RÉSEAUX"), ("I.B", "ASSAINIR")],
        [("II.A", "DESSERVIR")],
    ]
    assert [[x.titre for x in o.actions] for a in axes for o in a.objectifs] == [
        ["Produire", "Distribuer"],
        ["mettre aux normes la station"],
        ["Moderniser les ports"],
    ]


def test_numbers_in_words_and_levels_of_levers_and_works() -> None:
    axes = _axes(
        "PRIORITÉ UNE — Résorber l'habitat indigne\n  Levier 1-1 | Contraindre\n"
        "      Chantier 1-1-1 | Prendre des arrêtés\n      Chantier 1-1-2 | Démolir deux immeubles\n"
        "PRIORITÉ DEUX — Alléger les factures\n  Levier 2-1 | Isoler\n      Chantier 2-1-1 | Rénover les écoles\n"
    )
    assert [(a.numero, a.titre) for a in axes] == [("1", "Résorber l'habitat indigne"), ("2", "Alléger les factures")]
    assert [[x.numero for x in o.actions] for a in axes for o in a.objectifs] == [["1.1.1", "1.1.2"], ["2.1.1"]]


@pytest.mark.parametrize(
    ("text", "word", "rank", "title"),
    [
        ("Grande orientation n° 2 : Soigner", "orientation", "2", "Soigner"),
        ("Défi A • Accueillir", "defi", "A", "Accueillir"),
        ("Sous-axe b) Former", "sous-axe", "B", "Former"),
        ("Thème 3 : Jeunesse", "theme", "3", "Jeunesse"),
        ("PREMIER AXE", "axe", "1", ""),
    ],
)
def test_labels(text: str, word: str, rank: str, title: str) -> None:
    label = read_etiquette(text)
    assert label is not None
    assert (label.mot, label.rang, text[label.titre_start :]) == (word, rank, title)


def test_a_first_axis_that_opens_a_sentence_is_no_label() -> None:
    assert read_etiquette("Premier axe de la politique régionale, le train progresse.") is None


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("- Orientations : 1. patrimoine ; 2. mobilités ; 3. sobriété", ["patrimoine", "mobilités", "sobriété"]),
        (
            "Leurs priorités ? D'abord attirer des soignants. Ensuite, repérer la souffrance. Enfin, aider les aînés. "
            "La suite viendra.",
            ["attirer des soignants", "repérer la souffrance", "aider les aînés"],
        ),
        (
            "Le pacte affiche une ambition : vivre au pays. Trois orientations la traduisent :\n  • loger ceux qui "
            "viennent ;\n  • relancer la filière ;\n  • ramener des médecins.",
            ["loger ceux qui viennent", "relancer la filière", "ramener des médecins"],
        ),
        ("- Orientations : voir page 3", None),
    ],
)
def test_axes_of_cards_and_of_sentences(text: str, titles: list[str] | None) -> None:
    found = read_axes_en_prose(_document(text))
    assert [[axe.titre for axe in annonce.axes] for annonce in found] == ([titles] if titles else [])


def test_a_deliberation_lays_out_the_axes_and_the_actions_of_its_contract() -> None:
    contrats = _contrats(
        "COMMUNAUTÉ DE COMMUNES DU VAL MACHIN\nEXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL COMMUNAUTAIRE\n\n"
        "Séance du 28 septembre 2023\n\nOBJET : Approbation du projet alimentaire territorial (PAT) Val Machin\n\n"
        "Vu le contrat local de santé du 5 mai 2021 ;\n\nIl s'ordonne autour de deux priorités, déclinées en actions :"
        "\n\nPriorité A – Installer\n  o A1. Recenser les cédants\n  o A2. Ouvrir un espace-test\n"
        "Priorité B – Nourrir\n  o B1. Former vingt cuisiniers\n\nAPRÈS EN AVOIR DÉLIBÉRÉ, le conseil approuve.\n"
    )
    first = contrats[0]
    assert first.type_contrat == "projet alimentaire territorial"
    assert [(a.numero, a.titre, [x.titre for x in a.actions]) for a in first.axes] == [
        ("A", "Installer", ["Recenser les cédants", "Ouvrir un espace-test"]),
        ("B", "Nourrir", ["Former vingt cuisiniers"]),
    ]
    assert not any(c.axes for c in contrats[1:])


def test_the_envelope_of_a_programme_is_a_contract_with_the_priorities_told_under_it() -> None:
    text = (
        "Nos projets\n\nAprès un appel à projets, la Communauté d'agglomération Val Machin a été retenue. La CA VM a "
        "choisi les deux priorités suivantes : « ville solidaire » et « quartiers de gare ». La CA VM peut mobiliser "
        "une enveloppe ITI d'un montant maximum de 9 M€ pour des projets sur son territoire :\n\n"
        "  • Renforcer la place des quartiers de gare dans la ville\n\nCet objectif est ambitieux.\n\n"
        "  • Accompagner la ville solidaire\n\nCet objectif doit réduire la pauvreté par :\n\n"
        "-une requalification des rues,\n\n-une aide aux associations.\n"
    )
    envelopes = [c for c in _contrats(text) if c.regle == "enveloppe"]
    assert [(c.titre, c.type_contrat) for c in envelopes] == [
        ("Enveloppe ITI – Communauté d'agglomération Val Machin", "investissement territorial intégré")
    ]
    assert [(a.titre, [o.titre for o in a.objectifs]) for a in envelopes[0].axes] == [
        ("Renforcer la place des quartiers de gare dans la ville", []),
        ("Accompagner la ville solidaire", ["une requalification des rues", "une aide aux associations"]),
    ]


def test_an_envelope_of_nobody_or_of_no_programme_is_no_contract() -> None:
    text = "Le comité dispose d'une enveloppe de 3 M€. La commune gère une enveloppe de fonctionnement de 2 M€.\n"
    assert not [c for c in _contrats(text) if c.regle == "enveloppe"]
