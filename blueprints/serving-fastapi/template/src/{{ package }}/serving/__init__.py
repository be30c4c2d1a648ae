"""Online prediction service: contract checks, micro-batched scoring, fallback, metrics."""
