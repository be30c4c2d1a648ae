"""Predictions for a whole file."""
