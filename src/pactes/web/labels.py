"""Names for IRIs: from the graph first, then for the terms of others that the graph does not describe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal

from pactes.rdf.namespaces import BASE, PREFIXES
from pactes.web.gathering import Gathering
from pactes.web.names import Named
from pactes.web.reader import Reader, required, values

_BATCH = 500

NAMES = ("rdfs:label", "skos:prefLabel", "dcterms:title", "sh:name", "foaf:name")
"""The properties that name a thing, the first that it has being the one to show."""

_RANKS = {PREFIXES[prefix] + name: rank for rank, (prefix, _, name) in enumerate(p.partition(":") for p in NAMES)}

# Properties and classes of standard vocabularies, as a reader of our pages would say them (the graph wins).
_OTHERS: dict[str, tuple[str, str]] = {
    "rdf:type": ("est un(e)", "is a"),
    "rdfs:label": ("nom", "name"),
    "rdfs:comment": ("remarque", "comment"),
    "rdfs:seeAlso": ("voir aussi", "see also"),
    "rdfs:isDefinedBy": ("défini par", "defined by"),
    "rdfs:subClassOf": ("sous-classe de", "subclass of"),
    "rdfs:subPropertyOf": ("sous-propriété de", "subproperty of"),
    "rdfs:domain": ("se dit de", "domain"),
    "rdfs:range": ("a pour valeur", "range"),
    "owl:Ontology": ("ontologie", "ontology"),
    "owl:Class": ("classe", "class"),
    "owl:ObjectProperty": ("propriété (lien)", "object property"),
    "owl:FunctionalProperty": ("propriété à une seule valeur", "functional property"),
    "foaf:Agent": ("organisme", "agent"),
    "foaf:Group": ("groupe", "group"),
    "vcard:Kind": ("contact", "contact"),
    "vcard:fn": ("nom", "name"),
    "vcard:hasURL": ("page", "page"),
    "dcterms:Frequency": ("fréquence", "frequency"),
    "dcterms:LicenseDocument": ("licence", "licence"),
    "dcterms:LinguisticSystem": ("langue", "language"),
    "dcterms:Location": ("lieu", "location"),
    "dcterms:MediaType": ("type de fichier", "media type"),
    "dcterms:MediaTypeOrExtent": ("type de fichier", "media type"),
    "dcterms:PeriodOfTime": ("période", "period of time"),
    "dcterms:ProvenanceStatement": ("provenance", "provenance"),
    "dcterms:RightsStatement": ("droits", "rights"),
    "dcterms:hasVersion": ("versions", "has version"),
    "dcat:bbox": ("cadre", "bounding box"),
    "dcat:centroid": ("centre", "centroid"),
    "dcatap:availability": ("disponibilité prévue", "planned availability"),
    "dqv:Dimension": ("dimension de qualité", "quality dimension"),
    "dqv:Metric": ("mesure possible", "metric"),
    "dqv:expectedDataType": ("type des valeurs", "expected data type"),
    "dqv:inDimension": ("dimension", "dimension"),
    "prov:Collection": ("ensemble", "collection"),
    "prov:hadMember": ("membres", "members"),
    "sh:SPARQLConstraint": ("règle SPARQL", "SPARQL constraint"),
    "sh:minExclusive": ("plus de", "more than"),
    "sh:sourceConstraintComponent": ("sorte de contrainte", "constraint component"),
    "frequence:ANNUAL": ("une fois par an", "once a year"),
    "frequence:ANNUAL_2": ("deux fois par an", "twice a year"),
    "frequence:ANNUAL_3": ("trois fois par an", "three times a year"),
    "frequence:BIENNIAL": ("tous les deux ans", "every two years"),
    "frequence:BIMONTHLY": ("tous les deux mois", "every two months"),
    "frequence:BIWEEKLY": ("toutes les deux semaines", "every two weeks"),
    "frequence:CONT": ("en continu", "continuously"),
    "frequence:DAILY": ("chaque jour", "daily"),
    "frequence:IRREG": ("sans rythme fixe", "irregular"),
    "frequence:MONTHLY": ("chaque mois", "monthly"),
    "frequence:MONTHLY_2": ("deux fois par mois", "twice a month"),
    "frequence:QUARTERLY": ("chaque trimestre", "quarterly"),
    "frequence:TRIENNIAL": ("tous les trois ans", "every three years"),
    "frequence:WEEKLY": ("chaque semaine", "weekly"),
    "owl:DatatypeProperty": ("propriété (valeur)", "datatype property"),
    "owl:AnnotationProperty": ("annotation", "annotation property"),
    "owl:disjointWith": ("n’a rien de commun avec", "disjoint with"),
    "owl:equivalentClass": ("équivaut à", "equivalent class"),
    "owl:priorVersion": ("version précédente", "prior version"),
    "vann:preferredNamespacePrefix": ("préfixe conseillé", "preferred prefix"),
    "vann:preferredNamespaceUri": ("espace de noms", "namespace"),
    "bibo:status": ("état", "status"),
    "bibo:status/draft": ("ébauche", "draft"),
    "bibo:status/published": ("publiée", "published"),
    "schema:domainIncludes": ("se dit de", "used on"),
    "schema:rangeIncludes": ("a pour valeur", "values"),
    "sh:targetClass": ("classe visée", "target class"),
    "sh:property": ("propriétés", "properties"),
    "sh:path": ("propriété", "path"),
    "sh:severity": ("gravité", "severity"),
    "sh:message": ("message", "message"),
    "sh:minCount": ("au moins", "at least"),
    "sh:maxCount": ("au plus", "at most"),
    "sh:class": ("de la classe", "of class"),
    "sh:datatype": ("du type", "datatype"),
    "sh:nodeKind": ("sorte de nœud", "node kind"),
    "sh:pattern": ("motif", "pattern"),
    "sh:name": ("nom", "name"),
    "sh:IRI": ("un IRI", "an IRI"),
    "sh:languageIn": ("langues admises", "languages allowed"),
    "sh:or": ("l’une de ces formes", "one of these shapes"),
    "sh:not": ("pas cette forme", "not this shape"),
    "sh:node": ("de la forme", "of shape"),
    "sh:targetNode": ("chose visée", "target node"),
    "sh:targetObjectsOf": ("visées : valeurs de", "targets: objects of"),
    "sh:targetSubjectsOf": ("visées : sujets de", "targets: subjects of"),
    "sh:sparql": ("règle SPARQL", "SPARQL rule"),
    "sh:select": ("requête", "query"),
    "sh:prefixes": ("préfixes", "prefixes"),
    "sh:declare": ("préfixes déclarés", "prefixes declared"),
    "sh:prefix": ("préfixe", "prefix"),
    "sh:namespace": ("espace de noms", "namespace"),
    "sh:inversePath": ("propriété, en sens inverse", "inverse path"),
    "sh:in": ("parmi", "one of"),
    "sh:hasValue": ("a pour valeur", "has value"),
    "sh:qualifiedValueShape": ("valeurs de la forme", "values of shape"),
    "sh:qualifiedMinCount": ("de cette forme, au moins", "of this shape, at least"),
    "sh:qualifiedMaxCount": ("de cette forme, au plus", "of this shape, at most"),
    "sh:minLength": ("longueur minimale", "minimum length"),
    "sh:maxLength": ("longueur maximale", "maximum length"),
    "sh:minInclusive": ("au minimum", "minimum"),
    "sh:maxInclusive": ("au maximum", "maximum"),
    "sh:lessThan": ("avant", "less than"),
    "sh:disjoint": ("différent de", "different from"),
    "sh:uniqueLang": ("une valeur par langue", "one value per language"),
    "rdfs:Resource": ("chose", "thing"),
    "dcterms:conformsTo": ("se conforme à", "conforms to"),
    "dcterms:Standard": ("norme", "standard"),
    "void:vocabulary": ("vocabulaire employé", "vocabulary used"),
    "void:uriSpace": ("début des adresses", "start of addresses"),
    "void:subset": ("parties", "subsets"),
    "void:properties": ("nombre de propriétés", "number of properties"),
    "void:entities": ("nombre de choses", "number of entities"),
    "void:documents": ("nombre de documents", "number of documents"),
    "void:distinctSubjects": ("nombre de sujets", "number of subjects"),
    "void:distinctObjects": ("nombre de valeurs", "number of objects"),
    "void:classes": ("nombre de classes", "number of classes"),
    "void:classPartition": ("par classe", "by class"),
    "sh:description": ("description", "description"),
    "sh:Violation": ("violation", "violation"),
    "sh:Warning": ("avertissement", "warning"),
    "sh:Info": ("information", "info"),
    "owl:inverseOf": ("inverse de", "inverse of"),
    "owl:versionInfo": ("version", "version"),
    "owl:versionIRI": ("adresse de la version", "version IRI"),
    "skos:Concept": ("concept", "concept"),
    "skos:ConceptScheme": ("vocabulaire", "vocabulary"),
    "skos:prefLabel": ("nom", "preferred label"),
    "skos:altLabel": ("autre nom", "other name"),
    "skos:historyNote": ("histoire", "history"),
    "skos:hiddenLabel": ("graphie reconnue", "spelling that is recognised"),
    "skos:definition": ("définition", "definition"),
    "skos:scopeNote": ("emploi", "scope note"),
    "skos:example": ("exemple", "example"),
    "skos:notation": ("code", "code"),
    "skos:note": ("remarque", "note"),
    "skos:inScheme": ("vocabulaire", "in vocabulary"),
    "skos:topConceptOf": ("concept principal de", "top concept of"),
    "skos:hasTopConcept": ("concepts", "top concepts"),
    "skos:broader": ("plus général", "broader"),
    "skos:narrower": ("plus précis", "narrower"),
    "skos:closeMatch": ("proche de", "close to"),
    "skos:exactMatch": ("identique à", "same as"),
    "skos:related": ("voir aussi", "related"),
    "skos:editorialNote": ("note des auteurs", "editorial note"),
    "skos:changeNote": ("changement", "change note"),
    "owl:deprecated": ("déprécié", "deprecated"),
    "owl:backwardCompatibleWith": ("compatible avec", "backward compatible with"),
    "dcterms:contributor": ("contributeur", "contributor"),
    "foaf:logo": ("logo", "logo"),
    "skos:broadMatch": ("plus général, ailleurs", "broader, elsewhere"),
    "skos:narrowMatch": ("plus précis, ailleurs", "narrower, elsewhere"),
    "skos:relatedMatch": ("en rapport, ailleurs", "related, elsewhere"),
    "vs:term_status": ("état du terme", "term status"),
    "owl:equivalentProperty": ("équivaut à", "equivalent property"),
    "sh:closed": ("fermée", "closed"),
    "sh:equals": ("les mêmes valeurs que", "same values as"),
    "sh:ignoredProperties": ("propriétés permises", "properties permitted"),
    "sh:ValidationReport": ("rapport de validation", "validation report"),
    "sh:ValidationResult": ("résultat de validation", "validation result"),
    "sh:conforms": ("conforme", "conforms"),
    "sh:result": ("résultats", "results"),
    "sh:focusNode": ("chose jugée", "focus node"),
    "sh:resultMessage": ("message", "message"),
    "sh:resultPath": ("propriété", "path"),
    "sh:resultSeverity": ("gravité", "severity"),
    "sh:sourceShape": ("règle", "source shape"),
    "sh:value": ("valeur", "value"),
    "dcterms:title": ("titre", "title"),
    "dcterms:type": ("genre", "kind"),
    "dcterms:description": ("description", "description"),
    "dcterms:abstract": ("résumé", "abstract"),
    "dcterms:spatial": ("territoire", "territory"),
    "dcterms:temporal": ("période", "period"),
    "dcterms:date": ("date", "date"),
    "dcterms:created": ("créé le", "created"),
    "dcterms:issued": ("publié le", "issued"),
    "dcterms:modified": ("modifié le", "modified"),
    "dcterms:publisher": ("éditeur", "publisher"),
    "dcterms:creator": ("auteur", "creator"),
    "dcterms:language": ("langue", "language"),
    "dcterms:license": ("licence", "licence"),
    "dcterms:rights": ("droits", "rights"),
    "dcterms:isPartOf": ("fait partie de", "part of"),
    "dcterms:isReplacedBy": ("remplacé par", "replaced by"),
    "dcterms:replaces": ("remplace", "replaces"),
    "dcterms:hasPart": ("comprend", "has part"),
    "dcterms:source": ("source", "source"),
    "dcterms:identifier": ("identifiant", "identifier"),
    "dcterms:format": ("format", "format"),
    "dcterms:subject": ("sujet", "subject"),
    "dcterms:references": ("cite", "refers to"),
    "dcterms:extent": ("longueur", "extent"),
    "dcterms:bibliographicCitation": ("comment citer", "how to cite"),
    "dcat:Catalog": ("catalogue", "catalogue"),
    "dcat:DataService": ("service", "data service"),
    "dcat:Distribution": ("distribution", "distribution"),
    "dcat:dataset": ("jeux de données", "datasets"),
    "dcat:service": ("services", "services"),
    "dcat:servesDataset": ("jeux servis", "serves dataset"),
    "dcat:endpointURL": ("adresse du service", "endpoint URL"),
    "dcat:endpointDescription": ("description du service", "endpoint description"),
    "dcat:accessURL": ("accès", "access URL"),
    "dcat:downloadURL": ("fichier", "download URL"),
    "dcat:accessService": ("service d’accès", "access service"),
    "dcat:mediaType": ("type de fichier", "media type"),
    "dcat:compressFormat": ("compression", "compression format"),
    "dcat:byteSize": ("taille en octets", "size in bytes"),
    "dcat:theme": ("thème", "theme"),
    "dcat:themeTaxonomy": ("classement des thèmes", "theme taxonomy"),
    "dcat:contactPoint": ("contact", "contact point"),
    "dcat:landingPage": ("page d’accueil", "landing page"),
    "dcat:hasVersion": ("versions", "has version"),
    "dcat:isVersionOf": ("version de", "version of"),
    "dcat:previousVersion": ("version précédente", "previous version"),
    "dcat:startDate": ("début", "start date"),
    "dcat:endDate": ("fin", "end date"),
    "dcat:inSeries": ("dans la série", "in series"),
    "dcterms:accrualPeriodicity": ("fréquence de mise à jour", "update frequency"),
    "dcterms:accessRights": ("droits d’accès", "access rights"),
    "dcterms:provenance": ("provenance", "provenance"),
    "adms:status": ("état", "status"),
    "adms:versionNotes": ("notes de version", "version notes"),
    "dqv:hasQualityMeasurement": ("mesures de qualité", "quality measurements"),
    "dqv:QualityMeasurement": ("mesure de qualité", "quality measurement"),
    "dqv:isMeasurementOf": ("mesure de", "measurement of"),
    "dqv:computedOn": ("calculée sur", "computed on"),
    "dqv:value": ("valeur", "value"),
    "void:class": ("classe", "class"),
    "void:property": ("propriété", "property"),
    "void:propertyPartition": ("par propriété", "by property"),
    "void:Linkset": ("liens vers un autre jeu", "linkset"),
    "void:feature": ("formats proposés", "features"),
    "void:exampleResource": ("exemple", "example resource"),
    "void:rootResource": ("point d’entrée", "root resource"),
    "void:target": ("jeu visé", "target"),
    "void:linkPredicate": ("propriété du lien", "link predicate"),
    "foaf:Document": ("document", "document"),
    "dcat:version": ("version", "version"),
    "dcat:Dataset": ("jeu de données", "dataset"),
    "dcat:keyword": ("mot clé", "keyword"),
    "dcat:distribution": ("distribution", "distribution"),
    "foaf:homepage": ("site", "home page"),
    "foaf:page": ("page", "page"),
    "foaf:name": ("nom", "name"),
    "foaf:primaryTopic": ("sujet", "primary topic"),
    "prov:Activity": ("traitement", "activity"),
    "prov:Entity": ("objet tracé", "entity"),
    "prov:SoftwareAgent": ("logiciel", "software agent"),
    "prov:Bundle": ("ensemble d’affirmations", "bundle"),
    "prov:wasGeneratedBy": ("produit par", "generated by"),
    "prov:generated": ("a produit", "generated"),
    "prov:used": ("a utilisé", "used"),
    "prov:wasAssociatedWith": ("logiciel", "associated with"),
    "prov:wasDerivedFrom": ("tiré de", "derived from"),
    "prov:generatedAtTime": ("produit le", "generated at"),
    "oa:exact": ("citation", "exact quote"),
    "oa:prefix": ("avant", "before"),
    "oa:suffix": ("après", "after"),
    "oa:start": ("début", "start"),
    "oa:end": ("fin", "end"),
    "oa:hasSource": ("document", "document"),
    "oa:hasSelector": ("repère", "selector"),
    "oa:SpecificResource": ("passage désigné", "specific resource"),
    "oa:TextQuoteSelector": ("repère par citation", "text quote selector"),
    "oa:TextPositionSelector": ("repère par position", "text position selector"),
    "org:classification": ("sorte d’organisation", "kind of organisation"),
    "org:Organization": ("organisation", "organisation"),
    "eli:LegalResource": ("texte juridique", "legal resource"),
    "eli:number": ("numéro", "number"),
    "eli:date_document": ("date du texte", "date of the text"),
    "eli:type_document": ("genre de texte", "kind of text"),
    "eli:title": ("intitulé", "title"),
    "schema:sameAs": ("adresse officielle", "official address"),
    "eli:passed_by": ("auteur", "passed by"),
    "eli:id_local": ("identifiant", "identifier"),
    "void:Dataset": ("jeu de données", "dataset"),
    "void:triples": ("nombre de triplets", "number of triples"),
    "void:inDataset": ("jeu de données", "in dataset"),
    "void:dataDump": ("fichier à télécharger", "data dump"),
    "void:sparqlEndpoint": ("point d’interrogation SPARQL", "SPARQL endpoint"),
    "sh:NodeShape": ("forme", "node shape"),
    "sh:PropertyShape": ("forme de propriété", "property shape"),
}

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_AUTHORITY_NAMES: dict[str, tuple[str, str]] = {
    "currency/EUR": ("euro", "euro"),
    "language/ENG": ("anglais", "English"),
    "language/FRA": ("français", "French"),
    "country/FRA": ("France", "France"),
}


def _known() -> dict[str, tuple[str, str]]:
    known = {}
    for short, names in _OTHERS.items():
        prefix, _, local = short.partition(":")
        known[PREFIXES[prefix] + local] = names
    known.update({_AUTHORITY + code: names for code, names in _AUTHORITY_NAMES.items()})
    return known


_KNOWN = _known()


def fallback(iri: str, language: str, base: str = BASE) -> str:
    """Return a name for an IRI that no graph names: a standard term's name, the end of ours, else the address."""
    names = _KNOWN.get(iri)
    if names:
        return names[0 if language == "fr" else 1]
    for prefix, address in PREFIXES.items():
        if iri.startswith(address) and len(iri) > len(address) and not address.startswith(BASE):
            return f"{prefix}:{iri.removeprefix(address)}"
    if "#" in iri or iri.startswith(base):
        return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    return iri.removeprefix("https://").removeprefix("http://").rstrip("/")


