"""The judgement of a model as one value: the form of `reports/evaluation.json`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

import msgspec

from ..config import settings as folders
from .bootstrap import INTERVAL, number

REPORTS: Final = folders.REPORTS
EVALUATION_FILE: Final = "evaluation.json"


class Measured(msgspec.Struct, frozen=True):
    """A metric's value on the test rows and its bootstrap interval."""

    value: float
    ci: tuple[float, float]


class Primary(msgspec.Struct, frozen=True):
    """The metric that chose the model."""

    metric: str
    value: float
    ci: tuple[float, float]


class SliceResult(msgspec.Struct, frozen=True):
    """A metric on the rows that have one value in a column."""

    column: str
    slice: str
    rows: int
    support: str
    metric: str
    value: float
    ci: tuple[float, float]
    minimum: float | None = None
    maximum: float | None = None


class Gate(msgspec.Struct, frozen=True):
    """A claim of the design document and whether the model keeps it."""

    id: str
    claim: str
    """Path of the claim in mlsystem.yaml."""
    passed: bool
    value: float
    threshold: float
    detail: str


class DataFacts(msgspec.Struct, frozen=True):
    """What the model was judged on."""

    sha256: str
    rows: int
    train: int
    validation: int
    test: int
    label: dict[str, float]


class ModelFacts(msgspec.Struct, frozen=True):
    """Which model was judged; `importance` is the loss of the primary metric when a column is shuffled."""

    name: str
    version: str
    family: str
    created_at: str
    code_version: str
    head: dict[str, float | str]
    importance: dict[str, float]


class Evaluation(msgspec.Struct, frozen=True):
    """Everything that `make evaluate` found out."""

    primary: Primary
    metrics: dict[str, Measured]
    baselines: dict[str, dict[str, float]]
    slices: list[SliceResult]
    gates: list[Gate]
    data: DataFacts
    model: ModelFacts

    @property
    def failed(self) -> list[Gate]:
        """The gates that did not pass."""
        return [gate for gate in self.gates if not gate.passed]

    @property
    def verdict(self) -> str:
        """The outcome in a few words; gates on data and artefact do not say that the model is good."""
        if self.failed:
            return f"{len(self.failed)} of {len(self.gates)} gates failed"
        passed = f"all {len(self.gates)} gates passed"
        return passed if self.is_judged else f"{passed}, but none is about how good the model is"

    @property
    def is_judged(self) -> bool:
        """Whether any gate is about how good the model is."""
        return any(gate.claim.startswith(("metrics.", "evaluation.")) for gate in self.gates)


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


def describe(interval_of: Measured) -> str:
    """The interval in words for a gate's detail."""
    low, high = interval_of.ci
    if math.isnan(low):
        return "cannot be measured on these rows"
    return f"{INTERVAL} {number(low, '.3f')} to {number(high, '.3f')}"
