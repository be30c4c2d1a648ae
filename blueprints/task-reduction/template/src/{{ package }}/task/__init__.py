"""What is made fewer, and how it is measured."""
