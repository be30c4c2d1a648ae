"""The judge of structure: the published JSON Schema, and the words for what breaks it."""
