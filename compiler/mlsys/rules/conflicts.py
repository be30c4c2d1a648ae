"""From a conflict of claims to the one finding that tells it."""

from __future__ import annotations

from mlsys.diagnostics import Fix, Related, SetValue
from mlsys.ir.feasibility.conflict import Conflict
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding


def told(conflict: Conflict) -> Finding:
    """Return the finding: every claim with its place, every single change that would resolve it."""
    first, *others = conflict.claims
    changes = [f"`{change.label}` {change.text}" for change in conflict.changes]
    ways = f"any one of these resolves it, the smallest change first: {', '.join(changes)}" if changes else ""
    if len(changes) == 1:
        ways = f"set {changes[0]}, the only single change that resolves it"
    names = listing([str(claim.route[-1]) for claim in conflict.claims])
    cheapest = conflict.changes[0] if conflict.changes else None
    fix = None
    if cheapest is not None:
        change = SetValue(cheapest.route, cheapest.text)
        fix = Fix(f"set `{cheapest.label}` to {cheapest.text}", (change,))
    return Finding(
        route=first.route,
        message=conflict.message,
        help=ways or f"change at least two of {names}",
        note=conflict.working,
        related=tuple(Related(claim.route, claim.says) for claim in others),
        fix=fix,
    )
