"""The manifest: each way in which it can be wrong is a sentence that names the file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pactes.errors import ManifestError
from pactes.manifest import read_manifest, unlisted_files, verify_manifest

ROOT = Path(__file__).resolve().parents[1]
ENTRY = {
    "file": "essai.txt",
    "title": "Essai",
    "publisher": "Moi",
    "kind": "contrat",
    "language": "fr",
    "sha256": hashlib.sha256(b"Bonjour.\n").hexdigest(),
    "rights": "Libre",
}


def write(folder: Path, *entries: dict[str, str], head: str = "") -> Path:
    blocks = ["[[document]]\n" + "".join(f'{key} = "{value}"\n' for key, value in e.items()) for e in entries]
    (folder / "manifest.toml").write_text(head + "\n".join(blocks), encoding="utf-8")
    (folder / "essai.txt").write_bytes(b"Bonjour.\n")
    return folder


def test_the_documents_of_the_house_are_those_of_their_manifest():
    entries = read_manifest(ROOT / "data" / "documents")
    assert len(entries) >= 5
    verify_manifest(entries)
    assert unlisted_files(ROOT / "data" / "documents", entries) == ()


def test_a_changed_document_is_named(tmp_path):
    entries = read_manifest(write(tmp_path, ENTRY))
    verify_manifest(entries)
    (tmp_path / "essai.txt").write_bytes(b"Bonsoir.\n")
    with pytest.raises(ManifestError, match=r"essai\.txt diffère de son empreinte"):
        verify_manifest(entries)


def test_a_missing_document_is_named(tmp_path):
    entries = read_manifest(write(tmp_path, ENTRY))
    (tmp_path / "essai.txt").unlink()
    with pytest.raises(ManifestError, match=r"essai\.txt est au manifeste mais absent"):
        verify_manifest(entries)


def test_a_document_out_of_the_manifest_is_told(tmp_path):
    entries = read_manifest(write(tmp_path, ENTRY))
    (tmp_path / "autre.txt").write_text("x", encoding="utf-8")
    assert unlisted_files(tmp_path, entries) == ("autre.txt",)


def test_documents_of_every_format_are_listed_or_told(tmp_path):
    entries = read_manifest(write(tmp_path, ENTRY, ENTRY | {"file": "note.pdf"}))
    for name in ("note.pdf", "avenant.docx", "Annexe.PDF", "ancien.odt", ".DS_Store"):
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    assert [entry.slug for entry in entries] == ["essai", "note"]
    assert unlisted_files(tmp_path, entries) == ("Annexe.PDF", "ancien.odt", "avenant.docx")


def test_two_formats_of_one_name_would_have_one_address(tmp_path):
    with pytest.raises(ManifestError, match="deux fois essai"):
        read_manifest(write(tmp_path, ENTRY, ENTRY | {"file": "essai.pdf"}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rights": ""}, "« rights »"),
        ({"sha256": "abc"}, "sha256"),
        ({"date": "19 septembre"}, "AAAA"),
        ({"file": "../essai.txt"}, "ne peut pas former une adresse"),
        ({"file": "Été 1.txt"}, "ne peut pas former une adresse"),
    ],
)
def test_a_wrong_entry_is_explained(tmp_path, change, message):
    with pytest.raises(ManifestError, match=message):
        read_manifest(write(tmp_path, ENTRY | change))


def test_two_entries_for_one_file(tmp_path):
    with pytest.raises(ManifestError, match="deux fois essai"):
        read_manifest(write(tmp_path, ENTRY, ENTRY))


@pytest.mark.parametrize("content", ["", "document = 3", "[[document", "[[autre]]\nfile = 'x'"])
def test_a_manifest_that_is_none(tmp_path, content):
    (tmp_path / "manifest.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ManifestError, match="manifest"):
        read_manifest(tmp_path)


def test_no_manifest(tmp_path):
    with pytest.raises(ManifestError, match="ne peut pas être lu"):
        read_manifest(tmp_path)
