"""A call that keeps the contract: for the API's description, for warming up, for load tests."""

from __future__ import annotations

from typing import Any

from ..config import design


def example() -> dict[str, Any]:
    """A call for a user who is new, and has had one item."""
    return {"user": "somebody", "k": design.K, "recent": ["an item"], "exclude": []}
