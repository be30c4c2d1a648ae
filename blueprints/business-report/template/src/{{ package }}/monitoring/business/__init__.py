"""Whether the system moves what the business wants moved, and nothing that it wants kept."""
