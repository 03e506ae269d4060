"""The pages of what gives words and rules to the data: the ontology, the shapes, the vocabularies."""
