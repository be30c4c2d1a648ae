"""Rules: Maintainability."""
