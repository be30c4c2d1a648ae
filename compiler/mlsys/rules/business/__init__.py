"""Rules: Business and stakeholders."""
