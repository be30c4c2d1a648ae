"""The steps of the compiler in their order, as functions; nothing here prints or chooses.

``check`` reads and judges a document, ``make_plan`` says what its project consists of, ``generate`` renders
it in memory, ``compare`` says what writing it would do to a project. What a
step needs is imported when the step runs: answering from memory needs none of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys.diagnostics.model import Diagnostic, Result, Severity
from mlsys.diagnostics.report import Report, Skipped, ordered
from mlsys.source import SourceFile

if TYPE_CHECKING:
    import datetime

    from mlsys.blueprints.catalogue import Catalogue
    from mlsys.ir.system import System
    from mlsys.plan.model import Plan
    from mlsys.project.changes import Changes
    from mlsys.project.lock import LockHeader
    from mlsys.render.tree import RenderedTree
    from mlsys.route import Route
    from mlsys.schema.change import FieldChange
    from mlsys.schema.check import Checker
    from mlsys.syntax.nodes import Node


@dataclass(frozen=True, slots=True)
class Options:
    """What a check is asked to do."""

    environment: str | None = None
    """The environment that the system is compiled for; ``None`` for the document itself."""
    stage: str | None = None
    """Judge as at this stage, whatever the document says."""
    every_environment: bool = True
    """Whether the overlays of all declared environments are judged too."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    today: datetime.date | None = None
    """The day on which expiries are judged; ``None`` for the current one."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A document in one environment, as far as it could be understood."""

    environment: str | None
    tree: Node
    """Parents and overlay merged."""
    system: System | None
    """``None`` when the structure is broken."""


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
    from mlsys.syntax.reader import read

    parsed = read(source)
    found = list(parsed.diagnostics)
    if parsed.value is None:
        return Checked(source, _report(source, found), chosen=options.environment)
    family = _Family(options)
    names: list[str | None] = [options.environment]
    if options.every_environment and environments(parsed.value):
        names += [name for name in (None, *environments(parsed.value)) if name != options.environment]
    variants: dict[str | None, Variant] = {}
    for name in names:
        variants[name] = family.judge(parsed.value, name, parsed.diagnostics)
    found += family.found
    report = _report(source, found, family.ran, family.skipped)
    return Checked(
        source, report, parsed.value, variants, options.environment, tuple(family.parents.values())
    )


