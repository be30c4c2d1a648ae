"""The promises of the chosen blueprints, resolved to artefacts of this project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from mlsys.blueprints import glob
from mlsys.blueprints.condition import ConditionError
from mlsys.blueprints.model import Blueprint, EnforcementRule
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.planning.claims import Claim
from mlsys.planning.model import Artefact, Enforcement
from mlsys.planning.namespace import Namespace


def resolve_enforcements(
    blueprints: Iterable[Blueprint],
    artefacts: Sequence[Artefact],
    namespace: Namespace,
    catalogue: Iterable[Blueprint] = (),
) -> Result[tuple[Enforcement, ...]]:
    """Return the promises of ``blueprints`` that hold in this project.

    A promise whose condition does not hold is void, and so is one by a file, or with a saboteur, that the
    ``catalogue`` has but this system does not call for. A file that no blueprint has is a finding.
    """
    found: list[Enforcement] = []
    diagnostics: list[Diagnostic] = []
    resolver = _Resolver(artefacts, namespace, (*blueprints, *catalogue))
    for blueprint in blueprints:
        for rule in blueprint.manifest.enforces:
            try:
                if rule.when is None or namespace.holds(rule.when):
                    found += resolver.resolve(rule, blueprint.name)
            except _DanglingError as error:
                promise = f"blueprint `{blueprint.name}` enforces `{rule.claims[0]}` by `{error}`"
                message = f"{promise}, which no blueprint generates"
                diagnostics.append(Diagnostic(codes.DANGLING_ENFORCEMENT, Severity.ERROR, message))
            except ConditionError as error:
                message = f"blueprint `{blueprint.name}`: {error}"
                diagnostics.append(Diagnostic(codes.CONDITION, Severity.ERROR, message))
    return Result(tuple(found), tuple(diagnostics))


class _DanglingError(Exception):
    """No blueprint has a file of the named path."""


class _Resolver:
    """Finds the artefacts that a promise names."""

    def __init__(
        self, artefacts: Iterable[Artefact], namespace: Namespace, blueprints: Iterable[Blueprint]
    ) -> None:
        self._paths = [artefact.path for artefact in artefacts]
        self._exact = {path for path in self._paths if not set(path) & set("*?{")}
        self._values = {"name": namespace.system.name, "package": namespace.system.package}
        self._possible = {path for blueprint in blueprints for path in blueprint.templates}
        self._open = {b.name for b in blueprints if b.manifest.cookiecutter is not None}

    def resolve(self, rule: EnforcementRule, blueprint: str) -> Iterator[Enforcement]:
        """Yield one enforcement for each artefact that ``rule`` names."""
        claims = tuple(Claim(text) for text in rule.claims)
        saboteurs = [] if rule.saboteur is None else self._find(rule.saboteur, blueprint)
        for target in rule.by:
            path, _, anchor = target.partition("#")
            for found in self._find(path, blueprint):
                if saboteurs or rule.saboteur is None:
                    yield Enforcement(
                        claims, found, anchor, rule.kind, next(iter(saboteurs), None), blueprint
                    )

    def _find(self, pattern: str, blueprint: str) -> list[str]:
        try:
            filled = glob.fill(pattern, self._values)
        except KeyError as error:
            raise ConditionError(f"`{pattern}`: paths know no `{error.args[0]}`") from error
        if filled in self._exact:
            return [filled]
        found = [path for path in self._paths if glob.matches(filled, path)]
        # Which files another engine could make is not known.
        unknown = blueprint in self._open
        if not found and not unknown and not any(self._could_be(filled, path) for path in self._possible):
            raise _DanglingError(filled)
        return found

    def _could_be(self, pattern: str, path: str) -> bool:
        """Return whether ``pattern`` names a file of the target path ``path``, its placeholders in place."""
        filled = glob.fill(path, defaultdict(lambda: "*", self._values))
        return glob.matches(pattern, filled) or glob.matches(filled, pattern)
