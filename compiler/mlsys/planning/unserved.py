"""Fields that change what a program does, and that no chosen blueprint has a program for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, reduce
from typing import Final

from mlsys.blueprints.model import EnforcementKind
from mlsys.diagnostics import Anchor, Diagnostic, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.planning.claims import ClaimIndex
from mlsys.planning.coverage import claimed_leaves, overlaid
from mlsys.planning.model import Plan
from mlsys.route import Route, format_route
from mlsys.spec.lookup import child, field_at, sections
from mlsys.spec.root import MLSystem
from mlsys.syntax.nodes import to_plain

_HELP: Final = (
    "leave it out, or add a blueprint that names it under `enforces` (docs/how-to/write-a-blueprint.md)"
)

_SERVED: Final[dict[Route, str]] = {
    ("infra", "compute"): (
        "`sharded` and `ray` score the files of tables without time or users, and train nothing; "
        "all environments have one engine; "
    )
}
"""What is served of a field in which not all is."""


def unserved_fields(plan: Plan) -> Iterator[Diagnostic]:
    """Yield a finding for each declared field whose program none of the blueprints of ``plan`` has."""
    served = ClaimIndex(
        (claim, number)
        for number, each in enumerate(plan.enforcements)
        if each.kind is not EnforcementKind.DOC
        for claim in each.claims
    )
    task, plain = plan.system.spec.task.type, to_plain(plan.system.tree)
    found: dict[Route, list[Route]] = {}
    for leaf in claimed_leaves(plan.system.tree):
        base = overlaid(leaf) or leaf
        route = _programmed(base, plain)
        if route is not None and (not served.covering(base) or _changed(leaf, plain, plan.system.spec)):
            found.setdefault(leaf[: len(leaf) - len(base) + len(route)], []).append(leaf)
    for place, leaves in found.items():
        yield Diagnostic(
            codes.UNSERVED,
            Severity.ERROR,
            f"no blueprint serves {_told(place, leaves, plain)} of a `{task}` task: "
            "`mlsys compile` would leave it out",
            place,
            anchor=Anchor.KEY,
            help=_SERVED.get(overlaid(place) or place, "") + _HELP,
        )


def _changed(leaf: Route, plain: object, spec: MLSystem) -> bool:
    """Return whether an environment has another value than the one that the project is compiled for."""
    base = overlaid(leaf)
    if base is None:
        return False
    compiled: object = spec
    for step in base:
        compiled = getattr(compiled, str(step), None)
    value = reduce(child, leaf, plain)
    return type(value) is type(compiled) and value != compiled


def _told(place: Route, leaves: Sequence[Route], plain: object) -> str:
    """Return a field in words; of a section also what nothing serves in it."""
    name = f"`{format_route(overlaid(place) or place)}`"
    inner = (leaf for leaf in leaves if leaf != place)
    inside = [f"`{format_route(leaf[len(place) :])}: {reduce(child, leaf, plain)}`" for leaf in inner]
    return f"{name} ({', '.join(inside)})" if inside else name


def _programmed(route: Route, plain: object) -> Route | None:
    """Return the outermost field at or above ``route`` that changes what a program does."""
    for length, step in enumerate(route, start=1):
        field = field_at(route[:length], plain) if step in _names() else None
        if field is not None and field.meaning.programmed:
            return route[:length]
    return None


@cache
def _names() -> frozenset[str]:
    """Return the names of such fields, of which the language has few, in whatever section."""
    fields = (field for section in sections(MLSystem) for field in section.language_fields().values())
    return frozenset(field.name for field in fields if field.meaning.programmed)
