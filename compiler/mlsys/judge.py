"""The judgement of a document, in each of its environments merged, checked, bound and put to the rules.

Pure: everything that was read is in the `Inputs`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mlsys.diagnostics.model import Diagnostic, Severity
from mlsys.diagnostics.report import Report, Skipped, ordered
from mlsys.errors import MlsysError
from mlsys.inputs import Inputs

if TYPE_CHECKING:
    from mlsys.inputs import Previous
    from mlsys.ir.system import System
    from mlsys.planning.coverage import Coverage
    from mlsys.planning.model import Plan
    from mlsys.route import Route
    from mlsys.source import SourceFile
    from mlsys.spec.root import MLSystem
    from mlsys.syntax.nodes import Node


@dataclass(frozen=True, slots=True)
class Options:
    """What a judgement is asked to do; what it leaves open, the settings of the repository decide."""

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


@dataclass(frozen=True, slots=True)
class Variant:
    """A document in one environment, as far as it could be understood."""

    environment: str | None
    tree: Node
    """Parents and overlay merged."""
    system: System | None
    """``None`` when the structure is broken."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a project consists of, and how much of the document it holds."""

    plan: Plan
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Judgement:
    """A document with everything that was found in it."""

    inputs: Inputs
    options: Options
    """What was asked, with the settings of the repository."""
    report: Report
    variants: Mapping[str | None, Variant] = field(default_factory=dict)
    """By environment; the chosen one first. None when the document is not YAML."""
    planned: Planned | None = None
    """The plan of the project, if it was asked for and nothing forbids it."""

    @property
    def source(self) -> SourceFile:
        """The document."""
        return self.inputs.source

    @property
    def tree(self) -> Node | None:
        """The document as written; ``None`` when it is not YAML."""
        return self.inputs.tree

    @property
    def chosen(self) -> str | None:
        """The environment that was asked for."""
        return self.options.environment

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


def settled(options: Options, inputs: Inputs) -> Options:
    """Return ``options`` with what they leave open taken from the settings; ignored rules add up.

    Raises:
        MlsysError: if they name rules that do not exist, or that may not be left out.
    """
    settings = inputs.settings
    whole = replace(
        options,
        select=options.select or settings.select,
        ignore=(*options.ignore, *(name for name in settings.ignore if name not in options.ignore)),
        stage=options.stage or settings.stage,
        severities=options.severities or settings.severities,
    )
    if whole.select or whole.ignore or whole.severities:
        from mlsys.rules.selection import mistakes

        held = inputs.policies
        rules = held.rules_that_are(mandatory=False), held.rules_that_are(mandatory=True)
        selected = (whole.select, whole.ignore, dict(whole.severities))
        for mistake in mistakes(*selected, *rules, lenient=bool(held.found)):
            raise MlsysError(mistake.message, help=mistake.help)
    return whole


def judge(inputs: Inputs, options: Options) -> Judgement:
    """Return what is found in a document, in each of its environments.

    Raises:
        MlsysError: if ``options`` or the settings of the repository name rules that do not exist.
    """
    from mlsys.spec.overlay import environments

    options = settled(options, inputs)
    if inputs.tree is None:
        return Judgement(inputs, options, _report(inputs, (*inputs.found, *inputs.policies.found)))
    bench = _Bench(inputs, options)
    names: list[str | None] = [options.environment]
    if options.every_environment and environments(inputs.tree):
        names += [name for name in (None, *environments(inputs.tree)) if name != options.environment]
    variants = {name: bench.judge(inputs.tree, name) for name in names}
    found = [*inputs.found, *inputs.policies.found, *bench.found]
    if options.environment is None or options.every_environment:
        found += bench.idle_suppressions(variants)
    return Judgement(inputs, options, _report(inputs, found, bench.ran, bench.skipped), variants)


