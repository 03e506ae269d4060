"""How to cite a thing, and how to say that something is wrong about it: both name its permanent address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from pactes.errors import ReleaseError
from pactes.release import open_release
from pactes.web.views.common import Visit


@dataclass(frozen=True, slots=True)
class Citation:
    """The text that cites a thing, and what tells its publisher of an error: an address, and a message to send."""

    text: str
    report: str | None
    message: str
    subject: str


def citation(visit: Visit, title: str, iri: str, within: str | None = None) -> Citation:
    """Return how to cite the thing called ``title``, a part of ``within``, as the release that is served tells it."""
    say, about = visit.language, _about(visit)
    version, date = about.get("version"), about.get("date")
    said = [f"«\u202f{title}\u202f»" if say.code == "fr" else f"“{title}”"]
    if within:
        said.append(say.gettext("dans : {contrat}").format(contrat=within))
    if publisher := about.get("publisher"):
        said.append(publisher.replace("'", "’"))
    if version:
        told = say.gettext("pactes, version {version}").format(version=version)
        said.append(f"{told} ({say.date(date)})" if date else told)
    text = f"{', '.join(said)}. {iri}"
    subject = say.gettext("Erreur signalée : {titre}").format(titre=title)
    message = say.gettext(
        "Page : {iri}\nVersion des données : {version}\n\nCe qui est faux :\n\nCe qu’il faudrait lire, et où :\n"
    ).format(iri=iri, version=version or "?")
    return Citation(text, _report(about.get("contact_url", ""), subject, message), message, subject)


def _about(visit: Visit) -> dict[str, str]:
    """Return what the release tells of itself; nothing where it is served by another store."""
    key = "citation.about"
    if key not in visit.kept:
        found: dict[str, str] = {}
        if visit.release is not None:
            try:
                manifest = open_release(visit.release).manifest
                found = {**manifest.about, "version": manifest.version, "date": manifest.date or ""}
            except (ReleaseError, OSError):
                found = {}
        visit.kept[key] = found
    return visit.kept[key]  # type: ignore[no-any-return]


def _report(contact: str, subject: str, message: str) -> str | None:
    """Return an address that opens a message to the contact, filled in; None where the contact is no such address.

    It is a mailto: (RFC 6068) or the page of new issues of a forge (``…/issues/new``), which both take a text.
    """
    if contact.startswith("mailto:"):
        return f"{contact}?subject={quote(subject)}&body={quote(message)}"
    if contact.startswith("https://") and contact.rstrip("/").endswith("/issues/new"):
        return f"{contact.rstrip('/')}?{urlencode({'title': subject, 'body': message})}"
    return None
