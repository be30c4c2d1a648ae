"""Merging two documents at the level of nodes, so that every value keeps its place in its own file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mlsys.diagnostics import Diagnostic, Related, Severity, codes
from mlsys.route import Route, format_route
from mlsys.spec.fields import Merge, Section, Tighten
from mlsys.spec.lookup import choices, field_at
from mlsys.spec.strictness import loosens
from mlsys.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, to_plain


@dataclass(frozen=True, slots=True)
class _Algebra:
    """How the values at a route combine."""

    merge: Merge = Merge.OVERRIDE
    tighten: Tighten | None = None
    order: tuple[object, ...] = ()
    """Choices of the field, the mildest first."""


@dataclass
class Merger:
    """Puts overlays on a document by the algebra that the language names for each field.

    ``override``: the overlay stands. ``meet``: the overlay stands and may only tighten.
    ``append``: both lists stand. ``fixed``: the values may not differ.
    A ``null`` in the overlay takes the entry away.
    """

    root: type[Section] | None
    """The section of the document; ``None`` for a system."""
    owner: str
    """What the overlay is, for messages: ``environment `staging` ``."""
    may_add_identity: bool
    """Whether identity that the base leaves open may be filled in, as by a child document."""
    findings: list[Diagnostic] = field(default_factory=list)
    _plain: object = None

    def merge(self, base: Node, overlay: Node) -> Node:
        """Return ``base`` with ``overlay`` on top; what may not be is in ``findings``."""
        self._plain = to_plain(base)
        return self._node(base, overlay, (), _Algebra())

    def _node(self, base: Node, overlay: Node, route: Route, above: _Algebra) -> Node:
        algebra = self._algebra(route, above)
        if isinstance(base, Mapping) and isinstance(overlay, Mapping):
            return self._mapping(base, overlay, route, algebra)
        if algebra.merge is Merge.APPEND and isinstance(base, Sequence) and isinstance(overlay, Sequence):
            known = [to_plain(item) for item in base.items]
            added = tuple(item for item in overlay.items if to_plain(item) not in known)
            return replace(base, items=base.items + added)
        if algebra.merge is Merge.FIXED and to_plain(base) != to_plain(overlay):
            self._report_identity(route, base, overlay)
            return base  # what rests on the other identity would be a consequence of this mistake
        if algebra.merge is Merge.MEET and self._loosens(base, overlay, algebra):
            self._report_loosened(route, base, overlay)
        return overlay

    def _mapping(self, base: Mapping, overlay: Mapping, route: Route, algebra: _Algebra) -> Mapping:
        entries = {entry.name: entry for entry in base.entries}
        for entry in overlay.entries:
            inner = (*route, entry.name)
            old = entries.get(entry.name)
            if isinstance(entry.value, Scalar) and entry.value.value is None and entry.value.plain:
                if old is not None:
                    self._removed(inner, old, entry, algebra)
                    del entries[entry.name]
                else:
                    entries[entry.name] = entry
            elif old is None:
                self._added(inner, entry, algebra)
                entries[entry.name] = entry
            else:
                entries[entry.name] = Entry(entry.key, self._node(old.value, entry.value, inner, algebra))
        return Mapping(tuple(entries.values()), base.span)

    def _algebra(self, route: Route, above: _Algebra) -> _Algebra:
        found = field_at(route, self._plain, self.root)
        if found is None:
            return _Algebra(above.merge)
        return _Algebra(found.merge, found.meaning.tighten, choices(found.annotation))

    def _loosens(self, base: Node, overlay: Node, algebra: _Algebra) -> bool:
        tighten = algebra.tighten
        return tighten is not None and bool(loosens(base, overlay, tighten, algebra.order))

    def _added(self, route: Route, entry: Entry, above: _Algebra) -> None:
        algebra = self._algebra(route, above)
        if algebra.merge is Merge.FIXED and not self.may_add_identity and isinstance(entry.value, Scalar):
            self._report_identity(route, None, entry.value)

    def _removed(self, route: Route, old: Entry, entry: Entry, above: _Algebra) -> None:
        algebra = self._algebra(route, above)
        if algebra.merge is Merge.FIXED:
            self._report_identity(route, old.value, entry.value)
        elif algebra.merge is Merge.MEET:
            self._report_loosened(route, old.value, None, entry)

    def _report_identity(self, route: Route, base: Node | None, overlay: Node) -> None:
        related = () if base is None else (Related(route, "the system says so here", base.span),)
        self.findings.append(
            Diagnostic(
                codes.BAD_OVERLAY,
                Severity.ERROR,
                f"{self.owner} may not change `{format_route(route)}`: it is what the system is",
                route,
                span=overlay.span,
                help="make a second system, or change it for all environments",
                related=related,
            )
        )

    def _report_loosened(
        self, route: Route, base: Node, overlay: Node | None, removal: Entry | None = None
    ) -> None:
        change = f"from {_short(base)} to {_short(overlay)}" if overlay is not None else "by taking it away"
        span = overlay.span if overlay is not None else removal.key.span if removal is not None else base.span
        self.findings.append(
            Diagnostic(
                codes.LOOSENED,
                Severity.DANGER,
                f"{self.owner} loosens `{format_route(route)}` {change}",
                route,
                span=span,
                help="tighten it, or suppress the finding with reason, owner and expiry",
                note="requirements merge by meet: what the base demands holds in every child",
                related=(Related(route, "demanded here", base.span),),
            )
        )


def _short(node: Node) -> str:
    if isinstance(node, Scalar):
        return f"`{node.raw}`"
    if isinstance(node, Sequence):
        return f"`[{', '.join(str(to_plain(item)) for item in node.items)}]`"
    return "a mapping"
