"""Keys of records inside their document."""

from __future__ import annotations

import re
import unicodedata


def cle(*parts: str) -> str:
    """Return a key of small letters, digits and hyphens, made of these words; at most 80 characters."""
    text = unicodedata.normalize("NFKD", " ".join(parts).replace("œ", "oe").replace("Œ", "Oe"))
    words = re.findall(r"[a-z0-9]+", text.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:80].strip("-")
