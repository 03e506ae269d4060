"""Decisions: what can be decided, what is refused, and names that are withheld."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactes.decisions import Decisions, GenreDecision, fingerprint, read_decisions
from pactes.errors import DecisionError

ROOT = Path(__file__).resolve().parents[1]
COMMON = 'motif = "m"\nauteur = "a"\ndate = "2026-11-22"\n'


def read(tmp_path: Path, *decisions: str) -> Decisions:
    path = tmp_path / "decisions.toml"
    path.write_text("\n".join(f"[[decision]]\n{d}\n{COMMON}" for d in decisions), encoding="utf-8")
    return read_decisions(path)


def test_the_house_has_a_file_of_decisions_that_reads():
    assert isinstance(read_decisions(ROOT / "data" / "decisions.toml"), Decisions)


def test_no_file_is_no_decision(tmp_path):
    assert read_decisions(tmp_path / "rien.toml") == Decisions()


def test_every_kind_reads(tmp_path):
    decisions = read(
        tmp_path,
        'genre = "retirer"\nsujet = "id/contrat/x"',
        'genre = "trancher"\nsujet = "id/contrat/x"\npropriete = "dateFin"\nvaleur = "2020"',
        'genre = "fusionner"\nsujet = "id/contrat/x"\navec = ["id/contrat/y"]',
        'genre = "separer"\nsujet = "id/contrat/x"\ndocument = "d"',
        'genre = "taire"\nnom = "Jean Exemple"',
    )
    assert [d.genre for d in decisions.toutes] == list(GenreDecision)
    assert len({d.cle for d in decisions.toutes}) == 5


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ('genre = "ajouter"', "genre"),
        ('genre = "trancher"\nsujet = "id/contrat/x"', "« propriete »"),
        ('genre = "retirer"\nsujet = "x y"', "adresse relative"),
        ('genre = "retirer"\nsujet = "id/x"\nvaleur = "2020"', "sans « propriete »"),
        ('genre = "fusionner"\nsujet = "id/x"\navec = []', "« avec »"),
        ('genre = "separer"\nsujet = "id/x"\ndocument = "d"\nvaleur = "v"', "pas de sens"),
        ('genre = "taire"', "l'un ou l'autre"),
        ('genre = "taire"\nnom = "Jean"', "deux à"),
        ('genre = "taire"\nempreinte = "abc"', "SHA-256"),
    ],
)
def test_a_wrong_decision_is_explained(tmp_path, decision, message):
    with pytest.raises(DecisionError, match=message) as caught:
        read(tmp_path, 'genre = "retirer"\nsujet = "id/contrat/x"', decision)
    assert "n° 2" in str(caught.value)


def test_a_decision_needs_its_reason_author_and_date(tmp_path):
    path = tmp_path / "decisions.toml"
    path.write_text('[[decision]]\ngenre = "retirer"\nsujet = "id/x"\nauteur = "a"\ndate = "2026-11-22"\n', "utf-8")
    with pytest.raises(DecisionError, match="« motif »"):
        read_decisions(path)


def test_a_withheld_name_is_masked_however_it_is_written_and_offsets_hold(tmp_path):
    decisions = read(tmp_path, 'genre = "taire"\nnom = "Élodie Exemple-Durand"')
    text = "Madame Elodie EXEMPLE-DURAND, maire ;\nÉlodie Exemple\nDurand. Exemple reste."
    masked = decisions.mask(text)
    assert len(masked) == len(text)
    assert masked == "Madame ██████ ██████████████, maire ;\n██████ ███████\n██████. Exemple reste."
    assert "Exemple" not in repr(decisions)  # the name itself is not kept


def test_a_name_may_be_withheld_by_its_fingerprint_alone(tmp_path):
    decisions = read(tmp_path, f'genre = "taire"\nempreinte = "{fingerprint("Jean Exemple")}"')
    assert decisions.mask("M. Jean Exemple signe.") == "M. ████ ███████ signe."
