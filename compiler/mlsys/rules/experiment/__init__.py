"""Rules: Experiment and constraints."""
