"""Which artefact enforces which claim, and whether it can fail."""
