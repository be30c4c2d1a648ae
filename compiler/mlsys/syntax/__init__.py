"""The text of a document: reading, places, edits."""
