"""P1: no field is decoration. Whatever it says instead, the project differs, or a finding tells why not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from field_support import Language, Leaf
from mlsys import pipeline
from mlsys.judge import Options
from mlsys.planning.coverage import Standing
from mlsys.route import Route
from mlsys.source import SourceFile
from mlsys.syntax.load import load
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read
from rules_support import TODAY

CHURN = Path(__file__).resolve().parents[2] / "examples" / "telco-churn" / "mlsystem.yaml"
BASE: Any = to_plain(read(load(str(CHURN))).value)  # type: ignore[arg-type]
LANGUAGE = Language(BASE)
COPIES = ("mlsystem.yaml", "mlsystem.lock")
"""Files that hold the document itself."""

SAME = {
    "data.versioning=none": "the hash of the data is recorded whether it is asked for or not",
    "metrics.ece.direction=minimize": "the registry says so",
    "metrics.pr_auc.direction=maximize": "the registry says so",
    "requirements.constraints.interpretability.scope=none": "importance is reported without being asked for",
    "requirements.maintainability.versioning.artifacts=files": "MLflow keeps the files, and more",
    "stakeholders[0].role=product_manager": "no file of the project is theirs",
    "task.decision_policy.policy=expected_value": "a threshold from the costs gives the least expected cost",
}
"""Choices that ask for no more than what is generated for this document anyhow."""


class Outcome(NamedTuple):
    """What comes of a document."""

    findings: frozenset[tuple[str, str]]
    files: dict[str, bytes] | None
    """The project; ``None`` when none is compiled."""
    coverage: Any

    def kinds(self, route: Route) -> set[str]:
        """Return by what kinds of artefacts the field is enforced."""
        claims = (claim for claim in self.coverage.claims if claim.route[: len(route)] == route)
        return {enforcement.kind.value for claim in claims for enforcement in claim.enforcements}

    def is_checked(self, route: Route) -> bool:
        """Return whether nothing that is generated holds the field, but a rule does."""
        claims = [claim for claim in self.coverage.claims if claim.route[: len(route)] == route]
        return bool(claims) and all(claim.standing is Standing.CHECKED for claim in claims)


def outcome(document: Any) -> Outcome:
    source = SourceFile(str(CHURN), json.dumps(document, indent=1))
    checked = pipeline.check_source(source, Options(project=True, compiling=True), today=TODAY)
    found = frozenset((finding.code, finding.message) for finding in checked.report.diagnostics)
    if checked.planned is None or any(finding.severity.fails for finding in checked.report.diagnostics):
        return Outcome(found, None, None)
    files = pipeline.generate(checked.planned.plan).files
    read_files = {str(path): file.read() for path, file in files.items() if str(path) not in COPIES}
    return Outcome(found, read_files, checked.planned.coverage)


@cache
def original() -> Outcome:
    found = outcome(BASE)
    assert found.files is not None, found.findings
    return found


def has_effect(leaf: Leaf, value: object) -> bool:
    """Whether another value is told, or changes the project where the field is said to be enforced."""
    changed = outcome(LANGUAGE.put(leaf.route, value))
    if changed.files is None or changed.findings - original().findings:
        return True
    if changed.is_checked(leaf.route):
        return True
    if leaf.route[-1] == "description" and not changed.kinds(leaf.route):  # people read it where it stands
        return True
    before = outcome(LANGUAGE.without(leaf.route)) if section_is_new(leaf) else original()
    if before.files is None:
        return True
    files = differing(before, changed)
    prose = {path for path in files if path.startswith("docs/") or path == "README.md"}
    return bool(files if changed.kinds(leaf.route) <= {"doc"} else files - prose)


def differing(before: Outcome, after: Outcome) -> set[str]:
    old, new = before.files or {}, after.files or {}
    return {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


def section_is_new(leaf: Leaf) -> bool:
    place: Any = BASE
    for step in leaf.route[:-1]:
        place = place[step] if isinstance(step, int) or step in place else None
        if place is None:
            return True
    return False


def silent(leaf: Leaf) -> list[str]:
    """Return the values that change nothing; of free values, one that does is enough."""
    found = []
    for value in leaf.values:
        if has_effect(leaf, value):
            if not leaf.is_choice:
                return []
        else:
            found.append(f"{leaf.name}={value}")
    return found


SAMPLE = list(LANGUAGE.leaves())[7::42]
"""Fields from all over the language, for the fast tests."""


@pytest.mark.parametrize("leaf", SAMPLE, ids=lambda leaf: leaf.name)
def test_some_fields_have_an_effect(leaf: Leaf) -> None:
    assert set(silent(leaf)) - set(SAME) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "every", [pytest.param(3, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("section", sorted({str(leaf.route[0]) for leaf in LANGUAGE.leaves()}))
def test_every_field_has_an_effect(section: str, every: int) -> None:
    leaves = [leaf for leaf in LANGUAGE.leaves() if leaf.route[0] == section]
    found = [name for leaf in leaves[::every] for name in silent(leaf)]
    assert not (left := sorted(set(found) - set(SAME))), "\n".join(left)


def test_a_field_without_effect_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = next(leaf for leaf in LANGUAGE.leaves() if leaf.name == "evaluation.bootstrap.seed")
    assert silent(leaf) == []
    deaf = original()
    monkeypatch.setitem(globals(), "outcome", lambda document: deaf)
    assert silent(leaf)
