"""Content negotiation (RFC 9110, 12; W3C Content Negotiation by Profile): one pure function, ``choose``.

``negotiate`` and ``negotiate_language`` are its parts, for routes that have one profile, or no language. Header parsing
is werkzeug's. What it leaves to us: an offer may have aliases, a suffix of the path or a parameter of the query wins
over the header, and a refusal names what is offered.
"""

from __future__ import annotations

import re
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


@dataclass(frozen=True, slots=True)
class View:
    """A profile that a resource can be had in: its name in addresses (``token``), its IRI, the formats it comes in.

    ``aliases`` are other names and IRIs by which people ask for it.
    """

    token: str
    iri: str
    offers: tuple[Offer, ...]
    aliases: tuple[str, ...] = ()

    def answers_to(self, name: str) -> bool:
        """Tell whether ``name`` (a token or an IRI, angle brackets or not) is this profile's."""
        bare = name.strip().removeprefix("<").removesuffix(">")
        return bare in (self.iri, self.iri.rstrip("/#"), *self.aliases) or bare.lower() in (self.token, *self.aliases)


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a request says of the representation it wants; None where it says nothing.

    ``suffix`` is the one of its path, ``mediatype``, ``profile`` and ``lang`` are ``_mediatype=``, ``_profile=`` and
    ``_lang=`` of its query, the others its headers.
    """

    accept: str | None = None
    accept_profile: str | None = None
    accept_language: str | None = None
    suffix: str | None = None
    mediatype: str | None = None
    profile: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The representation to answer with."""

    view: View
    offer: Offer
    language: str


class NotAcceptable(Exception):  # noqa: N818 - the name of the HTTP status
    """Raised when nothing that is offered is accepted; ``offers`` is what there is, ``views`` in which profiles."""

    def __init__(self, offers: Sequence[Offer], views: Sequence[View] = ()) -> None:
        super().__init__(", ".join(offer.essence for offer in offers))
        self.offers = tuple(offers)
        self.views = tuple(views)


def choose(wanted: Wanted, views: Sequence[View], languages: Sequence[str] = LANGUAGES) -> Choice:
    """Return the profile, the format and the language that suit ``wanted`` best; the first view is the default.

    The profile comes first (Content Negotiation by Profile, 7.1: what conforms to no listed profile cannot be read by
    who lists them), then the media type. A suffix names one representation, of the default profile, whatever the
    headers say; the parameters of the query win over the headers, and a suffix over ``_mediatype=``.

    Raises ``NotAcceptable`` when no accepted profile comes in an accepted type, an unknown profile included.
    """
    ranked = _views(wanted, views)
    if not ranked:
        raise NotAcceptable(_all_offers(views), views)
    language = negotiate_language(wanted.accept_language, languages, lang=wanted.lang)
    for view in ranked:
        try:
            offer = negotiate(wanted.accept, view.offers, suffix=wanted.suffix, mediatype=wanted.mediatype)
        except NotAcceptable:
            continue
        return Choice(view, offer, language)
    raise NotAcceptable(_all_offers(ranked), views)


def varies(wanted: Wanted) -> str:
    """Return the request headers that the choice depended on (``Vary``), what fixes them apart."""
    names = []
    if not (wanted.suffix or wanted.mediatype):
        names.append("Accept")
    if not (wanted.suffix or wanted.profile):
        names.append("Accept-Profile")
    known = wanted.lang is not None and _primary(wanted.lang) in LANGUAGES
    if not known and wanted.suffix in (None, "", "html"):
        names.append("Accept-Language")
    return ", ".join(names)


def _views(wanted: Wanted, views: Sequence[View]) -> list[View]:
    """Return the views that are accepted, the preferred first."""
    if wanted.profile:
        return [view for view in views if view.answers_to(wanted.profile)][:1]
    if wanted.suffix or wanted.accept_profile is None or not wanted.accept_profile.strip():
        return list(views[:1])
    asked = _profiles(wanted.accept_profile)
    everything = next((q for name, q in asked if name == "*"), 0.0)

    def quality(view: View) -> float:
        return max((q for name, q in asked if view.answers_to(name)), default=everything)

    # Sorting keeps the order of the server among equals.
    return sorted((view for view in views if quality(view) > 0), key=lambda view: -quality(view))


def _profiles(header: str) -> list[tuple[str, float]]:
    """Read ``Accept-Profile: <iri>;q=0.5, token``; commas and semicolons inside angle brackets belong to the IRI."""
    found = []
    for name, parameters in _PROFILE.findall(header[:_LONGEST_PROFILES]):
        quality = 1.0
        for parameter in parameters.split(";"):
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value.strip())))
                except ValueError:
                    quality = 0.0
        found.append((name, 0.0 if quality != quality else quality))
    return found


_LONGEST_PROFILES = 4000
_PROFILE = re.compile(r"(<[^<>]*>|[^\s<>,;]+)\s*((?:;[^,;<>]*)*)")


def _all_offers(views: Sequence[View]) -> tuple[Offer, ...]:
    return tuple(dict.fromkeys(offer for view in views for offer in view.offers))


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
