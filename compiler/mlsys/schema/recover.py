"""Going on after structural errors: the largest part of a document that can still be judged.

Slips that have one safe fix are mended in memory, so that what stands below a misspelt key is checked too.
What is wrong beyond that is cut out: the smallest entry without which the rest is valid, or, for a required
entry, an example of the language put in its place. Both are *faults*: nothing that rests on them may be
reported, and the rules are told their routes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mlsys.diagnostics import Diagnostic, RenameKey, SetValue, Severity, codes
from mlsys.route import Route, format_route
from mlsys.schema.check import Checker
from mlsys.schema.keys import homes, other_tags
from mlsys.schema.view import Schema, SchemaView
from mlsys.source import SourceFile
from mlsys.syntax.locate import locate
from mlsys.syntax.nodes import Mapping, Node, Scalar, find, to_plain
from mlsys.syntax.reader import read
from mlsys.syntax.rebuild import from_plain, put, removed, renamed

_ROUNDS = 40
"""Each round cuts at least one entry or moves a cut one level up; no document needs as many."""
_MENDS = 4


@dataclass(frozen=True, slots=True)
class Recovered:
    """What is left of a faulty document."""

    tree: Node | None
    """A document that fits the schema; ``None`` when there is none."""
    diagnostics: tuple[Diagnostic, ...]
    """Every structural finding, with its place."""
    faults: tuple[Route, ...]
    """Where the document was mended, cut or filled in; findings that rest on them are not real."""
    obstacle: Route = ()
    """The entry without which nothing can be judged, when ``tree`` is ``None``."""

    @property
    def reason(self) -> str:
        """Why no rule can run when ``tree`` is ``None``."""
        return f"needs a valid `{format_route(self.obstacle)}`" if self.obstacle else "needs a specification"


def recover(
    tree: Node,
    checker: Checker[Any],
    view: SchemaView,
    known: Iterable[Diagnostic] = (),
    errors: Sequence[Diagnostic] = (),
) -> Recovered:
    """Return the part of ``tree`` that can be judged, with all structural findings.

    Args:
        tree: the merged document.
        checker: the judge of structure.
        view: the schema of the document.
        known: what earlier steps found; the places of errors count as faults.
        errors: what ``checker`` said of the tree, if it was asked.
    """
    known = [d for d in known if d.severity is Severity.ERROR]
    faults = [d.route for d in known if d.route]
    unread = [d.route for d in known if d.code in (codes.YAML_FEATURE, codes.YAML_SYNTAX)]
    found: list[Diagnostic] = []
    errors = errors or checker.check(tree)
    for _ in range(_MENDS):
        # what the reader has refused, or a finding before has named, is wrong in one way, not in two
        told = {d.route for d in found}
        new = (d for d in errors if d.route not in told and d.route not in unread)
        found += locate(tree, new)
        mended = _mended(tree, errors)
        if mended is tree:
            break
        tree = mended
        errors = checker.check(tree)
    language = [d.route for d in found if d.code == codes.API_VERSION]
    if language:
        return Recovered(None, tuple(found), (), language[0])
    cut = _Cut(tree, checker, view)
    valid = cut.until_valid(errors)
    return Recovered(valid, tuple(found), (*faults, *cut.faults), cut.obstacle)


def _mended(tree: Node, errors: Sequence[Diagnostic]) -> Node:
    """Return ``tree`` with the safe fixes of ``errors`` made."""
    for change in (c for d in errors if d.fix is not None and d.fix.safe for c in d.fix.changes):
        node = find(tree, change.route)
        if node is None:
            continue
        if isinstance(change, RenameKey):
            tree = renamed(tree, change.route, change.name)
        elif isinstance(change, SetValue):
            value = read(SourceFile("fix", change.text)).value
            if isinstance(value, Scalar):
                tree = put(tree, change.route, Scalar(value.value, node.span, value.raw, value.plain))
    return tree


class _Cut:
    """Cuts entries out of a document until the rest is valid."""

    def __init__(self, tree: Node, checker: Checker[Any], view: SchemaView) -> None:
        self._tree = tree
        self._checker = checker
        self._view = view
        self._stood_in: set[Route] = set()
        self.faults: list[Route] = []
        self.obstacle: Route = ()

    def until_valid(self, errors: Sequence[Diagnostic]) -> Node | None:
        """Return what is left once no error is, or ``None`` when nothing would be."""
        for _ in range(_ROUNDS):
            if not errors:
                return self._tree
            for finding in errors:
                if finding.code == codes.UNKNOWN_KEY:
                    self.faults += self._meant(finding)
            places = {(d.route, d.code == codes.MISSING_KEY) for d in errors}
            for route, missing in sorted(places, key=_from_the_end):
                if not self._mend(route, missing=missing):
                    self.obstacle = route
                    return None
            errors = self._checker.check(self._tree)
        return None

    def _meant(self, finding: Diagnostic) -> list[Route]:
        """Return the fields that an unknown key may have been meant for: they are written in a way."""
        above = finding.route[:-1]
        changes = finding.fix.changes if finding.fix is not None else ()
        renames = [change.name for change in changes if isinstance(change, RenameKey)]
        parent = find(self._tree, above)
        if renames or not above or not isinstance(parent, Mapping):
            return [(*above, name) for name in renames]
        parts = self._view.at(above, to_plain(self._tree))
        name = str(finding.route[-1])
        if other_tags(parts, name) or homes(self._view, name):
            return []  # it means what it says, in the wrong place
        fields = self._view.properties(parts)
        return [(*above, name) for name in fields if parent.entry(name) is None]

    def _mend(self, route: Route, *, missing: bool) -> bool:
        plain = to_plain(self._tree)
        first = True
        while route:
            needed = missing or (first and self._required(route, plain))
            if needed and self._stand_in(route, plain):
                return True
            if not missing and not self._required(route, plain):
                self._tree = removed(self._tree, route)
                self.faults.append(route[:-1] if isinstance(route[-1], int) else route)
                return True
            route, missing, first = route[:-1], False, False
        return False

    def _required(self, route: Route, plain: object) -> bool:
        parts = self._view.at(route[:-1], plain)
        return any(route[-1] in part.get("required", ()) for part in parts)

    def _example(self, parts: Sequence[Schema]) -> object:
        """Return a value that ``parts`` allow, ``None`` if the language gives none."""
        for part in parts:
            if "const" in part:
                return part["const"]
            if part.get("examples"):
                return part["examples"][0]
        if not any(part.get("type") == "object" for part in parts) or any("if" in part for part in parts):
            return None
        fields = self._view.properties(parts)
        required = {name for part in parts for name in part.get("required", ())}
        found = {name: self._example([*self._view.active(fields[name], None)]) for name in required}
        return None if None in found.values() else found

    def _stand_in(self, route: Route, plain: object) -> bool:
        """Put an example of the language at a required place; not twice, and never a guess of a tag."""
        example = self._example(self._view.at(route, plain))
        parent = find(self._tree, route[:-1])
        if example is None or parent is None or route in self._stood_in:
            return False
        self._stood_in.add(route)
        self._tree = put(self._tree, route, from_plain(example, parent.span))
        self.faults.append(route)
        return True


def _from_the_end(place: tuple[Route, bool]) -> tuple[object, ...]:
    """Order places so that cutting an item does not move those still to be cut."""
    route, missing = place
    return (tuple((0, -step, "") if isinstance(step, int) else (1, 0, step) for step in route), missing)
