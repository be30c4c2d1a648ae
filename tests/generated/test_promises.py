"""What a document promises to people is generated and tested, and nothing where it promises nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generated_support import EXAMPLES, compile_to, variant
from mlsys.cli.app import run

CHURN = EXAMPLES / "telco-churn" / "mlsystem.yaml"
ANALYSIS = "requirements.adaptability.error_analysis"
DOCS = "requirements.maintainability.docs"
SOURCE = "src/telco_churn"


def text(changes: Mapping[str, Any], path: str, folder: Path) -> str:
    spec = variant(CHURN, changes, folder / "spec")
    return (compile_to(spec, folder / "project") / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("slices", [["contract"], ["tenure", "partner"]])
def test_errors_are_told_for_the_slices_to_look_at(slices: list[str], tmp_path: Path) -> None:
    changes = {ANALYSIS: {"every": "30d", "slices": slices}}
    design = text(changes, f"{SOURCE}/config/design.py", tmp_path)
    (declared,) = re.findall(r"^ERROR_SLICES: .* = \((.*)\)$", design, re.MULTILINE)
    assert re.findall(r'"(\w+)"', declared) == slices


@pytest.mark.parametrize(
    ("documents", "promised"),
    [
        (["model_card", "runbooks"], ["docs/model_card.md"]),
        (["data_card", "decisions"], ["docs/data_card.md", "docs/decisions/0001-framing.md"]),
    ],
)
def test_promised_documents_are_tested(documents: list[str], promised: list[str], tmp_path: Path) -> None:
    tests = text({DOCS: documents}, "tests/unit/test_documents.py", tmp_path)
    assert re.findall(r'"(docs/[^"]+\.md)"', tests) == promised
    assert ("RUNBOOKS" in tests) is ("runbooks" in documents)


def test_columns_carry_what_the_gate_on_inputs_asks_for(tmp_path: Path) -> None:
    feature = {
        "type": "boolean",
        "use": "evaluation",
        "tags": ["proxy"],
        "available_at": "+2h",
        "owner": "crm-team",
    }
    contract = text({"data.features.region": feature}, f"{SOURCE}/data/contract.py", tmp_path)
    declared = contract[contract.index('"region"') :]
    for written in ('owner="crm-team"', 'available_at="+2h"', 'tags=("proxy",)'):
        assert written in declared.partition("\n    ),")[0]


@pytest.mark.parametrize(
    ("baseline", "built"),
    [
        ({"kind": "linear"}, "linear(model, parts)"),
        ({"kind": "human", "scores": {"pr_auc": 0.5}}, 'Known({"pr_auc": 0.5})'),
        ({"kind": "previous", "scores": {"pr_auc": 0.5}}, 'Known({"pr_auc": 0.5})'),
        ({"kind": "previous", "ref": "models:/churn"}, "running(model, version)"),
    ],
)
def test_a_baseline_to_beat_is_built_whatever_its_kind(
    baseline: Mapping[str, Any], built: str, tmp_path: Path
) -> None:
    changes = {"baseline.rival": baseline, "evaluation.must_beat.baseline": "rival"}
    rivals = text(changes, f"{SOURCE}/task/rivals.py", tmp_path)
    assert f'"rival": {built},' in rivals
    compile(rivals, "rivals.py", "exec")
    lines = (tmp_path / "project" / SOURCE / "evaluation" / "evaluator.py").read_text(encoding="utf-8")
    assert "baselines |= rivals(model" in lines


def standing(changes: Mapping[str, Any], path: str, folder: Path, told: pytest.CaptureFixture[str]) -> str:
    """How `mlsys trace` says that a claim of the changed example stands."""
    run(["trace", str(variant(CHURN, changes, folder)), "--format", "json"])
    (claim,) = (claim for claim in json.loads(told.readouterr().out)["claims"] if claim["path"] == path)
    return str(claim["standing"])


POLICY = "task.decision_policy"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"policy": "expected_value"}, "unenforced"),
        (
            {"policy": "expected_value", "costs": {"false_positive": "20 USD", "false_negative": "200 USD"}},
            "enforced",
        ),
        ({"policy": "top_k", "k": 300}, "enforced"),
    ],
)
def test_a_policy_is_enforced_only_by_code_that_follows_it(
    policy: Mapping[str, Any], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without costs or values there is nothing that could be maximised."""
    assert standing({POLICY: policy}, f"{POLICY}.policy", tmp_path, capsys) == expected


def test_a_prototype_promises_nothing(quickstart: Path) -> None:
    written = {str(path.relative_to(quickstart)) for path in quickstart.rglob("*") if path.is_file()}
    assert not [
        path for path in written if re.search(r"error_analysis|errors\.md|test_documents|stale_input", path)
    ]
    evaluate = (quickstart / "src/quick_churn/evaluation/evaluate.py").read_text(encoding="utf-8")
    assert "write_errors" not in evaluate
