"""The data contract that a project publishes is one of the standard, with what the code holds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator

from generated_support import ROOT
from mlsys import pipeline
from mlsys.judge import Options
from mlsys.syntax.load import load

CONTRACT = "docs/data_contract.odcs.yaml"
STANDARD = Draft201909Validator(
    json.loads((Path(__file__).parent / "schemas/odcs-v3.2.0.json").read_text(encoding="utf-8"))
)
EXAMPLES = [
    path
    for path in sorted((ROOT / "examples").glob("*/mlsystem.yaml"))
    if all(word in path.read_text(encoding="utf-8") for word in ("data_card", "\n  features:"))
]


def published(document: Path) -> dict[str, Any]:
    found = pipeline.check_source(
        load(document), Options(project=True, compiling=True), today=date(2026, 11, 1)
    )
    assert found.planned is not None
    text = pipeline.generate(found.planned.plan).files[CONTRACT].read()
    contract: dict[str, Any] = yaml.safe_load(text)
    return contract


@pytest.mark.parametrize("document", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_standard_accepts_it(document: Path) -> None:
    contract = published(document)
    assert [error.message for error in STANDARD.iter_errors(contract)] == []
    names = [column["name"] for column in contract["schema"][0]["properties"]]
    assert len(set(names)) == len(names)


def test_it_says_what_the_document_says() -> None:
    contract = published(ROOT / "examples/telco-churn/mlsystem.yaml")
    (rows,) = contract["schema"]
    columns = {column["name"]: column for column in rows["properties"]}
    assert columns["tenure"]["logicalTypeOptions"] == {"minimum": 0, "maximum": 120}
    assert not columns["total_charges"]["required"]
    assert columns["total_charges"]["quality"] == [
        {"metric": "nullValues", "unit": "percent", "mustBeLessOrEqualTo": 1}
    ]
    assert columns["churn"]["quality"][0]["arguments"] == {"validValues": ["No", "Yes"]}
    assert {"metric": "rowCount", "mustBeGreaterOrEqualTo": 5000} in rows["quality"]
    assert contract["slaProperties"] == [{"property": "frequency", "value": 86400, "unit": "s"}]


def test_the_standard_refuses_what_is_none_of_it() -> None:
    contract = published(ROOT / "examples/telco-churn/mlsystem.yaml")
    contract["schema"][0]["properties"][0]["logicalType"] = "categorical"
    assert list(STANDARD.iter_errors(contract))
