"""Merging three versions of a file: lines, entries, documents."""
