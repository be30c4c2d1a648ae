"""Trees of scikit-learn in the graph of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from onnx import TensorProto
from sklearn.tree._tree import Tree

from ..artifacts.graph import Graph
from ..artifacts.trees import Trees

Leaf: TypeAlias = Callable[[Tree, int, int], float]
"""What a leaf adds to the sum: of a tree, by the number of the node and its depth."""


def add_trees(graph: Graph, columns: str, fitted: Iterable[Tree], leaf: Leaf) -> str:
    """The sum over the trees of what the leaf adds that a row reaches."""
    trees = Trees()
    for tree in fitted:
        trees.root(_node(trees, tree, 0, 0, leaf))
    # scikit-learn rounds rows to single precision, so the graph does.
    rounded = graph.add("Cast", graph.add("Cast", columns, to=TensorProto.FLOAT), to=TensorProto.DOUBLE)
    return trees.add_to(graph, rounded, targets=1)


def positives(tree: Tree, position: int, _depth: int) -> float:
    """The share of positives in a leaf of a classifier."""
    return float(tree.value[position][0][1])


def _node(trees: Trees, tree: Tree, position: int, depth: int, leaf: Leaf) -> tuple[int, int]:
    left, right = tree.children_left[position], tree.children_right[position]
    if left == right:
        return trees.leaf(leaf(tree, position, depth))
    number = trees.node(int(tree.feature[position]), float(tree.threshold[position]), missing_left=True)
    left_child, right_child = (_node(trees, tree, child, depth + 1, leaf) for child in (left, right))
    trees.branches[number] = [*left_child, *right_child]
    return number, 0
