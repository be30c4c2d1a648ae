"""Ways to recommend, simple ones first."""
