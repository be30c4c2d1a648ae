"""The steps of the compiler in their order, as functions; nothing here prints or chooses.

``check`` reads and judges a document, ``make_plan`` says what its project consists of, ``generate`` renders
it in memory, ``compare`` says what writing it would do to a project. What a step needs is imported when the
step runs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.diagnostics.model import Diagnostic, Result
from mlsys.diagnostics.report import Report, Skipped, ordered
from mlsys.source import SourceFile
from mlsys.variants import Family, Options, Variant

if TYPE_CHECKING:
    from mlsys.blueprints.catalogue import Catalogue
    from mlsys.ir.system import System
    from mlsys.plan.coverage import Coverage
    from mlsys.plan.model import Plan
    from mlsys.project.merge.three_way import Side
    from mlsys.project.reconcile.changes import Changes
    from mlsys.project.record.lock import LockHeader
    from mlsys.render.tree import RenderedTree
    from mlsys.rules.selection import Selection
    from mlsys.spec.difference import Difference
    from mlsys.syntax.nodes import Node


@dataclass(frozen=True, slots=True)
class Planned:
    """What a project consists of, and how much of the document it holds."""

    plan: Plan
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Checked:
    """A document with everything that was found in it."""

    source: SourceFile
    report: Report
    tree: Node | None = None
    """The document as written; ``None`` when it is not YAML."""
    variants: Mapping[str | None, Variant] = field(default_factory=dict)
    """By environment; the chosen one first."""
    chosen: str | None = None
    """The environment that was asked for."""
    parents: tuple[SourceFile, ...] = ()
    """Every other document that was read on the way."""
    planned: Planned | None = None
    """The plan of the project, if it was asked for and nothing forbids it."""

    @property
    def system(self) -> System | None:
        """The system of the chosen environment; ``None`` when the structure is broken."""
        variant = self.variants.get(self.chosen)
        return variant.system if variant is not None else None

    @property
    def environments(self) -> dict[str, System]:
        """The system as each declared environment resolves it."""
        return {
            name: v.system for name, v in self.variants.items() if name is not None and v.system is not None
        }


def check(path: str | Path, options: Options | None = None) -> Checked:
    """Read the document at ``path`` and judge it, in each of its environments.

    Raises:
        MlsysError: if the file cannot be read as text.
    """
    from mlsys.syntax.load import load

    return check_source(load(os.fspath(path)), options or Options())


def check_source(source: SourceFile, options: Options) -> Checked:
    """Judge the document in ``source``."""
    from mlsys.spec.overlay import environments
    from mlsys.syntax.salvage import read_leniently

    parsed = read_leniently(source)
    found = list(parsed.diagnostics)
    if parsed.value is None:
        return Checked(source, _report(source, found), chosen=options.environment)
    family = Family(source, options)
    names: list[str | None] = [options.environment]
    if options.every_environment and environments(parsed.value):
        names += [name for name in (None, *environments(parsed.value)) if name != options.environment]
    variants: dict[str | None, Variant] = {}
    for name in names:
        variants[name] = family.judge(parsed.value, name, parsed.diagnostics)
    found += family.found
    if options.environment is None or options.every_environment:
        found += _idle(family, variants)
    report = _report(source, found, family.ran, family.skipped)
    parents = tuple(family.parents.values())
    checked = Checked(source, report, parsed.value, variants, options.environment, parents)
    if not options.project:
        return checked
    return with_plan(checked, selection=family.selection, compiling=options.compiling)


def _idle(family: Family, variants: Mapping[str | None, Variant]) -> tuple[Diagnostic, ...]:
    """Return a finding for each suppression that matches nothing in any environment."""
    from mlsys.rules.suppress import MLS011, unmatched
    from mlsys.syntax.locate import locate

    understood = next((v for v in variants.values() if v.system is not None), None)
    if understood is None or understood.system is None or MLS011 not in family.ran:
        return ()
    return locate(understood.tree, unmatched(understood.system.spec.suppressions, family.ledger))


def with_plan(
    checked: Checked,
    catalogue: Catalogue | None = None,
    selection: Selection | None = None,
    *,
    compiling: bool = True,
) -> Checked:
    """Return ``checked`` with the plan of its project and what was found in making it.

    There is no plan while the structure is broken, or when a finding of the plan itself fails. That no
    blueprint serves the task is no fault of the document: without ``compiling`` it is told as a note.
    """
    from mlsys.diagnostics import Severity
    from mlsys.diagnostics.project_codes import UNENFORCED, UNSERVED
    from mlsys.plan.coverage import coverage_findings, in_one, measure_coverage
    from mlsys.rules.selection import Selection
    from mlsys.rules.suppress import MLS011, Ledger, standing, unmatched
    from mlsys.syntax.locate import locate

    system = checked.system
    if system is None:
        return checked
    ledger = Ledger()
    made = make_plan(checked, system, catalogue)
    found = list(made.diagnostics)
    if not compiling:
        found = [replace(d, severity=Severity.NOTE) if d.code == UNSERVED else d for d in found]
    planned = None
    if made.value is not None and not any(d.severity.fails or d.code == UNSERVED for d in found):
        planned = Planned(made.value, measure_coverage(made.value))
        found += coverage_findings(planned.coverage, system.stage)
    asked = selection or Selection()
    judged = (UNENFORCED,) if planned is not None and asked.asks(UNENFORCED) else ()
    kept = list(asked.keep(standing(system, found, judged, ledger)))
    if asked.asks(MLS011):
        kept += unmatched(system.spec.suppressions, ledger)
    told = [d for d in locate(system.tree, kept) if d.code != UNENFORCED or not _holds_a_fault(d, checked)]
    report = replace(checked.report, diagnostics=ordered((*checked.report.diagnostics, *in_one(told))))
    return replace(checked, report=report, planned=planned)


def _holds_a_fault(part: Diagnostic, checked: Checked) -> bool:
    """Return whether an error lies within ``part``, so that nothing is known about what would enforce it."""
    from mlsys.diagnostics import Severity

    faults = (d.span for d in checked.report.diagnostics if d.severity is Severity.ERROR)
    return part.span is not None and any(
        span is not None
        and span.source is part.span.source
        and part.span.start.offset <= span.start.offset <= part.span.end.offset
        for span in faults
    )


def make_plan(checked: Checked, system: System, catalogue: Catalogue | None = None) -> Result[Plan]:
    """Return what the project of ``system``, the chosen variant of ``checked``, consists of.

    The result is complete even where something was found; it must not be rendered when a finding fails. The
    findings have routes and no places yet.
    """
    from mlsys.blueprints.catalogue import builtin_catalogue
    from mlsys.plan.build import plan
    from mlsys.plan.inputs import find_inputs

    inputs = find_inputs(system, checked.source, checked.parents)
    result = plan(
        system,
        catalogue or builtin_catalogue(),
        inputs=inputs.value or (),
        environments=checked.environments,
    )
    return replace(result, diagnostics=(*inputs.diagnostics, *result.diagnostics))


def generate(plan: Plan) -> RenderedTree:
    """Return every file of the project, in memory."""
    from mlsys.render.render import render

    return render(plan)


def compare(
    folder: Path,
    tree: RenderedTree,
    header: LockHeader,
    resolutions: Mapping[str, Side] | None = None,
    inherited: bytes | None = None,
) -> Changes:
    """Return what writing ``tree`` to the project in ``folder`` would do; reads only.

    Conflicts in the files of ``resolutions`` are decided for the side that it names; ``inherited`` is kept
    beside the lock.

    Raises:
        MlsysError: if the project cannot be read or is not in order.
    """
    from mlsys.project.reconcile.reconcile import reconcile

    return reconcile(folder, tree, header, resolutions, inherited)


def restore(folder: Path) -> bool:
    """Take back a write to ``folder`` that was interrupted; return whether there was one."""
    from mlsys.project.transaction.write import recover

    return recover(folder)


def lock_header(checked: Checked, plan: Plan) -> LockHeader:
    """Return from what the project is generated, for its lock."""
    from mlsys.ir.resolved import resolved_values
    from mlsys.project.record.lock import LockHeader, blueprint_pins, digest

    return LockHeader(
        spec_sha256=digest(*(source.text.encode() for source in (checked.source, *checked.parents))),
        blueprints=blueprint_pins(plan.blueprints),
        environment=checked.chosen,
        resolved=resolved_values(plan.system),
    )


def inherited(checked: Checked) -> bytes | None:
    """Return the document with all that it inherits, as JSON; ``None`` when it extends no other."""
    import json

    from mlsys.syntax.nodes import to_plain

    if not checked.parents:
        return None
    merged = checked.variants.get(None) or checked.variants[checked.chosen]
    return (json.dumps(to_plain(merged.tree), ensure_ascii=False, indent=1) + "\n").encode()


def field_differences(folder: Path, checked: Checked) -> tuple[Difference, ...] | None:
    """Return in which fields ``checked`` differs from what the project in ``folder`` was compiled from.

    Both count with what they inherit and with the overlay of their environment. ``None`` when nothing was
    compiled there, or no readable copy of the document was kept.
    """
    from mlsys.errors import MlsysError
    from mlsys.project.reconcile.reconcile import read_lock
    from mlsys.spec.difference import differences
    from mlsys.spec.overlay import effective

    try:
        lock = read_lock(folder)
        before = lock.header.environment if lock is not None else None
        previous = _compiled_document(folder, before) if lock is not None else None
    except MlsysError:
        return None
    if previous is None:
        return None
    now = effective(checked.variants[checked.chosen].tree, before, checked.chosen)
    return differences(effective(previous, before, checked.chosen), now)


def _compiled_document(folder: Path, environment: str | None) -> Node | None:
    """Return the document that the project in ``folder`` was compiled from, with all that belongs to it."""
    from mlsys.plan.inputs import DOCUMENT
    from mlsys.project.record.state import INHERITED, base_path
    from mlsys.spec.overlay import effective, resolve
    from mlsys.syntax.load import load
    from mlsys.syntax.reader import read

    whole = folder / INHERITED
    tree = read(load(whole if whole.is_file() else folder / base_path(DOCUMENT))).value
    if tree is None:
        return None
    return resolve(effective(tree), lambda name, _: read(load(name)), environment).value


def _report(
    source: SourceFile,
    found: Sequence[Diagnostic],
    ran: set[str] | frozenset[str] = frozenset(),
    skipped: Mapping[str, str] | None = None,
) -> Report:
    return Report(
        ordered(found),
        (source.name,),
        len(ran),
        tuple(Skipped(code, reason) for code, reason in sorted((skipped or {}).items()) if code not in ran),
    )
