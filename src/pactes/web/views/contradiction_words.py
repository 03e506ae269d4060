"""Contradictions in words: their names as titles, dates as people read them, and what the rule behind one looks at."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pactes.web.i18n import Language

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")

# Name of the rule → what it found, in French and in English: a sentence or two that stand alone.
_FOUND: dict[str, tuple[str, str]] = {
    "adresses": (
        "Le texte donne deux adresses au même endroit, écrites autrement.",
        "The text gives two addresses of one place, not written alike.",
    ),
    "date-avant-depuis": (
        "Une liste est annoncée comme ce qui s’est fait depuis une année, et l’un de ses éléments porte une date plus "
        "ancienne.",
        "A list is announced as what was done since a year, and one of its items bears an earlier date.",
    ),
    "date-de-signature-encadre": (
        "Un encadré et le texte ne donnent pas le même jour de signature.",
        "A box and the text do not give the same day of signature.",
    ),
    "dates-du-contrat": (
        "Des passages donnent au même contrat des dates différentes.",
        "Passages give different dates to one contract.",
    ),
    "dates-du-texte": (
        "Des passages donnent au même texte juridique des dates différentes.",
        "Passages give different dates to one legal text.",
    ),
    "durees-de-la-famille": (
        "Des passages donnent aux contrats de la même famille des durées différentes.",
        "Passages give different durations to the contracts of one family.",
    ),
    "futur-deja-passe": (
        "Le texte parle au futur d’une date qui était déjà passée le jour de sa signature.",
        "The text tells in the future tense of a date that was over on the day of its signature.",
    ),
    "indicateur-deux-valeurs": (
        "Le même chiffre, pour le même lieu et la même date, a deux valeurs.",
        "One figure, for the same place and date, has two values.",
    ),
    "intitule-cite-autrement": (
        "Le titre d’une partie du contrat est cité ailleurs en d’autres mots.",
        "The title of a part of the contract is cited elsewhere in other words.",
    ),
    "intitule-du-sommaire": (
        "Le sommaire n’annonce pas une partie avec les mots qu’elle porte en tête.",
        "The table of contents does not announce a part by the words at its head.",
    ),
    "liste-incomplete": (
        "Une liste est dite complète, et une autre, qui la reprend, n’en a pas tous les éléments.",
        "A list is said to be whole, and another that takes it up does not have all of its items.",
    ),
    "listes-a-puces-differentes": (
        "Deux listes des mêmes éléments n’ont pas tous les mêmes.",
        "Two lists of the same items do not have all the same ones.",
    ),
    "listes-differentes": (
        "Deux passages énumèrent les mêmes choses, mais ne nomment pas toutes les mêmes.",
        "Two passages enumerate the same things, but do not name all the same ones.",
    ),
    "montant-et-tableau": (
        "Une phrase et un tableau ne donnent pas le même montant.",
        "A sentence and a table do not give the same amount.",
    ),
    "niveau-du-plan": (
        "Un renvoi appelle « axe » ce que le plan appelle autrement, ou l’inverse.",
        "A reference calls a part of the plan by the name of another level (“axis” for an objective, say).",
    ),
    "nom-deux-fois": (
        "Une énumération nomme deux fois la même chose : l’une des deux fois, c’était peut-être une autre.",
        "An enumeration names one thing twice: one of the two may have been meant for another.",
    ),
    "nom-en-un-ou-deux-mots": (
        "Le même nom propre est écrit en un mot ici, en deux là.",
        "One proper name is written in one word here, in two there.",
    ),
    "nom-mal-ecrit": (
        "Un nom propre est écrit avec une lettre de différence, à côté des mêmes mots.",
        "A proper name is written with one letter changed, beside the same words.",
    ),
    "nombre-annonce-enumere": (
        "Une phrase annonce un nombre de choses, puis en nomme un autre nombre.",
        "A sentence announces a number of things, then names another number of them.",
    ),
    "nombre-annonce-etiquettes": (
        "Le texte annonce un nombre de parties, et en numérote un autre nombre.",
        "The text announces a number of parts, and numbers another number of them.",
    ),
    "nombre-annonce-liste": (
        "Le texte annonce un nombre d’éléments, et la liste qui suit en a un autre.",
        "The text announces a number of items, and the list that follows has another.",
    ),
    "nombre-de-parties": (
        "Le texte annonce un nombre de parties au contrat, et en nomme un autre nombre.",
        "The text announces a number of parties to the contract, and names another number of them.",
    ),
    "nombre-reparti": (
        "Un nombre est réparti en parts dont la somme n’est pas ce nombre.",
        "A number is shared out in parts that do not add up to it.",
    ),
    "nombre-repris-apres-liste": (
        "Après une liste, le texte dit combien elle avait d’éléments : ce n’est pas ce qu’elle en montre.",
        "After a list, the text tells how many items it had: it shows another number of them.",
    ),
    "part-calculee": (
        "Le pourcentage dit n’est pas celui que donnent les deux nombres dits avec lui.",
        "The percentage is not the one that the two numbers told with it give.",
    ),
    "rang-au-dela-du-nombre": (
        "Le texte annonce un nombre de choses, puis présente une chose de rang plus élevé (un sixième sur cinq).",
        "The text announces a number of things, then presents one of a higher rank (a sixth of five).",
    ),
    "rang-de-partie": (
        "Le texte appelle la partie où il se trouve par un autre numéro que le sien.",
        "The text calls the part where it stands by another number than its own.",
    ),
    "renvoi-a-une-autre-partie": (
        "Le texte renvoie à une partie dont le titre parle d’autre chose ; une autre partie a le sujet dit.",
        "The text refers to a part whose title is about something else; another part has that subject.",
    ),
    "sigle-deux-noms": (
        "Le même sigle est développé de deux façons.",
        "One acronym is spelt out in two ways.",
    ),
    "somme-au-total": (
        "Un total n’est pas la somme des montants qui le précèdent.",
        "A total is not the sum of the amounts before it.",
    ),
    "somme-de-colonne": (
        "Dans un tableau, le total d’une colonne n’est pas la somme de ses cases.",
        "In a table, the total of a column is not the sum of its cells.",
    ),
    "somme-de-ligne": (
        "Dans un tableau, le total d’une ligne n’est pas la somme de ses cases.",
        "In a table, the total of a row is not the sum of its cells.",
    ),
    "somme-de-liste": (
        "Le texte donne un total, et la liste qui le détaille fait une autre somme.",
        "The text gives a total, and the list of its details makes another sum.",
    ),
    "somme-de-montants": (
        "Un montant est détaillé en parties dont la somme n’est pas ce montant.",
        "An amount is detailed in parts that do not add up to it.",
    ),
    "somme-des-participations": (
        "Le coût total n’est pas la somme de ce que paie chacun.",
        "The total cost is not the sum of what each one pays.",
    ),
    "somme-des-pourcentages": (
        "Les parts d’un tout ne font pas 100 %.",
        "The shares of a whole do not make 100%.",
    ),
    "titre-absent-du-sommaire": (
        "Le sommaire n’a pas ce titre, alors qu’il a ceux qui l’entourent et sont écrits comme lui.",
        "The table of contents does not have this heading, though it has those around it that are written like it.",
    ),
    "total-de-tableau": (
        "Un total dit dans le texte n’est pas celui que fait le tableau.",
        "A total told in the text is not the one that the table makes.",
    ),
}


def title_of(name: str) -> str:
    """Return the name of a contradiction with a capital letter: « date de fin » begins it as a title."""
    return name[:1].upper() + name[1:]


def dated(words: str, say: Language) -> str:
    """Return the words of a source's value, its dates as people read them: « signature le 19 septembre 2019 »."""
    if _MONTH.fullmatch(words):
        return say.date(words)
    return _DAY.sub(lambda found: say.date(found[0]), words)


def found_by(rules: Iterable[str], say: Language) -> str | None:
    """Return what the rules behind a contradiction found, in a sentence; None for rules that have no words."""
    told = dict.fromkeys(_FOUND[rule][0 if say.code == "fr" else 1] for rule in rules if rule in _FOUND)
    return " ".join(told) or None
