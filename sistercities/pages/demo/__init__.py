"""The demonstration: real partnerships with their sources, documents marked as demonstration copies."""
