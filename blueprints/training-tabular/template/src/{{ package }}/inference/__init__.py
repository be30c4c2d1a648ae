"""The one way from rows to predictions."""
