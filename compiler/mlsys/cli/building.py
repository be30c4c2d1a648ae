"""From a document to its plan, for the commands that need more than findings."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys import pipeline
from mlsys.cli import checking
from mlsys.diagnostics.model import Diagnostic
from mlsys.diagnostics.report import Report, ordered
from mlsys.pipeline import Checked, Options

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.plan.coverage import Coverage
    from mlsys.plan.model import Plan


class Refusal(Exception):
    """A document with findings that forbid what the command was asked to do."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that passed, with the plan of its project."""

    checked: Checked
    system: System
    plan: Plan
    coverage: Coverage
    report: Report
    """Everything that was found: in the document, the plan and the coverage."""


def checked_system(spec: Path, environment: str | None) -> tuple[Checked, System]:
    """Return the document at ``spec`` and its system, whatever the rules say.

    Raises:
        Refusal: if the structure is broken.
        MlsysError: if the file cannot be read.
    """
    checked = pipeline.check(spec, Options(environment))
    if checked.system is None:
        raise Refusal(checked.report)
    return checked, checked.system


def prepare(spec: Path, environment: str | None, *, strict: bool = True) -> Prepared:
    """Return the plan for the document at ``spec``.

    Args:
        spec: the document.
        environment: the environment to compile for.
        strict: whether findings of the rules and of the coverage forbid the rest too.

    Raises:
        Refusal: if a finding forbids the rest; it holds all of them.
        MlsysError: if the file cannot be read.
    """
    from mlsys.plan.coverage import coverage_findings, measure_coverage
    from mlsys.syntax.locate import locate

    checked, system = checked_system(spec, environment)
    planned = pipeline.make_plan(checked, system)
    report = _with(checked.report, planned.diagnostics)
    if planned.value is None or any(d.severity.fails for d in planned.diagnostics):
        raise Refusal(report)
    coverage = measure_coverage(planned.value)
    report = _with(report, locate(system.tree, coverage_findings(coverage, system.stage)))
    if strict and report.fails:
        raise Refusal(report)
    return Prepared(checked, system, planned.value, coverage, report)


def tell(report: Report) -> None:
    """Write the findings of ``report`` to standard error, if there are any."""
    if report.diagnostics:
        sys.stderr.write(checking.rendered(report, "text", stream=sys.stderr))


def _with(report: Report, found: tuple[Diagnostic, ...]) -> Report:
    return replace(report, diagnostics=ordered((*report.diagnostics, *found)))
