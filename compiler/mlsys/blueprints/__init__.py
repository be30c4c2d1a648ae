"""Blueprints: manifests, conditions and the catalogue."""