class _Bench:
    """Judges the variants of one document one by one, and tells once what is wrong in several."""

    def __init__(self, inputs: Inputs, options: Options) -> None:
        from mlsys.rules.selection import Selection
        from mlsys.rules.suppress import Ledger

        self._inputs, self._options = inputs, options
        self.selection = Selection(options.select, options.ignore, dict(options.severities))
        self.ledger = Ledger()
        self.found: list[Diagnostic] = []
        self.ran: set[str] = set()
        self.skipped: dict[str, str] = {}
        self._judged: list[tuple[object, System | None]] = []

    def judge(self, tree: Node, environment: str | None) -> Variant:
        """Merge, check, bind, resolve and run the rules; after errors, over what can still be judged."""
        from mlsys.diagnostics import codes
        from mlsys.rules.suppress import standing
        from mlsys.schema.published import checker
        from mlsys.spec.overlay import resolve
        from mlsys.syntax.locate import locate
        from mlsys.syntax.nodes import to_plain

        known = self._inputs.found
        merged = resolve(tree, self._inputs.parents, environment)
        assert merged.value is not None
        self._check_parents()
        plain = to_plain(merged.value)
        plainly = not known and not merged.diagnostics
        if plainly and (twin := self._twin(plain)):
            system = None if twin[1] is None else replace(twin[1], environment=environment)
            return Variant(environment, merged.value, system)
        known = (*known, *merged.diagnostics)
        spec, found = (None, ()) if _broken(known) else checker().bound(merged.value)
        if _broken((*known, *found)):
            self._tell(locate(merged.value, merged.diagnostics), environment)
            self._judge_the_rest(merged.value, environment, known, found)
            self._judged += [(plain, None)] * plainly
            return Variant(environment, merged.value, None)
        system, about = self._resolve(merged.value, environment, spec)
        judged = tuple(filter(self.selection.asks, (codes.LOOSENED, *self._about_profile())))
        accepted = standing(system, (*merged.diagnostics, *found, *about), judged, self.ledger)
        accepted = (*self.selection.keep(accepted), *self._held_to_policies(system))
        self._tell(locate(merged.value, (*accepted, *self._run_rules(system))), environment)
        self._judged.append((plain, system))
        return Variant(environment, merged.value, system)

    def idle_suppressions(self, variants: Mapping[str | None, Variant]) -> tuple[Diagnostic, ...]:
        """Return a finding for each suppression that matches nothing in any environment."""
        from mlsys.rules.suppress import MLS011, unmatched
        from mlsys.syntax.locate import locate

        understood = next((v for v in variants.values() if v.system is not None), None)
        if understood is None or understood.system is None or MLS011 not in self.ran:
            return ()
        return locate(understood.tree, unmatched(understood.system.spec.suppressions, self.ledger))

    def _check_parents(self) -> None:
        """Check what parents say about themselves; what they say about the document is checked in it."""
        from mlsys.diagnostics import codes
        from mlsys.schema.published import checker
        from mlsys.syntax.locate import locate

        for own in self._inputs.parents.about_themselves():
            found = [d for d in checker().check(own) if d.code != codes.MISSING_KEY]
            self._tell(locate(own, found), None)

    def _twin(self, plain: object) -> tuple[object, System | None] | None:
        """Return what became of another environment that says the same: nothing new can be found."""
        return next((judged for judged in self._judged if judged[0] == plain), None)

    def _judge_the_rest(
        self, tree: Node, environment: str | None, known: Sequence[Diagnostic], errors: Sequence[Diagnostic]
    ) -> None:
        """Find what else is wrong in a document with structural errors."""
        from mlsys.diagnostics import codes
        from mlsys.schema.published import checker, schema
        from mlsys.schema.recover import recover
        from mlsys.schema.view import SchemaView
        from mlsys.spec.overlay import incomplete
        from mlsys.syntax.locate import locate

        left = recover(tree, checker(), SchemaView(schema()), known, errors)
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

    def _resolve(
        self, tree: Node, environment: str | None, spec: MLSystem | None = None
    ) -> tuple[System, tuple[Diagnostic, ...]]:
        """Return the system of a merged tree, and what is wrong with the profile of its data."""
        from mlsys.ir.build import build
        from mlsys.profile.supply import about
        from mlsys.spec.root import bind

        spec = spec or bind(tree)
        inputs = self._inputs
        profile, found = about(inputs.profile, spec)
        previous = _previous(inputs, spec, environment)
        system = build(spec, tree, environment, today=inputs.today, profile=profile, previous=previous)
        if inputs.introduced.families:
            system = replace(system, families=inputs.introduced.known_families())
        return (replace(system, stage=self._options.stage) if self._options.stage else system), found

    def _held_to_policies(self, system: System) -> tuple[Diagnostic, ...]:
        """Return what the policies and the rules of others find."""
        from mlsys.rules.base import OTHER_CODE

        policies = self._inputs.policies
        found: tuple[Diagnostic, ...] = ()
        if policies.loaded:
            from mlsys.policies.standing import standing_breaches

            found = standing_breaches(system, policies, self.selection, self.ledger)
        if not policies.rules and not any(OTHER_CODE.fullmatch(e.rule) for e in system.spec.suppressions):
            return found
        from mlsys.ir.build import measured
        from mlsys.policies.plugins import judged

        others, ran = judged(measured(system), policies, self.selection, self.ledger)
        self.ran |= set(ran)
        return (*found, *others)

    def _about_profile(self) -> tuple[str, ...]:
        """Return the codes of what can be wrong with the profile, if there is one."""
        from mlsys.diagnostics import codes

        return (codes.BROKEN_PROFILE, codes.STALE_PROFILE) if self._inputs.profile is not None else ()

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
    from mlsys.diagnostics.codes import POLICY, POLICY_ADVICE

    if finding.code in (POLICY, POLICY_ADVICE):  # one place may not meet several demands
        return finding.code, finding.span, finding.message
    return finding.code, finding.span, () if _is_structural(finding) else finding.route


