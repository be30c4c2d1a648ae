"""The online experiment: who gets which arm, whether the split is sound, and what the outcome says."""
