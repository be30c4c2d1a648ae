"""Full documents as experts write them have no finding, but those that the file beside them argues for."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

from mlsys.pipeline import Options, check_source
from mlsys.spec.tasks import TASK_KINDS
from mlsys.syntax.load import load

FOLDER = Path(__file__).parents[1] / "honest"
DOCUMENTS = sorted((FOLDER / "documents").glob("*.yaml"))
ARGUED: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / "argued.yaml").read_text("utf-8"))
TODAY = datetime.date(2026, 6, 1)
MOST = 12
"""Findings that an honest document may have at all."""


def findings_of(path: Path) -> dict[str, str]:
    """Return what the document is told, by code; what blueprints serve today is no fault of a document."""
    options = Options(every_environment=True)
    judgement = check_source(load(path), options, today=TODAY)
    assert len(judgement.report.diagnostics) <= MOST
    return {d.code: f"{d.code} {d.message}" for d in judgement.report.diagnostics}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_each_finding_on_an_honest_document_is_argued_for(path: Path) -> None:
    told = findings_of(path)
    argued = ARGUED.get(path.stem, {})
    assert {code: text for code, text in told.items() if code not in argued} == {}
    assert set(argued) <= set(told), "what is no longer found needs no argument"
    assert all(argued.values())


def test_there_is_a_document_of_each_task_at_prototype_and_production() -> None:
    kinds = {
        (document["task"]["type"], document["metadata"].get("stage", "prototype"))
        for document in (yaml.safe_load(path.read_text("utf-8")) for path in DOCUMENTS)
    }
    assert len(DOCUMENTS) >= 30
    assert {(task, stage) for task in TASK_KINDS for stage in ("prototype", "production")} <= kinds
    assert sum(stage == "pilot" for _, stage in kinds) >= 5
