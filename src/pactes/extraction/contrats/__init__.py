"""Readers of contracts: the one that a document is, those that it names, describes or lists."""
