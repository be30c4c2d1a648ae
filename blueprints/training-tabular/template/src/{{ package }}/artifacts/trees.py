"""Trees as one `TreeEnsemble` of ai.onnx.ml 5, in double precision.

Source: https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from lightgbm import Booster
from onnx import numpy_helper

from .graph import LESS_OR_EQUAL, MEMBER, Graph

# What LightGBM writes for a bound of infinity: every number is below it, and a null may go the other way.
INFINITE: Final = 1e300


class ExportError(Exception):
    """The model uses something that the graph cannot say exactly."""


@dataclass(slots=True)
class Trees:
    """The parallel arrays of the operator, filled tree by tree."""

    features: list[int] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    thresholds: list[float] = field(default_factory=list)
    missing_left: list[int] = field(default_factory=list)
    branches: list[list[int]] = field(default_factory=list)
    """Of each node the child where the test holds, whether that is a leaf, and the same for the other."""
    members: list[float] = field(default_factory=list)
    """Of each membership test, in the order of the nodes, the codes that pass and a NaN."""
    leaves: list[float] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    roots: list[int] = field(default_factory=list)

    def leaf(self, value: float, target: int = 0) -> tuple[int, int]:
        """Add a leaf; its number, marked as a leaf."""
        self.leaves.append(value)
        self.targets.append(target)
        return len(self.leaves) - 1, 1

    def node(self, feature: int, threshold: float, missing_left: bool) -> int:
        """Add a test `feature <= threshold`; its branches are set when they are known."""
        self.features.append(feature)
        self.modes.append(LESS_OR_EQUAL)
        self.thresholds.append(threshold)
        self.missing_left.append(int(missing_left))
        self.branches.append([])
        return len(self.features) - 1

    def root(self, start: tuple[int, int]) -> None:
        """Add a tree; one that is a leaf becomes a test whose two branches are that leaf."""
        number, is_leaf = start
        if is_leaf:
            leaf, number = number, self.node(0, 0.0, missing_left=True)
            self.branches[number] = [leaf, 1, leaf, 1]
        self.roots.append(number)

    def add_to(self, graph: Graph, rows: str, targets: int) -> str:
        """The sum of the leaves that each row reaches, a column a target."""
        left, left_leaf, right, right_leaf = (list(column) for column in zip(*self.branches, strict=True))
        members = {"membership_values": doubles(self.members)} if self.members else {}
        return graph.add(
            "TreeEnsemble",
            rows,
            domain="ai.onnx.ml",
            n_targets=targets,
            aggregate_function=1,
            post_transform=0,
            tree_roots=self.roots,
            nodes_featureids=self.features,
            nodes_modes=numpy_helper.from_array(np.array(self.modes, np.uint8)),
            nodes_splits=doubles(self.thresholds),
            nodes_missing_value_tracks_true=self.missing_left,
            nodes_truenodeids=left,
            nodes_trueleafs=left_leaf,
            nodes_falsenodeids=right,
            nodes_falseleafs=right_leaf,
            leaf_weights=doubles(self.leaves),
            leaf_targetids=self.targets,
            **members,
        )


def doubles(values: list[float]) -> Any:
    """The values as a tensor of doubles."""
    return numpy_helper.from_array(np.array(values, np.float64))


def of_lightgbm(booster: Booster) -> Trees:
    """The trees of a booster, up to its best iteration.

    Raises:
        ExportError: for linear leaves, averaged trees, and zero taken as missing.
    """
    dump = booster.dump_model()
    if dump["average_output"]:
        raise ExportError("averaged trees (boosting `rf`) cannot be exported")
    trees = Trees()
    for number, tree in enumerate(dump["tree_info"]):
        trees.root(_lightgbm_node(trees, tree["tree_structure"], number % dump["num_tree_per_iteration"]))
    return trees


def bound(node: Mapping[str, Any]) -> float:
    """The largest number that goes to the left of a node."""
    threshold = float(node["threshold"])
    return threshold if threshold < INFINITE else math.inf


def _lightgbm_node(trees: Trees, node: Mapping[str, Any], target: int) -> tuple[int, int]:
    if "leaf_coeff" in node:
        raise ExportError("linear leaves cannot be exported")
    if "leaf_value" in node:
        return trees.leaf(node["leaf_value"], target)
    if node["missing_type"] == "Zero":
        raise ExportError("`zero_as_missing` cannot be exported")
    if node["decision_type"] == "==":
        # A null or an unseen code is no member.
        number = trees.node(node["split_feature"], 0.0, missing_left=False)
        trees.modes[number] = MEMBER
        trees.members += [*map(float, node["threshold"].split("||")), float("nan")]
    else:
        threshold = bound(node)
        # Where training saw no null, LightGBM reads one as 0.
        left = node["default_left"] if node["missing_type"] == "NaN" else threshold >= 0
        number = trees.node(node["split_feature"], threshold, missing_left=left)
    left_child = _lightgbm_node(trees, node["left_child"], target)
    right_child = _lightgbm_node(trees, node["right_child"], target)
    trees.branches[number] = [*left_child, *right_child]
    return number, 0
