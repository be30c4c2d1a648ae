"""What is grouped, and how it is measured."""
