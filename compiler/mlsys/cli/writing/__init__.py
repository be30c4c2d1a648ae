"""Writing a document: from a table, from questions, in an editor."""
