"""The names that conditions and paths of blueprints can use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mlsys.planning.claims import Claim
from mlsys.route import Route, parse_route
from mlsys.syntax.nodes import find, leaves

if TYPE_CHECKING:
    from mlsys.blueprints.condition import Condition
    from mlsys.ir.system import System


@dataclass(frozen=True)
class Namespace:
    """The sections of the specification, ``system``, ``stage``, ``environments``, and ``declared(route)``.

    What it answered is remembered: manifests ask the same of many files.
    """

    system: System
    environments: Mapping[str, System]

    def lookup(self, name: str) -> object:
        """Return what ``name`` stands for.

        Raises:
            KeyError: if it stands for nothing.
        """
        match name:
            case "system":
                return self.system
            case "stage":
                return self.system.stage
            case "environments":
                return self.environments
            case "declared":
                return self._declared
        if name.startswith("_") or not hasattr(self.system.spec, name):
            raise KeyError(name)
        return getattr(self.system.spec, name)

    def holds(self, condition: Condition) -> bool:
        """Return whether ``condition`` is met.

        Raises:
            ConditionError: if it names something that does not exist.
        """
        if condition.text not in self._held:
            self._held[condition.text] = condition.holds(self.lookup)
        return self._held[condition.text]

    @cached_property
    def _held(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _known(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _leaves(self) -> tuple[Route, ...]:
        return tuple(route for route, _ in leaves(self.system.tree))

    def _declared(self, route: object) -> bool:
        text = str(route)
        if text not in self._known:
            self._known[text] = self._is_declared(text)
        return self._known[text]

    def _is_declared(self, text: str) -> bool:
        if "*" in text:
            claim = Claim(text)
            return any(claim.covers(leaf) for leaf in self._leaves)
        return find(self.system.tree, parse_route(text)) is not None
