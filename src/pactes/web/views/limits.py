"""The limits in force: what a query may take, what happens beyond, and how to live with it."""

from __future__ import annotations

from dataclasses import dataclass

from pactes.release.search_read import SECONDS as SEARCH
from pactes.settings import Settings
from pactes.store.past import OPEN
from pactes.web.differences import SECONDS
from pactes.web.i18n import Language
from pactes.web.proxies import LONGEST_ADDRESS
from pactes.web.reconcile_lecture import BATCH


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its name for programs, its value with unit as people read it, what an excess is answered with.

    ``group`` is what the limit is about: ``query``, ``client``, ``connection`` or ``version``.
    """

    group: str
    key: str
    name: str
    value: str
    raw: float
    excess: str


def limits(settings: Settings, say: Language) -> tuple[Limit, ...]:
    """Return the limits of a service, those of one query first."""
    _ = say.gettext
    return (
        Limit(
            "query",
            "query_seconds",
            _("Temps d’une requête"),
            _seconds(settings.query_timeout, say),
            settings.query_timeout,
            _("Arrêtée, réponse 422. Le paramètre « timeout » ne peut que raccourcir ce temps."),
        ),
        Limit(
            "query",
            "query_memory_bytes",
            _("Mémoire d’une requête"),
            _size(settings.query_memory, say),
            settings.query_memory,
            _("Arrêtée, réponse 422. Les tris et les produits sur tout le graphe en demandent le plus."),
        ),
        Limit(
            "query",
            "result_bytes",
            _("Taille d’une réponse"),
            _size(settings.result_limit, say),
            settings.result_limit,
            _("Réponse 413, jamais une réponse tronquée : ajoutez LIMIT, ou téléchargez les fichiers."),
        ),
        Limit(
            "query",
            "body_bytes",
            _("Corps d’une requête POST"),
            _size(settings.body_limit, say),
            settings.body_limit,
            _("Réponse 413."),
        ),
        Limit(
            "query",
            "concurrent_queries",
            _("Requêtes évaluées à la fois"),
            say.number(settings.workers),
            settings.workers,
            _(
                "Les suivantes attendent leur tour. Au bout d’une seconde, une requête lente cède sa place aux "
                "brèves ; si trop de lentes sont en cours, elle attend la sienne et recommence."
            ),
        ),
        Limit(
            "query",
            "queued_queries",
            _("Requêtes en attente"),
            say.number(settings.queue_limit),
            settings.queue_limit,
            _(
                "Réponse 503, qui dit par « Retry-After » quand revenir. Les pages ont leur file à part, aussi longue, "
                "où chacune compte pour une."
            ),
        ),
        Limit(
            "query",
            "kept_results_bytes",
            _("Réponses gardées"),
            _size(settings.result_cache, say) if settings.result_cache else _("aucune"),
            settings.result_cache,
            _(
                "Les moins demandées s’effacent. Une question déjà posée sur la même version reçoit sa réponse sans "
                "être évaluée de nouveau ; posée plusieurs fois en même temps, elle l’est une fois."
            ),
        ),
        Limit(
            "query",
            "search_seconds",
            _("Temps d’une recherche par mots"),
            _seconds(SEARCH, say),
            SEARCH,
            _("Arrêtée, réponse 422 : donnez des mots plus longs ou plus rares."),
        ),
        Limit(
            "client",
            "client_seconds_per_minute",
            _("Temps de requêtes d’une adresse, par minute"),
            _period(settings.client_seconds, say, "s"),
            settings.client_seconds,
            _("Réponse 429, qui dit par « Retry-After » quand revenir ; l’attente d’une place ne compte pas."),
        ),
        Limit(
            "client",
            "client_errors_per_minute",
            _("Erreurs d’une adresse, par minute"),
            _period(settings.client_errors, say),
            settings.client_errors,
            _("Réponse 429. Compte toute requête SPARQL refusée, mal formée ou trop lourde."),
        ),
        Limit(
            "client",
            "reconcile_batch",
            _("Noms d’un lot de rapprochement"),
            say.number(BATCH),
            BATCH,
            _("Réponse 413 : envoyez-les en plusieurs lots. Le temps pris compte dans celui de l’adresse."),
        ),
        Limit(
            "connection",
            "address_bytes",
            _("Longueur d’une adresse"),
            _size(LONGEST_ADDRESS, say),
            LONGEST_ADDRESS,
            _("Réponse 414 : une longue requête SPARQL s’envoie par POST."),
        ),
        Limit(
            "connection",
            "connections_per_process",
            _("Connexions ouvertes à la fois"),
            say.number(settings.connections),
            settings.connections,
            _(
                "Par processus du serveur. La plus ancienne qui ne demande rien est fermée ; si toutes demandent, "
                "réponse 503, qui dit par « Retry-After » quand revenir."
            ),
        ),
        Limit(
            "connection",
            "header_seconds",
            _("Temps pour envoyer l’adresse et les en-têtes"),
            _seconds(settings.header_timeout, say),
            settings.header_timeout,
            _("Réponse 408 et connexion fermée. Une connexion qui n’a encore rien demandé est seulement fermée."),
        ),
        Limit(
            "connection",
            "body_seconds",
            _("Temps pour envoyer le corps d’une requête"),
            _seconds(settings.body_timeout, say),
            settings.body_timeout,
            _("Réponse 408 et connexion fermée : envoyez la requête d’une traite."),
        ),
        Limit(
            "connection",
            "send_seconds",
            _("Temps pour lire ce qui est envoyé"),
            _seconds(settings.send_timeout, say),
            settings.send_timeout,
            _("Connexion coupée : un téléchargement peut durer plus longtemps, tant qu’il avance."),
        ),
        Limit(
            "version",
            "kept_versions",
            _("Versions gardées"),
            say.number(settings.kept_versions),
            settings.kept_versions,
            _("Des plus anciennes, seule la description reste : leurs données ne se lisent plus ici."),
        ),
        Limit(
            "version",
            "former_releases",
            _("Anciennes versions interrogées à la fois"),
            say.number(OPEN),
            OPEN,
            _("Réponse 503. Chacune évalue une requête à la fois, avec les mêmes limites ; la première attend."),
        ),
        Limit(
            "version",
            "difference_seconds",
            _("Temps du calcul d’une différence de versions"),
            _seconds(SECONDS, say),
            SECONDS,
            _("Réponse 503. Les fichiers des deux versions restent à télécharger."),
        ),
    )


def _seconds(value: float, say: Language) -> str:
    """Return a time in seconds (``10 s``)."""
    return f"{say.number(f'{value:g}')}\u00a0s"


def _period(value: float, say: Language, unit: str = "") -> str:
    """Return what is allowed in a minute; 0 is no limit."""
    return f"{say.number(f'{value:g}')}{chr(0xA0) if unit else ''}{unit}" if value else say.gettext("sans limite")


def _size(value: int, say: Language) -> str:
    """Return a size in bytes in binary units (``2 Gio``)."""
    unit, letter = (2**30, "G") if value >= 2**30 else (2**20, "M") if value >= 2**20 else (2**10, "k")
    return f"{say.number(f'{value / unit:.4g}')}\u00a0{letter}i{'o' if say.code == 'fr' else 'B'}"
