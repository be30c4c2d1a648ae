"""Rules: Metrics, evaluation and baselines."""
