"""What each column adds to a sum of trees or of weighted columns, as nodes of a graph.

A column that is left out of a weighted sum has the mean of the training rows. In trees it takes both
branches, each by its share of the training rows; the numbers are exact Shapley values (Lundberg et al.
2020, "From local explanations to global understanding with explainable AI for trees"). A leaf is a
product over the columns on its path, so what one of them adds is the integral of a polynomial over
[0, 1] (Owen 1972, "Multilinear extensions of games"), and Gauss-Legendre quadrature is exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from lightgbm import Booster
from numpy.typing import NDArray
from onnx import TensorProto

from .graph import Graph
from .trees import bound

Matrix: TypeAlias = NDArray[np.float64]


class Background(NamedTuple):
    """What the numbers are told by."""

    owners: NDArray[np.int64]
    """The feature that each column belongs to."""
    means: Matrix
    """The mean of each column over the training rows."""

    @property
    def width(self) -> int:
        """A number a feature, and the score of a row of which nothing is known."""
        return int(self.owners.max()) + 2

    @property
    def owned(self) -> Matrix:
        """1 where the column is the feature's, a row a column and a last one for the base."""
        flags: Matrix = np.eye(self.width)[np.append(self.owners, self.width - 1)]
        return flags


@dataclass(frozen=True, slots=True)
class Test:
    """What a path asks of one column, in all of its nodes together."""

    low: float = -math.inf
    high: float = math.inf
    missing: bool = True
    """Whether a null goes this way."""
    members: frozenset[int] | None = None
    """The codes of levels that may go this way; None: all."""
    others: frozenset[int] = frozenset()
    """Codes that go another way."""
    share: float = 1.0
    """Of the training rows that reach the nodes, those that go this way."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf, and what a row has to be to reach it."""

    value: float
    target: int
    tests: Mapping[int, Test] = field(default_factory=dict)
    """By the place of the column."""

    @property
    def expected(self) -> float:
        """What the leaf adds to the score of a row of which nothing is known."""
        return self.value * math.prod(test.share for test in self.tests.values())


Slots: TypeAlias = list[list[tuple[int, Test]]]
"""For each leaf the columns on its path, as many as the longest path has."""


def leaves_of(booster: Booster) -> list[Leaf]:
    """The leaves of a booster, up to its best iteration."""
    dump = booster.dump_model()
    per_round = dump["num_tree_per_iteration"]
    return [
        leaf
        for number, tree in enumerate(dump["tree_info"])
        for leaf in _below(tree["tree_structure"], number % per_round, {})
    ]


def _below(node: Mapping[str, Any], target: int, tests: dict[int, Test]) -> Iterator[Leaf]:
    if "leaf_value" in node:
        yield Leaf(node["leaf_value"], target, tests)
        return
    column = node["split_feature"]
    before = tests.get(column, Test())
    for test, child in zip(_split(node, before), (node["left_child"], node["right_child"]), strict=True):
        share = before.share * _count(child) / _count(node)
        yield from _below(child, target, tests | {column: replace(test, share=share)})


def _split(node: Mapping[str, Any], before: Test) -> tuple[Test, Test]:
    """What the two branches of a node ask of its column."""
    if node["decision_type"] == "==":
        members = frozenset(map(int, node["threshold"].split("||")))
        both = members if before.members is None else before.members & members
        # A null or an unseen code is no member.
        return replace(before, members=both, missing=False), replace(before, others=before.others | members)
    threshold = bound(node)
    left = node["default_left"] if node["missing_type"] == "NaN" else threshold >= 0
    return (
        replace(before, high=min(before.high, threshold), missing=before.missing and left),
        replace(before, low=max(before.low, threshold), missing=before.missing and not left),
    )


def _count(node: Mapping[str, Any]) -> int:
    return int(node["leaf_count" if "leaf_value" in node else "internal_count"])


def add_weighted(
    graph: Graph, columns: str, weights: Matrix, intercepts: Matrix, background: Background
) -> str:
    """What the features add to weighted sums; the weights are a row a sum."""
    sums, width = len(weights), background.width
    apart = graph.add("Sub", columns, graph.constant(background.means))
    away = graph.add("Unsqueeze", apart, graph.constant(np.array([1])))
    added = graph.add("Mul", away, graph.constant(weights[None]))
    base = np.zeros((sums, width))
    base[:, -1] = intercepts + weights @ background.means
    by_feature = graph.add("MatMul", added, graph.constant(background.owned[:-1]))
    told = graph.add("Add", by_feature, graph.constant(base))
    return graph.add("Reshape", told, graph.constant(np.array([-1, sums * width])))


