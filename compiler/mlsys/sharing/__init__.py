"""Blueprints of others: where they come from, what pins them, and what they may do."""
