"""Lists by schedule."""
