"""Rules: Scalability, serving and cost."""
