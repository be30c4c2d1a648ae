"""The plan of a project: artefacts, owners, claims, collisions, coverage."""
