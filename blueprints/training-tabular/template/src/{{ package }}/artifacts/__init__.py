"""The packed model, where it stands, and who it is."""
