"""A thing as reference managers take it: BibTeX, RIS (Zotero, EndNote), CSL-JSON (Zotero, Pandoc)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

_LATEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited: its title, permanent IRI, publisher, and the version of the data with its date (ISO)."""

    title: str
    iri: str
    publisher: str
    version: str
    date: str

    @property
    def key(self) -> str:
        """A key of letters, digits and hyphens: the end of the IRI and the version."""
        name = re.sub(r"[^A-Za-z0-9]+", "-", self.iri.partition("/id/")[2] or self.iri.rsplit("/", 1)[-1])
        return f"pactes-{name.strip('-')}-{self.version}" if self.version else f"pactes-{name.strip('-')}"


def bibtex(cited: Cited) -> str:
    """Return a BibTeX entry (``@misc``, which every style knows)."""
    fields: Mapping[str, str] = {
        "title": f"{{{_latex(cited.title)}}}",
        "author": f"{{{_latex(cited.publisher)}}}",
        "year": cited.date[:4],
        "howpublished": rf"\url{{{cited.iri}}}",
        "url": cited.iri,
        "note": _latex(f"pactes, version {cited.version} ({cited.date})") if cited.version else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}", ""])


def ris(cited: Cited) -> str:
    """Return a RIS record of type DATA; lines end as RIS wants, with CR LF."""
    lines = [
        ("TY", "DATA"),
        ("TI", cited.title),
        ("AU", cited.publisher),
        ("PB", cited.publisher),
        ("PY", cited.date[:4]),
        ("DA", cited.date.replace("-", "/")),
        ("ET", cited.version),
        ("UR", cited.iri),
    ]
    told = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\r\n".join([*told, "ER  - ", ""])


def csl(cited: Cited) -> str:
    """Return a list of one CSL-JSON item."""
    item: dict[str, object] = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": cited.publisher}],
        "publisher": cited.publisher,
        "version": cited.version,
        "URL": cited.iri,
    }
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", cited.date):
        item["issued"] = {"date-parts": [[int(part) for part in cited.date.split("-")]]}
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


FORMATS = {
    "bibtex": ("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "csl": ("CSL-JSON", "application/vnd.citationstyles.csl+json", csl),
}
"""Formats by the value of the parameter ``format``: name, media type, writer."""


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in " ".join(text.split()))
