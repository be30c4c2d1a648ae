"""From columns to what a model takes."""
