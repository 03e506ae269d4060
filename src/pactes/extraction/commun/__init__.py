"""Recognisers that several readers share: dates, amounts, lists, names, units of text; they know no record."""
