"""Which breaches of policies stand, whatever a document suppresses and a person leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys.diagnostics import Diagnostic, codes
from mlsys.policies.hold import hold
from mlsys.rules.suppress import standing

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.policies.read import Policies
    from mlsys.rules.selection import Selection
    from mlsys.rules.suppress import Ledger


def standing_breaches(
    system: System, policies: Policies, selection: Selection, ledger: Ledger
) -> tuple[Diagnostic, ...]:
    """Return what the policies find in ``system``.

    What is mandatory in them is taken away by nobody, not even where it is no error; of the rest, the
    document may suppress what it accepts, and a selection leave out what is not asked for.
    """
    found = hold(system, policies)
    advice = [each for each in found if each.code == codes.POLICY_ADVICE]
    judged = tuple(filter(selection.asks, (codes.POLICY_ADVICE,)))
    kept = selection.keep(standing(system, advice, judged, ledger))
    return (*(each for each in found if each.code != codes.POLICY_ADVICE), *kept)
