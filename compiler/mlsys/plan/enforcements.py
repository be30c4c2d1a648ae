"""The promises of the chosen blueprints, resolved to artefacts of this project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mlsys.blueprints import glob
from mlsys.blueprints.condition import ConditionError
from mlsys.blueprints.model import Blueprint, EnforcementRule
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.plan.claims import Claim
from mlsys.plan.model import Artefact, Enforcement
from mlsys.plan.namespace import Namespace


def resolve_enforcements(
    blueprints: Iterable[Blueprint], artefacts: Sequence[Artefact], namespace: Namespace
) -> Result[tuple[Enforcement, ...]]:
    """Return the enforcements whose condition holds; naming a file that nothing generates is a finding."""
    found: list[Enforcement] = []
    diagnostics: list[Diagnostic] = []
    resolver = _Resolver([artefact.path for artefact in artefacts], namespace)
    for blueprint in blueprints:
        for rule in blueprint.manifest.enforces:
            try:
                if rule.when is None or rule.when.holds(namespace.lookup):
                    found += resolver.resolve(rule, blueprint.name)
            except _DanglingError as error:
                promise = f"blueprint `{blueprint.name}` enforces `{rule.claims[0]}` by `{error}`"
                message = f"{promise}, which nothing generates"
                diagnostics.append(Diagnostic(codes.DANGLING_ENFORCEMENT, Severity.ERROR, message))
            except ConditionError as error:
                message = f"blueprint `{blueprint.name}`: {error}"
                diagnostics.append(Diagnostic(codes.CONDITION, Severity.ERROR, message))
    return Result(tuple(found), tuple(diagnostics))


class _DanglingError(Exception):
    """The named path is none of an artefact."""


class _Resolver:
    """Finds the artefacts that a promise names."""

    def __init__(self, artefact_paths: list[str], namespace: Namespace) -> None:
        self._paths = artefact_paths
        self._values = {"name": namespace.system.name, "package": namespace.system.package}

    def resolve(self, rule: EnforcementRule, blueprint: str) -> Iterator[Enforcement]:
        """Yield one enforcement for each artefact that ``rule`` names."""
        claims = tuple(Claim(text) for text in rule.claims)
        saboteur = None if rule.saboteur is None else self._find(rule.saboteur)[0]
        for target in rule.by:
            path, _, anchor = target.partition("#")
            for found in self._find(path):
                yield Enforcement(claims, found, anchor, rule.kind, saboteur, blueprint)

    def _find(self, pattern: str) -> list[str]:
        try:
            filled = glob.fill(pattern, self._values)
        except KeyError as error:
            raise ConditionError(f"`{pattern}`: paths know no `{error.args[0]}`") from error
        found = [path for path in self._paths if glob.matches(filled, path)]
        if not found:
            raise _DanglingError(filled)
        return found
