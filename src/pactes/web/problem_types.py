"""Every type of problem that the service answers with: what it is called, what it means, what to do."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, tuple[int, str, str]] = {
    # slug: (status, French, English)
    "bad-request": (400, "Requête incorrecte", "Bad request"),
    "query-syntax": (400, "Requête SPARQL mal formée", "Malformed SPARQL query"),
    "query-forbidden": (403, "Opération refusée", "Operation refused"),
    "not-found": (404, "Introuvable", "Not found"),
    "method-not-allowed": (405, "Méthode non admise", "Method not allowed"),
    "not-acceptable": (406, "Aucune représentation acceptable", "No acceptable representation"),
    "request-timeout": (408, "Requête trop lente", "Request timeout"),
    "gone": (410, "Retiré", "Gone"),
    "precondition-failed": (412, "Condition non remplie", "Precondition failed"),
    "too-large": (413, "Trop volumineux", "Too large"),
    "uri-too-long": (414, "Adresse trop longue", "URI too long"),
    "unsupported-media-type": (415, "Type de contenu non pris en charge", "Unsupported media type"),
    "range-not-satisfiable": (416, "Plage hors du fichier", "Range not satisfiable"),
    "query-too-heavy": (422, "Requête trop lourde", "Query too heavy"),
    "too-many-requests": (429, "Trop de requêtes", "Too many requests"),
    "internal-error": (500, "Erreur interne", "Internal error"),
    "query-engine-failed": (500, "Le moteur de requêtes a failli", "The query engine failed"),
    "busy": (503, "Service occupé", "Service busy"),
}
"""Every type of problem: its slug is the end of its type IRI."""

MEANINGS: Mapping[str, tuple[str, str]] = {
    "bad-request": (
        "Un paramètre ou un en-tête de la requête manque, se répète ou n'est pas lisible : corrigez-le avant de "
        "recommencer.",
        "A parameter or a header of the request is missing, repeated or unreadable: mend it before trying again.",
    ),
    "query-syntax": (
        "La requête ne suit pas la grammaire de SPARQL 1.1.",
        "The query does not follow the grammar of SPARQL 1.1.",
    ),
    "query-forbidden": (
        "Ce service se lit : il refuse les mises à jour, LOAD et SERVICE avant d'exécuter quoi que ce soit.",
        "This service is read-only: it refuses updates, LOAD and SERVICE before anything runs.",
    ),
    "not-found": (
        "Rien n'est publié à cette adresse, ni sous cet identifiant.",
        "Nothing is published at this address, nor under this identifier.",
    ),
    "method-not-allowed": (
        "L'adresse existe, mais ne se demande pas de cette façon.",
        "The address exists, but is not asked for in this way.",
    ),
    "not-acceptable": (
        "Aucun des types, ou des profils, demandés n'est proposé à cette adresse, ou le type demandé ne peut porter "
        "cette réponse.",
        "None of the requested types, or profiles, is offered at this address, or the requested type has no way to "
        "write this result.",
    ),
    "request-timeout": (
        "La requête n'est pas arrivée entière dans le temps donné : envoyez-la d'une traite, en-têtes et corps.",
        "The request did not arrive whole in the time that is given: send it in one go, headers and body.",
    ),
    "gone": (
        "Ce qui était publié à cette adresse a été retiré, par une décision écrite.",
        "What was published at this address has been withdrawn, by a written decision.",
    ),
    "precondition-failed": (
        "La requête pose une condition (« If-Match », « If-Unmodified-Since ») que la représentation actuelle ne "
        "remplit pas : elle a changé depuis.",
        "The request sets a condition (If-Match, If-Unmodified-Since) that the current representation does not meet: "
        "it has changed since.",
    ),
    "too-large": (
        "Le corps de la requête, ou la réponse, dépasse la taille permise. Une réponse n'est jamais tronquée : "
        "ajoutez LIMIT, ou téléchargez les fichiers.",
        "The request body, or the result, passes the size that is allowed. A result is never cut: add LIMIT, or "
        "download the files.",
    ),
    "uri-too-long": (
        "L'adresse demandée est trop longue ; une longue requête SPARQL s'envoie par POST.",
        "The requested address is too long; a long SPARQL query is sent by POST.",
    ),
    "unsupported-media-type": (
        "Le corps de la requête n'est pas d'un type que cette adresse lit.",
        "The request body is not of a type that this address reads.",
    ),
    "range-not-satisfiable": (
        "La plage d'octets demandée commence après la fin du fichier.",
        "The requested byte range starts after the end of the file.",
    ),
    "query-too-heavy": (
        "La requête a dépassé sa limite de temps, de mémoire ou d'imbrication, et a été arrêtée. Recommencer ne sert à "
        "rien : resserrez-la, ou téléchargez les données.",
        "The query passed its limit of time, memory or nesting, and was stopped. Trying again will not help: narrow "
        "it, or download the data.",
    ),
    "too-many-requests": (
        "Votre adresse a épuisé ce que chacune peut demander en une minute : du temps de requêtes SPARQL, ou un nombre "
        "d'erreurs. Pour tout lire, téléchargez les fichiers.",
        "Your address has used up what each may ask in a minute: query time, or a number of errors. To read it all, "
        "download the files.",
    ),
    "internal-error": (
        "Le service a failli de façon imprévue. Vous n'y êtes pour rien : l'erreur est notée, avec l'adresse de la "
        "page et sans la vôtre.",
        "The service failed in a way that was not foreseen. It is not your doing: the error is noted, with the address "
        "of the page and without yours.",
    ),
    "query-engine-failed": (
        "Le moteur de requêtes n'a pas su évaluer cette requête, pourtant bien formée.",
        "The query engine could not evaluate this query, although it is well formed.",
    ),
    "busy": (
        "Trop de requêtes attendent, ou la version des données change : cela ne dure que quelques secondes.",
        "Too many queries are waiting, or the release of the data is changing: it only takes some seconds.",
    ),
}
"""What each type means and what to do about it, in French and in English: for people."""

_DETAIL = ("Le membre « detail » dit lequel, et où.", "The member “detail” says which, and where.")
_RETRY = (
    "L'en-tête « Retry-After » dit dans combien de secondes revenir.",
    "The Retry-After header says in how many seconds to come back.",
)
_LIMIT = (
    "Les membres « limit » et « value » disent la limite, « dump » où sont les fichiers.",
    "The members “limit” and “value” say the limit, “dump” where the files are.",
)
FIELDS: Mapping[str, tuple[str, str]] = {
    "bad-request": _DETAIL,
    "query-syntax": (
        "Le membre « detail » dit où l'analyse s'est arrêtée.",
        "The member “detail” says where parsing stopped.",
    ),
    "method-not-allowed": (
        "L'en-tête « Allow » dit les méthodes qu'elle admet.",
        "The Allow header says the methods that it allows.",
    ),
    "not-acceptable": (
        "Les membres « offered » et « profiles » disent ce qui convient.",
        "The members “offered” and “profiles” say what will do.",
    ),
    "gone": ("Le membre « detail » dit pourquoi.", "The member “detail” says why."),
    "too-large": _LIMIT,
    "unsupported-media-type": (
        "L'en-tête « Accept-Post » nomme les types lus.",
        "The Accept-Post header names the types that are read.",
    ),
    "range-not-satisfiable": (
        "L'en-tête « Content-Range » dit la taille du fichier.",
        "The Content-Range header says the size of the file.",
    ),
    "query-too-heavy": _LIMIT,
    "too-many-requests": _RETRY,
    "query-engine-failed": (
        "Le membre « detail » dit comment l'écrire autrement.",
        "The member “detail” says how to write it otherwise.",
    ),
    "busy": _RETRY,
}
"""What programs read of a problem beyond its status, in French and in English; types that have more than « detail »."""
