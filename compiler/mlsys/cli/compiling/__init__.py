"""From a document to its project, and what becomes of the files in it."""