def _is_structural(finding: Diagnostic) -> bool:
    from mlsys.diagnostics.codes import PAGES

    return finding.code in PAGES


def _previous(inputs: Inputs, spec: MLSystem, environment: str | None) -> MLSystem | None:
    """Return the document that the project was compiled from; ``None`` when there is none to compare with."""
    from mlsys.schema.published import checker
    from mlsys.spec.overlay import environments
    from mlsys.spec.root import bind

    previous = inputs.previous
    if previous is None or previous.tree is None:
        return None
    if previous.text == inputs.source.text and not spec.extends:
        return spec
    found = compiled_document(previous, environment if environment in environments(previous.tree) else None)
    if found is None:
        return None
    # What an older compiler accepted, this one may not understand.
    model, wrong = checker().bound(found)
    return None if _broken(wrong) else model or bind(found)


def compiled_document(previous: Previous, environment: str | None) -> Node | None:
    """Return the document that a project was compiled from, as it was in ``environment``.

    ``None`` when it cannot be put together any more.
    """
    from mlsys.spec.overlay import effective, resolve

    if previous.tree is None:
        return None
    # A document that was kept with all that it inherits names its parents, too, which count once.
    tree = previous.tree if previous.parents.answers else effective(previous.tree)
    merged = resolve(tree, previous.parents, environment)
    return None if _broken(merged.diagnostics) else merged.value


def _report(
    inputs: Inputs,
    found: Sequence[Diagnostic],
    ran: set[str] | frozenset[str] = frozenset(),
    skipped: Mapping[str, str] | None = None,
) -> Report:
    return Report(
        ordered(found),
        (inputs.source.name,),
        len(ran),
        tuple(Skipped(code, reason) for code, reason in sorted((skipped or {}).items()) if code not in ran),
    )


def _broken(found: Sequence[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in found)
