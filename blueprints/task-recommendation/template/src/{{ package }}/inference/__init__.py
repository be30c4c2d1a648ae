"""From a model and a history to a list."""
