"""The codes of findings about a project on disk."""

from typing import Final

CONFLICT: Final = "MLS040"
"""A file in which an edit and a new generation contradict each other."""
OCCUPIED: Final = "MLS041"
"""Something of the user's stands where a file would be generated."""
DRIFT: Final = "MLS708"
"""A managed file that was edited."""
