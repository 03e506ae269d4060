"""Comparisons of the records and numbers of a document."""
