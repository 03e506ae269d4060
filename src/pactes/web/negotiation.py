"""Content negotiation (RFC 9110, 12) by media type and by language: pure functions, used by every route.

Header parsing is werkzeug's. What it leaves to us: an offer may have aliases, a suffix of the path or a parameter of
the query wins over the header, and a refusal names what is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header

LANGUAGES = ("fr", "en")
"""Languages of the pages and messages; the first is the default."""


_REMEMBERED = 500
"""Characters of the longest header whose choice is remembered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A representation that can be had.

    ``media_type`` is as sent, parameters included. ``aliases`` are other names by which people ask for it;
    ``legacy`` are names that say too little (``application/xml``) and count only when nothing else fits.
    ``suffix`` is the one of paths (``ttl``), ``name`` a short name.
    """

    name: str
    media_type: str
    suffix: str = ""
    aliases: tuple[str, ...] = ()
    legacy: tuple[str, ...] = ()

    @property
    def essence(self) -> str:
        """The media type without parameters."""
        return _essence(self.media_type)


class NotAcceptable(Exception):  # noqa: N818 - the name of the HTTP status
    """Raised when nothing that is offered is accepted; ``offers`` is what there is."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__(", ".join(offer.essence for offer in offers))
        self.offers = tuple(offers)


def negotiate(
    accept: str | None, offers: Sequence[Offer], *, suffix: str | None = None, mediatype: str | None = None
) -> Offer:
    """Return the offer that suits best.

    ``suffix`` (of the path) wins over ``mediatype`` (``_mediatype=`` of the query string), which wins over ``accept``
    (the header, None when absent). Among accepted offers the highest q-value wins, then the order of ``offers``.

    Raises ``NotAcceptable`` when nothing fits, a suffix that is not offered included.
    """
    if suffix:
        return _only([offer for offer in offers if offer.suffix == suffix], offers)
    if mediatype:
        wanted = _essence(mediatype)
        return _only([o for o in offers if wanted in {o.essence, o.name, *o.aliases, *o.legacy}], offers)
    if accept is None or not accept.strip():
        return _only(offers[:1], offers)
    if len(accept) <= _REMEMBERED:
        return _by_header(accept, tuple(offers))
    return _by_header.__wrapped__(accept, tuple(offers))


@lru_cache(maxsize=1024)
def _by_header(accept: str, offers: tuple[Offer, ...]) -> Offer:
    """Choose by the header. Clients send few different ones: the choice is remembered."""
    parsed = parse_accept_header(accept, MIMEAccept)
    # Parameters (charset, profile, version) do not tell our offers apart: compare essences.
    ranges = MIMEAccept([(_essence(value), q) for value, q in parsed if "/" in value])
    best = max(offers, key=lambda offer: _quality(ranges, offer), default=None)
    if best is not None and _quality(ranges, best) > 0:
        return best
    named = MIMEAccept([(value, q) for value, q in ranges if "*" not in value])
    fallback = max(offers, key=lambda o: max((named.quality(t) for t in o.legacy), default=0.0), default=None)
    if fallback is not None and any(named.quality(t) > 0 for t in fallback.legacy):
        return fallback
    raise NotAcceptable(offers)


def negotiate_language(
    accept_language: str | None, offered: Sequence[str] = LANGUAGES, *, lang: str | None = None
) -> str:
    """Return the language to answer in; ``lang`` (``_lang=``) wins, and nothing suitable gives the first offered.

    Never fails: a page in another language is better than none (RFC 9110, 12.5.4). Ranges are reduced to their primary
    subtag (lookup of RFC 4647).
    """
    if lang and _primary(lang) in offered:
        return _primary(lang)
    if not accept_language:
        return offered[0]
    parsed = parse_accept_header(accept_language)
    # « en-GB;q=0 » refuses one variety, not the language.
    ranges = Accept([(_primary(value), q) for value, q in parsed if q > 0 or "-" not in value])
    best = max(offered, key=ranges.quality)
    return best if ranges.quality(best) > 0 else offered[0]


def _quality(ranges: MIMEAccept, offer: Offer) -> float:
    """Quality of an offer: that of its own type, or a higher one of an alias that is named in full."""
    quality = float(ranges.quality(offer.essence))
    named = [q for value, q in ranges if value in offer.aliases]
    return max([quality, *named])


def _only(found: Sequence[Offer], offers: Sequence[Offer]) -> Offer:
    if not found:
        raise NotAcceptable(offers)
    return found[0]


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _primary(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].strip().lower()
