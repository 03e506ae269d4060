"""The manifest of the documents: what each is, where it comes from, its right of reuse and its fingerprint."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pactes.errors import ManifestError

__all__ = ["ManifestEntry", "read_manifest", "unlisted_files", "verify_manifest"]

NAME = "manifest.toml"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_REQUIRED = ("file", "title", "publisher", "kind", "language", "sha256", "rights")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One document as the manifest describes it. ``date`` is as partial as what is known of it (ISO 8601)."""

    slug: str
    path: Path
    title: str
    publisher: str
    kind: str
    language: str
    sha256: str
    rights: str
    date: str | None = None
    original_name: str | None = None


def read_manifest(folder: Path) -> tuple[ManifestEntry, ...]:
    """Return the entries of ``folder/manifest.toml`` in the order of their slugs; the files are not opened.

    Raises ``ManifestError`` when the manifest is missing, no TOML, or an entry is incomplete or named twice.
    """
    path = folder / NAME
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(f"Le manifeste {path} ne peut pas être lu : {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"Le manifeste {path} n'est pas du TOML valide : {error}.") from error
    raw = content.get("document", [])
    if not isinstance(raw, list) or not raw:
        raise ManifestError(f"Le manifeste {path} ne décrit aucun document : ajoutez une entrée [[document]].")
    entries = [_entry(folder, item, number) for number, item in enumerate(raw, start=1)]
    seen: set[str] = set()
    for entry in entries:
        if entry.slug in seen:
            raise ManifestError(
                f"{NAME} décrit deux fois {entry.slug} (le nom d'un document, sans sa fin, l'identifie) : gardez une "
                "seule entrée, ou renommez l'un des fichiers."
            )
        seen.add(entry.slug)
    return tuple(sorted(entries, key=lambda entry: entry.slug))


def _entry(folder: Path, item: Any, number: int) -> ManifestEntry:
    if not isinstance(item, dict):
        raise ManifestError(f"L'entrée n° {number} de {NAME} n'est pas une table [[document]].")
    name = item.get("file", f"entrée n° {number}")
    for key in _REQUIRED:
        if not isinstance(item.get(key), str) or not item[key].strip():
            raise ManifestError(f"Dans {NAME}, {name} n'a pas de « {key} » : ajoutez-le entre guillemets.")
    slug = Path(name).stem
    if Path(name).name != name or not _SLUG.fullmatch(slug):
        raise ManifestError(
            f"Dans {NAME}, le nom de fichier « {name} » ne peut pas former une adresse : "
            "renommez-le en minuscules sans accent, chiffres et traits d'union."
        )
    if not _SHA256.fullmatch(item["sha256"]):
        raise ManifestError(f"Dans {NAME}, le « sha256 » de {name} n'a pas 64 chiffres hexadécimaux en minuscules.")
    date = item.get("date")
    if date is not None and not (isinstance(date, str) and _DATE.fullmatch(date)):
        raise ManifestError(f"Dans {NAME}, la « date » de {name} n'est pas de la forme AAAA, AAAA-MM ou AAAA-MM-JJ.")
    return ManifestEntry(
        slug=slug,
        path=folder / name,
        title=item["title"],
        publisher=item["publisher"],
        kind=item["kind"],
        language=item["language"],
        sha256=item["sha256"],
        rights=item["rights"],
        date=date,
        original_name=item.get("original_name"),
    )


def verify_manifest(entries: tuple[ManifestEntry, ...]) -> None:
    """Check that every document is there and is the one that the manifest describes.

    Raises ``ManifestError`` with one sentence for each file that is missing or differs.
    """
    faults = [fault for entry in entries if (fault := _fault(entry))]
    if faults:
        raise ManifestError(" ".join(faults))


def _fault(entry: ManifestEntry) -> str | None:
    try:
        found = hashlib.sha256(entry.path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return f"Le document {entry.path.name} est au manifeste mais absent de {entry.path.parent} : remettez-le."
    except OSError as error:
        return f"Le document {entry.path.name} ne peut pas être lu : {error.strerror}."
    if found == entry.sha256:
        return None
    return (
        f"Le document {entry.path.name} diffère de son empreinte au manifeste (sha256 attendu {entry.sha256[:12]}…, "
        f"trouvé {found[:12]}…) : remettez le fichier d'origine, ou corrigez {NAME} si le changement est voulu."
    )


def unlisted_files(folder: Path, entries: tuple[ManifestEntry, ...]) -> tuple[str, ...]:
    """Return the names of the documents of ``folder`` that no entry describes, sorted: they are not read.

    Any visible file but the manifest counts: one in a format that is not read was put there to be read, too.
    """
    listed = {NAME, *(entry.path.name for entry in entries)}
    found = (path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return tuple(sorted(name for name in found if name not in listed))
