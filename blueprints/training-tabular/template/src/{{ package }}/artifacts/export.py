"""A fitted candidate as one ONNX graph in double precision: numbers and texts in, raw scores out.

ONNX rather than pickle: loading it cannot run code, and serving needs no training library.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, numpy_helper
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from ..features.preprocessing import CATEGORICAL, NUMERIC
from ..models.base import Candidate
from .graph import LESS_OR_EQUAL, Graph
from .manifest import MODEL_FILE

Cuts: TypeAlias = Mapping[str, NDArray[np.float64]]

INPUTS: Final = (
    ("numeric", TensorProto.DOUBLE, len(NUMERIC)),
    ("categorical", TensorProto.STRING, len(CATEGORICAL)),
)


def export(candidate: Candidate, folder: Path) -> Path:
    """Write `model.onnx` to the folder, with the tensors `numeric` and `categorical` as inputs."""
    graph = Graph()
    columns = add_features(graph, candidate.features)
    scores = candidate.family.add_to(graph, columns, candidate.estimator)
    model = graph.model(candidate.family.name, [tensor for tensor in INPUTS if tensor[2]], scores)
    path = folder / MODEL_FILE
    path.write_bytes(model.SerializeToString())
    return path


def add_features(graph: Graph, features: ColumnTransformer) -> str:
    """The columns that the estimator was fitted on, from the two input tensors."""
    fitted, parts = features.named_transformers_, []
    if NUMERIC:
        linear = isinstance(fitted["numeric"], Pipeline)
        parts.append(_scaled(graph, fitted["numeric"]) if linear else "numeric")
    if CATEGORICAL:
        parts.append(_encoded(graph, fitted["categorical"]))
    return graph.add("Concat", *parts, axis=1) if len(parts) > 1 else parts[0]


def _scaled(graph: Graph, steps: Pipeline) -> str:
    """The numbers with the median for nulls, in units of their deviation from the mean."""
    median, mean, scale = steps["impute"].statistics_, steps["scale"].mean_, steps["scale"].scale_
    filled = graph.add("Where", graph.add("IsNaN", "numeric"), graph.constant(median), "numeric")
    return graph.add("Div", graph.add("Sub", filled, graph.constant(mean)), graph.constant(scale))


def _encoded(graph: Graph, encoder: OneHotEncoder | OrdinalEncoder) -> str:
    """A code a level, NaN for others; or, one-hot, a column a level."""
    levels = encoder.categories_
    codes = [
        graph.add(
            "LabelEncoder",
            column,
            domain="ai.onnx.ml",
            keys_strings=list(names),
            values_tensor=numpy_helper.from_array(np.arange(len(names), dtype=np.float64)),
            default_tensor=numpy_helper.from_array(np.array([np.nan])),
        )
        for column, names in zip(_columns(graph, len(levels)), levels, strict=True)
    ]
    if isinstance(encoder, OrdinalEncoder):
        return graph.add("Concat", *codes, axis=1)
    one_hot = [
        graph.add("Equal", code, graph.constant(np.arange(len(names), dtype=np.float64)))
        for code, names in zip(codes, levels, strict=True)
    ]
    return graph.add("Cast", graph.add("Concat", *one_hot, axis=1), to=TensorProto.DOUBLE)


def _columns(graph: Graph, count: int) -> list[str]:
    """The text tensor column by column."""
    return graph.split("Split", "categorical", outputs=count, axis=1, num_outputs=count)


def cuts(path: Path, candidate: Candidate) -> Cuts:
    """Where the trees of the exported model cut each number, in the units of the table."""
    found: dict[str, NDArray[np.float64]] = {}
    numeric = candidate.features.named_transformers_["numeric"] if NUMERIC else None
    for node in onnx.load(path).graph.node:
        if node.op_type != "TreeEnsemble":
            continue
        given = {attribute.name: attribute for attribute in node.attribute}
        columns = np.array(given["nodes_featureids"].ints)
        values = numpy_helper.to_array(given["nodes_splits"].t)
        is_cut = numpy_helper.to_array(given["nodes_modes"].t) == LESS_OR_EQUAL
        for position, feature in enumerate(NUMERIC):
            own = np.unique(values[is_cut & (columns == position)])
            if isinstance(numeric, Pipeline):
                own = own * numeric["scale"].scale_[position] + numeric["scale"].mean_[position]
            if own.size:
                found[feature.name] = own
    return found
