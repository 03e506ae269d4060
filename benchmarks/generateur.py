"""A national collection of invented contracts, as ``pactes build`` would write it: a Turtle file for each document,
one for the registry, the vocabularies of the ontology, and the known faults among them.

    .venv/bin/python benchmarks/generateur.py FOLDER DOCUMENTS [SHARE]

Seeded: document ``i`` is the same whatever the number of documents, so that a small collection is the beginning of a
large one. A document has about 1,000 triples. SHARE of the documents (0.05 by default) have one fault each, of the
kinds of ``DEFAUTS`` in turn; ``write`` returns which, so that what validation finds can be compared with the truth.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

VOCABULAIRES = sorted((Path(__file__).resolve().parents[1] / "ontology" / "vocabularies").glob("*.ttl"))
PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "devise": "http://publications.europa.eu/resource/authority/currency/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "genre-texte": "https://w3id.org/pactes/voc/genre-texte/",
    "langue": "http://publications.europa.eu/resource/authority/language/",
    "nature-financement": "https://w3id.org/pactes/voc/nature-financement/",
    "oa": "http://www.w3.org/ns/oa#",
    "pactes": "https://w3id.org/pactes/def#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "statut-contrat": "https://w3id.org/pactes/voc/statut-contrat/",
    "statut-engagement": "https://w3id.org/pactes/voc/statut-engagement/",
    "type-contrat": "https://w3id.org/pactes/voc/type-contrat/",
    "type-territoire": "https://w3id.org/pactes/voc/type-territoire/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
ENTETE = "@base <https://w3id.org/pactes/> .\n" + "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())

VERBES = ("développer", "renforcer", "accompagner", "soutenir", "requalifier", "moderniser", "réhabiliter", "créer")
OBJETS = (
    *("les mobilités douces", "le centre-bourg", "l'accès aux soins", "la filière bois", "les friches industrielles"),
    *(
        "la couverture numérique",
        "les zones humides",
        "l'offre culturelle",
        "la ressource en eau",
        "le patrimoine rural",
    ),
)
SUITES = ("du bassin de vie", "avec les habitants", "à l'échelle intercommunale", "dans les communes rurales")
NATURES = ("participation", "enveloppe", "budget", "depense")
STATUTS = ("prevu", "en-cours", "realise")
DEPARTEMENTS = [f"{n:02d}" for n in range(1, 96) if n != 20]

DEFAUTS: dict[str, tuple[str, ...]] = {
    "engagement sans texte": ("Engagement-texte",),
    "financement sans nature": ("Financement-nature",),
    "citation trop courte": ("Passage-longueur",),
    "deux axes d'un numéro": ("Plan-numerosDistincts",),
    "fin avant le début": ("Contrat-periode",),
    "propriété inconnue": ("Engagement-fermee",),
    "signataire qui est un lieu": ("Signature-signataire", "Signature-representantDUnePartie", "Signature-partie"),
    "deux libellés d'une langue": ("Noeud-libelle",),
    "partie non inscrite": ("Signature-representantDUnePartie", "Signature-partie"),
    "deux organisations d'un SIREN": ("Ensemble-sirenOrganisation", "Ensemble-sirenOrganisation"),
}
"""Kind of fault → the shapes that find it, as many times as they are told."""


@dataclass(frozen=True, slots=True)
class Defaut:
    """A fault of a document."""

    document: str
    genre: str

    @property
    def formes(self) -> tuple[str, ...]:
        """Names of the shapes that must find it."""
        return DEFAUTS[self.genre]


@dataclass(frozen=True, slots=True)
class Collection:
    """What was written: the files, the faults."""

    fichiers: tuple[Path, ...]
    defauts: tuple[Defaut, ...]

    @property
    def attendus(self) -> Counter[str]:
        """How many results each shape must have."""
        return Counter(shape for one in self.defauts for shape in one.formes)


def write(folder: Path, documents: int, *, share: float = 0.05, seed: str = "pactes") -> Collection:
    """Write a collection into an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files, faults = [], []
    organisations: set[int] = set()
    communes: set[int] = set()
    doubles: set[int] = set()
    kinds = list(DEFAUTS)
    for i in range(documents):
        kind = None
        if i and random.Random(f"{seed}/défaut/{i}").random() < share:
            kind = kinds[len(faults) % len(kinds)]
            faults.append(Defaut(f"contrat-{i:06d}", kind))
        made = _Document(i, seed, kind)
        path = folder / f"contrat-{i:06d}.ttl"
        path.write_text(made.turtle(), encoding="utf-8")
        organisations |= made.organisations
        communes |= made.communes
        doubles |= made.doubles
        files.append(path)
    registry = folder / "registre.ttl"
    registry.write_text("".join(_registry(sorted(organisations), sorted(communes), doubles)), encoding="utf-8")
    terms = folder / "vocabulaires.ttl"
    terms.write_text("\n".join(file.read_text(encoding="utf-8") for file in VOCABULAIRES), encoding="utf-8")
    return Collection((*files, registry, terms), tuple(faults))


