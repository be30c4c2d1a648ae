"""From a document to its plan, for the commands that need more than findings."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys import pipeline
from mlsys.cli.checking import findings
from mlsys.diagnostics.report import Report
from mlsys.inputs import load_inputs
from mlsys.judge import Judgement, Options

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.planning.coverage import Coverage
    from mlsys.planning.model import Plan


class Refusal(Exception):
    """A document with findings that forbid what the command was asked to do."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that passed, with the plan of its project."""

    judgement: Judgement
    system: System
    plan: Plan
    coverage: Coverage
    report: Report
    """Everything that was found: in the document, the plan and the coverage."""


def prepare(
    spec: Path, environment: str | None, *, folder: Path | None = None, strict: bool = True
) -> Prepared:
    """Return the plan for the document at ``spec``.

    Args:
        spec: the document.
        environment: the environment to compile for.
        folder: the project that is compiled into; ``None`` for the default places.
        strict: whether findings of the rules and of the coverage forbid the rest too.

    Raises:
        Refusal: if a finding forbids the rest; it holds all of them.
        MlsysError: if the file cannot be read.
    """
    inputs = load_inputs(spec, folder, compiling=True)
    judgement = pipeline.check_inputs(inputs, Options(environment, project=True, compiling=True))
    system, planned, report = judgement.system, judgement.planned, judgement.report
    if system is None or planned is None or (strict and report.fails):
        raise Refusal(report)
    return Prepared(judgement, system, planned.plan, planned.coverage, report)


def tell(report: Report) -> None:
    """Write the findings of ``report`` to standard error, if there are any."""
    if report.diagnostics:
        sys.stderr.write(findings.rendered(report, "text", stream=sys.stderr))
