"""Saboteurs: each breaks one thing on purpose and reports whether it was caught."""
