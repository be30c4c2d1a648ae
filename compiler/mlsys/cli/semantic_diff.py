"""Two documents, compared by what they mean."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from mlsys.cli.building import Refusal
from mlsys.cli.revisions import Revision
from mlsys.diagnostics.report import Report, ordered
from mlsys.spec.difference import Bump, Difference, bumped, differences, is_enough, required_bump, version_of
from mlsys.syntax.nodes import Node


class SemanticDiff(Struct, frozen=True):
    """The difference of two documents."""

    old: Revision
    new: Revision
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


def compare(old: Revision, new: Revision) -> SemanticDiff:
    """Return the difference of two documents.

    Raises:
        Refusal: if one of them is not YAML.
    """
    from mlsys.schema.view import SchemaView
    from mlsys.variants import schema

    before, after = _tree(old), _tree(new)
    found = differences(before, after, SchemaView(schema()))
    derived = tuple(_derived(old, new))
    return SemanticDiff(old, new, found, derived, version_of(before), version_of(after))


def _tree(side: Revision) -> Node:
    from mlsys.syntax.reader import read

    result = read(side.source)
    if result.value is None:
        raise Refusal(Report(ordered(result.diagnostics), (side.source.name,)))
    return result.value


def _derived(old: Revision, new: Revision) -> Iterator[str]:
    if old.lock is None or new.lock is None:
        return
    before, after = old.lock.header, new.lock.header
    for name in sorted({*before.resolved, *after.resolved}):
        values = before.resolved.get(name, "(absent)"), after.resolved.get(name, "(absent)")
        if values[0] != values[1]:
            yield f"{name} {values[0]} → {values[1]}"
    for name in sorted({*before.blueprints, *after.blueprints}):
        pins = before.blueprints.get(name, ("(absent)", "")), after.blueprints.get(name, ("(absent)", ""))
        if pins[0] != pins[1]:
            yield f"blueprint {name} {pins[0][0]} → {pins[1][0]}"
