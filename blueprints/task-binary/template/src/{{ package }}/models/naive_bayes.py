"""Features as if they were independent given the class; calibration mends its overconfidence."""

from __future__ import annotations

from typing import Final

import numpy as np
from sklearn.naive_bayes import GaussianNB

from ..artifacts.graph import Graph
from ..features.preprocessing import linear_features
from .base import Family, Parameters, Rows


def fit(parameters: Parameters, train: Rows, stop_on: Rows | None = None) -> GaussianNB:
    """Fit a mean and a variance a class and column."""
    return GaussianNB(**parameters).fit(*train)


def add_to(graph: Graph, columns: str, model: GaussianNB) -> str:
    """The logistic function of the difference of the two joint log likelihoods."""
    joint = []
    for mean, variance, prior in zip(model.theta_, model.var_, model.class_prior_, strict=True):
        gap = graph.add("Sub", columns, graph.constant(mean))
        square = graph.add("Div", graph.add("Mul", gap, gap), graph.constant(variance))
        distance = graph.add("ReduceSum", square, graph.constant(np.array([1])), keepdims=1)
        constant = np.log(prior) - 0.5 * np.log(2 * np.pi * variance).sum()
        half = graph.add("Mul", distance, graph.constant([0.5]))
        joint.append(graph.add("Sub", graph.constant([constant]), half))
    return graph.add("Sigmoid", graph.add("Sub", joint[1], joint[0]))


NAIVE_BAYES: Final = Family("naive_bayes", linear_features, fit, add_to)
