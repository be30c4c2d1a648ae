"""The fitted pipeline as one ONNX graph: text and numbers in, raw score out.

ONNX rather than pickle: loading it cannot run code, and serving needs no training library.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lightgbm import LGBMClassifier
from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
from skl2onnx import to_onnx, update_registered_converter
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes

from ..features.preprocessing import CATEGORICAL, NUMERIC
from ..models.families import Candidate
from .manifest import MODEL_FILE

# The newest pair that both converters write and every onnxruntime since 1.14 reads.
OPSETS: Final = {"": 17, "ai.onnx.ml": 3}


def export(candidate: Candidate, folder: Path) -> Path:
    """Write `model.onnx` to the folder, with the tensors `numeric` and `categorical` as inputs."""
    update_registered_converter(
        LGBMClassifier,
        "LightGbmLGBMClassifier",
        calculate_linear_classifier_output_shapes,
        convert_lightgbm,
        options={"nocl": [True, False], "zipmap": [True, False, "columns"]},
    )
    tensors = [
        ("numeric", FloatTensorType([None, len(NUMERIC)])),
        ("categorical", StringTensorType([None, len(CATEGORICAL)])),
    ]
    graph = to_onnx(
        candidate.pipeline,
        name=candidate.family,
        initial_types=[(name, tensor) for name, tensor in tensors if tensor.shape[1]],
        options={id(candidate.pipeline[-1]): {"zipmap": False}},
        target_opset=OPSETS,
    )
    path = folder / MODEL_FILE
    path.write_bytes(graph.SerializeToString())
    return path
