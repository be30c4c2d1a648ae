"""The command line: chooses implementations, and is the only place that prints."""
