"""Running what strangers wrote: within limits, and no more of it than its user allows."""
