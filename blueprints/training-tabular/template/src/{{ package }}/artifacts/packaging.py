"""Packing a selected model into a folder: graph, manifest and parity sample, or nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl

from ..config import design, operations
from ..data import lineage
from ..data.split import Parts
from ..features.preprocessing import ORDERED
from ..inference.predictor import Scorer
from ..task.answers import watched
from ..task.fit import fit_head
from ..task.predictions import Predictions
from ..task.target import labels
from ..training.model_selection import Selection
from .comparison import compare
from .export import cuts, export
from .manifest import Input, Manifest, Tuning, sha256, write_manifest
from .model_store import MODELS
from .parity import write_sample
from .reference import reference, reference_score


def pack(selection: Selection, parts: Parts, data_sha256: str, models: Path = MODELS) -> Path:
    """The folder of the new model, complete and compared with the trained one.

    Raises:
        ParityError: when the exported graph does not answer as the trained model; no folder is left.
        CalibrationError: when the held-out rows are too few for the declared calibration.
    """
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models, prefix=".new-") as temporary:
        draft = Path(temporary) / "model"
        draft.mkdir()
        graph = export(selection.candidate, draft)
        manifest = describe(selection, parts, data_sha256, sha256(graph))
        write_manifest(draft, manifest)
        every_row = pl.concat([parts.test, parts.validation, parts.train])
        found = cuts(graph, selection.candidate)
        write_sample(draft, compare(selection.candidate, every_row, Scorer(draft), found))
        return draft.rename(models / manifest.version)


def describe(selection: Selection, parts: Parts, data_sha256: str, model_sha256: str) -> Manifest:
    """The manifest: what the task adds is fitted on rows that the model has not seen."""
    candidate = selection.candidate
    target = labels(selection.held_out).to_numpy()
    head, scores = fit_head(target, selection.scores)
    held_out = Predictions(selection.held_out, target, scores, head)
    seen = parts.validation if operations.DRIFT_REFERENCE == "validation" else parts.train
    created = lineage.now()
    return Manifest(
        name=design.NAME,
        version=f"{created:%Y%m%d-%H%M%S}-{model_sha256[:7]}",
        created_at=created.isoformat(),
        family=candidate.family.name,
        features=tuple(Input(f.name, f.kind, f.values, f.nullable) for f in ORDERED),
        head=head,
        metrics={metric.name: held_out.value(metric) for metric in design.METRICS},
        parameters=candidate.parameters,
        tuning={one.family: Tuning(len(one.tried), one.planned) for one in selection.searches},
        fitted_on=selection.fitted_on,
        reference=reference(seen),
        reference_score=reference_score(watched(head.scores(candidate.scores(seen)))),
        data_sha256=data_sha256,
        code_version=lineage.code_version(),
        model_sha256=model_sha256,
    )
