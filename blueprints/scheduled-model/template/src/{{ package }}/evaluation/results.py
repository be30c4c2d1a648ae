"""The judgement of a model as one value: the form of `reports/evaluation.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from ..config.settings import REPORTS
from ..config.types import DataFacts

EVALUATION_FILE: Final = "evaluation.json"


class Measured(msgspec.Struct, frozen=True):
    """A metric of the test, its bootstrap interval, and its value on each level of it."""

    value: float
    ci: tuple[float, float]
    levels: dict[str, float]


class Gate(msgspec.Struct, frozen=True):
    """A claim of the design document and whether the model keeps it."""

    id: str
    claim: str
    """Path of the claim in mlsystem.yaml."""
    passed: bool
    value: float
    threshold: float
    detail: str


class ModelFacts(msgspec.Struct, frozen=True):
    """Which model was judged."""

    name: str
    version: str
    family: str
    created_at: str
    code_version: str


class Evaluation(msgspec.Struct, frozen=True):
    """Everything that `make evaluate` found out."""

    metrics: dict[str, Measured]
    baselines: dict[str, dict[str, float]]
    gates: list[Gate]
    data: DataFacts
    model: ModelFacts

    @property
    def failed(self) -> list[Gate]:
        """The gates that did not pass."""
        return [gate for gate in self.gates if not gate.passed]

    @property
    def verdict(self) -> str:
        """The outcome in a few words."""
        if self.failed:
            return f"{len(self.failed)} of {len(self.gates)} gates failed"
        return f"all {len(self.gates)} gates passed"


def at_least(id: str, claim: str, value: float, threshold: float, detail: str = "") -> Gate:
    """A gate on a lower bound; a value that could not be measured does not pass."""
    return Gate(id, claim, bool(value >= threshold), value, threshold, detail)


def at_most(id: str, claim: str, value: float, threshold: float, detail: str = "") -> Gate:
    """A gate on an upper bound; a value that could not be measured does not pass."""
    return Gate(id, claim, bool(value <= threshold), value, threshold, detail)


def write(evaluation: Evaluation, reports: Path = REPORTS) -> Path:
    """Write `evaluation.json`; a number that could not be measured becomes null."""
    reports.mkdir(parents=True, exist_ok=True)
    path = reports / EVALUATION_FILE
    path.write_bytes(msgspec.json.format(msgspec.json.encode(evaluation), indent=2) + b"\n")
    return path
