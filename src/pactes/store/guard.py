"""What a query may not do, decided by Oxigraph's own parser before anything runs.

The parser that decides must be the one that runs the query, or what one overlooks the other runs: rdflib's lacks the
SPARQL 1.2 that Oxigraph has and fails on a query of 500 triple patterns; a list of the tokens of the standard takes
``SERVICEex:a`` for a prefixed name where Oxigraph reads ``SERVICE ex:a``. Oxigraph gives no syntax tree to Python, so
it is asked a question that it can answer. In the text, every ``service`` (in any case) is respelt as a word that means
nothing and is found nowhere in it. In a comment, a string, an IRI, a variable or a prefix (declared and used alike)
that changes nothing for the grammar; where the keyword stood, a syntax error is left. So: the respelt text parses if
and only if the query has no SERVICE clause. It is evaluated over an empty dataset, where there is little to compute.

``LOAD`` and the other updates are not queries: Oxigraph refuses them as a syntax error. They are told from mistakes by
its update parser, on a text that is bound to be refused at its end.
"""

from __future__ import annotations

import itertools
import re
import string

import pyoxigraph as ox

from pactes.errors import QueryForbidden, QuerySyntaxError
from pactes.store.header import QUERY_FORMS, as_graph_clauses, read_header

_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
_SERVICE_CLAUSE = re.compile(r"service\s*(?:silent)?", re.IGNORECASE | re.ASCII)
_POSITION = re.compile(r"\bat (\d+):(\d+)")
_NOT_SPARQL = "\n" + 40 * " " + "\n\x01"
"""What no SPARQL text may end with; on a line of its own, so that no comment hides it.

The parser gives as position of an error the end of what it expected: the blanks are longer than any keyword.
"""


def check(text: str, base_iri: str) -> None:
    """Raise ``QueryForbidden`` when ``text`` is a query with a SERVICE clause, ``QuerySyntaxError`` when it is none.

    Texts without the word are let through unread: Oxigraph will parse them when it runs them.
    """
    if "service" not in text.lower():
        return
    error = _parse_error(_respelt(text), base_iri)
    if error is None:
        return
    # It will not run. Is the keyword all that is wrong? GRAPH takes the same place in the grammar, and reaches nothing.
    without = (as_graph_clauses(text), _SERVICE_CLAUSE.sub("GRAPH ", text))
    if any(_parse_error(candidate, base_iri) is None for candidate in without):
        raise QueryForbidden(
            "La requête contient une clause SERVICE : ce service ne joint aucun autre hôte, rien n'a été exécuté. "
            "Retirez la clause, ou interrogez l'autre service vous-même."
        )
    raise syntax_error(error)


def explain(text: str, error: SyntaxError, base_iri: str) -> QuerySyntaxError | QueryForbidden:
    """Return what to say of a text that Oxigraph refused with ``error``: an update, or a mistake."""
    if is_update(text, base_iri):
        return QueryForbidden(
            "La requête est une mise à jour (INSERT, DELETE, LOAD, CLEAR, DROP…) : ce service se lit et ne se modifie "
            "pas, rien n'a été exécuté."
        )
    return syntax_error(str(error))


def is_update(text: str, base_iri: str) -> bool:
    """Tell whether ``text``, which is no query, is an update; nothing runs, as the text is refused at its end."""
    if read_header(text).form in ("", *QUERY_FORMS):
        return False  # nothing but prefixes, or a query with a mistake
    refused_text = text + _NOT_SPARQL
    try:
        ox.Store().update(refused_text, base_iri=base_iri)
    except SyntaxError as error:
        reached = _POSITION.search(str(error))
        return reached is not None and int(reached[1]) == refused_text.count("\n") + 1
    return False


def syntax_error(cause: str) -> QuerySyntaxError:
    """Return the error of a text that does not follow the grammar; ``cause`` is what the parser says."""
    position = _POSITION.search(cause)
    where = (
        f"vers la ligne {position[1]}, caractère {position[2]}"
        if position
        else "à un endroit que l'analyseur ne dit pas"
    )
    brief = cause if len(cause) <= 300 else cause[:300] + "…"
    return QuerySyntaxError(f"La requête n'est pas du SPARQL : erreur {where}. L'analyseur dit : {brief}", cause=brief)


def _parse_error(text: str, base_iri: str) -> str | None:
    """Return what Oxigraph's parser finds wrong in ``text``, None when it is a query."""
    try:
        ox.Store().query(text, base_iri=base_iri)
    except SyntaxError as error:
        return str(error)
    except (OSError, ValueError):
        return None  # it parsed; what failed came after
    return None


def _respelt(text: str) -> str:
    """Return ``text`` with every « service » respelt, letter cases kept, as a word that it does not hold."""
    held = text.lower()
    letters = string.ascii_lowercase.replace("r", "").replace("v", "")
    r, v = next(
        ((r, v) for r, v in itertools.product(letters, repeat=2) if f"se{r}{v}ice" not in held),
        (letters[0], letters[0]),  # all are held: merged names may cost the query a refusal, never let it through
    )
    respelling = str.maketrans("rvRV", r + v + r.upper() + v.upper())
    return _SERVICE.sub(lambda match: match[0].translate(respelling), text)
