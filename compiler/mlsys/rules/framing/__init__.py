"""Rules: Framing of the problem."""
