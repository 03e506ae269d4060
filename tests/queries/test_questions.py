"""The questions of ``queries/``: each has titles in both languages and gives the right answers on the published data.

Expected rows were checked by hand in the documents. A row is a set of ``variable=value`` that one answer must hold.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pactes.release import make_release, sources_of
from pactes.store.embedded import EmbeddedStore
from pactes.store.terms import select

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = sorted((ROOT / "queries").glob("*.rq"))
BASE = "https://w3id.org/pactes/"

ACCORD = (
    "Accord-cadre de partenariat territorial entre le Conseil Régional des Hauts-de-France, la Communauté "
    "d'Agglomération d'Amiens Métropole et la ville d'Amiens"
)
VILLE = "Contrat de ville Amiens Métropole 2015/2020"

EXPECTED: dict[str, list[dict[str, str]]] = {
    "qui-a-signe": [
        {
            "titre": ACCORD,
            "partie": "Région Hauts-de-France",
            "representant": "Xavier BERTRAND",
            "qualite": "Président",
        },
        {"titre": ACCORD, "partie": "Amiens Métropole", "representant": "Alain GEST"},
        {"titre": ACCORD, "partie": "Ville d'Amiens", "representant": "Brigitte FOURE"},
        {"titre": VILLE, "partie": "État", "representant": "Nicole KLEIN"},
        {"titre": VILLE, "partie": "Département de la Somme", "representant": "Christian MANABLE"},
        {"titre": VILLE, "partie": "Région Picardie", "representant": "Claude GEWERC"},
    ],
    "axes-de-chaque-contrat": [
        {"titre": VILLE, "numero": "5", "axe": "SPORT ET CULTURE VECTEURS DE COHESION SOCIALE"},
        {"titre": ACCORD, "numero": "3", "axe": "Un cadre de vie valorisé et la recherche de sobriété"},
    ],
    "actions-d-un-objectif": [
        {"numero": "2.3.7", "action": "Le Dispositif de Réussite Educative (DRE)"},
        {
            "numero": "2.3.5",
            "action": "Appliquer la méthode PREST du Conseil général sur les collèges des quartiers prioritaires "
            "politique de la ville",
        },
    ],
    "toutes-les-actions": [
        {
            "contrat": f"{BASE}id/contrat/contrat-de-ville-amiens-metropole-2015-2020",
            "axe": f"{BASE}id/contrat/contrat-de-ville-amiens-metropole-2015-2020/axe/2",
            "numero": "2.3.7",
            "titre": "Le Dispositif de Réussite Educative (DRE)",
        },
    ],
    "contrats-par-territoire": [
        {"territoire": f"{BASE}id/territoire/commune/80021", "code": "80021", "contrats": "3"},
    ],
    "arbre-d-un-contrat": [
        {"titre": VILLE, "numero": "1", "objectifs": "2", "actions": "21"},
        {"titre": VILLE, "numero": "4", "objectifs": "3", "actions": "25"},
        {"titre": VILLE, "numero": "5", "objectifs": "2", "actions": "9"},
    ],
    "engagements-d-une-partie": [
        {"contrat": ACCORD, "statut": "prévu", "engagement": "Déployer la stratégie solaire d'Amiens Métropole"},
        {"contrat": ACCORD, "statut": "en cours", "depuis": "2016"},
    ],
    "engagements-par-partie": [{"partie": "Région Hauts-de-France", "statut": "prévu"}, {"partie": "État"}],
    "ce-que-paie-l-etat": [
        {"nature": "participation", "montant": "104000"},
        {"nature": "enveloppe", "montant": "11600000"},
    ],
    "montants-par-nature": [{"nature": "participation"}, {"nature": "coût total"}, {"nature": "dépense"}],
    "montants-d-un-contrat": [
        {"titre": "Contrat urbain de cohésion sociale 2007/2014", "montant": "27560000"},
        {"titre": "Programme opérationnel 2014-2020 pour la Picardie", "montant": "303200000", "nature": "enveloppe"},
    ],
    "contrats-d-un-territoire": [
        {"titre": VILLE, "territoire": "Amiens Métropole", "statut": "conclu"},
        {"titre": ACCORD, "territoire": "Amiens", "statut": "conclu"},
    ],
    "contrats-partages": [{"partieA": "Amiens Métropole", "partieB": "Ville d'Amiens"}],
    "contradictions": [
        {"sujet": f"Fin : {VILLE}", "valeur": "2022"},
        {"sujet": f"Fin : {VILLE}", "valeur": "2020"},
        {"valeur": "2014-02-24", "ligne": "495"},
    ],
    "montants-en-desaccord": [{"valeur": "2,962 milliards"}],
    "instances": [
        {"instance": "Comité de pilotage stratégique", "frequence": "2 réunions par an", "contrat": VILLE},
        {"instance": "Comité d'information", "frequence": "1 à 2 fois par an", "contrat": VILLE},
    ],
    "population-et-chomage": [
        {"territoire": "Amiens N", "valeur": "13576"},
        {"territoire": "Étouvie", "valeur": "8086"},
        {"territoire": "Sud-Est", "valeur": "6113"},
        {"territoire": "Amiens N", "valeur": "27.6"},
        {"territoire": "Étouvie", "valeur": "30.1"},
        {"territoire": "Sud-Est", "valeur": "21.6"},
    ],
    "textes-juridiques": [
        {"titre": ACCORD, "genre": "code", "numero": "L. 4221-1"},
        {"titre": ACCORD, "genre": "délibération", "numero": "20170444", "date": "2017-03-30"},
    ],
    "ou-est-ce-dit": [{"document": VILLE, "debut": "97253", "fin": "97474"}],
    "calendrier": [
        {"titre": ACCORD, "signature": "2019-09-19", "fin": "2020-12-31"},
        {"titre": "Contrat de développement territorial de l'Amiénois", "signature": "2017-03-16"},
        {"titre": "Contrat de développement territorial pour Calais et le Calaisis", "signature": "2015-11-13"},
        {
            "titre": "Contrat urbain de cohésion sociale 2007/2014",
            "debut": "2007",
        },  # two ends are told: no one is picked
    ],
    "familles-de-contrats": [
        {"famille": "contrat de plan État-région", "propriete": "date de création", "valeur": "1982"},
        {"famille": "contrat de plan État-région", "valeur": "mobilité multimodale"},
    ],
    "contrats-prevus": [{"titre": "Convention pluriannuelle de renouvellement urbain d'Amiens Métropole"}],
    "racontes-par-plusieurs-documents": [
        {"titre": VILLE, "documents": "2"},
        {"titre": ACCORD, "documents": "2"},
        {"titre": "Contrat de développement territorial de l'Amiénois", "documents": "2"},
    ],
    "territoires-d-industrie": [{"territoire": "Beauvaisis"}, {"territoire": "Thiérache"}],
    "programme-europeen": [
        {"numero": "3", "axe": "Favoriser la mutation vers une économie décarbonnée"},
        {"nature": "enveloppe", "montant": "219700000"},
    ],
    "organisations-et-sigles": [{"organisation": "Agence nationale pour la rénovation urbaine", "sigle": "ANRU"}],
    "faits-par-document": [{"document": VILLE, "genre": "action", "faits": "91"}],
    "projets-soutenus": [
        {"projet": "PONTOON", "programme": "INTERREG France-Manche-Angleterre"},
        {"projet": "SLIC", "programme": "INTERREG 2 MERS"},
    ],
    "organisations-qui-signent": [
        {"organisation": "Région Hauts-de-France"},
        {"organisation": "Ville de Fourmies", "contrats": "2"},
    ],
    "valeurs-dites-ailleurs": [
        {"titre": ACCORD, "propriete": "date de signature", "valeur": "2019-09-19", "ligne": "559"},
        {
            "titre": "Contrat de développement territorial de l'Amiénois",
            "propriete": "date de signature",
            "valeur": "2017-03-16",
            "ligne": "2505",
        },
    ],
    "d-ou-vient-cette-version": [
        {"document": VILLE, "empreinte": "9d17736ebb12873acf17efa596ec0c11ee91cc02df12e1386d10a36217e39fbe"}
    ],
}
"""Answers that each question must hold, by the question's file name."""

