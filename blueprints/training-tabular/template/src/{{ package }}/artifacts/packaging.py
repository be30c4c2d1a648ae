"""Packing a chosen candidate into a model folder: graph, manifest and parity sample, or nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import polars as pl

from ..config import design, operations
from ..data import contract, lineage
from ..data.split import Parts
from ..features.preprocessing import ORDERED
from ..inference.predictor import Scorer
from ..models.families import Candidate
from ..task.calibration_fit import FIT
from ..task.decision import choose_threshold
from ..task.metrics import measure
from ..task.target import labels
from ..training.model_selection import scores
from .export import export
from .manifest import Input, Manifest, sha256, write_manifest
from .model_store import MODELS
from .parity import TOLERANCE, ParityError, Sample, deviation, write_sample
from .reference import reference, reference_score

SAMPLE_ROWS: Final = 50


def pack(candidate: Candidate, parts: Parts, data_sha256: str, models: Path = MODELS) -> Path:
    """The folder of the new model, complete and compared with the trained pipeline.

    Raises:
        ParityError: when the exported graph does not answer as the pipeline; no folder is left.
    """
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models, prefix=".new-") as temporary:
        draft = Path(temporary) / "model"
        draft.mkdir()
        model_sha256 = sha256(export(candidate, draft))
        manifest = describe(candidate, parts, data_sha256, model_sha256)
        write_manifest(draft, manifest)
        every_row = pl.concat([parts.test, parts.validation, parts.train])
        write_sample(draft, compare(candidate, every_row, Scorer(draft)))
        return draft.rename(models / manifest.version)


def describe(candidate: Candidate, parts: Parts, data_sha256: str, model_sha256: str) -> Manifest:
    """The manifest: calibration and threshold are fitted on the validation rows."""
    target, answers = labels(parts.validation).to_numpy(), scores(candidate, parts.validation)
    calibration = FIT[design.CALIBRATION](target, answers)
    probabilities = calibration(answers)
    threshold = choose_threshold(target, probabilities)
    watched = parts.validation if operations.DRIFT_REFERENCE == "validation" else parts.train
    created = lineage.now()
    return Manifest(
        name=design.NAME,
        version=f"{created:%Y%m%d-%H%M%S}-{model_sha256[:7]}",
        created_at=created.isoformat(),
        family=candidate.family,
        features=tuple(Input(f.name, f.kind, f.values, f.nullable) for f in ORDERED),
        positive_class=contract.POSITIVE,
        threshold=threshold,
        calibration=calibration,
        metrics={m.name: measure(m, target, probabilities, threshold) for m in design.METRICS},
        parameters=candidate.parameters,
        reference=reference(watched),
        reference_score=reference_score(calibration(scores(candidate, watched))),
        data_sha256=data_sha256,
        code_version=lineage.code_version(),
        model_sha256=model_sha256,
    )


def compare(candidate: Candidate, frame: pl.DataFrame, scorer: Scorer) -> Sample:
    """Compare the loaded model with the pipeline on all rows and on edge rows; a sample of both.

    Raises:
        ParityError: when an answer differs by more than the tolerance.
    """
    columns = frame.select(feature.name for feature in ORDERED)
    edges = edge_rows(columns)
    rows = pl.concat([edges, columns])
    expected = scores(candidate, rows)
    worst = deviation(scorer, {column.name: column.to_numpy() for column in rows}, expected)
    # Not `worst > TOLERANCE`, which lets NaN pass.
    if not worst <= TOLERANCE:
        raise ParityError(f"the exported model is off by {worst:.2g} (tolerance {TOLERANCE:g})")
    kept = rows.head(edges.height + SAMPLE_ROWS)
    return Sample(kept.to_dict(as_series=False), expected[: kept.height].tolist(), compared=rows.height)


def edge_rows(columns: pl.DataFrame, copies: int = 2) -> pl.DataFrame:
    """The first rows again for each column, with a null and, for text, an unseen level in it."""
    first = columns.head(copies)
    edges = [columns.clear()]
    for name, dtype in columns.schema.items():
        edges.append(first.with_columns(pl.lit(None, dtype).alias(name)))
        if dtype == pl.String:
            edges.append(first.with_columns(pl.lit("a level never seen").alias(name)))
    return pl.concat(edges)
