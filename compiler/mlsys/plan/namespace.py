"""The names that conditions and paths of blueprints can use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from mlsys.plan.claims import Claim
from mlsys.route import Route, parse_route
from mlsys.syntax.nodes import find, leaves

if TYPE_CHECKING:
    from mlsys.ir.system import System


class Namespace(Struct, frozen=True, dict=True):
    """The sections of the specification, ``system``, ``stage``, ``environments``, and ``declared(route)``."""

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

    @cached_property
    def _leaves(self) -> tuple[Route, ...]:
        return tuple(route for route, _ in leaves(self.system.tree))

    def _declared(self, route: object) -> bool:
        text = str(route)
        if "*" in text:
            claim = Claim(text)
            return any(claim.covers(leaf) for leaf in self._leaves)
        return find(self.system.tree, parse_route(text)) is not None
