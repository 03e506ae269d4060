"""Each class has things in the data and a question that uses it (FIBO: a competency question for every term)."""

from __future__ import annotations

from collections.abc import Iterator

from pactes.validation.porte.maison import Maison
from pactes.validation.porte.outils import named_iris, own_classes, own_terms, term

SANS_DONNEE = {"ElementDePlan": "abstraite : ses choses sont des Axe, des Objectif ou des Action"}
"""Classes of which no thing is stated, with the reason."""


def questions_par_terme(maison: Maison) -> dict[str, list[str]]:
    """Return the files of the questions that name each of our terms."""
    named = {file: named_iris(text) for file, text in maison.questions.items()}
    return {
        name: sorted(file.removeprefix("queries/") for file, iris in named.items() if str(term(name)) in iris)
        for name in own_terms(maison.termes)
    }


def regle(maison: Maison) -> Iterator[str]:
    """Yield the classes without data and those without a question."""
    questions = questions_par_terme(maison)
    for name in own_classes(maison.termes):
        if name in SANS_DONNEE:
            continue
        if str(term(name)) not in maison.donnees.classes:
            yield f"Rien dans data/ttl n'est un pactes:{name} : rendez la classe obsolète, ou lisez-en une."
        if not questions[name]:
            yield f"Aucune question de queries/ n'emploie pactes:{name} : écrivez-en une, avec ses réponses attendues."
