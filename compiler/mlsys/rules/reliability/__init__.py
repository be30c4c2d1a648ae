"""Rules: Reliability and monitoring."""
