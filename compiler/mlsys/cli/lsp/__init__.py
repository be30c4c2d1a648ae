"""The language server: findings, fixes and the pages of fields while a person types."""
