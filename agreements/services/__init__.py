"""Verbs that bring a signed document to the register."""
