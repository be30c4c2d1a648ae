"""From a system and a catalogue to the plan of a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mlsys.blueprints import glob
from mlsys.blueprints.catalogue import Catalogue
from mlsys.blueprints.condition import ConditionError
from mlsys.blueprints.model import Blueprint, FileRule, TemplateFile
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.planning import paths
from mlsys.planning.collisions import find_collisions
from mlsys.planning.contributions import merge_contributions
from mlsys.planning.enforcements import resolve_enforcements
from mlsys.planning.engines import artefacts_of_template, former_path, rule_of
from mlsys.planning.model import Artefact, Each, Input, Plan
from mlsys.planning.namespace import Namespace
from mlsys.planning.selection import select
from mlsys.planning.unserved import unserved_fields

if TYPE_CHECKING:
    from mlsys.ir.system import System


def plan(
    system: System,
    catalogue: Catalogue,
    *,
    inputs: Iterable[Input] = (),
    environments: Mapping[str, System] | None = None,
) -> Result[Plan]:
    """Return what the project of ``system`` consists of.

    Args:
        system: the resolved system.
        catalogue: the blueprints to choose from; their ``when`` decides.
        inputs: files of the author that become part of the project.
        environments: the system as each declared environment resolves it, for artefacts made per environment.

    Returns:
        The plan, complete also where something was found, so that all findings come in one run. It must not
        be rendered when a finding is an error.
    """
    namespace = Namespace(system, environments or {})
    chosen = select(catalogue, namespace)
    blueprints = chosen.value or ()
    diagnostics = list(chosen.diagnostics)
    artefacts = [Artefact(item.path, item.owner, item) for item in inputs]
    diagnostics += _add_artefacts(artefacts, blueprints, namespace)
    diagnostics += _bad_paths(artefacts)
    diagnostics += find_collisions(artefacts)
    contributions = merge_contributions(blueprints)
    diagnostics += contributions.diagnostics
    artefacts.sort(key=lambda artefact: artefact.path)
    enforcements = resolve_enforcements(blueprints, artefacts, namespace, catalogue)
    diagnostics += enforcements.diagnostics
    made = Plan(
        system=system,
        artefacts=tuple(artefacts),
        enforcements=enforcements.value or (),
        blueprints=blueprints,
        contributions=contributions.value or {},
        environments=environments or {},
    )
    if not any(found.code == codes.UNSERVED for found in diagnostics):
        diagnostics += unserved_fields(made)
    return Result(made, tuple(diagnostics))


def _add_artefacts(
    artefacts: list[Artefact], blueprints: Iterable[Blueprint], namespace: Namespace
) -> Iterator[Diagnostic]:
    """Add the artefacts of ``blueprints``; yield a finding for each whose conditions do not hold together."""
    for blueprint in blueprints:
        made = _artefacts if blueprint.manifest.cookiecutter is None else artefacts_of_template
        try:
            artefacts += made(blueprint, namespace)
        except ConditionError as error:
            yield _condition_finding(blueprint, error)


def _artefacts(blueprint: Blueprint, namespace: Namespace) -> Iterator[Artefact]:
    before = former_path(blueprint.manifest.moved)
    for path, template in blueprint.templates.items():
        rule = rule_of(path, blueprint.manifest.files)
        if rule is None:
            continue
        if rule.formerly is None and (former := before(path)):
            rule = replace(rule, formerly=former)
        if rule.when is not None and not namespace.holds(rule.when):
            continue
        for each in _items(rule, namespace):
            yield _artefact(path, template, rule, each, namespace.system)


def _items(rule: FileRule, namespace: Namespace) -> list[Each | None]:
    if rule.each is None:
        return [None]
    value = rule.each.value(namespace.lookup)
    if isinstance(value, Mapping):
        return [Each(str(key), item) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [Each(item if isinstance(item, str) else str(index), item) for index, item in enumerate(value)]
    if value is None:
        return []
    raise ConditionError(f"`{rule.each.text}` is neither a mapping nor a list")


def _artefact(
    path: str, template: TemplateFile, rule: FileRule, each: Each | None, system: System
) -> Artefact:
    values = path_values(system, each)
    try:
        target = glob.fill(path, values)
        formerly = None if rule.formerly is None else glob.fill(rule.formerly, values)
    except KeyError as error:
        raise ConditionError(
            f"`{path}`: paths know no `{error.args[0]}`, only {', '.join(values)}"
        ) from error
    patterns = [_pattern(each_path, values) for each_path in (path, rule.formerly or "")]
    return Artefact(
        target, rule.owner, template, template.executable, rule.delimiters, each, formerly, *patterns
    )


def _pattern(path: str, values: Mapping[str, str]) -> str:
    """Return ``path`` with the placeholders for the names of the system; empty if it has none."""
    names = {name: f"{{{{ {name} }}}}" for name in ("name", "package")}
    return glob.fill(path, {**values, **names}) if names.keys() & set(glob.placeholders(path)) else ""


def path_values(system: System, each: Each | None = None) -> dict[str, str]:
    """Return the values of the placeholders that paths may contain."""
    values = {"name": system.name, "package": system.package}
    if each is not None:
        values["each.key"] = each.key
    return values


def _bad_paths(artefacts: Iterable[Artefact]) -> Iterator[Diagnostic]:
    for artefact in artefacts:
        if trouble := paths.problem(artefact.path):
            message = f"the generated path `{artefact.path}` {trouble}"
            note = f"it comes from blueprint `{artefact.blueprint}`" if artefact.blueprint else ""
            yield Diagnostic(codes.BAD_PATH, Severity.ERROR, message, note=note)


def _condition_finding(blueprint: Blueprint, error: ConditionError) -> Diagnostic:
    return Diagnostic(codes.CONDITION, Severity.ERROR, f"blueprint `{blueprint.name}`: {error}")
