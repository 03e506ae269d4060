"""Plain text and Markdown: which characters the bytes are.

Unicode tells itself (byte-order marks, the strict form of UTF-8). The single-byte encodings do not, and detectors made
for all the world's languages confuse those of Western Europe on short texts; here the language is known. So each
candidate is tried, and the one that gives most letters and signs of French, and least of what French never writes, is
assumed, and told.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pactes.errors import DocumentError

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# In the order of how often French files are in them: the first of equals is assumed.
_CANDIDATES = (
    ("cp1252", "Windows-1252"),
    ("iso8859-15", "ISO 8859-15"),
    ("mac-roman", "Mac Roman"),
    ("cp850", "DOS 850"),
)
_LETTERS = frozenset("àâçéèêëîïôùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆ")
_SIGNS = frozenset("«»’‘“”–—…•€°§²³½¼¾·©® ")
_MULTIBYTE = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")  # French letters and signs in UTF-8
_MOJIBAKE = re.compile("Ã[\xa0-¿\x80-\x9f©¨ª]|â€[™œ\x9d“”¦¢]|Â[«»° ]")
_CONTROLS = bytes(range(0x20)).translate(None, b"\t\n\r\f\v")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of its encoding, and what a reader must know of how it was read (French sentences)."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(raw: bytes, name: str) -> Decoded:
    """Return the text of a file of text; ``name`` is named in warnings and errors.

    Raises ``DocumentError`` when the bytes are no text, or are damaged so that some letters would be wrong.
    """
    for mark, codec, encoding in _MARKS:
        if raw.startswith(mark):
            return _told(_strict(raw, codec, encoding, name), encoding, name)
    if b"\0" in raw:
        return _wide(raw, name)
    if len(raw.translate(None, _CONTROLS)) < 0.98 * len(raw):
        raise DocumentError(_binary(name))
    try:
        return _told(raw.decode("utf-8"), "UTF-8", name)
    except UnicodeDecodeError as error:
        _refuse_damaged(raw, name, error)
    scores = {codec: _score(raw, codec) for codec, _ in _CANDIDATES}
    codec, encoding = max(_CANDIDATES, key=lambda candidate: scores[candidate[0]])
    warning = (
        f"{name} n'est pas en UTF-8 : il est lu en {encoding}, l'encodage qui y met le plus de lettres françaises."
    )
    # What cp1252 leaves undefined are controls in Latin-1: no letters are lost.
    return Decoded(raw.decode(codec, "replace").replace("\ufffd", " "), encoding, (warning,))


def _strict(raw: bytes, codec: str, encoding: str, name: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        raise DocumentError(_damaged(name, encoding, error.start)) from error


def _told(text: str, encoding: str, name: str) -> Decoded:
    """Return a text that is what its bytes say, with a warning when it was spoilt before it was written."""
    if len(found := _MOJIBAKE.findall(text)) < 3:
        return Decoded(text, encoding)
    return Decoded(
        text,
        encoding,
        (
            f"{name} porte {len(found)} traces d'un mauvais décodage (« {found[0]} ») : "
            "demandez-le de nouveau à sa source, ou enregistrez-le dans le bon encodage.",
        ),
    )


def _wide(raw: bytes, name: str) -> Decoded:
    """Return a text in UTF-16 that has no byte-order mark: one byte of two of a French text in it is null."""
    half = len(raw) // 2
    for first, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half and len(raw) % 2 == 0 and raw[first::2].count(0) > 0.8 * half and 0 not in raw[1 - first :: 2]:
            text = _strict(raw, codec, "UTF-16", name)
            return Decoded(text, "UTF-16", (f"{name} n'a pas de marque d'encodage : il est lu en UTF-16.",))
    raise DocumentError(_binary(name))


def _refuse_damaged(raw: bytes, name: str, error: UnicodeDecodeError) -> None:
    """Refuse what is UTF-8 but for a few bytes: any other encoding would spoil every other accent of it."""
    good = len(_MULTIBYTE.findall(raw))
    wrong = sum(byte >= 0x80 for byte in _MULTIBYTE.sub(b"", raw))
    if good > wrong:
        raise DocumentError(_damaged(name, "UTF-8", error.start)) from error


def _score(raw: bytes, codec: str) -> float:
    """Return how French the characters beyond ASCII are in an encoding."""
    text = raw.decode(codec, "replace")
    score = 0.0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        char = match.group()
        before = text[match.start() - 1 : match.start()]
        if char in _LETTERS:
            # A capital right after a small letter is what the wrong table gives (« dŽveloppement »).
            score += -1.0 if char.isupper() and before.islower() else 1.0
        elif char in _SIGNS:
            score += 0.5
        else:
            score -= 1.0
    return score


def _damaged(name: str, encoding: str, offset: int) -> str:
    return (
        f"{name} est en {encoding} mais l'octet {offset} y est abîmé : demandez-le de nouveau à sa source, ou corrigez "
        "ce passage et enregistrez-le en UTF-8."
    )


def _binary(name: str) -> str:
    return (
        f"{name} n'est ni un texte ni un format connu : fournissez le document en PDF, DOCX, HTML, Markdown ou texte."
    )
