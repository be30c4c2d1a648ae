"""What distinguishes the types of tasks: what rules, registries and generators ask instead of naming types.

Each class in ``tasks`` says it of its own type. Sources: Huyen, Designing Machine Learning Systems (2022),
chapter 2; scikit-learn user guide, supervised and unsupervised learning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

FROM_LABELS: Final = ("supervised", "semi_supervised")
CLASS_OUTPUTS: Final = ("class", "probability", "score")
CLASS_BASELINES: Final = ("constant", "majority", "heuristic", "linear", "random", "previous", "human")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKind:
    """The properties of a type of task."""

    labelled: bool = False
    """Whether it learns from a label in each row."""
    two_classes: bool = False
    """Whether the label is yes or no, one of them positive."""
    several_classes: bool = False
    """Whether exactly one of several classes holds."""
    overlapping: bool = False
    """Whether several classes may hold at once."""
    tree: bool = False
    """Whether its classes are the leaves of a tree."""
    probabilistic: bool = False
    """Whether its scores are probabilities of flat classes, which can be calibrated."""
    numeric: bool = False
    """Whether a number is predicted."""
    orderable: bool = False
    """Whether its classes, or the buckets of its number, may have an order."""
    temporal: bool = False
    """Whether it predicts later values of what it learns from."""
    ranked: bool = False
    """Whether a prediction is an order of items."""
    grouped: bool = False
    """Whether items compete within a declared group, as those of a query."""
    personal: bool = False
    """Whether items are chosen for users."""
    partitions: bool = False
    """Whether rows are put into groups that nobody has named."""
    compresses: bool = False
    """Whether rows become fewer numbers that serve other tasks."""
    rare_positives: bool = False
    """Whether it looks for rows that do not fit."""
    acts: bool = False
    """Whether a prediction is an action that earns a reward."""
    paradigms: tuple[str, ...] = ()
    """What a model of it may learn from, the usual first; empty for anything."""
    outputs: tuple[str, ...] = ()
    """What a prediction may consist of."""
    baselines: tuple[str, ...] = ("constant", "heuristic", "random", "previous", "human")
    """Kinds of baselines that solve it."""
    also_called: tuple[str, ...] = ()
    """What people write who mean it; never the name of a type."""

    @property
    def has_positives(self) -> bool:
        """Whether some rows are positive and the others are not."""
        return self.two_classes or self.rare_positives

    @property
    def exclusive(self) -> bool:
        """Whether exactly one class holds."""
        return self.two_classes or self.several_classes

    @property
    def finds_structure(self) -> bool:
        """Whether it learns from the rows themselves, without a label."""
        return self.partitions or self.compresses

    @property
    def of_classes(self) -> bool:
        """Whether classes are predicted, one or several."""
        return self.exclusive or self.overlapping

    @property
    def self_supervised(self) -> bool:
        """Whether it usually learns from the rows themselves, by a pretext."""
        return self.paradigms[:1] == ("self_supervised",)


Asks: TypeAlias = Callable[[TaskKind], bool]
"""A question about a type of task."""
