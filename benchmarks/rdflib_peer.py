"""rdflib-endpoint over a file of N-Triples (run with the Python of an environment that has it).

PEER_FILE=union.nt uvicorn --app-dir benchmarks rdflib_peer:app
"""

import os

from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint

graph = Graph()
graph.parse(os.environ["PEER_FILE"], format="nt")
app = SparqlEndpoint(graph=graph, path="/sparql", enable_update=False)
