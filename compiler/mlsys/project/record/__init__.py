"""What a project keeps about itself beside its files."""
