"""Confidence: counted on the references, put on every record, and what falls under the floor is kept out whole."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest

from pactes.errors import ReferenceDataError
from pactes.extraction import extract, read_records
from pactes.extraction.calibrage import Comptes, calibrage, compter, confiance
from pactes.extraction.confiance import FICHIER, Table, calibrer, genre_de, read_table, table
from pactes.extraction.interchange import to_interchange
from pactes.extraction.plancher import PLANCHER, separer
from pactes.model import (
    Axe,
    Contradiction,
    Contrat,
    Engagement,
    Evidence,
    Extraction,
    Financement,
    GenreContradiction,
    Objectif,
    Record,
    Signature,
    Valeur,
)
from pactes.reading import read_document
from pactes.reference.fichiers import reference_path
from pactes.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = """CONTRAT DE RURALITÉ DU PAYS DES TROIS RIVIÈRES

Entre

L'État, représenté par Monsieur Paul DURAND, Préfet de l'Ardèche,

Et

La Communauté de communes des Trois Rivières, représentée par Madame Anne MARTIN, Présidente,

Il est convenu ce qui suit :

Volet 1 : Accès aux soins

Volet 2 : Bourgs-centres

Fait à Privas, le 3 mars 2017
"""
DOCUMENTS = sorted((ROOT / "data" / "documents").glob("*.txt"))


def all_records(held: object) -> list[Record]:
    """Return the records of an extraction or inside a record, at any depth."""
    found = []
    for f in fields(held):  # type: ignore[arg-type]
        value = getattr(held, f.name)
        for part in value if isinstance(value, tuple) else ():
            if isinstance(part, Record):
                found += [part, *all_records(part)]
    return found


# Calibration


@pytest.mark.parametrize("precision", [0.2, 0.6, 0.97])
def test_confidence_grows_with_what_is_right_and_shrinks_with_what_is_wrong(precision: float) -> None:
    for seen in range(1, 40):
        told = [confiance(right, seen - right, precision) for right in range(seen + 1)]
        assert told == sorted(set(told))
    for right in range(40):
        assert confiance(right, 0, precision) <= confiance(right + 1, 0, precision) < confiance(right + 9, 0, precision)
        assert confiance(right, 1, precision) < confiance(right, 0, precision)


def test_a_rule_seen_rarely_is_less_sure_than_one_seen_often() -> None:
    never, once, often = (confiance(n, 0, 0.95) for n in (0, 1, 200))
    assert PLANCHER < never < once < often
    assert often == pytest.approx(1, abs=0.02)


def test_one_false_alarm_alone_keeps_a_rule_above_the_floor_and_two_do_not() -> None:
    assert confiance(0, 1, 0.95) > PLANCHER > confiance(0, 2, 0.95)


def test_counting_tells_rules_apart_and_takes_a_record_said_again_for_right() -> None:
    reference = {"territoires": [{"name": "Belle-Rive", "line": 3}], "organisations": []}
    said = {
        "territoires": [
            {"name": "Belle-Rive", "rule": "nom"},
            {"name": "belle rive", "rule": "nom"},
            {"name": "Autreville", "rule": "nom"},
            {"name": "Autreville", "rule": "liste"},
        ],
        "organisations": [{"name": "Office du lin", "rule": "organisation"}],  # not judged on precision
    }
    counts = compter([(said, reference)])
    assert counts.justes == Counter({("territoires", "nom"): 2})
    assert counts.faux == Counter({("territoires", "nom"): 1, ("territoires", "liste"): 1})
    found = calibrage(counts)
    assert found.regles["territoires", "nom"] > found.regles["territoires", "liste"]
    assert ("organisations", "organisation") not in found.regles
    assert 0 < found.facteur < 1


def test_a_new_rule_falls_to_its_kind_and_a_kind_that_is_not_judged_keeps_its_guess_lowered() -> None:
    found = calibrage(Comptes(Counter({("axes", "ancienne"): 30}), Counter({("axes", "ancienne"): 2})))
    assert found.confiance("axes", "nouvelle", 0.4) == found.genres["axes"] < found.regles["axes", "ancienne"]
    assert found.confiance("projets", "toute", 0.8) == pytest.approx(0.8 * found.facteur, abs=1e-3)


def test_the_committed_table_loads_and_gives_every_record_of_the_corpus_a_confidence() -> None:
    assert reference_path(FICHIER).exists()
    known = table()
    assert known.regles
    assert known.genres
    for path in DOCUMENTS:
        records = all_records(extract(read_document(path)))
        assert records
        for record in records:
            kind = genre_de(record)
            assert 0 < record.confiance <= 1
            if kind in known.genres:
                assert record.confiance == known.regles.get((kind, record.regle), known.genres[kind])


def test_without_a_table_the_guesses_stay() -> None:
    extraction = read_records(read_document(DOCUMENTS[0]))
    assert calibrer(extraction, Table()) == extraction


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[sans_jugement]\nfacteur = 0.9",
        "[sans_jugement]\nfacteur = 0.9\n[genre.axes]\nconfiance = 1.2",
        '[sans_jugement]\nfacteur = 0.9\n[genre.axes]\nconfiance = "sûr"',
        "genre = 3\n[sans_jugement]\nfacteur = 0.9",
    ],
)
def test_a_damaged_table_is_named_with_its_remedy(content: str) -> None:
    with pytest.raises(ReferenceDataError, match="calibrate"):
        read_table(tomllib.loads(content))


def test_the_script_counts_what_rules_find_and_leaves_out_what_only_measures(tmp_path: Path) -> None:
    axes = [{"number": "1", "title": "Accès aux soins"}, {"number": "2", "title": "Bourgs"}]
    for folder, split in (("lus", "developpement"), ("neufs", "mesure")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "partage.toml").write_text(f'partage = "{split}"\n', encoding="utf-8")
        (tmp_path / folder / f"{folder}.txt").write_text(CONTRACT, encoding="utf-8")
        contract = {"title": "Contrat de ruralité du Pays des Trois Rivières", "axes": axes if folder == "lus" else []}
        (tmp_path / folder / f"{folder}.json").write_text(
            json.dumps({"document": f"{folder}.txt", "contrats": [contract]}), encoding="utf-8"
        )
    made = tmp_path / FICHIER
    script = [sys.executable, str(ROOT / "scripts" / "calibrate_confidence.py")]
    done = subprocess.run(
        [*script, "--references", str(tmp_path), "--output", str(made)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    content = tomllib.loads(made.read_text(encoding="utf-8"))
    assert content["documents"] == ["lus"]
    rules = content["genre"]["axes"]["regle"].values()
    assert sum(r["justes"] for r in rules) == 1  # « Bourgs-centres » is not « Bourgs »
    assert sum(r["faux"] for r in rules) == 1
    assert read_table(content).confiance("axes", "jamais vue", 1.0) == content["genre"]["axes"]["confiance"]


# The floor


def _at(line: int, quote: str = "dit") -> tuple[Evidence, ...]:
    return (Evidence("essai", line * 10, line * 10 + len(quote), line, quote),)


def _contract(cle: str, line: int, sure: float, **more: object) -> Contrat:
    return Contrat(cle=cle, titre=f"Contrat {cle}", evidence=_at(line), regle="r", confiance=sure, **more)  # type: ignore[arg-type]


def _money(line: int, sure: float, **more: object) -> Financement:
    return Financement(montant=Decimal(line), evidence=_at(line), regle="m", confiance=sure, **more)  # type: ignore[arg-type]


def test_a_contract_that_is_held_back_takes_its_parts_along_and_leaves_nothing_that_points_to_it() -> None:
    axis = Axe(titre="Soins", numero="1", evidence=_at(4), regle="a", confiance=0.9)
    party = Signature(signataire="Pays", evidence=_at(5), regle="s", confiance=0.9)
    values = (Valeur("2015", _at(6)[0]), Valeur("2016", _at(7)[0]))
    about = Contradiction(
        sujet="date", genre=GenreContradiction.DATE, valeurs=values, cible=("contrat", "doute"), propriete="dateDebut",
        evidence=_at(6), regle="c", confiance=0.9,
    )  # fmt: skip
    said = Extraction(
        document="essai",
        contrats=(
            _contract("sur", 1, 0.9),
            _contract("doute", 2, 0.2, axes=(axis,), signatures=(party,)),
            _contract("avenant", 3, 0.9, modifie="doute"),
            _contract("second", 3, 0.9, modifie="avenant"),
        ),
        engagements=(
            Engagement(texte="agir", contrat="doute", axe="1", evidence=_at(8), regle="e", confiance=0.9),
            Engagement(texte="agir", contrat="sur", evidence=_at(8), regle="e", confiance=0.9),
        ),
        financements=(_money(9, 0.9, contrat="doute"),),
        contradictions=(about,),
    )
    kept, out = separer(said, 0.5)
    assert [c.cle for c in kept.contrats] == ["sur"]
    assert [(e.contrat, e.axe) for e in kept.engagements] == [(None, None), ("sur", None)]
    assert [f.contrat for f in kept.financements] == [None]
    assert kept.contradictions == ()
    assert Counter(e.genre for e in out) == {
        "contrats": 1, "avenants": 2, "axes": 1, "signataires": 1, "contradictions": 1,
    }  # fmt: skip
    assert [e.avec is None for e in out].count(True) == 1
    assert all(e.evidence for e in out)


def test_what_is_inside_a_record_may_be_held_back_alone() -> None:
    weak = Objectif(titre="Flou", numero="1.1", evidence=_at(5), regle="o", confiance=0.3)
    sound = Objectif(titre="Clair", numero="1.2", evidence=_at(6), regle="o", confiance=0.8)
    axis = Axe(titre="Soins", numero="1", objectifs=(weak, sound), evidence=_at(4), regle="a", confiance=0.9)
    doubt = Axe(titre="Peut-être", numero="2", evidence=_at(7), regle="a", confiance=0.1)
    engagement = Engagement(texte="agir", contrat="sur", axe="2", evidence=_at(8), regle="e", confiance=0.9)
    said = Extraction(
        document="essai", contrats=(_contract("sur", 1, 0.9, axes=(axis, doubt)),), engagements=(engagement,)
    )
    kept, out = separer(said, 0.5)
    assert [[o.numero for o in a.objectifs] for a in kept.contrats[0].axes] == [["1.2"]]
    assert (kept.engagements[0].contrat, kept.engagements[0].axe) == ("sur", None)
    assert [(e.genre, e.dit) for e in out] == [("objectifs", "Flou"), ("axes", "Peut-être")]


def test_a_part_of_a_sum_that_is_held_back_stands_alone() -> None:
    whole, part = _money(3, 0.1), _money(4, 0.9, ensembles=_at(3))
    kept, out = separer(Extraction(document="essai", financements=(whole, part)), 0.5)
    assert [(f.montant, f.ensembles) for f in kept.financements] == [(Decimal(4), ())]
    assert [e.genre for e in out] == ["financements"]


def test_no_floor_keeps_all_and_the_highest_keeps_what_is_certain() -> None:
    said = extract(read_document(DOCUMENTS[0]))
    assert separer(said, 0) == (said, ())
    kept, out = separer(said, 1)
    assert all(record.confiance == 1 for record in all_records(kept))
    assert len(out) + len(all_records(kept)) == len(all_records(said))


def test_the_floor_is_a_setting() -> None:
    assert Settings().confidence_floor == PLANCHER


def test_contradictions_say_their_rule_and_confidence_too() -> None:
    values = (Valeur("2015", _at(1)[0]), Valeur("2016", _at(2)[0]))
    one = Contradiction(
        sujet="début", genre=GenreContradiction.DATE, valeurs=values, evidence=_at(1), regle="c", confiance=0.7
    )
    told = to_interchange(replace(Extraction(document="essai"), contradictions=(one,)))["contradictions"][0]
    assert (told["rule"], told["confidence"]) == ("c", 0.7)
