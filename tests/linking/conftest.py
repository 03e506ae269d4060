"""The synthetic documents that linking is tested on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import fabrique_corpus
from fabrique import Fabrique
from pactes.reference import Registre, registre


@pytest.fixture
def accord() -> Fabrique:
    return fabrique_corpus.accord()


@pytest.fixture
def lettre() -> Fabrique:
    return fabrique_corpus.lettre()


@pytest.fixture(scope="session")
def territoires() -> Registre:
    return registre()
