"""What watches the running system."""
