"""Bringing documents of earlier language versions to the current one, as edits of their text."""
