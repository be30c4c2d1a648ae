"""A linear model of each action."""

from __future__ import annotations

from dataclasses import dataclass

from ..artifacts.graph import Graph
from ..task.policy import Rewards
from .base import Matrix


@dataclass(frozen=True, slots=True)
class Lines:
    """A weight for each column and action, and what it brings at the mean."""

    coefficients: Matrix
    intercepts: Rewards

    def predict(self, features: Matrix) -> Rewards:
        """What each action brings."""
        found: Rewards = features @ self.coefficients + self.intercepts
        return found


def add_to(graph: Graph, columns: str, lines: Lines) -> str:
    """The weighted sums, one for each action."""
    product = graph.add("MatMul", columns, graph.constant(lines.coefficients))
    return graph.add("Add", product, graph.constant(lines.intercepts))
