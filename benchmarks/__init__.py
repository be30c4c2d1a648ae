"""What the compiler costs, beside its peers, in one run."""
