"""What the model is worth, and whether that is enough."""
