"""What the rules of acme share."""

from typing import Final

MOST_IDLE: Final = 0.5
"""The share of the most replicas that may run while nobody asks."""
