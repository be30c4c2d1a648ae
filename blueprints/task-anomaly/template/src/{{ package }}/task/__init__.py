"""What is looked for, and how it is measured."""
