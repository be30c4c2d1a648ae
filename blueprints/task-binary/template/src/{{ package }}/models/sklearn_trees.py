"""Trees of scikit-learn in the graph of a model."""

from __future__ import annotations

from collections.abc import Sequence

from onnx import TensorProto
from sklearn.tree import DecisionTreeClassifier
from sklearn.tree._tree import Tree

from ..artifacts.graph import Graph
from ..artifacts.trees import Trees


def add_trees(graph: Graph, columns: str, estimators: Sequence[DecisionTreeClassifier]) -> str:
    """The sum over the trees of the share of positives in the leaf that a row reaches."""
    trees = Trees()
    for estimator in estimators:
        trees.root(_node(trees, estimator.tree_, 0))
    # scikit-learn rounds rows to single precision, so the graph does.
    rounded = graph.add("Cast", graph.add("Cast", columns, to=TensorProto.FLOAT), to=TensorProto.DOUBLE)
    return trees.add_to(graph, rounded, targets=1)


def _node(trees: Trees, tree: Tree, position: int) -> tuple[int, int]:
    left, right = tree.children_left[position], tree.children_right[position]
    if left == right:
        return trees.leaf(float(tree.value[position][0][1]))
    number = trees.node(int(tree.feature[position]), float(tree.threshold[position]), missing_left=True)
    left_child, right_child = _node(trees, tree, left), _node(trees, tree, right)
    trees.branches[number] = [*left_child, *right_child]
    return number, 0
