"""The log in parts: the decisions that took each action, with their rewards."""

from __future__ import annotations

from collections.abc import Iterator

from ..data.contract import ACTIONS
from ..task.target import ACTION, REWARD
from .base import Rows


def by_action(rows: Rows) -> Iterator[Rows]:
    """For each action the features and the rewards of the decisions that took it."""
    for place in range(len(ACTIONS)):
        taken = rows.target[:, ACTION] == place
        yield Rows(rows.features[taken], rows.target[taken, REWARD])