class _Family:
    """The variants of one document, what was found in them, and the parents they were read from."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.found: list[Diagnostic] = []
        self.ran: set[str] = set()
        self.skipped: dict[str, str] = {}
        self.parents: dict[str, SourceFile] = {}

    def judge(self, tree: Node, environment: str | None, known: Sequence[Diagnostic] = ()) -> Variant:
        """Merge, check, bind, resolve and run the rules; after errors, over what can still be judged.

        Args:
            tree: the document as written.
            environment: the environment whose overlay is merged.
            known: what reading the document has found.
        """
        from mlsys.spec.overlay import resolve
        from mlsys.syntax.locate import locate

        merged = resolve(tree, self._load_parent, environment, schema())
        assert merged.value is not None
        self.found += locate(merged.value, merged.diagnostics)
        known = (*known, *merged.diagnostics)
        found = () if _broken(known) else checker().check(merged.value)
        if _broken((*known, *found)):
            self._judge_the_rest(merged.value, environment, known)
            return Variant(environment, merged.value, None)
        system = self._resolve(merged.value, environment)
        self.found += locate(merged.value, (*found, *self._run_rules(system)))
        return Variant(environment, merged.value, system)

    def _judge_the_rest(self, tree: Node, environment: str | None, known: Sequence[Diagnostic]) -> None:
        """Find what else is wrong in a document with structural errors."""
        from mlsys.diagnostics import codes
        from mlsys.schema.recover import recover
        from mlsys.schema.view import SchemaView
        from mlsys.spec.overlay import incomplete
        from mlsys.syntax.locate import locate

        left = recover(tree, checker(), SchemaView(schema()), known)
        lost = incomplete(known)
        told = {(d.code, d.span) for d in self.found}
        # a place that is wrong in several environments is one mistake, whatever it is called there
        self.found += (
            d
            for d in left.diagnostics
            if (d.code, d.span) not in told and not (lost and d.code == codes.MISSING_KEY)
        )
        if lost or left.tree is None:
            self._skip_all(lost or left.reason)
            return
        system = self._resolve(left.tree, environment)
        self.found += locate(left.tree, self._run_rules(system, left.faults))

    def _skip_all(self, reason: str) -> None:
        from mlsys.rules.registry import all_rules

        self.skipped.update((rule.code, reason) for rule in all_rules())

    def _resolve(self, tree: Node, environment: str | None) -> System:
        from mlsys.ir.build import build
        from mlsys.spec.bind import bind

        system = build(bind(tree), tree, environment, today=self._options.today)
        return replace(system, stage=self._options.stage) if self._options.stage else system

    def _run_rules(self, system: System, faults: Sequence[Route] = ()) -> Sequence[Diagnostic]:
        from mlsys.rules.run import run

        options = self._options
        report = run(system, select=options.select, ignore=options.ignore, faults=faults)
        self.ran |= set(report.ran)
        self.skipped.update({skipped.code: skipped.reason for skipped in report.skipped})
        return report.diagnostics

    def _load_parent(self, name: str, child: str) -> Result[Node]:
        from mlsys.syntax.load import load
        from mlsys.syntax.reader import read

        path = os.path.normpath(os.path.join(os.path.dirname(child), name))
        if path not in self.parents:
            self.parents[path] = load(path)
        return read(self.parents[path])


@cache
def checker() -> Checker:
    """Return the check against the published schema, made ready once."""
    from mlsys.schema.check import Checker

    return Checker(schema())


@cache
def schema(kind: str = "mlsystem") -> dict[str, Any]:
    """Return the published schema of a kind of document.

    Raises:
        MlsysError: if the installation has lost it.
    """
    import json

    from mlsys.errors import MlsysError
    from mlsys.resources import schemas_dir

    try:
        text = (schemas_dir() / f"{kind}.schema.json").read_text(encoding="utf-8")
    except OSError:
        raise MlsysError("the installation lacks its schemas", help="install mlsys again") from None
    found: dict[str, Any] = json.loads(text)
    return found


def make_plan(checked: Checked, system: System, catalogue: Catalogue | None = None) -> Result[Plan]:
    """Return what the project of ``system``, the chosen variant of ``checked``, consists of.

    The result is complete even where something was found; it must not be rendered when a finding fails.
    """
    from mlsys.blueprints.catalogue import builtin_catalogue
    from mlsys.plan.build import plan
    from mlsys.plan.inputs import find_inputs
    from mlsys.syntax.locate import locate

    inputs = find_inputs(system, checked.source, checked.parents)
    result = plan(
        system,
        catalogue or builtin_catalogue(),
        inputs=inputs.value or (),
        environments=checked.environments,
    )
    found = (*inputs.diagnostics, *result.diagnostics)
    return replace(result, diagnostics=locate(system.tree, found))


def generate(plan: Plan) -> RenderedTree:
    """Return every file of the project, in memory."""
    from mlsys.render.render import render

    return render(plan)


def compare(folder: Path, tree: RenderedTree, header: LockHeader) -> Changes:
    """Return what writing ``tree`` to the project in ``folder`` would do; reads only.

    Raises:
        MlsysError: if the project cannot be read or is not in order.
    """
    from mlsys.project.reconcile import reconcile

    return reconcile(folder, tree, header)


def restore(folder: Path) -> bool:
    """Take back a write to ``folder`` that was interrupted; return whether there was one."""
    from mlsys.project.write import recover

    return recover(folder)


def lock_header(checked: Checked, plan: Plan) -> LockHeader:
    """Return from what the project is generated, for its lock."""
    from mlsys.ir.resolved import resolved_values
    from mlsys.project.lock import LockHeader, blueprint_pins, digest

    return LockHeader(
        spec_sha256=digest(*(source.text.encode() for source in (checked.source, *checked.parents))),
        blueprints=blueprint_pins(plan.blueprints),
        environment=checked.chosen,
        resolved=resolved_values(plan.system),
    )


def field_changes(folder: Path, tree: Node) -> tuple[FieldChange, ...] | None:
    """Return in which fields ``tree`` differs from what the project in ``folder`` was compiled from.

    ``None`` when nothing was compiled there, or no readable copy of the document was kept.
    """
    from mlsys.errors import MlsysError
    from mlsys.plan.inputs import DOCUMENT
    from mlsys.project.state import base_path
    from mlsys.schema.change import changes
    from mlsys.schema.view import SchemaView
    from mlsys.syntax.load import load
    from mlsys.syntax.reader import read

    try:
        previous = read(load(folder / base_path(DOCUMENT))).value
    except MlsysError:
        return None
    return None if previous is None else changes(previous, tree, SchemaView(schema()))


def _broken(found: Sequence[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in found)


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
