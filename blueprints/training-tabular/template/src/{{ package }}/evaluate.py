"""`make evaluate`: judge the challenger on the test rows; fails when it breaks a claim."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import design, evaluation, registry
from .checks import ContractError
from .data import load
from .evaluation import REPORTS, Evaluation, Gate
from .judge import judge
from .manifest import sha256
from .parity import read_sample
from .pointer import MODELS, NoModelError, folder_of, read_pointer
from .report import write_report
from .scoring import Scorer
from .split import split
from .subject import Subject


class OtherDataError(Exception):
    """The model was trained on another table, so the test rows may not be new to it."""


def evaluate(folder: Path, data: Path, reports: Path = REPORTS) -> Evaluation:
    """Judge the model in the folder on the test part of its table, and write both reports.

    Raises:
        OtherDataError: when the model was trained on another table.
    """
    scorer = Scorer(folder)
    if sha256(data) != scorer.manifest.data_sha256:
        raise OtherDataError(f"{folder.name} was not trained on {data}: run `make train`")
    parts = split(load(data))
    result = judge(scorer, parts, read_sample(folder))
    evaluation.write(result, reports)
    write_report(result, Subject.of(scorer, parts.test), reports)
    return result


def crown_first(version: str, models: Path = MODELS) -> bool:
    """Promote the version when nothing serves yet; a later challenger has to win in `retrain`."""
    try:
        read_pointer("champion", models)
    except NoModelError:
        registry.promote(version, models)
        return True
    return False


def line(gate: Gate) -> str:
    """One line of the terminal's summary."""
    verdict = "pass" if gate.passed else "FAIL"
    detail = f"  ({gate.detail})" if gate.detail else ""
    return f"evaluate: {verdict}  {gate.id}: {gate.value:.4g}, bound {gate.threshold:g}{detail}"


def main() -> int:
    """Run the command; 1 when a gate fails or the model cannot be judged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(design.DATA_PATH), help="CSV or Parquet table")
    options = parser.parse_args()
    try:
        folder = folder_of("challenger")
        print(f"evaluate: {folder.name}", flush=True)
        result = evaluate(folder, options.data)
    except (ContractError, NoModelError, OtherDataError) as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 1
    registry.record(result, REPORTS)
    for gate in result.gates:
        print(line(gate))
    print(f"evaluate: report in {REPORTS / 'evaluation.html'}")
    if result.failed:
        print(f"evaluate: {len(result.failed)} of {len(result.gates)} gates failed", file=sys.stderr)
        return 1
    if crown_first(folder.name):
        print(f"evaluate: {folder.name} is the first champion")
    return 0


if __name__ == "__main__":
    sys.exit(main())