def best(literals: Iterable[Literal], language: str) -> Literal | None:
    """Return the literal to show: the asked language, then French, then none, then any; else the first given."""
    order = (language, "fr", "")

    def rank(literal: Literal) -> int:
        tag = (literal.language or "").split("-")[0]
        return order.index(tag) if tag in order else len(order)

    return min(literals, key=rank, default=None)


async def labels(reader: Reader, iris: Iterable[str], language: str) -> Mapping[str, Literal]:
    """Return a name for every IRI, in the asked language where there is one."""
    wanted, kept, release = sorted(set(iris)), reader.names, reader.release_id
    known = {iri: held for iri in wanted if kept is not None and (held := kept.get(release, iri)) is not None}
    asked = reader.gatherings.setdefault("labels", Gathering(lambda iris: _read(reader, iris)))
    read = await asked.get(iri for iri in wanted if iri not in known)
    if kept is not None and read and reader.release_id == release:  # else it may be the next release that answered
        kept.keep(release, read)
    known |= read
    return {iri: best(known[iri], language) or Literal(fallback(iri, language, reader.base)) for iri in wanted}


async def _read(reader: Reader, iris: Iterable[str]) -> dict[str, Named]:
    """Ask the store for the names of each IRI."""
    found: dict[str, Named] = {}
    for batch in batched_iris(iris):
        # A second VALUES, for the properties, has the engine read every name of the release: 400 ms of a million.
        rows = await reader.select(
            f"SELECT DISTINCT ?s ?p ?label WHERE {{ VALUES ?s {{ {values(batch)} }} ?s ?p ?label "
            f"FILTER(?p IN ({', '.join(NAMES)})) }}"
        )
        ranked: dict[str, list[tuple[int, str, Literal]]] = defaultdict(list)
        for row in rows:
            label = row["label"]
            if isinstance(label, Literal):
                ranked[required(row, "s")].append((_RANKS[required(row, "p")], label.value, label))
        found |= {iri: tuple(label for *_, label in sorted(ranked[iri], key=lambda item: item[:2])) for iri in batch}
    return found


def batched_iris(iris: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Cut IRIs into batches that make queries of a bounded size."""
    wanted = sorted(set(iris))
    return (tuple(wanted[start : start + _BATCH]) for start in range(0, len(wanted), _BATCH))
