"""What an organisation demands of its systems."""