COUNTS = {
    "toutes-les-actions": 91,
    "territoires-d-industrie": 13,
    "actions-d-un-objectif": 7,
    "d-ou-vient-cette-version": 5,
}
"""Questions of which the number of answers is known."""


class Questions:
    """A store over the published graphs, asked from code that is not asynchronous."""

    def __init__(self, folder: Path) -> None:
        make_release(sources_of(ROOT / "data" / "ttl", BASE), folder, version="test", base_iri=BASE)
        self._runner = asyncio.Runner()
        self._store = EmbeddedStore(folder, base_iri=BASE, timeout=60)
        self._runner.run(self._store.start())

    def ask(self, text: str) -> list[dict[str, str]]:
        rows = self._runner.run(select(self._store, text))
        return [{name: term.value for name, term in row.items()} for row in rows]  # type: ignore[union-attr]

    def close(self) -> None:
        self._runner.run(self._store.close())
        self._runner.close()


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Questions]:
    asked = Questions(tmp_path_factory.mktemp("questions"))
    yield asked
    asked.close()


def test_there_are_at_least_twenty_and_each_has_expected_answers() -> None:
    assert len(QUESTIONS) >= 20
    assert {path.stem for path in QUESTIONS} == set(EXPECTED)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda p: p.stem)
def test_titles_in_both_languages(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for language in ("fr", "en"):
        assert re.search(rf"^# title@{language}: \S.+$", text, re.MULTILINE), language


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda p: p.stem)
def test_right_answers(path: Path, questions: Questions) -> None:
    rows = questions.ask(path.read_text(encoding="utf-8"))
    for expected in EXPECTED[path.stem]:
        assert any(expected.items() <= row.items() for row in rows), f"no answer holds {expected}"
    if path.stem in COUNTS:
        assert len(rows) == COUNTS[path.stem]


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda p: p.stem)
def test_the_order_of_answers_is_settled(path: Path, questions: Questions) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"\bORDER BY\b", text)
    assert questions.ask(text) == questions.ask(text)


def test_nothing_is_picked_where_statements_disagree(questions: Questions) -> None:
    """No decision has settled one of them yet: a date on which passages disagree is stated by statements alone."""
    rows = questions.ask("""
        PREFIX pactes: <https://w3id.org/pactes/def#>
        SELECT ?contradiction ?direct WHERE {
          VALUES ?propriete { pactes:dateSignature pactes:dateDebut pactes:dateFin pactes:duree }
          ?contradiction pactes:propriete ?propriete ; pactes:porteSur ?contrat .
          OPTIONAL { ?contrat ?propriete ?direct }
        }""")
    assert len(rows) > 3
    assert [row for row in rows if "direct" in row] == []
