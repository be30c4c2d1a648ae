"""The whole judgement of one model on the test part, as a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from numpy.typing import NDArray

from ..artifacts.parity import Sample
from ..config import design
from ..config.types import Feature, Metric
from ..data import contract
from ..data.split import Parts
from ..inference.predictor import Scorer
from ..task.baselines import BASELINES
from ..task.metrics import PRIMARY
from ..task.target import labels
from .data_gates import data_gates, enough, inputs, parity
from .fairness import fairness_gates
from .gates import metric_gates, must_beat
from .importance import importance
from .predictions import Subject
from .results import DataFacts, Evaluation, Gate, Measured, ModelFacts, Primary, SliceResult
from .slices import slice_gates, slice_results


def judge(scorer: Scorer, parts: Parts, sample: Sample) -> Evaluation:
    """Measure the packed model and the baselines on the test rows, and hold them against the design."""
    model = Subject.of(scorer, parts.test)
    baselines = baseline_subjects(model)
    measured = {metric.name: _measured(model, metric) for metric in design.METRICS}
    slices = {declared.column: slice_results(model, declared) for declared in design.SLICES}
    leading = measured[PRIMARY.name]
    return Evaluation(
        primary=Primary(PRIMARY.name, leading.value, leading.ci),
        metrics=measured,
        baselines={
            name: {metric.name: subject.value(metric) for metric in design.METRICS}
            for name, subject in baselines.items()
        },
        slices=[result for results in slices.values() for result in results],
        gates=[
            *metric_gates(model, measured),
            *_design_gates(model, baselines, slices),
            enough(model),
            *data_gates(parts),
            inputs(scorer.manifest),
            parity(sample, scorer),
        ],
        data=_data_facts(scorer, parts),
        model=_model_facts(scorer, parts),
    )


def baseline_subjects(model: Subject) -> dict[str, Subject]:
    """The baselines' answers to the model's rows."""
    columns = {feature.name: _column(model.frame[feature.name], feature) for feature in contract.FEATURES}
    return {name: model.answering(baseline(columns)) for name, baseline in BASELINES.items()}


def _column(column: pl.Series, feature: Feature) -> NDArray[Any]:
    """The column as rules expect it: numbers as floats, flags as booleans, texts as objects."""
    if feature.kind == "categorical":
        return column.to_numpy()
    if feature.kind == "boolean":
        return column.fill_null(0).cast(pl.Boolean).to_numpy()
    return column.cast(pl.Float64).to_numpy()


def _measured(model: Subject, metric: Metric) -> Measured:
    result = model.measured(metric)
    return Measured(result.value, (result.low, result.high))


def _design_gates(
    model: Subject, baselines: Mapping[str, Subject], slices: Mapping[str, list[SliceResult]]
) -> Iterator[Gate]:
    if design.MUST_BEAT is not None:
        yield must_beat(model, baselines[design.MUST_BEAT.baseline], design.MUST_BEAT)
    for declared in design.SLICES:
        yield from slice_gates(model, declared, slices[declared.column])
    for position, fairness in enumerate(design.FAIRNESS):
        yield from fairness_gates(model, fairness, position)


def _data_facts(scorer: Scorer, parts: Parts) -> DataFacts:
    return DataFacts(
        sha256=scorer.manifest.data_sha256,
        rows=parts.train.height + parts.validation.height + parts.test.height,
        train=parts.train.height,
        validation=parts.validation.height,
        test=parts.test.height,
        prevalence=float(labels(parts.test).to_numpy().mean()),
    )


def _model_facts(scorer: Scorer, parts: Parts) -> ModelFacts:
    manifest = scorer.manifest
    return ModelFacts(
        name=manifest.name,
        version=manifest.version,
        family=manifest.family,
        created_at=manifest.created_at,
        code_version=manifest.code_version,
        threshold=manifest.threshold,
        importance=importance(scorer, parts.test, PRIMARY),
    )
