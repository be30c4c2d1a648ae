"""Which blueprints a system is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mlsys import __version__
from mlsys.blueprints.catalogue import Catalogue
from mlsys.blueprints.condition import ConditionError
from mlsys.blueprints.model import Blueprint, Refusal
from mlsys.blueprints.versions import allows
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.planning.namespace import Namespace

# Without these a project would have nothing to train.
CORE_CAPABILITIES: Final = ("task", "data", "training")


def select(catalogue: Catalogue, namespace: Namespace) -> Result[tuple[Blueprint, ...]]:
    """Return the blueprints whose condition holds, less those that a chosen one extends."""
    chosen: list[Blueprint] = []
    diagnostics: list[Diagnostic] = []
    for blueprint in catalogue:
        try:
            if _is_of_another_type(blueprint, namespace):
                continue
            if blueprint.manifest.when is None or namespace.holds(blueprint.manifest.when):
                chosen.append(blueprint)
        except ConditionError as error:
            message = f"blueprint `{blueprint.name}`: {error}"
            diagnostics.append(Diagnostic(codes.CONDITION, Severity.ERROR, message))
    replaced = {ancestor for blueprint in chosen for ancestor in _ancestors(blueprint, catalogue)}
    gives_way = {blueprint.name: set(_replaced(blueprint, chosen)) for blueprint in chosen}
    diagnostics += _rivals(gives_way)
    replaced |= set().union(*gives_way.values())
    kept = tuple(blueprint for blueprint in chosen if blueprint.name not in replaced)
    diagnostics += list(_unserved(kept, catalogue, namespace)) or _capability_findings(kept)
    return Result(kept, tuple(diagnostics))


def _is_of_another_type(blueprint: Blueprint, namespace: Namespace) -> bool:
    """Return whether ``blueprint`` makes what a type of an organisation is like, and not that type."""
    return bool(namespace.system.own_task) and blueprint.builtin and "task" in blueprint.manifest.provides


def _ancestors(blueprint: Blueprint, catalogue: Catalogue) -> Iterator[str]:
    name = blueprint.manifest.extends
    while name is not None:
        yield name
        name = catalogue.blueprints[name].manifest.extends


def _replaced(blueprint: Blueprint, chosen: list[Blueprint]) -> Iterator[str]:
    """Yield the names of those that give way to ``blueprint``."""
    wanted = set(blueprint.manifest.replaces)
    for other in chosen:
        if other is not blueprint and wanted & {other.name, *other.manifest.provides}:
            yield other.name


def _rivals(gives_way: Mapping[str, set[str]]) -> Iterator[Diagnostic]:
    """Tell of blueprints that would each take the place of the other."""
    for name, others in gives_way.items():
        for other in sorted(others):
            if name in gives_way[other] and name < other:
                message = f"blueprints `{name}` and `{other}` each replace the other"
                help_ = "remove one of them, or narrow its `when` or `replaces`"
                yield Diagnostic(codes.COLLISION, Severity.ERROR, message, help=help_)


def _unserved(
    chosen: tuple[Blueprint, ...], catalogue: Catalogue, namespace: Namespace
) -> Iterator[Diagnostic]:
    """Tell, once and for all that follows from it, that the catalogue serves tasks but not this one."""
    provided = {capability for blueprint in chosen for capability in blueprint.manifest.provides}
    offered = {capability for blueprint in catalogue for capability in blueprint.manifest.provides}
    missing = [name for name in CORE_CAPABILITIES if name in offered - provided]
    try:
        refusal = _refusal(set(missing), catalogue, namespace)
    except ConditionError as error:
        yield Diagnostic(codes.CONDITION, Severity.ERROR, str(error))
        return
    if refusal is not None:
        yield Diagnostic(
            codes.UNSERVED,
            Severity.ERROR,
            f"{refusal.says}, so `mlsys compile` stops here",
            refusal.at,
            help="choose what is compiled, or add a blueprint for it (docs/how-to/write-a-blueprint.md)",
        )
    elif missing:
        wanted = " and ".join(f"`{name}`" for name in missing)
        task = namespace.system.own_task or namespace.system.spec.task.type
        yield Diagnostic(
            codes.UNSERVED,
            Severity.ERROR,
            f"no blueprint serves this `{task}` task: nothing provides {wanted}, so "
            "`mlsys compile` stops here",
            ("task", "type"),
            help=f"add a blueprint that provides {wanted} (docs/how-to/write-a-blueprint.md); "
            "`mlsys blueprint list` shows those that there are and what they apply to",
        )


def _refusal(missing: set[str], catalogue: Catalogue, namespace: Namespace) -> Refusal | None:
    """Return what a blueprint that would provide what is missing says of such a document.

    Raises:
        ConditionError: naming the blueprint whose condition cannot be asked.
    """
    for blueprint in catalogue:
        if missing & set(blueprint.manifest.provides) and not _is_of_another_type(blueprint, namespace):
            for refusal in blueprint.manifest.refuses:
                try:
                    holds = namespace.holds(refusal.when)
                except ConditionError as error:
                    raise ConditionError(f"blueprint `{blueprint.name}`: {error}") from error
                if holds:
                    return refusal
    return None


def _capability_findings(chosen: tuple[Blueprint, ...]) -> Iterator[Diagnostic]:
    for blueprint in chosen:
        if not blueprint.builtin and not allows(blueprint.manifest.mlsys, __version__):
            message = (
                f"blueprint `{blueprint.name}` needs mlsys {blueprint.manifest.mlsys}; this is {__version__}"
            )
            yield Diagnostic(codes.MISSING_CAPABILITY, Severity.ERROR, message)
    provided = {capability for blueprint in chosen for capability in blueprint.manifest.provides}
    for blueprint in chosen:
        for capability in blueprint.manifest.needs:
            if capability not in provided:
                yield Diagnostic(
                    codes.MISSING_CAPABILITY,
                    Severity.ERROR,
                    f"blueprint `{blueprint.name}` needs `{capability}`, which no other blueprint provides",
                    help="add a blueprint that provides it, or change the means that called for it",
                )
        for other in chosen:
            clash = set(blueprint.manifest.conflicts) & {other.name, *other.manifest.provides}
            if other is not blueprint and clash:
                message = f"blueprint `{blueprint.name}` cannot stand beside `{other.name}`"
                note = f"it conflicts with {', '.join(sorted(clash))}"
                yield Diagnostic(codes.MISSING_CAPABILITY, Severity.ERROR, message, note=note)
