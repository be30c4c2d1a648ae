"""Building blocks of ONNX graphs in double precision, on nothing but the `onnx` package.

The published converters write single precision, in which amounts with cents, times in seconds and
long identifiers collapse into each other; here a graph computes in the precision of training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import ArrayLike
from onnx import TensorProto, helper, numpy_helper

# TreeEnsemble in double came with ai.onnx.ml 5, which onnxruntime reads since 1.20.
OPSETS: Final = (helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 5))
IR_VERSION: Final = 10

# Modes of the nodes of a TreeEnsemble.
LESS_OR_EQUAL: Final = 0
MEMBER: Final = 6


class Graph:
    """A graph under construction; values are called by the names that `add` gives out."""

    def __init__(self) -> None:
        """Start with no node."""
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, values: ArrayLike) -> str:
        """The name of a constant: numbers as doubles, whole numbers as int64, text as text."""
        array = np.asarray(values)
        if array.dtype.kind in "US":
            array = array.astype(np.object_)
        elif array.dtype.kind == "f":
            array = array.astype(np.float64)
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """The name of what the operator answers to the inputs."""
        return self.split(operator, *inputs, outputs=1, domain=domain, **attributes)[0]

    def split(
        self, operator: str, *inputs: str, outputs: int, domain: str = "", **attributes: Any
    ) -> list[str]:
        """The names of all that an operator with several answers gives."""
        number = len(self._nodes)
        names = [f"v{number}_{output}" for output in range(outputs)]
        self._nodes.append(helper.make_node(operator, list(inputs), names, domain=domain, **attributes))
        return names

    def model(
        self, name: str, inputs: Sequence[tuple[str, int, int]], output: str, called: str = "scores"
    ) -> onnx.ModelProto:
        """The checked model; an input is its name, element type and number of columns."""
        self._nodes.append(helper.make_node("Identity", [output], [called]))
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(n, kind, [None, width]) for n, kind, width in inputs],
            [helper.make_tensor_value_info(called, TensorProto.DOUBLE, [None, None])],
            initializer=self._constants,
        )
        model = helper.make_model(graph, opset_imports=OPSETS, ir_version=IR_VERSION)
        onnx.checker.check_model(model)
        return model
