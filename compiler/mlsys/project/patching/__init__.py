"""Output patches: edits that are applied to what is generated."""
