"""Whether a model keeps the claims of the design."""