def weighted(features: Matrix, weights: Matrix, intercepts: Matrix, background: Background) -> Matrix:
    """The same by numpy, column by column: what `add_weighted` is held to."""
    added = (features - background.means)[:, None] * weights
    base = (intercepts + weights @ background.means)[:, None]
    whole = np.concatenate([added, np.broadcast_to(base, (len(features), *base.shape))], axis=2)
    return whole.reshape(len(features), -1)


def add_trees(graph: Graph, columns: str, leaves: list[Leaf], background: Background, targets: int) -> str:
    """What the features add to the sums of the leaves that a row reaches."""
    depth = max(1, *(len(leaf.tests) for leaf in leaves))
    slots = [[*leaf.tests.items(), *[(0, Test())] * (depth - len(leaf.tests))] for leaf in leaves]
    reached = _reached(graph, columns, slots)
    shares = np.array([[test.share for _, test in row] for row in slots])
    added = _integrated(graph, reached, shares)
    values = graph.constant(np.array([leaf.value for leaf in leaves]).reshape(-1, 1))
    flat = graph.add("Reshape", graph.add("Mul", added, values), graph.constant(np.array([-1, shares.size])))
    base = np.zeros((targets, background.width))
    for leaf in leaves:
        base[leaf.target, -1] += leaf.expected
    places = [
        leaf.target * background.width + background.owners[column]
        for leaf, row in zip(leaves, slots, strict=True)
        for column, _ in row
    ]
    return _sums(graph, flat, np.array(places), base.reshape(1, -1))


def _reached(graph: Graph, columns: str, slots: Slots) -> str:
    """For each column on the path of each leaf, 1 where a row goes on, else 0."""

    def table(attribute: str) -> str:
        return graph.constant(np.array([[getattr(test, attribute) for _, test in row] for row in slots]))

    places = graph.constant(np.array([[column for column, _ in row] for row in slots]))
    values = graph.add("Gather", columns, places, axis=1)
    missing = graph.add("IsNaN", values)
    between = graph.add(
        "And", graph.add("Greater", values, table("low")), graph.add("LessOrEqual", values, table("high"))
    )
    passes = graph.add("Or", between, graph.add("And", missing, table("missing")))
    if any(test.members is not None or test.others for row in slots for _, test in row):
        passes = graph.add("And", passes, _members(graph, values, missing, slots))
    return graph.add("Cast", passes, to=TensorProto.DOUBLE)


def _members(graph: Graph, values: str, missing: str, slots: Slots) -> str:
    """Whether each value's code goes on; a null is judged elsewhere, and passes here."""
    asked = {(test.members, test.others): 0 for row in slots for _, test in row}
    asked |= {sets: number for number, sets in enumerate(asked)}
    # One more than any node names stands for all codes that none names.
    last = 1 + max(code for members, others in asked for code in (*(members or ()), *others))
    flags = [
        [(members is None or code in members) and code not in others for code in range(last + 1)] + [True]
        for members, others in asked
    ]
    rows = np.array([[asked[test.members, test.others] for _, test in row] for row in slots])
    known = graph.add("Clip", values, graph.constant(np.array(0.0)), graph.constant(np.array(float(last))))
    codes = graph.add("Where", missing, graph.constant(np.array(last + 1.0)), known)
    places = graph.add("Cast", codes, to=TensorProto.INT64)
    flat = graph.add("Add", places, graph.constant(rows * (last + 2)))
    return graph.add("Gather", graph.constant(np.array(flags).reshape(-1)), flat, axis=0)


def _integrated(graph: Graph, reached: str, shares: Matrix) -> str:
    """For each column on the path of each leaf, what it adds to a leaf of value 1."""
    nodes, weights = np.polynomial.legendre.leggauss((shares.shape[1] + 1) // 2)
    total = None
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        known = graph.add("Mul", reached, graph.constant(np.array(node)))
        factors = graph.add("Add", known, graph.constant((1 - node) * shares))
        product = graph.add("ReduceProd", factors, graph.constant(np.array([2])))
        others = graph.add("Mul", graph.add("Div", product, factors), graph.constant(np.array(weight)))
        total = others if total is None else graph.add("Add", total, others)
    return graph.add("Mul", graph.add("Sub", reached, graph.constant(shares)), str(total))


def _sums(graph: Graph, flat: str, places: NDArray[np.int64], base: Matrix) -> str:
    """The numbers of each row added up by their places, on top of the base."""
    rows = graph.add("Shape", flat, start=0, end=1)

    def for_each_row(values: NDArray[Any]) -> str:
        shape = graph.add("Concat", rows, graph.constant(np.array([values.size])), axis=0)
        return graph.add("Expand", graph.constant(values.reshape(1, -1)), shape)

    return graph.add(
        "ScatterElements", for_each_row(base), for_each_row(places), flat, axis=1, reduction="add"
    )
