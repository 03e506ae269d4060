"""Examples to paste: how to read the data from tools that people have. Tests run those that are programs."""

from __future__ import annotations

from dataclasses import dataclass

from pactes.web.i18n import Language


@dataclass(frozen=True, slots=True)
class Example:
    """An example: its tool, what it does, the text to paste, and what language that is in (none: an address)."""

    key: str
    tool: str
    what: str
    code: str
    language: str = ""


def examples(say: Language, address: str, base: str, thing: str) -> tuple[Example, ...]:
    """Return the examples for a service at ``address`` (final slash), over ``base``; ``thing`` is an IRI of ours."""
    _ = say.gettext
    query = (
        f"PREFIX pactes: <{base}def#>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\n"
        "SELECT ?contrat ?titre ?date WHERE {\n"
        "  ?contrat a pactes:Contrat ; rdfs:label ?titre .\n"
        "  OPTIONAL { ?contrat pactes:dateSignature ?date }\n"
        "}\nORDER BY ?titre\nLIMIT 10"
    )
    document = f"{address}doc/{thing.removeprefix(base + 'id/')}"
    return (
        Example(
            "curl",
            "curl",
            _("Ce qui est dit d’une chose, en Turtle ou en JSON-LD ; puis une question, en CSV."),
            f"curl -L -H 'Accept: text/turtle' {document}\n"
            f"curl -L {document}.jsonld\n"
            f"curl -G {address}sparql -H 'Accept: text/csv' \\\n"
            f"  --data-urlencode 'query=SELECT ?c WHERE {{ ?c a <{base}def#Contrat> }} LIMIT 10'",
            "sh",
        ),
        Example(
            "rdflib",
            "Python, rdflib",
            _("Un graphe à parcourir."),
            "from rdflib import Graph\n\n"
            f'graphe = Graph().parse("{document}.ttl")\n'
            "for sujet, propriete, valeur in graphe:\n"
            "    print(sujet, propriete, valeur)",
            "python",
        ),
        Example(
            "sparqlwrapper",
            "Python, SPARQLWrapper",
            _("Une question, et sa réponse ligne à ligne."),
            "from SPARQLWrapper import JSON, SPARQLWrapper\n\n"
            f'service = SPARQLWrapper("{address}sparql")\n'
            "service.setReturnFormat(JSON)\n"
            f'service.setQuery("""\n{query}\n""")\n'
            'for ligne in service.queryAndConvert()["results"]["bindings"]:\n'
            '    print(ligne["titre"]["value"])',
            "python",
        ),
        Example(
            "pandas",
            "Python, pandas",
            _("Un des tableaux à télécharger."),
            f'import pandas\n\ncontrats = pandas.read_csv("{address}dump/contrats.csv")\nprint(contrats.head())',
            "python",
        ),
        Example(
            "r",
            "R, httr",
            _("Une question, dans un tableau de données."),
            "library(httr)\n\n"
            f'requete <- "{query}"\n'
            f'reponse <- GET("{address}sparql", query = list(query = requete), accept("text/csv"))\n'
            'contrats <- read.csv(text = content(reponse, "text", encoding = "UTF-8"))\n'
            "head(contrats)",
            "r",
        ),
        Example(
            "openrefine",
            "OpenRefine",
            _(
                "Rapprocher une colonne de noms (communes, intercommunalités, organismes) de nos identifiants : "
                "« Reconcile », « Start reconciling », « Add standard service », puis cette adresse."
            ),
            f"{address}reconcile",
        ),
        Example(
            "qgis",
            "QGIS",
            _(
                "Les contours : « Couche », « Ajouter une couche vecteur », protocole HTTP, cette adresse. Les "
                "tableaux se joignent par le code INSEE."
            ),
            f"{address}carte/contours.geojson",
        ),
        Example(
            "tableur",
            "LibreOffice, Excel",
            _(
                "LibreOffice : « Fichier », « Ouvrir », cette adresse ; jeu de caractères UTF-8, séparateur virgule "
                "(pas point-virgule). Excel : « Données », « À partir d’un fichier texte/CSV », délimiteur virgule. Un "
                "double clic sur le fichier ne suffit pas dans un Excel français, qui attend des points-virgules."
            ),
            f"{address}dump/contrats.csv",
        ),
    )
