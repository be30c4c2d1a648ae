"""The resolved system: the document with its defaults filled in, its names indexed, its numbers derived."""
