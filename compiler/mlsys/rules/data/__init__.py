"""Rules: Data, labels and features."""
