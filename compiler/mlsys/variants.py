"""A document in each of its environments: merged, checked, bound, resolved and judged by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from mlsys.diagnostics.model import Diagnostic, Severity
from mlsys.source import SourceFile
from mlsys.surroundings import Surroundings

if TYPE_CHECKING:
    import datetime

    from mlsys.ir.system import System
    from mlsys.route import Route
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
    severities: tuple[tuple[str, Severity], ...] = ()
    """Codes with the severity of their findings, in place of that of the rule."""
    project: bool = False
    """Whether the plan of the project is made and judged too, unless a finding forbids it."""
    compiling: bool = False
    """Whether a project is wanted, so that a task which no blueprint serves is an error and no note."""
    folder: str | None = None
    """The project that is compiled into; ``None`` for the default places."""
    parents: tuple[str, ...] = ()
    """Files and folders outside of its repository that may hold parents of the document."""
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


class Family:
    """The variants of one document, what was found in them, and the parents they were read from."""

    def __init__(self, source: SourceFile, options: Options) -> None:
        from mlsys.rules.selection import Selection
        from mlsys.rules.suppress import Ledger
        from mlsys.spec.parents import ParentFiles

        self.surroundings = Surroundings(source, options.folder, compiling=options.compiling)
        self._options = options
        self.selection = Selection(options.select, options.ignore, dict(options.severities))
        self.ledger = Ledger()
        self.found: list[Diagnostic] = []
        self.ran: set[str] = set()
        self.skipped: dict[str, str] = {}
        self._parent_files = ParentFiles(source.name, options.parents)
        self._sound: list[tuple[object, System]] = []

    @property
    def parents(self) -> dict[str, SourceFile]:
        """Every other document that was read, by path."""
        return self._parent_files.sources

    def judge(self, tree: Node, environment: str | None, known: Sequence[Diagnostic] = ()) -> Variant:
        """Merge, check, bind, resolve and run the rules; after errors, over what can still be judged.

        Args:
            tree: the document as written.
            environment: the environment whose overlay is merged.
            known: what reading the document has found.
        """
        from mlsys.diagnostics import codes
        from mlsys.rules.suppress import standing
        from mlsys.spec.overlay import resolve
        from mlsys.syntax.locate import locate
        from mlsys.syntax.nodes import to_plain

        merged = resolve(tree, self._parent_files, environment)
        assert merged.value is not None
        if not known and not merged.diagnostics and (twin := self._twin(merged.value)):
            return Variant(environment, merged.value, replace(twin, environment=environment))
        known = (*known, *merged.diagnostics)
        found = () if _broken(known) else checker().check(merged.value)
        if _broken((*known, *found)):
            self._tell(locate(merged.value, merged.diagnostics), environment)
            self._judge_the_rest(merged.value, environment, known)
            return Variant(environment, merged.value, None)
        system, about = self._resolve(merged.value, environment)
        judged = tuple(filter(self.selection.asks, (codes.LOOSENED, *self._about_profile())))
        accepted = standing(system, (*merged.diagnostics, *found, *about), judged, self.ledger)
        accepted = self.selection.keep(accepted)
        self._tell(locate(merged.value, (*accepted, *self._run_rules(system))), environment)
        self._sound.append((to_plain(merged.value), system))
        return Variant(environment, merged.value, system)

    def _twin(self, tree: Node) -> System | None:
        """Return the system of another environment that says the same, so that nothing new can be found."""
        from mlsys.syntax.nodes import to_plain

        plain = to_plain(tree)
        return next((system for other, system in self._sound if other == plain), None)

    def _judge_the_rest(self, tree: Node, environment: str | None, known: Sequence[Diagnostic]) -> None:
        """Find what else is wrong in a document with structural errors."""
        from mlsys.diagnostics import codes
        from mlsys.schema.recover import recover
        from mlsys.schema.view import SchemaView
        from mlsys.spec.overlay import incomplete
        from mlsys.syntax.locate import locate

        left = recover(tree, checker(), SchemaView(schema()), known)
        lost = incomplete(known)
        found = [d for d in left.diagnostics if not (lost and d.code == codes.MISSING_KEY)]
        if lost or left.tree is None:
            self._skip_all(lost or left.reason)
        else:
            system, about = self._resolve(left.tree, environment)
            found += locate(left.tree, (*about, *self._run_rules(system, left.faults)))
        self._tell(found, environment)

    def _tell(self, found: Sequence[Diagnostic], environment: str | None) -> None:
        """Add what was found in one environment; what is wrong in several is told once, at its worst."""
        first = {_identity(d): d for d in reversed(self.found)}
        for finding in found:
            known = first.get(_identity(finding))
            if known is None:
                self.found.append(self._noted(finding, environment))
            elif list(Severity).index(finding.severity) < list(Severity).index(known.severity):
                self.found[self.found.index(known)] = self._noted(finding, environment)

    def _noted(self, finding: Diagnostic, environment: str | None) -> Diagnostic:
        """Return ``finding`` with the environment in which alone it holds."""
        if environment in (None, self._options.environment) or _is_structural(finding):
            return finding
        where = f"in environment `{environment}`"
        return replace(finding, note=f"{finding.note}; {where}" if finding.note else where)

    def _skip_all(self, reason: str) -> None:
        from mlsys.rules.registry import all_rules

        self.skipped.update((rule.code, reason) for rule in all_rules())

    def _resolve(self, tree: Node, environment: str | None) -> tuple[System, tuple[Diagnostic, ...]]:
        """Return the system of a merged tree, and what is wrong with the profile of its data."""
        from mlsys.ir.build import build
        from mlsys.spec.root import bind

        spec = bind(tree)
        profile, found = self.surroundings.profile(spec)
        previous = self.surroundings.previous(spec, environment, checker(), schema())
        system = build(spec, tree, environment, today=self._options.today, profile=profile, previous=previous)
        return (replace(system, stage=self._options.stage) if self._options.stage else system), found

    def _about_profile(self) -> tuple[str, ...]:
        """Return the codes of what can be wrong with the profile, if there is one."""
        from mlsys.diagnostics import codes

        return (codes.BROKEN_PROFILE, codes.STALE_PROFILE) if self.surroundings.has_profile else ()

    def _run_rules(self, system: System, faults: Sequence[Route] = ()) -> Sequence[Diagnostic]:
        from mlsys.ir.build import measured
        from mlsys.rules.run import run

        options = self._options
        report = run(
            measured(system),
            select=options.select,
            ignore=options.ignore,
            severities=dict(options.severities),
            faults=faults,
            ledger=self.ledger,
        )
        self.ran |= set(report.ran)
        self.skipped.update({skipped.code: skipped.reason for skipped in report.skipped})
        return report.diagnostics


def _identity(finding: Diagnostic) -> tuple[object, ...]:
    """Return what makes two findings one mistake; a place is one, whatever it is called in an environment."""
    return finding.code, finding.span, () if _is_structural(finding) else finding.route


def _is_structural(finding: Diagnostic) -> bool:
    from mlsys.diagnostics.codes import PAGES

    return finding.code in PAGES


@cache
def checker() -> Checker:
    """Return the check against the published schema, made ready once."""
    from mlsys.schema.check import Checker
    from mlsys.spec.root import MLSystem

    return Checker(schema(), MLSystem)


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


def _broken(found: Sequence[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in found)