@dataclass(slots=True)
class _Document:
    numero: int
    seed: str
    defaut: str | None
    organisations: set[int] = field(default_factory=set)
    communes: set[int] = field(default_factory=set)
    doubles: set[int] = field(default_factory=set)
    position: int = 0
    lignes: list[str] = field(default_factory=list)
    r: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.r = random.Random(f"{self.seed}/document/{self.numero}")

    @property
    def nom(self) -> str:
        return f"contrat-{self.numero:06d}"

    def node(self, name: str, *statements: str) -> None:
        self.lignes.append(f"<id/{name}>\n    " + " ;\n    ".join(s for s in statements if s) + " .\n")

    def spoilt(self, kind: str) -> bool:
        """Tell once whether the document has this fault."""
        if self.defaut != kind:
            return False
        self.defaut = None
        return True

    def phrase(self) -> str:
        return f"{self.r.choice(VERBES)} {self.r.choice(OBJETS)} {self.r.choice(SUITES)}"

    def organisation(self, number: int) -> str:
        self.organisations.add(number)
        return f"<id/organisation/organisation-{number}>"

    def commune(self, number: int) -> str:
        self.communes.add(number)
        return f"<id/territoire/commune/{code(number)}>"

    def proof(self, quote: str) -> str:
        """Write the passage that says ``quote``, and return the statements that lean on it."""
        start = self.position + self.r.randrange(3, 400)
        end = self.position = start + len(quote)
        if self.spoilt("citation trop courte"):
            quote = quote[:-1]
        name = f"document/{self.nom}/passage/{start}-{end}"
        self.node(
            name,
            "a pactes:Passage, oa:SpecificResource",
            f"oa:hasSource <id/document/{self.nom}>",
            f"oa:hasSelector <id/{name}#citation>, <id/{name}#position>",
            f"pactes:ligne {1 + start // 90}",
            f"pactes:page {1 + start // 3000}",
        )
        around = self.phrase()
        self.node(
            f"{name}#citation",
            "a oa:TextQuoteSelector",
            f'oa:exact "{quote}"',
            f'oa:prefix "{around[:40]} "',
            f'oa:suffix " {around[-40:]}"',
        )
        self.node(f"{name}#position", "a oa:TextPositionSelector", f"oa:start {start}", f"oa:end {end}")
        confidence = self.r.randrange(600, 999)
        return f'pactes:preuve <id/{name}> ;\n    pactes:regle "essai" ;\n    pactes:confiance {confidence / 1000}'

    def turtle(self) -> str:
        """Return the graph of the document."""
        r, contract = self.r, f"contrat/{self.nom}"
        year, years = r.randrange(2014, 2024), r.randrange(3, 7)
        title = f"Contrat territorial n° {self.numero}, {year}-{year + years}"
        digest = f"{r.getrandbits(256):064x}"
        self.node(
            f"document/{self.nom}",
            "a pactes:Document",
            f'dcterms:title "{title}"@fr ;\n    rdfs:label "{title}"@fr',
            f'dcterms:identifier "{self.nom}" ;\n    dcterms:issued "{year}-03-01"^^xsd:date',
            f'dcterms:language langue:FRA ;\n    dcterms:publisher "Collectivité {self.numero}"@fr',
            f'pactes:empreinte "{digest}" ;\n    pactes:empreinteTexte "{digest}"',
            'dcterms:rights "Licence Ouverte 2.0"@fr',
            'dcterms:format "text/plain" ;\n    dcterms:type "contrat"@fr',
        )
        parties = r.sample(range(1 + self.numero // 2, 40 + self.numero // 2), r.randrange(3, 7))
        signatures = [self.signature(contract, title, k, party) for k, party in enumerate(parties)]
        kept = parties[:-1] if self.spoilt("partie non inscrite") else parties
        end = year - 2 if self.spoilt("fin avant le début") else year + years
        home = self.numero % 900
        self.node(
            contract,
            "a pactes:Contrat",
            f'rdfs:label "{title}"@fr ;\n    dcterms:title "{title}"@fr',
            "dcterms:type type-contrat:contrat-de-ville ;\n    pactes:dispositif type-contrat:contrat-de-ville",
            "pactes:statut statut-contrat:conclu",
            f'pactes:dateDebut "{year}"^^xsd:gYear ;\n    pactes:dateFin "{end}"^^xsd:gYear',
            f"dcterms:spatial {self.commune(home)}, {self.commune(home + 900)}",
            f"pactes:document <id/document/{self.nom}>",
            "pactes:partie " + ", ".join(self.organisation(p) for p in kept),
            "pactes:signature " + ", ".join(signatures),
            self.proof(title),
        )
        if self.spoilt("deux organisations d'un SIREN"):
            self.doubles.add(parties[0])
        for a in range(1, r.randrange(3, 5)):
            self.axis(contract, a, parties)
        for k in range(r.randrange(2, 7)):
            self.money(contract, k, parties, year)
        frequency = "une fois par an"
        self.node(
            f"{contract}/instance/comite-de-pilotage",
            f'a pactes:Instance ;\n    rdfs:label "Comité de pilotage"@fr ;\n    pactes:contrat <id/{contract}>',
            f'pactes:frequence "{frequency}"@fr',
            self.proof(f"Le comité de pilotage se réunit {frequency}"),
        )
        return ENTETE + "\n" + "\n".join(self.lignes)

    def signature(self, contract: str, title: str, rank: int, party: int) -> str:
        name, holder = f"{contract}/signature/{rank}", f"Camille {letters(party)}"
        who = self.organisation(party)
        if self.spoilt("signataire qui est un lieu"):
            who = self.commune(self.numero % 900)
        self.node(
            name,
            "a pactes:Signature",
            f'rdfs:label "Organisation {party}, signataire de : {title}"@fr',
            f"pactes:contrat <id/{contract}> ;\n    pactes:signataire {who} ;\n    pactes:prevue false",
            f'pactes:representant "{holder}"@fr ;\n    pactes:qualite "Maire"@fr',
            self.proof(f"représentée par {holder}, maire"),
        )
        return f"<id/{name}>"

    def part(self, kind: str, name: str, number: str, parent: str) -> None:
        title = self.phrase().capitalize()
        second = f', "{title} (bis)"@fr' if self.spoilt("deux libellés d'une langue") else ""
        self.node(
            name,
            f'a pactes:{kind} ;\n    rdfs:label "{number}. {title}"@fr{second} ;\n    dcterms:title "{title}"@fr',
            f'pactes:numero "{number}" ;\n    dcterms:isPartOf <id/{parent}>',
            self.proof(title),
        )

    def axis(self, contract: str, number: int, parties: list[int]) -> None:
        name = f"{contract}/axe/{number}"
        self.part("Axe", name, str(number), contract)
        if number == 1 and self.spoilt("deux axes d'un numéro"):
            self.part("Axe", f"{contract}/axe/1-bis", "1", contract)
        for b in range(1, self.r.randrange(2, 4)):
            goal = f"{contract}/objectif/{number}.{b}"
            self.part("Objectif", goal, f"{number}.{b}", name)
            for c in range(1, self.r.randrange(2, 4)):
                self.part("Action", f"{contract}/action/{number}.{b}.{c}", f"{number}.{b}.{c}", goal)
            for c in range(self.r.randrange(1, 4)):
                self.commitment(contract, name, f"{number}-{b}-{c}", self.r.choice(parties[:-1]))

    def commitment(self, contract: str, axis: str, rank: str, party: int) -> None:
        text = f"s'engage à {self.phrase()}"
        self.node(
            f"{contract}/engagement/{rank}",
            f'a pactes:Engagement ;\n    rdfs:label "{text}"@fr',
            "" if self.spoilt("engagement sans texte") else f'pactes:texte "{text}"@fr',
            'dcterms:creator "inconnu"' if self.spoilt("propriété inconnue") else "",
            f"pactes:contrat <id/{contract}> ;\n    pactes:axe <id/{axis}>",
            f"pactes:partie {self.organisation(party)}",
            f"pactes:statut statut-engagement:{self.r.choice(STATUTS)}",
            self.proof(text),
        )

    def money(self, contract: str, rank: int, parties: list[int], year: int) -> None:
        amount, purpose = self.r.randrange(5, 4000) * 500, self.phrase()
        spoilt = self.spoilt("financement sans nature")
        self.node(
            f"financement/{self.nom}-{rank}",
            f'a pactes:Financement ;\n    rdfs:label "{amount} € : {purpose}"@fr',
            f'pactes:montant "{amount}"^^xsd:decimal ;\n    pactes:devise devise:EUR',
            "" if spoilt else f"pactes:nature nature-financement:{self.r.choice(NATURES)}",
            f"pactes:financeur {self.organisation(self.r.choice(parties))} ;\n    pactes:contrat <id/{contract}>",
            f'pactes:objet "{purpose}"@fr ;\n    pactes:annee "{year}"^^xsd:gYear ;\n    pactes:approche false',
            self.proof(f"{amount} € pour {purpose}"),
        )


def code(commune: int) -> str:
    """Return the INSEE code of an invented commune."""
    return f"{DEPARTEMENTS[commune % len(DEPARTEMENTS)]}{1 + commune // len(DEPARTEMENTS):03d}"


def letters(number: int) -> str:
    """Write a number as a name, without digits."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:04d}").capitalize()


def siren(number: int) -> str:
    """Return a SIREN whose key is right."""
    head = f"{20_000_000 + number:08d}"
    doubled = [int(d) if rank % 2 == 0 else sum(divmod(2 * int(d), 10)) for rank, d in enumerate(head)]
    return head + str(-sum(doubled) % 10)


def _registry(organisations: list[int], communes: list[int], doubles: set[int]) -> Iterator[str]:
    yield ENTETE + "\n"
    for number in organisations:
        for name in (str(number), f"{number}-bis") if number in doubles else (str(number),):
            yield (
                f"<id/organisation/organisation-{name}>\n    a pactes:Organisation ;\n"
                f'    rdfs:label "Organisation {name}"@fr ;\n    pactes:siren "{siren(number)}" .\n\n'
            )
    for department in sorted({code(c)[:2] for c in communes}):
        yield (
            f"<id/territoire/departement/{department}>\n    a pactes:Territoire ;\n"
            f'    rdfs:label "Département {department}"@fr ;\n    dcterms:type type-territoire:departement ;\n'
            f'    pactes:codeINSEE "{department}" .\n\n'
        )
    for number in communes:
        insee = code(number)
        yield (
            f"<id/territoire/commune/{insee}>\n    a pactes:Territoire ;\n"
            f'    rdfs:label "Commune {insee}"@fr ;\n    dcterms:type type-territoire:commune ;\n'
            f'    pactes:codeINSEE "{insee}" ;\n    dcterms:isPartOf <id/territoire/departement/{insee[:2]}> .\n\n'
        )


def main() -> None:
    """Write a collection and say what it has."""
    folder, documents = Path(sys.argv[1]), int(sys.argv[2])
    made = write(folder, documents, share=float(sys.argv[3]) if len(sys.argv) > 3 else 0.05)
    print(f"{len(made.fichiers)} files, {len(made.defauts)} faults")


if __name__ == "__main__":
    main()
