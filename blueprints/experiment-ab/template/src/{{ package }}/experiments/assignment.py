"""Which arm a unit belongs to: the same answer in every process, on every day, without a table."""

from __future__ import annotations

import hashlib

from .plan import PLAN
from .types import Plan

_SPAN = 2.0**64


def bucket(unit: str | int, salt: str) -> float:
    """A number in [0, 1) that depends on the unit and the salt alone."""
    digest = hashlib.sha256(f"{salt}:{unit}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / _SPAN


def assign(unit: str | int, plan: Plan = PLAN) -> str:
    """The arm of a unit."""
    point, edge = bucket(unit, plan.salt), 0.0
    for arm, share in plan.arms.items():
        edge += share
        if point < edge:
            return arm
    # The shares may add up to a hair less than 1.
    return arm
