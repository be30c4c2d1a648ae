"""The one road from a document to its project; nothing here prints or chooses.

    load_inputs → judge → with_plan → generate → compare → write

What a step needs is imported when the step runs.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.diagnostics.model import Diagnostic, Result
from mlsys.diagnostics.report import ordered
from mlsys.errors import UntrustedError
from mlsys.inputs import Inputs, Previous, inputs_of, load_inputs
from mlsys.judge import Judgement, Options, Planned, compiled_document, judge
from mlsys.source import SourceFile

if TYPE_CHECKING:
    from mlsys.blueprints.catalogue import Catalogue
    from mlsys.ir.system import System
    from mlsys.planning.coverage import Coverage
    from mlsys.planning.model import Plan
    from mlsys.project.merge.three_way import Side
    from mlsys.project.reconcile.changes import Changes
    from mlsys.project.record.lock import LockHeader
    from mlsys.render.tree import RenderedTree
    from mlsys.spec.difference import Difference


def check(path: str | os.PathLike[str], options: Options | None = None) -> Judgement:
    """Read the document at ``path`` and judge it, with the plan of its project if ``options`` ask for it.

    Raises:
        MlsysError: if the file cannot be read as text, or the settings of its repository cannot be.
    """
    options = options or Options()
    return check_inputs(load_inputs(path, compiling=options.compiling), options)


def second_spelling(path: str) -> str | None:
    """Return the document that differs from the one at ``path`` only in its ending, if there is one."""
    stem, ending = os.path.splitext(path)
    other = stem + {".yaml": ".yml", ".yml": ".yaml"}.get(ending, ending)
    return other if other != path and os.path.lexists(other) else None


def _ambiguous(path: str, other: str) -> Diagnostic:
    from mlsys.diagnostics import Severity
    from mlsys.diagnostics.project_codes import SECOND_DOCUMENT

    return Diagnostic(
        SECOND_DOCUMENT,
        Severity.ERROR,
        f"`{other}` stands beside `{path}`, and one of the two is not read",
        help="delete the one that is not meant, or give it another name",
    )


def check_source(
    source: SourceFile, options: Options | None = None, *, today: datetime.date | None = None
) -> Judgement:
    """Judge the document in ``source`` as `check` does, on another day than this if need be."""
    options = options or Options()
    return check_inputs(inputs_of(source, compiling=options.compiling, today=today), options)


def check_inputs(inputs: Inputs, options: Options) -> Judgement:
    """Judge what was read, with the plan of its project if ``options`` ask for it."""
    judgement = judge(inputs, options)
    other = second_spelling(inputs.source.name)
    if other is not None:
        found = ordered((*judgement.report.diagnostics, _ambiguous(inputs.source.name, other)))
        judgement = replace(judgement, report=replace(judgement.report, diagnostics=found))
    return with_plan(judgement) if options.project else judgement


def with_plan(
    judgement: Judgement,
    catalogue: Catalogue | None = None,
) -> Judgement:
    """Return ``judgement`` with the plan of its project and what was found in making it.

    There is no plan while the structure is broken, or when a finding of the plan itself fails. That no
    blueprint serves the task is no fault of the document: where nobody compiles, it is told as a note, but
    for a system in production, of which somebody believes that it can be made. A blueprint that wants to run
    code which nobody trusts is no fault of the document either, and its findings are told all the same.

    Raises:
        UntrustedError: if a project is wanted, and one of its blueprints is not trusted.
    """
    from mlsys.diagnostics import Severity
    from mlsys.diagnostics.project_codes import UNENFORCED, UNSERVED
    from mlsys.planning.coverage import coverage_findings, in_one
    from mlsys.rules.selection import Selection
    from mlsys.rules.suppress import MLS011, Ledger, standing, unmatched
    from mlsys.syntax.locate import locate

    system = judgement.system
    if system is None:
        return judgement
    ledger = Ledger()
    try:
        made = make_plan(judgement, system, catalogue)
    except UntrustedError as untrusted:
        if judgement.options.compiling:
            raise
        made = Result(None, (_unplanned(untrusted),))
    found = list(made.diagnostics)
    if not judgement.options.compiling and system.stage != "production":
        found = [replace(d, severity=Severity.NOTE) if d.code == UNSERVED else d for d in found]
    planned = None
    if made.value is not None and not any(d.severity.fails or d.code == UNSERVED for d in found):
        planned = Planned(made.value, _coverage(made.value))
        found += coverage_findings(planned.coverage, system.stage)
    options = judgement.options
    asked = Selection(options.select, options.ignore, dict(options.severities))
    judged = (UNENFORCED,) if planned is not None and asked.asks(UNENFORCED) else ()
    kept = list(asked.keep(standing(system, found, judged, ledger)))
    if asked.asks(MLS011):
        kept += unmatched(system.spec.suppressions, ledger)
    told = [d for d in locate(system.tree, kept) if d.code != UNENFORCED or not _holds_a_fault(d, judgement)]
    report = replace(judgement.report, diagnostics=ordered((*judgement.report.diagnostics, *in_one(told))))
    return replace(judgement, report=report, planned=planned)


def _unplanned(untrusted: UntrustedError) -> Diagnostic:
    from mlsys.diagnostics import Severity
    from mlsys.diagnostics.project_codes import UNSERVED

    message = f"{untrusted.message}, so the plan of the project is not judged"
    return Diagnostic(UNSERVED, Severity.NOTE, message, route=("task", "type"), help=untrusted.help)


def _coverage(plan: Plan) -> Coverage:
    """Return how much of the document is held by the project, and by rules where nothing else holds it."""
    from mlsys.planning.coverage import loose_entries, measure_coverage, with_checked
    from mlsys.rules.run import checked_entries

    coverage = measure_coverage(plan)
    loose = loose_entries(coverage, plan)
    return with_checked(coverage, checked_entries(plan.system, loose)) if loose else coverage


def _holds_a_fault(part: Diagnostic, judgement: Judgement) -> bool:
    """Return whether an error lies within ``part``, so that nothing is known about what would enforce it."""
    from mlsys.diagnostics import Severity

    faults = (d.span for d in judgement.report.diagnostics if d.severity is Severity.ERROR)
    return part.span is not None and any(
        span is not None
        and span.source is part.span.source
        and part.span.start.offset <= span.start.offset <= part.span.end.offset
        for span in faults
    )


def make_plan(judgement: Judgement, system: System, catalogue: Catalogue | None = None) -> Result[Plan]:
    """Return what the project of ``system``, the chosen variant of ``judgement``, consists of.

    The result is complete even where something was found; it must not be rendered when a finding fails. The
    findings have routes and no places yet.
    """
    from mlsys.blueprints.catalogue import builtin_catalogue
    from mlsys.planning.build import plan
    from mlsys.planning.inputs import find_inputs
    from mlsys.sharing.supply import catalogue_for

    chosen = Result(catalogue) if catalogue is not None else catalogue_for(judgement.inputs.settings)
    inputs = find_inputs(system, judgement.source, judgement.inputs.parents.sources)
    result = plan(
        system,
        chosen.value or builtin_catalogue(),
        inputs=inputs.value or (),
        environments=judgement.environments,
    )
    return replace(result, diagnostics=(*chosen.diagnostics, *inputs.diagnostics, *result.diagnostics))


def generate(plan: Plan) -> RenderedTree:
    """Return every file of the project, in memory."""
    from mlsys.planning.inputs import absent_inputs
    from mlsys.render.render import render

    tree = render(plan)
    return replace(tree, absent=absent_inputs(plan.system, tree.files))


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


def lock_header(judgement: Judgement, plan: Plan) -> LockHeader:
    """Return from what the project is generated, for its lock."""
    from mlsys.ir.resolved import resolved_values
    from mlsys.project.record.lock import LockHeader, blueprint_pins, digest
    from mlsys.render.tree import canonical
    from mlsys.sharing.origins import table_of
    from mlsys.sharing.supply import declared_blueprints, declared_sources

    used = {blueprint.name for blueprint in plan.blueprints}
    declared = declared_blueprints(judgement.inputs.settings)
    sources = (judgement.source, *judgement.inputs.parents.sources)
    return LockHeader(
        spec_sha256=digest(*(canonical(source.text.encode()) for source in sources)),
        blueprints=blueprint_pins(plan.blueprints),
        environment=judgement.chosen,
        resolved=resolved_values(plan.system),
        origins={each.name: table_of(each) for each in declared if each.name in used},
        sources={e.name: table_of(e) for e in declared_sources(judgement.inputs.settings)},
        policies=held_to(judgement),
    )


def held_to(judgement: Judgement) -> dict[str, tuple[str, str]]:
    """Return version and digest by the name of each policy; of several with one name over all of them.

    Sources and blueprints whose rules in Python have judged stand beside them.
    """
    from mlsys.project.record.lock import digest
    from mlsys.render.tree import canonical

    texts: dict[str, list[bytes]] = {}
    versions: dict[str, str] = {}
    for policy in judgement.inputs.policies.loaded:
        versions.setdefault(policy.name, policy.spec.metadata.version)
        texts.setdefault(policy.name, []).append(canonical(policy.text[1].encode()))
    held = {name: (version, digest(*texts[name])) for name, version in versions.items()}
    plugins = {each.plugin.label: each.plugin for each in judgement.inputs.policies.rules}
    return held | {label: (plugin.version, plugin.sha256) for label, plugin in plugins.items()}


def inherited(judgement: Judgement) -> bytes | None:
    """Return the document with all that it inherits, as JSON; ``None`` when it extends no other."""
    import json

    from mlsys.syntax.nodes import to_plain

    if not judgement.inputs.parents.sources:
        return None
    merged = judgement.variants.get(None) or judgement.variants[judgement.chosen]
    return (json.dumps(to_plain(merged.tree), ensure_ascii=False, indent=1) + "\n").encode()


def field_differences(previous: Previous | None, judgement: Judgement) -> tuple[Difference, ...] | None:
    """Return in which fields a document differs from what its project was compiled from.

    Both count with what they inherit and with the overlay of their environment. ``None`` when nothing was
    compiled there, or no readable copy of the document was kept.
    """
    from mlsys.spec.difference import differences
    from mlsys.spec.overlay import effective

    if previous is None or previous.header is None:
        return None
    before = previous.header.environment
    document = compiled_document(previous, before)
    if document is None:
        return None
    now = effective(judgement.variants[judgement.chosen].tree, before, judgement.chosen)
    return differences(effective(document, before, judgement.chosen), now)
