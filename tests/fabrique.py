"""Records as extraction makes them, from a sentence: the evidence is found in the text, so that offsets are true."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pactes.model import Contrat, Engagement, Evidence, Extraction, Organisation, Record, Signature, Valeur
from pactes.reading import Document


@dataclass
class Fabrique:
    """Makes the records of one document of which ``text`` is the text."""

    slug: str
    text: str
    date: str | None = None
    editeur: str | None = None
    records: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        return Document(slug=self.slug, text=self.text, title=self.slug, publisher=self.editeur, date=self.date)

    def at(self, quote: str) -> Evidence:
        start = self.text.index(quote)
        return self.document.evidence(start, start + len(quote))

    def valeur(self, valeur: str, quote: str) -> Valeur:
        return Valeur(valeur, self.at(quote))

    def signature(self, nom: str, representant: str | None = None, qualite: str | None = None) -> Signature:
        return Signature(
            signataire=nom, representant=representant, qualite=qualite, evidence=(self.at(nom),), regle="essai"
        )

    def contrat(self, titre: str, quote: str | None = None, **fields: Any) -> Contrat:
        fields.setdefault("cle", titre)
        record = Contrat(titre=titre, evidence=(self.at(quote or titre),), regle="essai", **fields)
        return self.add("contrats", record)

    def engagement(self, texte: str, **fields: Any) -> Engagement:
        return self.add("engagements", Engagement(texte=texte, evidence=(self.at(texte),), regle="essai", **fields))

    def organisation(self, nom: str, **fields: Any) -> Organisation:
        return self.add("organisations", Organisation(nom=nom, evidence=(self.at(nom),), regle="essai", **fields))

    def add(self, where: str, record: Any) -> Any:
        assert isinstance(record, Record)
        self.records.setdefault(where, []).append(record)
        return record

    @property
    def extraction(self) -> Extraction:
        return Extraction(
            document=self.slug,
            editeur=self.editeur,
            date=self.date,
            **{name: tuple(records) for name, records in self.records.items()},
        )
