"""The model as consumers see it: columns or records in, scores out.

Serving, batch scoring, evaluation and the parity gate all go through `Scorer`. It needs numpy and
onnxruntime only, so the serving image carries no training library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import onnxruntime as ort
import polars as pl
from numpy.typing import ArrayLike, NDArray

from ..artifacts.manifest import MODEL_FILE, Manifest, read_manifest
from ..data.parsing import moment, words
from ..task.metrics import Scores

Value: TypeAlias = str | float | int | bool | None
Record: TypeAlias = Mapping[str, Value]
Columns: TypeAlias = Mapping[str, ArrayLike]
Tensors: TypeAlias = tuple[NDArray[np.float64], NDArray[np.object_]]

# Text tensors have no null: the empty string is no declared level, so the encoder treats it as unseen.
NULL_TEXT = ""


class Scorer:
    """A loaded model artefact; safe to call from several threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load the model of `folder`, which holds `model.onnx` and `manifest.json`.

        One thread by default: a second one gains nothing on a single row, and waits for a busy
        neighbour.
        """
        self.manifest: Manifest = read_manifest(folder)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(folder / MODEL_FILE, options, providers=["CPUExecutionProvider"])
        self._numeric = self.manifest.numeric
        self._categorical = self.manifest.categorical
        kinds = {feature.name: feature.kind for feature in self.manifest.features}
        self._moments = [i for i, name in enumerate(self._numeric) if kinds[name] == "timestamp"]
        self._texts = [i for i, name in enumerate(self._categorical) if kinds[name] == "text"]
        self._inputs = {tensor.name for tensor in self._session.get_inputs()}

    def score_records(self, records: Sequence[Record]) -> Scores:
        """The scores of each record, from which the manifest's head makes answers.

        A record keeps the contract; a null is `None` or absent.
        """
        return self._score(self.record_tensors(records))

    def record_tensors(self, records: Sequence[Record]) -> Tensors:
        """The model's two input tensors, from records that keep the contract."""
        numbers = [[record.get(name) for name in self._numeric] for record in records]
        for position in self._moments:
            for row in numbers:
                row[position] = None if row[position] is None else moment(row[position])
        texts = [[record.get(name) or NULL_TEXT for name in self._categorical] for record in records]
        shape = len(records), -1
        strings = self._read(np.array(texts, np.object_).reshape(shape))
        return np.array(numbers, np.float64).reshape(shape), strings

    def score_columns(self, columns: Columns) -> Scores:
        """The scores of each row of the columns."""
        return self._score(self.tensors(columns))

    def score_frame(self, frame: pl.DataFrame) -> Scores:
        """The scores of each row of a table that keeps the contract."""
        return self._score(self.frame_tensors(frame))

    def tensors(self, columns: Columns) -> Tensors:
        """The model's two input tensors; nulls become NaN and the empty text."""
        rows = len(np.asarray(columns[self.manifest.features[0].name]))
        numbers = np.empty((rows, len(self._numeric)))
        for position, name in enumerate(self._numeric):
            numbers[:, position] = _floats(columns[name])
        texts = np.empty((rows, len(self._categorical)), np.object_)
        for position, name in enumerate(self._categorical):
            texts[:, position] = [value or NULL_TEXT for value in np.asarray(columns[name], np.object_)]
        return numbers, self._read(texts)

    def frame_tensors(self, frame: pl.DataFrame) -> Tensors:
        """The model's two input tensors, from a table that keeps the contract."""
        numbers = np.empty((frame.height, len(self._numeric)), np.float64)
        for position, name in enumerate(self._numeric):
            numbers[:, position] = frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        texts = np.empty((frame.height, len(self._categorical)), np.object_)
        for position, name in enumerate(self._categorical):
            texts[:, position] = _texts(frame[name])
        return numbers, self._read(texts)

    def raw(self, tensors: Tensors) -> Scores:
        """What the graph answers, a number a row or a row of numbers."""
        feed = {"numeric": tensors[0], "categorical": tensors[1]}
        answer = self._session.run(["scores"], {name: feed[name] for name in self._inputs})
        scores: Scores = answer[0]
        return scores[:, 0] if scores.shape[1] == 1 else scores

    def _read(self, strings: NDArray[np.object_]) -> NDArray[np.object_]:
        """The strings, of free text its words."""
        for position in self._texts:
            strings[:, position] = [words(text) for text in strings[:, position]]
        return strings

    def _score(self, tensors: Tensors) -> Scores:
        return self.manifest.head.scores(self.raw(tensors))


def _floats(column: ArrayLike) -> NDArray[np.float64]:
    """Numbers for the model; a moment counts microseconds from 1970."""
    values = np.asarray(column)
    if values.dtype.kind != "M":
        return values.astype(np.float64)
    counts = values.astype("datetime64[us]").astype(np.float64)
    return np.where(np.isnat(values), np.nan, counts)


def _texts(column: pl.Series) -> NDArray[np.object_]:
    """Text for the model; few levels, so each string is made once and then shared by its rows."""
    if not isinstance(column.dtype, pl.Enum):
        return column.fill_null(NULL_TEXT).to_numpy().astype(np.object_)
    levels = np.array([*column.dtype.categories, NULL_TEXT], np.object_)
    codes = column.to_physical().fill_null(len(levels) - 1).to_numpy()
    return np.take(levels, codes)
