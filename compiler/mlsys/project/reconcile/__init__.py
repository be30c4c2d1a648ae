"""What compiling does to each file of a project."""
