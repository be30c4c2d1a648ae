"""Which claim of a document is held by what: the basis of ``mlsys trace``.

Every declared leaf is a claim. A list of scalars is one leaf. What only speaks to the compiler (the version
of the language, parents, suppressions, extensions) claims nothing. A leaf of an environment's overlay is held
by what holds the leaf that it overlays, since the project is rendered for each environment.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mlsys.blueprints.model import EnforcementKind
from mlsys.diagnostics import Diagnostic, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.ir.wording import plural
from mlsys.planning.claims import Claim, ClaimIndex
from mlsys.planning.model import Enforcement, Plan
from mlsys.route import Route, format_route
from mlsys.syntax import nodes
from mlsys.syntax.nodes import Node, Scalar

NOT_CLAIMS: Final = frozenset({"apiVersion", "kind", "extends", "suppressions", "enforcement"})
_NAMED: Final = 10
_PROSE: Final = "description"
"""A field that is for people, who read it where it stands."""
_SEVERITY: Final = {"prototype": Severity.NOTE, "pilot": Severity.WARNING, "production": Severity.DANGER}


class Standing(enum.Enum):
    """How a claim stands."""

    ENFORCED = "enforced"
    """A gate, alert, test, setting, job or the program itself holds it."""
    STATED = "stated"
    """Documents for people say it, and nothing else does: a sentence, or a number of the design alone."""
    MANUAL = "manual"
    """People enforce it, and the document says where that can be seen."""
    CHECKED = "checked"
    """Nothing that is generated holds it, but a rule of the compiler holds it against the rest."""
    UNENFORCED = "unenforced"


@dataclass(frozen=True, slots=True)
class ClaimCoverage:
    """A declared leaf with everything that enforces or states it."""

    route: Route
    standing: Standing
    enforcements: tuple[Enforcement, ...] = ()
    evidence: str = ""
    """Where the manual enforcement can be seen."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """All declared leaves, in the order of the document."""

    claims: tuple[ClaimCoverage, ...]

    def count(self, standing: Standing) -> int:
        """Return the number of claims that stand so."""
        return sum(claim.standing is standing for claim in self.claims)


def measure_coverage(plan: Plan) -> Coverage:
    """Return the coverage of the document of ``plan``."""
    enforced = ClaimIndex(
        (claim, number) for number, each in enumerate(plan.enforcements) for claim in each.claims
    )
    evidence = [
        (Claim(path), str(getattr(entry, "evidence", entry)))
        for path, entry in (getattr(plan.system.spec, "enforcement", None) or {}).items()
    ]
    manual = ClaimIndex((claim, number) for number, (claim, _) in enumerate(evidence))
    claims = []
    for route in claimed_leaves(plan.system.tree):
        if found := _covering(enforced, route):
            holders = tuple(plan.enforcements[number] for number in found)
            held = any(holder.kind is not EnforcementKind.DOC for holder in holders)
            claims.append(ClaimCoverage(route, Standing.ENFORCED if held else Standing.STATED, holders))
        elif found := _covering(manual, route):
            claims.append(ClaimCoverage(route, Standing.MANUAL, evidence=evidence[found[0]][1]))
        else:
            claims.append(ClaimCoverage(route, Standing.UNENFORCED))
    return Coverage(tuple(claims))


def loose_entries(coverage: Coverage, plan: Plan) -> frozenset[Route]:
    """Return the entries that nothing enforces; of an overlay, what it overlays.

    What the code of a chosen blueprint follows for other values is left out: that a rule reads such a value
    makes no program of it.
    """
    coded = ClaimIndex(
        (Claim(text), 0)
        for blueprint in plan.blueprints
        for rule in blueprint.manifest.enforces
        if rule.kind is EnforcementKind.CODE
        for text in rule.claims
    )
    loose = (_entry(claim) for claim in coverage.claims if claim.standing is Standing.UNENFORCED)
    return frozenset(route for route in loose if not coded.covering(route))


def with_checked(coverage: Coverage, read: frozenset[Route]) -> Coverage:
    """Return ``coverage`` with those of the `loose_entries` marked as checked that are among ``read``."""
    return Coverage(
        tuple(
            replace(claim, standing=Standing.CHECKED)
            if claim.standing is Standing.UNENFORCED and _entry(claim) in read
            else claim
            for claim in coverage.claims
        )
    )


def _entry(claim: ClaimCoverage) -> Route:
    return overlaid(claim.route) or claim.route


def claimed_leaves(tree: Node) -> Iterator[Route]:
    """Yield the routes of the leaves of a document that claim something."""
    for route in _leaves(tree, ()):
        if route and route[0] not in NOT_CLAIMS and not any(str(step).startswith("x-") for step in route):
            yield route


def coverage_findings(coverage: Coverage, stage: str) -> Iterator[Diagnostic]:
    """Yield one finding for each largest part of the document of which nothing is enforced."""
    held = [claim.route for claim in coverage.claims if claim.standing is not Standing.UNENFORCED]
    loose = [
        claim.route
        for claim in coverage.claims
        if claim.standing is Standing.UNENFORCED and claim.route[-1] != _PROSE
    ]
    ancestors_held = {route[:length] for route in held for length in range(len(route) + 1)}
    parts: dict[Route, int] = {}
    for route in loose:
        part = next(route[:n] for n in range(1, len(route) + 1) if route[:n] not in ancestors_held)
        parts[part] = parts.get(part, 0) + 1
    for part, count in parts.items():
        name = format_route(part)
        fields = "" if part in loose else f" ({plural(count, 'field')})"
        yield Diagnostic(
            codes.UNENFORCED,
            _SEVERITY.get(stage, Severity.WARNING),
            f"`{name}`{fields} is declared, but nothing that is generated checks or states it",
            part,
            help="add a blueprint that enforces it, or name the evidence that people do: "
            f'`enforcement: {{"{name}": {{evidence: …}}}}`',
        )


def in_one(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return ``found`` with all findings about unenforced parts as one, at the first part."""
    loose = [finding for finding in found if finding.code == codes.UNENFORCED]
    if len(loose) < 2:
        return tuple(found)
    names = [f"`{format_route(finding.route)}`" for finding in loose]
    shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    whole = replace(
        loose[0],
        message=f"{len(loose)} parts of the document are declared, but nothing that is generated checks or "
        "states them",
        help="`mlsys trace --unenforced` lists them; add a blueprint that enforces them, or name the "
        "evidence that people do: `enforcement: {<path>: {evidence: …}}`",
        note=shown,
    )
    return tuple(whole if finding is loose[0] else finding for finding in found if finding not in loose[1:])


def _covering(index: ClaimIndex, route: Route) -> list[int]:
    """Return the numbers of the claims that cover ``route``, or what it overlays, in order."""
    inner = overlaid(route)
    return sorted(index.covering(route) | (set() if inner is None else index.covering(inner)))


def overlaid(route: Route) -> Route | None:
    """Return the route that ``route`` overlays if it lies in the overlay of an environment."""
    inside = len(route) > 3 and route[0] == "environments" and route[2] == "overlay"
    return route[3:] if inside else None


def _leaves(node: Node, route: Route) -> Iterator[Route]:
    match node:
        case Scalar():
            yield route
        case nodes.Sequence(items=items) if all(isinstance(item, Scalar) for item in items):
            yield route
        case nodes.Sequence(items=items):
            for index, item in enumerate(items):
                yield from _leaves(item, (*route, index))
        case nodes.Mapping(entries=entries):
            for entry in entries:
                yield from _leaves(entry.value, (*route, entry.name))
