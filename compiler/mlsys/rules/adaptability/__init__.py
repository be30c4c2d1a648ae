"""Rules: Adaptability."""
