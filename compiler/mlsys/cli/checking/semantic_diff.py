"""Two documents, compared by what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlsys.cli.checking.revisions import Revision
from mlsys.cli.compiling.plans import Refusal
from mlsys.diagnostics.report import Report, ordered
from mlsys.project.explain.consequences import step
from mlsys.spec.difference import Bump, Difference, bumped, differences, is_enough, required_bump, version_of
from mlsys.syntax.nodes import Node


@dataclass(frozen=True, slots=True)
class SemanticDiff:
    """The difference of two documents."""

    old: Revision
    new: Revision
    environment: str | None
    """The environment in which they are compared."""
    differences: tuple[Difference, ...]
    derived: tuple[str, ...]
    """Defaults and derived numbers that differ, if both sides are locks, and blueprints that do."""
    old_version: str
    new_version: str

    @property
    def bump(self) -> Bump:
        """The part of the version that must rise."""
        return required_bump(self.differences)

    @property
    def required_version(self) -> str:
        """The least version that the changes call for."""
        return bumped(self.old_version, self.bump)

    @property
    def version_is_enough(self) -> bool:
        """Whether the new document bears that version or a later one."""
        return is_enough(self.old_version, self.new_version, self.bump)


def compare(old: Revision, new: Revision, environment: str | None = None) -> SemanticDiff:
    """Return the difference of two documents with all that they inherit, in ``environment``.

    Raises:
        Refusal: if one of them is not YAML, extends what cannot be read, or does not declare the environment.
    """
    before, after = _tree(old, environment), _tree(new, environment)
    found = differences(before, after)
    derived = tuple(_derived(old, new))
    return SemanticDiff(old, new, environment, found, derived, version_of(before), version_of(after))


def _tree(side: Revision, environment: str | None) -> Node:
    from mlsys.spec.overlay import effective, incomplete, resolve
    from mlsys.spec.upgrade.tree import read_current
    from mlsys.syntax.locate import locate

    written = read_current(side.source)
    if written.value is None:
        raise Refusal(Report(ordered(written.diagnostics), (side.source.name,)))
    tree = written.value if side.lock is None else effective(written.value)
    merged = resolve(tree, side.parent, environment)
    if merged.value is None or incomplete(merged.diagnostics):
        raise Refusal(Report(ordered(locate(tree, merged.diagnostics)), (side.source.name,)))
    return effective(merged.value, environment)


def _derived(old: Revision, new: Revision) -> Iterator[str]:
    if old.lock is None or new.lock is None:
        return
    before, after = old.lock.header, new.lock.header
    if before.environment != after.environment:
        names = (name or "(none)" for name in (before.environment, after.environment))
        yield f"environment {' → '.join(names)}"
    for name in sorted({*before.resolved, *after.resolved}):
        values = before.resolved.get(name, "(absent)"), after.resolved.get(name, "(absent)")
        if values[0] != values[1]:
            yield f"{name} {step(*values)}"
    for name in sorted({*before.blueprints, *after.blueprints}):
        pins = before.blueprints.get(name, ("(absent)", "")), after.blueprints.get(name, ("(absent)", ""))
        if pins[0] != pins[1]:
            yield f"blueprint {name} {pins[0][0]} → {pins[1][0]}"
