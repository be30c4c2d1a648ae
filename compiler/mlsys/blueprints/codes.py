"""The codes of findings about blueprints and about what they generate together."""

from typing import Final

MANIFEST: Final = "MLS030"
"""A manifest that contradicts itself or its files."""
CONDITION: Final = "MLS031"
"""A condition that cannot be evaluated on this system."""
MISSING_CAPABILITY: Final = "MLS032"
"""A capability that no blueprint of the project provides, or two blueprints that exclude each other."""
COLLISION: Final = "MLS033"
"""Two artefacts with one path."""
BAD_PATH: Final = "MLS034"
"""A generated path that leaves the project or that no file system takes."""
DANGLING_ENFORCEMENT: Final = "MLS035"
"""An enforcement or saboteur that nothing generates."""
CONTRIBUTION: Final = "MLS036"
"""Contributions that contradict each other."""
