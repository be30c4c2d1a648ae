"""Fitting, choosing and renewing the model."""
